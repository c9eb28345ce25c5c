"""More time to appeal against a decision: by two people, only longer, and an order that waits for it begins later."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from conduct import actions
from conduct.models import Case, CaseAppealExtension, Determination
from conduct.rules.determining import Outcome
from conduct.workflow import Status
from kernel.clocks import add_months, end_of_day, format_date, last_day_before, start_of_day, today
from kernel.deadlines import AlreadyAsked, NotLonger, OverrideReasonMissing
from kernel.errors import SecondPersonNeeded
from kernel.history import acting
from kernel.models import OutboxMessage, User
from kernel.permissions import Role
from kernel.workflow import NotAllowedNow
from register.models import Restriction
from tests.builders import Cast, case_in
from tests.factories.kernel import says_why, user_with
from tests.factories.register import person

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=30)


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def second() -> User:
    return user_with(Role.CASEWORKER)


def served(cast: Cast, outcome: Outcome = Outcome.SUSPENSION, *, days_ago: int = 6) -> Case:
    """A case whose decision was served a day after the first."""
    return case_in(Status.DECISION_ISSUED, cast=cast, outcome=outcome, at=timezone.now() - timedelta(days=days_ago))


def decision_on(case: Case) -> Determination:
    return Determination.objects.get(case=case)


def order_of(case: Case) -> Restriction:
    order: Restriction = Restriction.objects.current().get(source=case.reference)
    return order


def later(case: Case, days: int = 14) -> date:
    due = decision_on(case).appeal_until_at
    assert due
    return today(due) + timedelta(days=days)


def ask(case: Case, by: User, **changed: Any) -> CaseAppealExtension:
    given: dict[str, Any] = {"until_on": later(case), "reason": "Ill", "by": by, "at": timezone.now(), **changed}
    return actions.ask_for_more_time_to_appeal(case=case, **given)


def decide(case: Case, by: User, *, grant: bool) -> CaseAppealExtension:
    return actions.decide_on_more_time_to_appeal(case=case, grant=grant, reason="So", by=by, at=timezone.now())


def test_an_order_that_waits_for_the_appeal_begins_and_ends_later_on_the_register(cast: Cast, second: User) -> None:
    case = served(cast)
    before, order = decision_on(case), order_of(case)
    assert (order.begins, before.in_effect_at) == (before.appeal_until_at, before.appeal_until_at)
    ask(case, cast.caseworker)
    assert order_of(case) == order
    end = end_of_day(later(case))
    decide(case, second, grant=True)
    after, moved = decision_on(case), order_of(case)
    assert (after.appeal_until_at, after.in_effect_at, moved.begins) == (end, end, end)
    assert moved.ends == start_of_day(add_months(to=today(end), months=12))
    assert (moved.decided_at, moved.served_at) == (order.decided_at, order.served_at)
    mail = OutboxMessage.objects.get(template="conduct_appeal_extended")
    assert (mail.to, format_date(last_day_before(end)) in mail.body) == (cast.manager.email, True)


def test_an_order_in_effect_stays_so_and_what_waits_for_nothing_does_not_move(cast: Cast, second: User) -> None:
    in_effect, warned = served(cast, days_ago=60), served(Cast(), Outcome.WARNING)
    order = order_of(in_effect)
    with pytest.raises(NotLonger):
        ask(in_effect, cast.caseworker, until_on=later(in_effect, 1))
    for case in (in_effect, warned):
        before, day = decision_on(case), today(timezone.now()) + timedelta(days=60)
        ask(case, cast.caseworker, until_on=day)
        decide(case, second, grant=True)
        after = decision_on(case)
        assert (after.appeal_until_at, after.in_effect_at) == (end_of_day(day), before.in_effect_at)
    assert order_of(in_effect) == order


def test_what_is_not_longer_has_no_reason_comes_twice_or_from_one_person_is_refused(cast: Cast, second: User) -> None:
    case = served(cast)
    due = decision_on(case).appeal_until_at
    assert due
    with pytest.raises(NotLonger):
        ask(case, cast.caseworker, until_on=later(case, -1))
    with pytest.raises(OverrideReasonMissing):
        ask(case, cast.caseworker, reason=" ")
    ask(case, cast.caseworker)
    with pytest.raises(AlreadyAsked):
        ask(case, second)
    with pytest.raises(AlreadyAsked):
        actions.close_case(case=case, by=cast.caseworker, at=due + MONTH)
    with pytest.raises(SecondPersonNeeded):
        decide(case, cast.caseworker, grant=True)
    decide(case, second, grant=False)
    assert decision_on(case).appeal_until_at == due
    assert not OutboxMessage.objects.filter(template="conduct_appeal_extended").exists()


def test_nothing_is_asked_about_a_decision_in_the_post(cast: Cast) -> None:
    case = case_in(Status.DETERMINATION, cast=cast)
    actions.serve_decision(case=case, channel="post", by=cast.caseworker, at=timezone.now())
    with pytest.raises(NotAllowedNow):
        ask(case, cast.caseworker)


def test_raw_sql_moves_neither_the_time_nor_the_effect_without_two_people(cast: Cast, second: User) -> None:
    case = served(cast)
    due = decision_on(case).appeal_until_at
    assert due
    day, end = timedelta(days=1), end_of_day(later(case))

    def refused(name: str, **change: Any) -> None:
        with acting(user=cast.caseworker), pytest.raises(IntegrityError, match=name), transaction.atomic():
            Determination.objects.filter(case=case).update(**change)

    refused("only ever made longer", appeal_until_at=due - day, in_effect_at=due - day)
    refused("made longer by two people", appeal_until_at=end, in_effect_at=end)
    refused("not moved otherwise", in_effect_at=due - day)
    ask(case, cast.caseworker)
    refused("made longer by two people", appeal_until_at=end, in_effect_at=end)
    with acting(user=cast.caseworker):
        CaseAppealExtension.objects.update(
            status="granted", decided_by=second, decided_at=timezone.now(), decision_reason="So"
        )
    refused("made longer by two people", appeal_until_at=end + day, in_effect_at=end + day)
    refused("not moved otherwise", appeal_until_at=end)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_pages_ask_decide_and_explain_to_staff_and_manager(cast: Cast, second: User) -> None:
    case = served(cast)
    keeper, other = signed_in(cast.caseworker), signed_in(says_why(second, "conduct.case", case.reference))
    page, day = f"/staff/cases/{case.reference}/", later(case)
    typed = {"until_on-day": day.day, "until_on-month": day.month, "until_on-year": day.year, "reason": "In hospital"}
    asked = keeper.post(f"{page}ask-for-more-time-to-appeal/", typed | {"seen": case.steps.latest("pk").pk})
    assert asked.status_code == 302
    assert "on-more-time-to-appeal/" not in keeper.get(page).content.decode()
    assert "Decide on more time to appeal in case" in other.get("/staff/").content.decode()
    assert "In hospital" in other.get(f"{page}decide-on-more-time-to-appeal/").content.decode()
    decided = {"seen": case.steps.latest("pk").pk, "decision": "grant", "reason": "A note"}
    assert other.post(f"{page}decide-on-more-time-to-appeal/", decided).status_code == 302
    for shown in (keeper.get(page), signed_in(cast.manager).get(f"/me/cases/{case.reference}/")):
        text = shown.content.decode()
        assert "28 days beginning with service on" in text
        assert "made longer by a decision" in text
        assert format_date(day) in text
    assert "You were given more time to appeal" in keeper.get(f"{page}letter/").content.decode()


def test_who_decides_is_told_that_a_person_without_an_account_gets_no_email(second: User) -> None:
    case = case_in(
        Status.DECISION_ISSUED, person=person(), channel="post", outcome=Outcome.NO_ACTION, at=timezone.now() - MONTH
    )
    ask(case, case.caseworker, until_on=today(timezone.now()) + timedelta(days=60))
    page = signed_in(says_why(second, "conduct.case", case.reference)).get(
        f"/staff/cases/{case.reference}/decide-on-more-time-to-appeal/"
    )
    assert "no email goes to them" in page.content.decode()
