"""Watches: what is told of whom to whom, when, and until when."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from barring.actions import watches
from barring.actions.events import give_assurance
from barring.actions.reviews import resolve_review
from barring.actions.watches import end_watches, look_at_watches
from barring.models import Check, CheckReview, Watch, WatchLook
from barring.queries.watches import recorded_since
from kernel.events import number_due
from kernel.history import acting
from kernel.models import OutboxMessage
from kernel.permissions import Role
from kernel.queries import system_user, system_user_id
from register import actions as register
from register.models import Person
from register.rules.numbers import written
from tests.factories.api import Program, program, told
from tests.factories.kernel import organisation, user_with
from tests.factories.register import person, post_of, registered_person, restricted

pytestmark = pytest.mark.django_db(transaction=True)  # what is told of is what was committed

BORN = "1974-03-09"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_the_systems_name(transactional_db: None) -> Iterator[None]:
    with acting(user=system_user_id()):
        yield


@pytest.fixture
def trust() -> Program:
    return program(organisation("RJ1"))


@pytest.fixture
def osei() -> Person:
    return registered_person(family_name="Osei", given_names="Ama")


def put(by: Program, of: Person | dict[str, str], ref: str = "emp-1") -> dict[str, Any]:
    given = of if isinstance(of, dict) else {"registration_number": of.registration_number, "date_of_birth": BORN}
    reply = by.send("PUT", f"/api/v1/watches/{ref}", {"subject": given, "role": {"tier": "board_director"}})
    return told(reply, reply.status_code if reply.status_code == 200 else 201)


def looked(at: datetime | None = None) -> int:
    return look_at_watches(at=at or timezone.now())


def news(of: Program) -> list[tuple[str, str]]:
    """What the organisation's feed says of its watches."""
    number_due(at=timezone.now())
    found = told(of.send("GET", "/api/v1/events?limit=200"), 200)["results"]
    return [(one["type"].partition(".")[2], one["watch"]) for one in found if one["type"].startswith("watch.")]


def test_a_change_is_told_once_to_each_who_watches_and_to_nobody_else(trust: Program, osei: Person) -> None:
    other, stranger = program(organisation("RX1")), program(organisation("RX2"))
    put(trust, osei)
    put(other, osei, ref="e-2")
    put(stranger, registered_person())
    assert looked() == 0
    order = restricted(osei, at=timezone.now())
    assert looked() == 2
    assert looked() == 0
    assert (news(trust), news(other), news(stranger)) == (
        [("standing_changed", "emp-1")],
        [("standing_changed", "e-2")],
        [],
    )
    register.end_restriction(
        person=osei, source=order.source, ends_at=timezone.now(), reason="Lifted", by=system_user(), at=timezone.now()
    )
    assert looked() == 2
    assert news(trust) == [("standing_changed", "emp-1")] * 2
    give_assurance(at=timezone.now())
    number_due(at=timezone.now())
    last = told(trust.send("GET", "/api/v1/events?limit=200"), 200)["results"][-1]
    assert (last["watched"], last["changed"]) == (1, 1)


def test_what_is_recorded_between_the_first_check_and_the_first_look_is_told(trust: Program, osei: Person) -> None:
    looked()
    put(trust, osei)
    restricted(osei, at=timezone.now())
    looked()
    assert news(trust) == [("standing_changed", "emp-1")]


def test_what_a_pass_saw_before_the_watch_was_committed_is_told_at_its_first_look(
    trust: Program, osei: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(trust, osei)
    restricted(osei, at=timezone.now())
    seen = recorded_since(None, at=timezone.now())
    nothing_new = replace(seen, everything=False, identity=False)
    monkeypatch.setattr(watches, "recorded_since", lambda last, at: nothing_new)
    assert looked() == 1
    assert news(trust) == [("standing_changed", "emp-1")]


def test_a_change_known_ahead_is_told_ahead_and_again_when_it_comes(trust: Program, osei: Person) -> None:
    put(trust, osei)
    now = timezone.now()
    restricted(osei, at=now, begins_at=now + DAY, ends_at=now + 2 * DAY)
    assert looked() == 2
    assert news(trust) == [("standing_changed", "emp-1"), ("change_scheduled", "emp-1")]
    assert looked(now + DAY - timedelta(seconds=1)) == 0
    assert looked(now + DAY) == 2  # it is in force, and its end is known
    assert looked(now + 2 * DAY) == 1
    assert Counter(news(trust)) == {("standing_changed", "emp-1"): 3, ("change_scheduled", "emp-1"): 2}


def test_what_was_told_wrongly_is_corrected(trust: Program, osei: Person) -> None:
    put(trust, osei)
    looked()
    now = timezone.now()
    restricted(osei, at=now, decided_at=now - DAY, served_at=now - DAY, begins_at=now - DAY)
    looked()
    assert news(trust) == [("corrected", "emp-1"), ("standing_changed", "emp-1")]


def test_nobody_matched_is_tried_again_when_somebody_is_recorded(trust: Program) -> None:
    given = {"family_name": "Osei", "given_names": "Ama", "date_of_birth": BORN}
    assert put(trust, given)["state"] == "unmatched"
    assert looked() == 0
    assert WatchLook.objects.get().due_at is None
    registered_person()
    assert looked() == 0
    person = registered_person(family_name="Osei", given_names="Ama")
    assert looked() == 1
    restricted(person, at=timezone.now())
    assert looked() == 1
    assert news(trust) == [("standing_changed", "emp-1")] * 2
    assert told(trust.send("GET", "/api/v1/watches/emp-1"), 200)["state"] == "matched"


def test_whoever_a_reviewer_says_is_meant_is_watched_from_then_on(trust: Program, osei: Person) -> None:
    given = {"family_name": "Osei", "given_names": "Kofi", "date_of_birth": BORN}
    assert put(trust, given)["state"] == "in_review"
    looked()
    review = CheckReview.objects.get()
    answer = resolve_review(review=review, person_id=osei.pk, reason="By post", by=user_with(Role.REGISTRAR))
    looked()
    shown = told(trust.send("GET", "/api/v1/watches/emp-1"), 200)
    assert (shown["state"], shown["check"]) == ("matched", answer.reference)
    restricted(osei, at=timezone.now())
    looked()
    assert news(trust) == [("standing_changed", "emp-1")]


def test_whoever_is_not_meant_is_not_asked_about_again_until_another_fits_nearly(trust: Program, osei: Person) -> None:
    put(trust, {"family_name": "Osei", "given_names": "Kofi", "date_of_birth": BORN})
    review = CheckReview.objects.get()
    resolve_review(review=review, person_id=None, reason="Another family", by=user_with(Role.REGISTRAR))
    for _ in range(2):
        registered_person()
        looked()
    assert (Check.objects.count(), news(trust)) == (2, [])
    registered_person(family_name="Osei", given_names="Yaa")
    looked()
    looked()
    assert Check.objects.count() == 3
    assert told(trust.send("GET", "/api/v1/watches/emp-1"), 200)["state"] == "in_review"


@pytest.mark.parametrize("more", [{}, {"date_of_birth": BORN}], ids=["alone", "with a date of birth"])
def test_an_insurance_number_that_does_not_decide_is_looked_at_by_a_person(
    trust: Program, osei: Person, more: dict[str, str]
) -> None:
    """As with a check: here of somebody whose number the register takes up after the watch began."""
    number = written("10000001")
    given = {"registration_number": number, "national_insurance_number": "AB123456C", **more}
    assert put(trust, given)["state"] == "unmatched"
    new = person(national_insurance_number="AA000000A")
    with transaction.atomic():
        Person.objects.filter(pk=new.pk).update(registration_number=number)
    looked()
    shown = told(trust.send("GET", "/api/v1/watches/emp-1"), 200)
    assert (shown["state"], Check.objects.count()) == ("in_review", 2)
    first, again = Check.objects.order_by("pk")
    assert (again.outcome, again.subject) == ("needs_review", first.subject)
    review = CheckReview.objects.get()
    answer = resolve_review(review=review, person_id=new.pk, reason="By post", by=user_with(Role.REGISTRAR))
    looked()
    assert told(trust.send("GET", "/api/v1/watches/emp-1"), 200)["check"] == answer.reference


def test_it_ends_with_the_post_and_not_with_one_that_was_over_before(trust: Program, osei: Person) -> None:
    before = post_of(osei, trust.organisation, title="Chair")
    register.end_post(post=before, ended_on=date(2025, 12, 31), by=system_user(), at=timezone.now())
    put(trust, osei)
    assert end_watches(at=timezone.now()) == 0
    post = post_of(osei, trust.organisation, title="Director")
    assert end_watches(at=timezone.now() + 300 * DAY) == 0
    register.end_post(post=post, ended_on=timezone.now().date(), by=system_user(), at=timezone.now())
    assert end_watches(at=timezone.now()) == 0
    assert end_watches(at=timezone.now() + DAY) == 1
    restricted(osei, at=timezone.now())
    assert looked() == 0
    assert news(trust) == [("ended", "emp-1")]
    shown = told(trust.send("GET", "/api/v1/watches/emp-1"), 200)
    assert (shown["state"], shown["ended_because"]) == ("ended", "post_ended")


def test_it_lasts_a_year_with_a_warning_unless_it_is_put_again(trust: Program, osei: Person) -> None:
    administrator = user_with(Role.TRUST_ADMINISTRATOR, of=trust.organisation)
    put(trust, osei)
    over = Watch.objects.get().renew_by
    assert timedelta(days=365) < over - timezone.now() <= timedelta(days=367)
    assert end_watches(at=over - timedelta(days=31)) == 0
    assert end_watches(at=over - timedelta(days=30)) == 1
    assert end_watches(at=over - timedelta(days=29)) == 0
    (mail,) = OutboxMessage.objects.filter(template="watches_end_soon")
    assert mail.to == administrator.email
    assert "emp-1" not in mail.body
    assert end_watches(at=over) == 1
    assert news(trust) == [("renewal_due", "emp-1"), ("ended", "emp-1")]
    assert put(trust, osei)["state"] == "matched"
    restricted(osei, at=timezone.now())
    assert looked() == 1


def test_of_all_that_end_on_one_day_one_email_goes_to_each_person(
    trust: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watches, "MOST", 2)
    administrators = [user_with(Role.TRUST_ADMINISTRATOR, of=trust.organisation) for _ in range(2)]
    user_with(Role.TRUST_USER, of=trust.organisation)
    for place in range(5):
        put(trust, registered_person(), ref=f"emp-{place}")
    at = Watch.objects.latest("pk").renew_by - timedelta(days=30)
    assert [end_watches(at=at) for _ in range(4)] == [2, 2, 1, 0]
    mails = OutboxMessage.objects.filter(template="watches_end_soon")
    assert Counter(mail.to for mail in mails) == Counter(one.email for one in administrators)
    assert all("5 of these watches" in mail.body for mail in mails)


def test_one_that_cannot_be_looked_at_keeps_no_other(
    trust: Program, osei: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(trust, registered_person(), ref="broken")
    put(trust, osei)
    see = watches._see

    def break_one(each: Any, *others: Any, at: datetime) -> Any:
        if each.watch.reference == "broken":
            raise ZeroDivisionError
        return see(each, *others, at=at)

    monkeypatch.setattr(watches, "_see", break_one)
    restricted(osei, at=timezone.now())
    assert looked() == 1
    assert looked() == 0
