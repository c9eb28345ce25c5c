"""Published decisions and the public list of hearings: checked by two, gone with the order, silent where private."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from conduct import actions
from conduct.models import Case, LeftOut, Publication
from conduct.queries.published import public_hearings, published_decision
from conduct.rules.determining import Outcome
from conduct.rules.publishing import NotPublished, OwnPublication, published_until, with_left_out
from conduct.workflow import AppealAction, Status
from kernel.clocks import today
from kernel.errors import ChangedMeanwhile
from kernel.history import acting
from kernel.permissions import Role
from kernel.queries import system_user
from register.models import Annotation, Restriction
from tests.builders import Cast, case_in, listed
from tests.conduct.test_appeals import IN_FORCE, NOW, decided, does, lodged
from tests.factories.kernel import says_why, user_with
from tests.races import refusals

END = datetime(2027, 3, 1, tzinfo=UTC)
A = AppealAction


def published(case: Case, *, at: datetime = NOW) -> Publication:
    actions.prepare_publication(case=case, by=case.caseworker, at=at)
    return actions.publish_decision(case=case, by=user_with(Role.CASEWORKER), at=at)


def is_read(case: Case, *, at: datetime) -> bool:
    return published_decision(reference=case.reference, at=at) is not None


@pytest.mark.parametrize(
    ("orders", "notes", "months", "until"),
    [
        ([END], [], 12, datetime(2028, 3, 1, tzinfo=UTC)),
        ([END], [], 0, END),
        ([None], [], 12, None),
        ([END, None], [END], 12, None),
        ([], [END], 12, END),
    ],
)
def test_an_order_keeps_its_decision_published_for_months_and_a_warning_for_its_term(
    orders: Any, notes: Any, months: int, until: datetime | None
) -> None:
    assert published_until(orders=orders, notes=notes, months=months) == until


def test_the_longest_passage_is_left_out_first_and_the_text_says_why() -> None:
    left_out = [("Ward 7", "others"), ("on Ward 7 she fell ill", "health")]
    text = "In May\r\non Ward 7 she fell ill. Ward 7 closed."
    assert with_left_out(text, left_out=left_out) == (
        "In May\n[left out: health or private life]. [left out: identifies somebody else] closed."
    )


@pytest.mark.django_db
def test_a_second_person_publishes_what_the_first_prepared_and_the_register_links_to_it() -> None:
    case, other = decided(), user_with(Role.CASEWORKER)
    given: dict[str, Any] = {"case": case, "by": case.caseworker, "at": NOW}
    with pytest.raises(NotPublished, match="Prepare"):
        actions.publish_decision(**given)
    prepared = actions.prepare_publication(**given)
    with pytest.raises(OwnPublication):
        actions.publish_decision(**given)
    with pytest.raises(NotPublished, match="nowhere"):
        actions.leave_out(**given, passage="Not there", because="health")
    words = prepared.determination.facts[5:20]
    actions.leave_out(**given, passage=words, because="health", seen=1)
    with pytest.raises(ChangedMeanwhile):
        actions.publish_decision(case=case, by=other, at=NOW, seen=1)
    actions.publish_decision(case=case, by=other, at=NOW, seen=2)
    page = f"/decisions/{case.reference}/"
    assert Restriction.objects.current().get(source=case.reference).decision_path == page
    shown = Client().get(page)
    assert words not in shown.content.decode()
    assert "[left out: health or private life]" in shown.content.decode()
    assert shown["X-Robots-Tag"] == "noarchive"
    assert page in Client().get(f"/register/{case.person.registration_number}/").content.decode()
    with pytest.raises(NotPublished, match="Take it down"):
        actions.put_back(**given, left_out=LeftOut.objects.get().pk)
    actions.take_decision_down(**given, reason="A witness is named.")
    assert Client().get(page).status_code == 404
    assert Restriction.objects.current().get(source=case.reference).decision_path == ""
    actions.put_back(**given, left_out=LeftOut.objects.get().pk)
    actions.publish_decision(case=case, by=other, at=NOW)
    assert words in Client().get(page).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("outcome", "status"),
    [(Outcome.ADVICE, Status.DECISION_ISSUED), (Outcome.SUSPENSION, Status.DETERMINATION)],
)
def test_what_is_not_served_or_orders_nothing_that_shows_is_not_published(outcome: str, status: str) -> None:
    case = case_in(status, outcome=outcome, at=IN_FORCE)
    with pytest.raises(NotPublished):
        actions.prepare_publication(case=case, by=case.caseworker, at=NOW)


@pytest.mark.django_db
def test_a_warning_is_published_for_its_term_and_gone_while_it_is_stayed() -> None:
    case = decided(Outcome.WARNING)
    published(case)
    note = Annotation.objects.current().get(source=case.reference)
    assert note.decision_path == f"/decisions/{case.reference}/"
    assert note.ends is not None
    assert [is_read(case, at=note.ends + timedelta(seconds=step)) for step in (-1, 0)] == [True, False]
    lodged(case)
    does(case, A.STAY, days=1)
    assert not is_read(case, at=NOW + timedelta(days=1))
    does(case, A.END_STAY, days=2)
    assert is_read(case, at=NOW + timedelta(days=2))
    assert Annotation.objects.current().filter(source=case.reference, decision_path="").count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(("action", "then"), [(A.QUASH, False), (A.REMIT, False), (A.STAY, True), (A.DISMISS, True)])
def test_a_decision_that_a_court_quashes_is_gone_in_the_same_moment(action: AppealAction, then: bool) -> None:
    case = decided()
    published(case)
    lodged(case)
    assert "Under appeal" in Client().get(f"/decisions/{case.reference}/").content.decode()
    does(case, action, days=1)
    instant = NOW + timedelta(days=1)
    if action == A.QUASH:
        assert is_read(case, at=instant - timedelta(seconds=1)) is False  # nothing of it is on the register any more
    assert is_read(case, at=instant) is then


@pytest.mark.django_db
def test_it_stays_as_long_as_its_order_and_the_months_of_the_rule_set() -> None:
    case = decided()
    published(case)
    order = Restriction.objects.current().get(source=case.reference)
    assert order.ends is not None
    assert is_read(case, at=order.ends + timedelta(days=364))
    assert not is_read(case, at=order.ends + timedelta(days=367))
    removed = decided(Outcome.REMOVAL)
    published(removed)
    assert is_read(removed, at=NOW + timedelta(days=9000))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"checked_by_id": "prepared_by_id"}, "taken down before"),
        ({"published_at": None}, "second_person"),
        ({"taken_down_because": "So"}, "taken down before"),
    ],
)
def test_postgresql_refuses_what_nobody_checked(change: dict[str, Any], words: str) -> None:
    publication = published(decided())
    own = publication.prepared_by_id
    values = {name: own if value == "prepared_by_id" else value for name, value in change.items()}
    with pytest.raises(IntegrityError, match=words), transaction.atomic(), acting(user=system_user()):
        Publication.objects.filter(pk=publication.pk).update(**values)


@pytest.mark.django_db
def test_postgresql_keeps_what_is_left_out_as_it_was_checked_and_publishes_nothing_unserved() -> None:
    publication = published(decided())
    with pytest.raises(IntegrityError, match="was checked"), transaction.atomic(), acting(user=system_user()):
        publication.left_out.create(passage="lists", because="court")
    own: dict[str, Any] = {"checked_by": publication.prepared_by, "prepared_by": publication.prepared_by}
    whole: dict[str, Any] = {"prepared_at": NOW, "published_at": NOW, "rule_set": publication.rule_set}
    alone = decided(Outcome.WARNING)
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic(), acting(user=system_user()):
        Publication.objects.create(determination=alone.determination, **whole, **own)
    unserved = case_in(Status.DETERMINATION, outcome=Outcome.SUSPENSION, at=IN_FORCE)
    with pytest.raises(IntegrityError, match="decision that stands"), transaction.atomic(), acting(user=system_user()):
        Publication.objects.create(
            determination=unserved.determination, **{**whole, **own, "checked_by": publication.checked_by}
        )


@pytest.mark.django_db(transaction=True)
def test_of_publishing_and_leaving_something_out_at_once_one_is_refused() -> None:
    case, other = decided(), user_with(Role.CASEWORKER)
    made = actions.prepare_publication(case=case, by=case.caseworker, at=NOW)
    refused = refusals(
        lambda: actions.publish_decision(case=case, by=other, at=NOW, seen=made.version),
        lambda: actions.leave_out(
            case=case, passage="lists", because="court", by=case.caseworker, at=NOW, seen=made.version
        ),
    )
    assert len(refused) == 1


@pytest.mark.django_db
def test_staff_prepare_and_publish_on_pages() -> None:
    case, first, second, checker = decided(), Client(), Client(), user_with(Role.CASEWORKER)
    first.force_login(case.caseworker)
    second.force_login(checker)
    says_why(checker, "conduct.case", case.reference)
    page = f"/staff/cases/{case.reference}/outcome/publication/"
    assert "Not prepared" in first.get(page).content.decode()
    assert page in first.get(f"/staff/cases/{case.reference}/outcome/").content.decode()
    assert first.post(f"{page}prepare/", {"seen": 0}).headers["Location"] == page
    missing = first.post(f"{page}leave-out/", {"seen": 1, "passage": "lists"})
    assert "Select why they are left out" in missing.content.decode()
    assert first.post(f"{page}leave-out/", {"seen": 1, "passage": "lists", "because": "others"}).status_code == 302
    assert "Check and publish" not in first.get(page).content.decode()
    assert "somebody else" in first.post(f"{page}publish/", {"seen": 2}).content.decode().lower()
    assert "Check and publish" in second.get(page).content.decode()
    assert second.post(f"{page}publish/", {"seen": 2}).headers["Location"] == page
    assert "12 months, policy of the regulator" in second.get(page).content.decode()
    assert second.post(f"{page}take-down/", {"seen": 2, "reason": "A name."}).status_code == 302
    assert "Taken down" in first.get(page).content.decode()


@pytest.mark.django_db
def test_the_list_of_hearings_says_when_where_and_of_whom_from_notice_to_the_last_day() -> None:
    assert "No hearings are listed" in Client().get("/hearings/").content.decode()
    cast, now = Cast(), timezone.now()
    case, day = case_in(Status.HEARING, cast=cast, at=now - timedelta(days=40)), today(now) + timedelta(days=20)
    listed(case, cast, at=now, on=day)
    assert public_hearings(at=now) == []
    actions.give_notice_of_hearing(case=case, channel="email", by=cast.caseworker, at=now)
    (shown,) = public_hearings(at=now)
    assert (shown.registration_number, shown.days) == (case.person.registration_number, (day,))
    html = Client().get("/hearings/").content.decode()
    assert shown.name in html
    assert "Room 1, 20 Park Street, Leeds" in html
    assert case.reference not in html
    assert "lists" not in html.split('data-test="hearings"')[1].split("</table>")[0].lower()
    at = datetime.combine(day, datetime.min.time(), UTC)
    assert [len(public_hearings(at=at + timedelta(days=days))) for days in (-29, 0, 2)] == [0, 1, 0]


@pytest.mark.django_db
def test_a_hearing_in_private_says_about_nobody_and_a_link_is_for_those_who_take_part() -> None:
    now = timezone.now()
    for how in ({"private_because": "Health."}, {"place_kind": "video", "where": "https://video.example/secret"}):
        cast = Cast()
        case = case_in(Status.HEARING, cast=cast, at=now - timedelta(days=40))
        listed(case, cast, at=now, on=today(now) + timedelta(days=10 + len(how)), **how)
        actions.give_notice_of_hearing(case=case, channel="email", by=cast.caseworker, at=now)
    private, video = public_hearings(at=now)
    assert (private.name, private.registration_number, private.place) == ("", "", "")
    assert video.name
    html = Client().get("/hearings/").content.decode()
    assert "Heard in private" in html
    assert "secret" not in html
    assert "Health." not in html
