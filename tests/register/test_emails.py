"""A person's email address is corrected with a reason; no correction lets anybody into an account."""

import re
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from config.home.invitations import make_account
from kernel.history import acting
from kernel.models import OutboxMessage
from kernel.permissions import Role
from kernel.queries import system_user
from register import actions, queries
from register.models import EmailAddress, Person, period
from tests.factories.kernel import user_with
from tests.factories.register import person
from tests.races import at_once, refusals

pytestmark = pytest.mark.django_db
OLD, NEW = "wrong@example.test", "ama@example.test"
PASSWORD = "a long enough phrase"


def correct(someone: Person, email: str, *, instead_of: str, reason: str = "Mistyped") -> None:
    actions.correct_email(
        person=someone, email=email, instead_of=instead_of, reason=reason, by=system_user(), at=timezone.now()
    )


def invited(someone: Person, email: str) -> str:
    """The code of the link that is sent."""
    actions.invite_manager(person=someone, email=email, by=user_with(Role.REGISTRAR), at=timezone.now())
    link = re.search(r"/invitations/([^/\s]+)/", OutboxMessage.objects.get(to=email, template="invitation").body)
    assert link is not None
    return link[1]


def test_a_corrected_address_supersedes_the_wrong_one_with_the_reason() -> None:
    someone = person(email=OLD)
    correct(someone, " Ama@Example.test ", instead_of=OLD, reason="Letter of 3 March")
    assert queries.email_of(person=someone) == NEW
    old, new = EmailAddress.objects.filter(person=someone).order_by("pk")
    assert (old.address, old.superseded_xid) == (OLD, new.recorded_xid)
    assert new.history.get().history_change_reason == "Letter of 3 March"


def test_an_address_is_recorded_where_there_was_none_and_taken_off_again() -> None:
    someone = person()
    correct(someone, NEW, instead_of="")
    correct(someone, "", instead_of=NEW)
    assert (queries.email_of(person=someone), someone.email_addresses.count()) == ("", 1)
    with pytest.raises(actions.NothingChanged):
        correct(someone, "", instead_of="")


def test_a_correction_of_another_address_than_the_present_one_is_refused() -> None:
    someone = person(email=OLD)
    correct(someone, NEW, instead_of=OLD)
    with pytest.raises(actions.SupersededMeanwhile):
        correct(someone, "third@example.test", instead_of=OLD)
    with pytest.raises(actions.NothingChanged):
        correct(someone, NEW.upper(), instead_of=NEW)
    assert queries.email_of(person=someone) == NEW


def test_the_link_sent_to_the_wrong_address_lets_nobody_in(client: Client) -> None:
    someone = person(email=OLD)
    code = invited(someone, OLD)
    assert client.get(f"/invitations/{code}/").status_code == 200
    correct(someone, NEW, instead_of=OLD)
    assert client.get(f"/invitations/{code}/").status_code == 404
    sent = client.post(f"/invitations/{code}/", {"name": "A", "password": PASSWORD, "again": PASSWORD})
    assert (sent.status_code, Person.objects.get(pk=someone.pk).user) == (404, None)
    assert client.get(f"/invitations/{invited(someone, NEW)}/").status_code == 200


def test_the_address_that_an_account_signs_in_with_is_never_changed() -> None:
    someone, account = person(email=OLD), user_with(Role.MANAGER)
    own = account.email
    actions.link_account(person=someone, user=account, by=account, at=timezone.now())
    correct(someone, NEW, instead_of=OLD)
    account.refresh_from_db()
    assert (account.email, account.history.count()) == (own, 1)


def test_an_invitation_puts_its_address_on_record_and_says_so() -> None:
    someone = person()
    invited(someone, NEW)
    told = [(str(one.new), one.reason) for one in queries.timeline(someone, at=timezone.now())]
    assert (NEW, "Invited to an account at this address") in told
    again = queries.timeline(someone, at=timezone.now())
    actions.invite_manager(person=someone, email=NEW, by=user_with(Role.REGISTRAR), at=timezone.now())
    assert queries.timeline(someone, at=timezone.now()) == again


@pytest.mark.django_db(transaction=True)
def test_what_was_known_before_is_known_again() -> None:
    someone = person(email=OLD)
    then = EmailAddress.objects.get().recorded_at
    correct(someone, NEW, instead_of=OLD)
    known: Any = EmailAddress.objects.known_at(then).get()
    assert known.address == OLD


@pytest.mark.parametrize(
    ("address", "constraint"), [(NEW, "emailaddress_one_at_a_time"), ("", "emailaddress_not_empty")]
)
def test_the_database_keeps_one_address_at_a_time_and_no_empty_one(address: str, constraint: str) -> None:
    someone = person(email=OLD if address else None)
    with pytest.raises(IntegrityError, match=constraint), acting(user=system_user()):
        EmailAddress.objects.create(person=someone, address=address, during=period(None))


@pytest.mark.django_db(transaction=True)
def test_of_two_corrections_at_once_one_is_made() -> None:
    someone = person(email=OLD)
    (late,) = refusals(
        lambda: correct(someone, NEW, instead_of=OLD),
        lambda: correct(someone, "other@example.test", instead_of=OLD),
    )
    assert isinstance(late, actions.SupersededMeanwhile)
    assert someone.email_addresses.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_turn", range(4))
def test_whoever_accepts_while_the_address_is_corrected_is_in_or_out_and_nothing_between(_turn: int) -> None:
    someone = person(email=OLD)
    code = invited(someone, OLD)
    shut_out, refused = at_once(
        lambda: make_account(code=code, name="Ama", password=PASSWORD, at=timezone.now()),
        lambda: correct(someone, NEW, instead_of=OLD),
    )
    someone.refresh_from_db()
    assert (refused, queries.email_of(person=someone)) == (None, NEW)
    assert (shut_out is None) == (someone.user is not None)
