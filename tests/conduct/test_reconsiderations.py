"""Reviews of orders before they end, and restoration after removal: due, decided by others, and without a gap."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from conduct import actions, queries
from conduct.models import Case, Reconsideration
from conduct.permissions import Permission
from conduct.rules.determining import FaultyFindings, Outcome, Sanction
from conduct.rules.fairness import NotDeclared
from conduct.rules.independence import NotIndependent
from conduct.rules.reconsidering import (
    REPLACING,
    AlreadyAsked,
    HarsherOrder,
    NothingToReconsider,
    TooEarly,
    WrongResult,
    may_apply_from,
    may_replace,
)
from conduct.workflow import Status
from kernel.clocks import add_months, start_of_day, today
from kernel.history import acting
from kernel.models import OutboxMessage, User
from kernel.permissions import Role, can
from register.queries import standing_of
from register.rules import Tier
from register.rules.standing import PostAsked
from tests.builders import Cast, case_in
from tests.factories.kernel import user_with
from tests.races import refusals

NOW = timezone.now()
POST = PostAsked(tier=Tier.BOARD_DIRECTOR, organisation="RJ1", organisation_class="nhs_trust")
MONTH = timedelta(days=30)


def case_with(outcome: str, *, ago: timedelta, cast: Cast | None = None) -> Case:
    return case_in(Status.DECISION_ISSUED, outcome=outcome, at=NOW - ago, cast=cast)


def asks(case: Case, at: datetime = NOW) -> Reconsideration:
    return actions.ask_review(case=case, grounds="It ends soon.", by=case.caseworker, at=at)


def decides(case: Case, result: str, *, by: User | None = None, at: datetime = NOW, **given: Any) -> Reconsideration:
    chair = by or user_with(Role.PANEL_CHAIR)
    if can(chair, Permission.CASE_DETERMINE):
        actions.declare_no_conflict(case=case, by=chair, at=at)
    return actions.reconsider(case=case, result=result, reasons="So.", by=chair, at=at, **given)


def outcome_at(case: Case, at: datetime) -> str:
    return str(standing_of(person=case.person, post=POST, at=at).outcome)


def ends_of(case: Case) -> datetime:
    ends = queries.orders_of(case=case)[-1].ends
    assert ends is not None
    return ends


@pytest.mark.django_db
@pytest.mark.parametrize(("outcome", "answer"), [("conditions", "restricted"), ("suspension", "suspended")])
def test_an_order_that_is_made_longer_goes_on_where_it_would_have_ended(outcome: str, answer: str) -> None:
    case = case_with(outcome, ago=4 * MONTH)
    end = ends_of(case)
    asks(case)
    for months in (None, 13):
        with pytest.raises(FaultyFindings, match="from 1 to 12"):
            decides(case, "extended", sanction=Sanction(outcome=outcome, duration_months=months))
    decides(case, "extended", sanction=Sanction(outcome=outcome, duration_months=2))
    first, second = queries.orders_of(case=case)
    assert (first.ends, second.begins, second.tiers) == (end, end, first.tiers)
    assert second.ends == start_of_day(add_months(to=today(end), months=2))
    moment = timedelta(microseconds=1)
    assert {outcome_at(case, at) for at in (NOW, end - moment, end, second.ends - moment)} == {answer}
    assert outcome_at(case, second.ends) == "no_bar_recorded"


@pytest.mark.django_db
def test_another_order_takes_its_place_in_the_same_instant_or_it_ends_as_decided() -> None:
    case = case_with(Outcome.SUSPENSION, ago=4 * MONTH)
    asks(case)
    scope: dict[str, Any] = {"tiers": ("board_director",), "organisation_classes": ("all",)}
    lighter = Sanction(outcome=Outcome.CONDITIONS, terms="No lists.", duration_months=3, **scope)
    decides(case, "replaced", sanction=lighter)
    assert queries.sanction_in_force(case=Case.objects.get(pk=case.pk)) == lighter
    assert [outcome_at(case, NOW + one) for one in (-timedelta(microseconds=1), timedelta(0))] == [
        "suspended",
        "restricted",
    ]
    ending = case_with(Outcome.SUSPENSION, ago=4 * MONTH)
    end = ends_of(ending)
    asks(ending)
    decides(ending, "let_end")
    assert (ends_of(ending), outcome_at(ending, end)) == (end, "no_bar_recorded")
    assert OutboxMessage.objects.filter(template="conduct_reconsidered").count() == 4


@pytest.mark.django_db
def test_a_review_is_due_by_the_rule_set_and_waits_on_the_work_lists() -> None:
    cast = Cast()
    case = case_with(Outcome.SUSPENSION, ago=4 * MONTH, cast=cast)
    end, chair = ends_of(case), user_with(Role.PANEL_CHAIR)
    due = start_of_day(today(end) - timedelta(days=56))
    wanted = f"Put the order under review in case {case.reference}"
    moment = timedelta(microseconds=1)
    for at, is_listed in ((due - moment, False), (due, True), (end - moment, True), (end, False)):
        items = {item.text: item.due_at for item in queries.work_for(user=cast.caseworker, at=at)}
        assert (wanted in items) is is_listed, at
    assert items.get(wanted, end) == end
    with acting(user=cast.caseworker):
        User.objects.filter(pk=cast.caseworker.pk).update(is_active=False)
    another = user_with(Role.CASEWORKER)  # who holds it has left: it waits for everybody
    assert wanted in {item.text for item in queries.work_for(user=another, at=due)}
    assert not queries.cases_for(user=chair)
    asks(case, at=due)
    assert wanted not in {item.text for item in queries.work_for(user=cast.caseworker, at=due)}
    assert f"Decide on the review or application in case {case.reference}" in {
        item.text for item in queries.work_for(user=chair, at=due)
    }


@pytest.mark.django_db
def test_who_inquired_reviews_no_order_and_nothing_is_reviewed_twice_or_when_it_is_over() -> None:
    cast = Cast()
    case = case_with(Outcome.CONDITIONS, ago=4 * MONTH, cast=cast)
    with pytest.raises(NothingToReconsider):
        decides(case, "let_end")
    with pytest.raises(NothingToReconsider):
        asks(case, at=ends_of(case))
    found = asks(case)
    with pytest.raises(AlreadyAsked):
        asks(case)
    with pytest.raises(WrongResult):
        decides(case, "restored")
    for stranger in (cast.caseworker, cast.investigator, cast.examiners[0], cast.manager):
        with pytest.raises(NotIndependent):
            decides(case, "let_end", by=stranger)
        values = {"status": "decided", "result": "let_end", "reasons": "So.", "decided_at": NOW}
        with pytest.raises(IntegrityError, match="who inquired"), transaction.atomic(), acting(user=stranger):
            Reconsideration.objects.filter(pk=found.pk).update(**values, decided_by=stranger)
    decides(case, "let_end", by=cast.panel_chair)
    with pytest.raises(IntegrityError, match="decided once"), transaction.atomic(), acting(user=cast.caseworker):
        Reconsideration.objects.filter(pk=found.pk).update(reasons="Others.")


def test_somebody_removed_may_apply_when_the_years_have_run_and_again_after_the_months() -> None:
    removed = datetime.fromisoformat("2026-03-03T14:00:00+00:00")
    refused = datetime.fromisoformat("2031-04-01T09:00:00+00:00")
    given: dict[str, Any] = {"removed_at": removed, "years": 5, "months": 12}
    assert may_apply_from(**given, refused_at=None) == start_of_day(today(removed).replace(year=2031))
    assert may_apply_from(**given, refused_at=refused) == start_of_day(today(refused).replace(year=2032))


@pytest.mark.django_db
def test_a_removed_person_is_restored_by_people_who_had_no_part_and_not_before_their_time() -> None:
    cast = Cast()
    case = case_with(Outcome.REMOVAL, ago=2 * MONTH, cast=cast)
    first = queries.restoration_from_at(case=case, at=NOW)
    assert first is not None
    with pytest.raises(TooEarly):
        actions.apply_restoration(case=case, grounds="I learnt.", by=cast.manager, at=NOW)
    actions.apply_restoration(case=case, grounds="I learnt.", by=cast.manager, at=first)
    with pytest.raises(NotIndependent):
        decides(case, "restored", by=cast.panel_chair, at=first)
    decides(case, "refused", at=first)
    assert outcome_at(case, first) == "removed"
    with pytest.raises(TooEarly):
        actions.apply_restoration(case=case, grounds="Again.", by=cast.caseworker, at=first + 11 * MONTH)
    again = first + timedelta(days=367)
    actions.apply_restoration(case=case, grounds="Again.", by=cast.caseworker, at=again)
    decides(case, "restored", at=again)
    moment = timedelta(microseconds=1)
    assert [outcome_at(case, at) for at in (again - moment, again)] == ["removed", "no_bar_recorded"]
    assert queries.removal_in_force(case=case, at=again) is None


@pytest.mark.parametrize(
    ("present", "count"),
    [("advice", 0), ("warning", 1), ("downgrade", 1), ("conditions", 2), ("suspension", 3), ("removal", 3)],
)
def test_what_may_take_the_place_of_an_order_is_no_harsher_whatever_a_court_has_made_of_it(
    present: str, count: int
) -> None:
    assert may_replace(present=present) == REPLACING[:count]


@pytest.mark.django_db
def test_a_review_orders_nothing_harsher_and_is_by_somebody_who_declared() -> None:
    case, undeclared = case_with(Outcome.CONDITIONS, ago=4 * MONTH), user_with(Role.PANEL_CHAIR)
    found = asks(case)
    with pytest.raises(NotDeclared):
        actions.reconsider(case=case, result="let_end", reasons="So.", by=undeclared, at=NOW)
    scope: dict[str, Any] = {"tiers": ("board_director",), "organisation_classes": ("all",)}
    for harsher in (
        Sanction(outcome=Outcome.SUSPENSION, duration_months=3),
        Sanction(outcome=Outcome.REMOVAL),
        Sanction(outcome=Outcome.REFERRAL_FOR_BARRING, duration_months=3, **scope),
        Sanction(outcome=Outcome.UNDERTAKINGS, terms="I will.", duration_months=3),
    ):
        with pytest.raises(HarsherOrder, match="warning or conditions"):
            decides(case, "replaced", sanction=harsher)
    values: dict[str, Any] = {"status": "decided", "result": "replaced", "reasons": "So.", "decided_at": NOW}
    values |= {"outcome": "suspension", "duration_months": 3}
    declared = case.declarations.exclude(user__in=queries.people_involved(case=case)).latest("pk").user
    for by, what in ((undeclared, "has declared"), (declared, "nothing harsher")):
        with pytest.raises(IntegrityError, match=what), transaction.atomic(), acting(user=by):
            Reconsideration.objects.filter(pk=found.pk).update(**values, decided_by=by)
    with pytest.raises(IntegrityError, match="orders_where_due"), transaction.atomic(), acting(user=declared):
        Reconsideration.objects.filter(pk=found.pk).update(
            **{**values, "outcome": "undertakings", "terms": "I will."}, decided_by=declared
        )


@pytest.mark.django_db
def test_a_review_and_an_application_go_through_the_pages() -> None:
    cast = Cast()
    case = case_with(Outcome.SUSPENSION, ago=4 * MONTH, cast=cast)
    keeper, chair, manager = Client(), Client(), Client()
    keeper.force_login(cast.caseworker)
    chair.force_login(cast.panel_chair)
    manager.force_login(cast.manager)
    page = f"/staff/cases/{case.reference}/outcome/"
    assert "To be reviewed between" in keeper.get(page).content.decode()
    assert "To be reviewed between" in manager.get(f"/me/cases/{case.reference}/").content.decode()
    sent: dict[str, Any] = {"seen": queries.last_step(case=case), "grounds": "It ends soon."}
    assert keeper.post(f"{page}review/", sent).status_code == 302
    actions.declare_no_conflict(case=case, by=cast.panel_chair, at=NOW)
    page_of_the_review = chair.get(f"{page}reconsider/").content.decode()
    sent = {"seen": queries.last_step(case=case), "result": "extended", "reasons": "The risk remains."}
    assert "how many months" in chair.post(f"{page}reconsider/", sent).content.decode()
    missing = chair.post(f"{page}reconsider/", {**sent, "result": "replaced"}).content.decode()
    assert "Select the order that takes its place" in missing
    assert chair.post(f"{page}reconsider/", {**sent, "duration_months": "2"}).status_code == 302
    own = manager.get(f"/me/cases/{case.reference}/").content.decode()
    assert ("The risk remains." in own, cast.panel_chair.name in own) == (True, False)
    assert len(re.findall('name="outcome"', page_of_the_review)) == 3  # nothing harsher is offered
    other, applicant = Cast(), Client()
    removed = case_with(Outcome.REMOVAL, ago=2 * MONTH, cast=other)
    applicant.force_login(other.manager)
    address = f"/me/cases/{removed.reference}/restoration/"
    assert "Enter the grounds" in applicant.post(address, {"seen": "0"}).content.decode()
    early = applicant.post(address, {"seen": "0", "grounds": "I learnt."}).content.decode()
    assert "An application to be restored may be made from" in early
    assert manager.get(f"/me/cases/{case.reference}/restoration/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_on_a_review_at_once_one_does() -> None:
    case = case_with(Outcome.SUSPENSION, ago=4 * MONTH)
    asks(case)
    one, other = user_with(Role.PANEL_CHAIR), user_with(Role.PANEL_CHAIR)
    longer = Sanction(outcome=Outcome.SUSPENSION, duration_months=2)
    late = refusals(
        lambda: decides(case, "let_end", by=one), lambda: decides(case, "extended", by=other, sanction=longer)
    )
    assert [type(refusal) for refusal in late] == [NothingToReconsider]
    found = Reconsideration.objects.get()
    assert len(queries.orders_of(case=case)) == (2 if found.result == "extended" else 1)
