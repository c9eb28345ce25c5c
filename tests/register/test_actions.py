"""What the register's writes refuse, and what they leave behind."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from kernel.clocks import end_of_day, start_of_day, today
from kernel.errors import ActionRefused
from kernel.models import User
from kernel.queries import system_user
from kernel.workflow import NotAllowedNow
from register import actions
from register.models import CorrectionRequest, NationalInsurance, Person, Restriction
from register.rules import Grade, Kind
from register.workflow import CORRECTION, CorrectionAction, CorrectionStatus
from tests.factories.kernel import organisation, user_with
from tests.factories.register import person, post_of, registered_person, restricted
from tests.races import refusals

pytestmark = pytest.mark.django_db


def by() -> dict[str, Any]:
    return {"by": system_user(), "at": timezone.now()}


def test_a_correction_supersedes_and_says_who_and_why() -> None:
    someone, registrar = person(family_name="Oise"), user_with("registrar", name="Rae Registrar")
    corrected = actions.correct_name(
        person=someone, family_name="Osei", given_names="Ama", reason="Swapped", by=registrar, at=timezone.now()
    )
    old = someone.names.exclude(pk=corrected.pk).get()
    assert (old.superseded_xid, old.family_name) == (corrected.recorded_xid, "Oise")
    written = corrected.history.get()
    assert (written.history_user, written.history_change_reason) == (registrar, "Swapped")


def test_what_cannot_be_is_refused() -> None:
    someone, tomorrow = registered_person(), today(timezone.now()) + timedelta(days=1)
    trust = organisation()
    post = {"person": someone, "organisation": trust, "title": "Chair", "tier": "board_director"}
    refusals: list[tuple[Any, dict[str, Any]]] = [
        (actions.register_person, {"person": someone, "grade": Grade.FULL, "registered_on": date(2026, 2, 1)}),
        (actions.register_person, {"person": person(), "grade": Grade.FULL, "registered_on": tomorrow}),
        (actions.lapse_registration, {"person": person(), "lapsed_on": date(2026, 2, 1), "reason": "x"}),
        (actions.lapse_registration, {"person": someone, "lapsed_on": date(2026, 1, 5), "reason": "x"}),
        (actions.add_post, {**post, "started_on": tomorrow}),
        (actions.add_post, {**post, "started_on": date(2026, 1, 1), "reports_to": someone}),
        (
            actions.change_name,
            {"person": someone, "family_name": "B", "given_names": "A", "changed_on": tomorrow, "reason": "x"},
        ),
        (actions.correct_birth_date, {"person": someone, "date_of_birth": date(1899, 12, 31), "reason": "x"}),
        (
            actions.end_restriction,
            {"person": someone, "source": "BAR-2026-0001", "ends_at": timezone.now(), "reason": "x"},
        ),
    ]
    for action, given in refusals:
        with pytest.raises(ActionRefused):
            action(**given, **by())


def test_a_post_ends_with_its_last_day_in_london() -> None:
    post = post_of(person(), organisation())
    ended = actions.end_post(post=post, ended_on=date(2026, 3, 29), **by())
    assert (ended.begins, ended.ends) == (start_of_day(date(2025, 4, 1)), end_of_day(date(2026, 3, 29)))
    assert ended.last_day == date(2026, 3, 29)
    with pytest.raises(actions.SupersededMeanwhile):
        actions.end_post(post=post, ended_on=date(2026, 3, 1), **by())


def test_somebody_removed_registers_again_only_when_the_removal_is_ended() -> None:
    someone, at = registered_person(), timezone.now()
    restricted(someone, at=at, kind=Kind.REMOVAL, source="CC-2026-0001")
    actions.lapse_registration(person=someone, lapsed_on=date(2026, 2, 1), reason="x", **by())
    again: dict[str, Any] = {"person": someone, "grade": Grade.FULL, "registered_on": today(at)}
    with pytest.raises(actions.RemovalInForce):
        actions.register_person(**again, **by())
    ended = timezone.now()
    actions.end_restriction(
        person=someone, source="CC-2026-0001", ends_at=ended, reason="Restored", by=system_user(), at=ended
    )
    actions.register_person(**again, **by())
    assert Person.objects.get(pk=someone.pk).registration_number == someone.registration_number


def test_an_order_that_never_began_is_taken_off_when_it_is_ended() -> None:
    someone, at = person(), timezone.now()
    waiting = restricted(someone, at=at, begins_at=at + timedelta(days=28))
    with pytest.raises(actions.AlreadyRestricted):
        restricted(someone, at=at)
    actions.end_restriction(person=someone, source=waiting.source, ends_at=at, reason="Withdrawn", **by())
    assert not someone.restrictions.current().exists()
    assert someone.restrictions.count() == 1


def test_only_an_order_that_has_not_begun_begins_later_and_only_later() -> None:
    someone, at, day = person(), timezone.now(), timedelta(days=1)
    waiting = restricted(someone, at=at, begins_at=at + 28 * day)

    def postpone(begins_at: datetime, *, when: datetime = at, source: str = waiting.source) -> Restriction:
        return actions.postpone_restriction(
            person=someone,
            source=source,
            begins_at=begins_at,
            ends_at=None,
            reason="Ill",
            by=system_user(),
            at=when,
        )

    wrong: list[tuple[datetime, dict[str, Any]]] = [
        (at + 27 * day, {}),
        (at + 28 * day, {}),
        (at + 30 * day, {"when": at + 28 * day}),
        (at + 30 * day, {"source": "CC-2026-0009"}),
    ]
    for begins_at, how in wrong:
        with pytest.raises(ActionRefused):
            postpone(begins_at, **how)
    assert postpone(at + 30 * day).begins == at + 30 * day
    assert someone.restrictions.current().count() == 1


def test_all_classes_stand_alone_and_an_empty_scope_is_refused() -> None:
    order = restricted(person(), at=timezone.now(), organisation_classes=["nhs_trust", "all"])
    assert order.organisation_classes == ["all"]
    wrong: list[dict[str, Any]] = [{"tiers": []}, {"organisation_classes": []}, {"ends_at": order.begins}]
    for scope in wrong:
        with pytest.raises(ActionRefused):
            restricted(person(), at=order.decided_at, **scope)


def test_an_insurance_number_is_kept_as_a_keyed_hash_only() -> None:
    someone = person(national_insurance_number="ab 12 34 56 c")
    kept = NationalInsurance.objects.get(person=someone)
    assert kept.digest == actions.national_insurance_digest(number="AB123456C")
    assert "123456" not in kept.digest.upper()


@pytest.mark.parametrize("action", list(CorrectionAction))
@pytest.mark.parametrize("status", list(CorrectionStatus))
def test_a_request_moves_as_its_table_says(status: CorrectionStatus, action: CorrectionAction) -> None:
    if status == CorrectionStatus.OPEN:
        assert CORRECTION.target(action, status=status) in (CorrectionStatus.ACCEPTED, CorrectionStatus.REFUSED)
    else:
        with pytest.raises(NotAllowedNow):
            CORRECTION.target(action, status=status)
    assert not CORRECTION.unreachable()


@pytest.mark.django_db(transaction=True)
def test_of_two_registrars_who_decide_at_once_one_does() -> None:
    manager = user_with("manager")
    someone = registered_person()
    actions.link_account(person=someone, user=manager, **by())
    asked = actions.ask_for_correction(person=someone, subject="name", text="Osei", by=manager, at=timezone.now())
    first, second = user_with("registrar"), user_with("registrar")

    def decide(action: Any, user: User) -> Any:
        return lambda: action(correction=asked, reason="Because", by=user, at=timezone.now())

    (late,) = refusals(decide(actions.accept_correction, first), decide(actions.refuse_correction, second))
    assert isinstance(late, NotAllowedNow)
    assert CorrectionRequest.objects.get().history.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_who_register_somebody_at_once_one_does() -> None:
    someone = person()

    def register() -> None:
        actions.register_person(person=someone, grade=Grade.FULL, registered_on=date(2026, 1, 5), **by())

    (late,) = refusals(register, register)
    assert isinstance(late, actions.AlreadyRegistered)
    assert someone.registrations.count() == 1
