"""More time to respond: asked for by one, decided on by another, told to the manager, and never taken back."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from conduct import actions
from conduct.models import Case, ResponseExtension
from conduct.rules.deadlines import WindowOpen
from conduct.workflow import Status
from kernel.clocks import end_of_day, format_date, today
from kernel.deadlines import AlreadyAsked, NothingAsked, NotLonger, OverrideReasonMissing
from kernel.errors import SecondPersonNeeded
from kernel.history import acting
from kernel.models import OutboxMessage, User
from kernel.permissions import Role
from tests.builders import Cast, case_in
from tests.factories.conduct import OPENED_AT
from tests.factories.kernel import says_why, user_with
from tests.races import refusals

pytestmark = pytest.mark.django_db
AT = OPENED_AT + timedelta(days=10)


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def case(cast: Cast) -> Case:
    return case_in(Status.REPRESENTATIONS, cast=cast)


def later(case: Case, days: int = 14) -> date:
    assert case.response_due_at
    return today(case.response_due_at) + timedelta(days=days)


def ask(case: Case, by: User, **changed: Any) -> ResponseExtension:
    given: dict[str, Any] = {"until_on": later(case), "reason": "Ill", "by": by, "at": AT, **changed}
    return actions.ask_for_more_time(case=case, **given)


def test_time_given_by_a_second_person_moves_the_deadline_and_is_told(case: Case, cast: Cast) -> None:
    ask(case, cast.caseworker)
    due = Case.objects.get(pk=case.pk).response_due_at
    assert due == case.response_due_at
    actions.decide_on_more_time(case=case, grant=True, reason="A note", by=user_with(Role.CASEWORKER), at=AT)
    after = Case.objects.get(pk=case.pk)
    assert after.response_due_at == end_of_day(later(case))
    mail = OutboxMessage.objects.get(template="conduct_time_extended")
    assert mail.to == cast.manager.email
    assert format_date(later(case)) in mail.body
    assert due is not None
    with pytest.raises(WindowOpen):
        actions.close_response_window(case=after, by=cast.caseworker, at=due + timedelta(hours=1))


def test_refused_time_changes_nothing_and_another_request_may_follow(case: Case, cast: Cast) -> None:
    ask(case, cast.caseworker)
    actions.decide_on_more_time(case=case, grant=False, reason="No note", by=user_with(Role.CASEWORKER), at=AT)
    assert Case.objects.get(pk=case.pk).response_due_at == case.response_due_at
    assert not OutboxMessage.objects.filter(template="conduct_time_extended").exists()
    ask(case, cast.caseworker)


def test_what_is_not_longer_or_has_no_reason_or_comes_twice_is_refused(case: Case, cast: Cast) -> None:
    for days in (-1, -30):
        with pytest.raises(NotLonger):
            ask(case, cast.caseworker, until_on=later(case, days))
    with pytest.raises(OverrideReasonMissing):
        ask(case, cast.caseworker, reason=" ")
    with pytest.raises(NothingAsked):
        actions.decide_on_more_time(case=case, grant=True, reason="So", by=cast.caseworker, at=AT)
    ask(case, cast.caseworker)
    with pytest.raises(AlreadyAsked):
        ask(case, user_with(Role.CASEWORKER))
    with pytest.raises(SecondPersonNeeded):
        actions.decide_on_more_time(case=case, grant=True, reason="So", by=cast.caseworker, at=AT)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"until_at": AT}, "responseextension_only_longer"),
        ({"status": "granted"}, "responseextension_decision_is_whole"),
        ({"reason": ""}, "responseextension_has_its_reason"),
    ],
)
def test_raw_sql_cannot_shorten_or_decide_in_half(change: dict[str, Any], name: str, case: Case, cast: Cast) -> None:
    asked = ResponseExtension.objects.filter(pk=ask(case, cast.caseworker).pk)
    with acting(user=cast.caseworker), pytest.raises(IntegrityError, match=name), transaction.atomic():
        asked.update(**change)


def test_raw_sql_cannot_decide_alone_nor_cut_a_running_period_short(case: Case, cast: Cast) -> None:
    asked = ResponseExtension.objects.filter(pk=ask(case, cast.caseworker).pk)
    whole: dict[str, Any] = {"status": "granted", "decided_at": AT, "decision_reason": "So"}
    with acting(user=cast.caseworker), pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        asked.update(**whole, decided_by=cast.caseworker)
    shortened = pytest.raises(IntegrityError, match="only ever made longer")
    with acting(user=cast.caseworker), shortened, transaction.atomic():
        Case.objects.filter(pk=case.pk).update(response_due_at=AT)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_does() -> None:
    cast = Cast()
    case, second, third = case_in(Status.REPRESENTATIONS, cast=cast), user_with("caseworker"), user_with("caseworker")
    ask(case, cast.caseworker)

    def deed(by: User, *, grant: bool) -> Any:
        return lambda: actions.decide_on_more_time(case=case, grant=grant, reason="So", by=by, at=AT)

    (refusal,) = refusals(deed(second, grant=True), deed(third, grant=False))
    assert isinstance(refusal, NothingAsked)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_pages_ask_decide_and_explain_the_deadline_to_staff_and_manager() -> None:
    cast = Cast()
    case = case_in(Status.REPRESENTATIONS, cast=cast, at=timezone.now() - timedelta(days=4))
    second = says_why(user_with(Role.CASEWORKER), "conduct.case", case.reference)
    keeper, other, day = signed_in(cast.caseworker), signed_in(second), later(case)
    page = f"/staff/cases/{case.reference}/"
    seen = case.steps.latest("pk").pk
    typed = {"until_on-day": day.day, "until_on-month": day.month, "until_on-year": day.year, "reason": "Ill"}
    early = keeper.post(f"{page}ask-for-more-time/", typed | {"until_on-year": 2020, "seen": seen})
    assert (early.status_code, "only be made longer" in early.content.decode()) == (422, True)
    assert keeper.post(f"{page}ask-for-more-time/", typed | {"seen": seen}).status_code == 302
    assert "decide-on-more-time" not in keeper.get(page).content.decode()
    assert "Decide on more time in case" in other.get("/staff/").content.decode()
    assert "Ill" in other.get(f"{page}decide-on-more-time/").content.decode()
    decided = {"seen": case.steps.latest("pk").pk, "decision": "grant", "reason": "A doctor’s note"}
    assert other.post(f"{page}decide-on-more-time/", decided).status_code == 302
    for shown in (keeper.get(page), signed_in(cast.manager).get(f"/me/cases/{case.reference}/")):
        text = shown.content.decode()
        assert "28 days beginning with service on" in text
        assert "made longer by a decision" in text
        assert format_date(day) in text
