"""Bars that a panel decided on: found lawful and made, or sent back; what a court does to the decision reaches them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from barring.actions import bars, lifting, referrals
from barring.models import Bar
from barring.queries.bar_work import bar_work_for
from barring.queries.published import published_bar, published_bars
from barring.rules.bars import Ground, NotIndependent, as_decided
from barring.workflow import BAR, Action, Status
from conduct import actions as conduct
from conduct.models import Case, CaseAppeal, Determination
from conduct.rules.appeals import AppealPending
from conduct.rules.determining import Outcome, Sanction
from conduct.workflow import AppealAction
from conduct.workflow import Status as CaseStatus
from kernel.clocks import Channel, add_months, today
from kernel.errors import ActionRefused
from kernel.history import acting
from kernel.permissions import Role
from register.models import Restriction
from register.queries import standing_of
from register.rules import Tier
from register.rules.standing import PostAsked
from tests.builders import Cast, agreed, case_in, determined, findings_for
from tests.factories.barring import SOME_TERMS, Office
from tests.factories.kernel import user_with
from tests.races import refusals

pytestmark = pytest.mark.django_db
NOW = timezone.now()
A_WHILE_AGO = NOW - timedelta(days=30)
POST = PostAsked(tier=Tier.BOARD_DIRECTOR, organisation="RJ1", organisation_class="nhs_trust")
OTHER_POST = PostAsked(tier=Tier.DIRECT_REPORT, organisation="RJ1", organisation_class="nhs_trust")
A = AppealAction
WIDER = Sanction(
    outcome=Outcome.REFERRAL_FOR_BARRING,
    tiers=("board_director", "direct_report"),
    organisation_classes=("all",),
    duration_months=24,
)


def referred(cast: Cast | None = None, **given: Any) -> Case:
    return case_in(CaseStatus.DECISION_ISSUED, cast=cast, at=A_WHILE_AGO, **given)


def made(case: Case, *, by: Any = None, days: float = 0, **given: Any) -> Bar:
    how: dict[str, Any] = {"channel": Channel.HAND, "reason": "Within the law.", **given}
    approver = by or user_with(Role.BARRING_APPROVER)
    return referrals.make_bar(decision=case.determination, by=approver, at=NOW + timedelta(days=days), **how)


def lodged(case: Case, *, days: float = 1) -> None:
    conduct.lodge_appeal(
        case=case,
        brought_by="manager",
        court="High Court",
        court_reference="",
        grounds="The panel misread the lists.",
        received_on=today(NOW),
        leave="Order of 1 March.",
        by=case.caseworker,
        at=NOW + timedelta(days=days),
    )


def does(case: Case, action: AppealAction, *, days: float, **given: Any) -> None:
    at = NOW + timedelta(days=days)
    conduct.record_court(case=case, action=action, text="So ordered.", by=case.caseworker, at=at, **given)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def answers(case: Case, *days: float, post: PostAsked = POST) -> list[str]:
    return [
        str(standing_of(person=case.person, post=post, at=NOW + timedelta(days=day, seconds=1)).outcome) for day in days
    ]


def test_a_panels_bar_is_found_lawful_by_one_stranger_and_is_on_the_register_in_that_moment() -> None:
    cast = Cast()
    office = Office(manager=cast.manager)
    case = referred(cast)
    (item,) = bar_work_for(user=office.approver, at=NOW)
    assert item.text == f"{case.reference} refers a person for barring: check that it is lawful"
    assert bar_work_for(user=office.officer, at=NOW) == []
    bar = made(case, by=office.approver)
    assert [item.text for item in bar_work_for(user=office.approver, at=NOW)] == []
    assert (bar.status, bar.tiers, bar.organisation_classes, bar.ends_on) == (
        Status.IN_EFFECT,
        case.determination.tiers,
        case.determination.organisation_classes,
        None,
    )
    assert (bar.proposed_by, bar.reasons) == (cast.panel_chair, case.determination.outcome_reasons)
    assert [step.action for step in bar.steps.all()] == [Action.MAKE]
    assert bar.appeal_until_at == case.determination.appeal_until_at
    assert answers(case, -1, 0) == ["no_bar_recorded", "barred"]
    assert list(published_bars(at=NOW)) == [bar]
    with pytest.raises(referrals.NoReferral):
        made(case)


@pytest.mark.parametrize(
    "given", [{"outcome": Outcome.WARNING}, {"channel": "post", "days": -26}], ids=["another outcome", "not yet served"]
)
def test_nothing_is_made_of_a_decision_that_refers_nobody_or_is_not_served(given: dict[str, Any]) -> None:
    days = given.pop("days", 0)
    case = referred(**given)
    served_at = case.determination.served_at
    assert served_at
    at = served_at - timedelta(seconds=1) if days else NOW
    with pytest.raises(referrals.NoReferral):
        referrals.make_bar(
            decision=case.determination,
            channel=Channel.HAND,
            reason="Lawful.",
            by=user_with(Role.BARRING_APPROVER),
            at=at,
        )
    with pytest.raises(bars.GroundMissing, match="panel decides"):
        bars.propose(
            person=case.person,
            ground=Ground.DETERMINATION,
            terms=SOME_TERMS,
            by=user_with(Role.BARRING_OFFICER),
            at=NOW,
        )
    assert not Bar.objects.exists()


@pytest.mark.parametrize(
    "part", [lambda cast: cast.caseworker, lambda cast: cast.investigator, lambda cast: cast.panel_chair]
)
def test_whoever_took_part_in_the_case_checks_nothing_not_even_by_sql(part: Callable[[Cast], Any]) -> None:
    cast = Cast()
    case = case_in(CaseStatus.CLOSED, cast=cast, at=NOW - timedelta(days=90))
    for act in (made, sent_back):
        with pytest.raises(NotIndependent):
            act(case, by=part(cast))
    bar = made(case)
    for change in ({"approved_by": part(cast)}, {"tiers": ["other_manager"]}, {"ends_on": today(NOW)}):
        with pytest.raises(IntegrityError), acting(user=bar.proposed_by), transaction.atomic():
            Bar.objects.filter(pk=bar.pk).update(**change)
    values = {field.attname: getattr(bar, field.attname) for field in Bar._meta.fields}
    undone = dict.fromkeys(("approved_by_id", "decided_at", "served_at", "decision_channel", "in_effect_at"))
    undone |= dict.fromkeys(("published_at", "appeal_until_at", "review_from_on"))
    with pytest.raises(IntegrityError, match="not proposed again"), acting(user=bar.proposed_by), transaction.atomic():
        Bar.objects.create(**{**values, **undone, "id": None, "reference": "BAR-2", "status": Status.PROPOSED})
    with pytest.raises(IntegrityError, match="no part in it"), acting(user=bar.proposed_by), transaction.atomic():
        Bar.objects.create(**{**values, "id": None, "reference": "BAR-3", "approved_by_id": part(cast).pk})


def sent_back(case: Case, *, by: Any = None, reason: str = "No bar may last longer than the law says.") -> Case:
    approver = by or user_with(Role.BARRING_APPROVER)
    referrals.send_back_referral(decision=case.determination, reason=reason, by=approver, at=NOW)
    return Case.objects.get(pk=case.pk)


@pytest.mark.parametrize("status", [CaseStatus.DECISION_ISSUED, CaseStatus.CLOSED])
def test_what_is_not_lawful_goes_back_with_the_reason_to_whoever_decided_it(status: str) -> None:
    cast = Cast()
    case = case_in(status, cast=cast, at=NOW - timedelta(days=90))
    case = sent_back(case)
    assert (case.status, case.decided_by) == (CaseStatus.HEARING, None)
    first = Determination.objects.get(remitted_case=case)
    assert (
        case.steps.values_list("reason", flat=True).last()
        == first.returned.reason
        == "No bar may last longer than the law says."
    )
    other = replace(findings_for(Outcome.REFERRAL_FOR_BARRING), duration_months=24)
    agreed(case, cast, other, at=NOW)
    again = conduct.determine(case=case, by=cast.panel_chair, at=NOW)
    conduct.serve_decision(case=case, channel="hand", by=cast.caseworker, at=NOW)
    bar = made(Case.objects.get(pk=case.pk))
    assert (bar.determination, bar.ends_on) == (again, add_months(to=bar.starts_on, months=24) - timedelta(days=1))


def test_a_panel_that_heard_the_case_has_to_agree_anew() -> None:
    cast = Cast()
    case = case_in(CaseStatus.HEARING, cast=cast, at=A_WHILE_AGO)
    at = NOW - timedelta(days=2)
    determined(case, cast, findings_for(Outcome.REFERRAL_FOR_BARRING), at=at)
    conduct.serve_decision(case=case, channel="hand", by=cast.caseworker, at=at)
    case = sent_back(Case.objects.get(pk=case.pk))
    with pytest.raises(ActionRefused, match="Put a determination to the panel first"):
        conduct.determine(case=case, by=cast.panel_chair, at=NOW)
    given: dict[str, Any] = {"case": case, "at": NOW}
    conduct.propose_determination(**given, findings=findings_for(Outcome.REMOVAL), by=cast.panel_chair)
    for member in cast.members:
        conduct.answer_proposal(**given, agree=True, by=member)
    assert conduct.determine(case=case, by=cast.panel_chair, at=NOW).outcome == Outcome.REMOVAL


def test_nothing_goes_back_under_an_appeal_and_nothing_is_made_of_what_is_stayed() -> None:
    case = referred()
    lodged(case, days=0)
    with pytest.raises(AppealPending):
        sent_back(case)
    does(case, A.STAY, days=0)
    with pytest.raises(referrals.Stayed):
        made(case)
    does(case, A.END_STAY, days=0)
    assert made(case).under_appeal_at is not None


def test_each_thing_a_court_does_reaches_the_bar_and_the_check_in_the_same_transaction() -> None:
    case = referred()
    bar = made(case)
    lodged(case)
    does(case, A.STAY, days=2)
    bar.refresh_from_db()
    assert (bar.stayed_at, bar.stage(at=NOW + timedelta(days=2)).value) == (NOW + timedelta(days=2), "stayed")
    does(case, A.END_STAY, days=3)
    does(case, A.STAY, days=4)
    does(case, A.DISMISS, days=5)
    expected = ["no_bar_recorded", "barred", "barred", "decision_not_in_effect", "barred", "decision_not_in_effect"]
    assert answers(case, -1, 0, 1, 2, 3, 4) == expected
    assert answers(case, 5) == ["barred"]
    bar.refresh_from_db()
    assert (bar.stayed_at, bar.under_appeal_at, bar.status) == (None, None, Status.IN_EFFECT)
    assert [step.action for step in bar.steps.all()] == [Action.MAKE, *[Action.FOLLOW_COURT] * 5]


@pytest.mark.parametrize("action", [A.QUASH, A.REMIT])
@pytest.mark.parametrize("lifted", [False, True])
def test_a_bar_whose_decision_is_quashed_or_remitted_is_void_and_nothing_of_it_is_told(
    action: AppealAction, *, lifted: bool
) -> None:
    case = referred()
    bar = made(case)
    lodged(case)
    if lifted:
        officer = user_with(Role.BARRING_OFFICER)
        at = NOW + timedelta(days=1, hours=1)
        bar = Bar.objects.get(pk=bar.pk)
        bar = lifting.propose_lifting(bar=bar, version=bar.version, reason="Remediated.", by=officer, at=at)
        other = user_with(Role.BARRING_APPROVER)
        lifting.lift(bar=bar, version=bar.version, reason="Agreed.", by=other, at=at + timedelta(hours=1))
    does(case, action, days=2)
    bar.refresh_from_db()
    assert (bar.status, bar.ended_by_court_at) == (Status.QUASHED, NOW + timedelta(days=2))
    assert answers(case, 0, 1, 3) == ["no_bar_recorded"] * 3
    assert not published_bars(at=NOW + timedelta(days=2)).exists()
    assert not published_bar(reference=bar.reference, at=NOW + timedelta(days=2)).exists()
    assert not BAR.allowed(bar.status)


def test_a_court_that_varies_the_bar_has_another_from_that_instant_on_or_none() -> None:
    case = referred()
    bar = made(case)
    lodged(case)
    does(case, A.VARY, days=2, sanction=WIDER)
    bar.refresh_from_db()
    assert (bar.tiers, bar.organisation_classes, bar.in_effect_at) == (
        ["board_director", "direct_report"],
        ["all"],
        NOW + timedelta(days=2),
    )
    assert bar.ends_on == add_months(to=today(NOW + timedelta(days=2)), months=24) - timedelta(days=1)
    assert answers(case, 1, 2, post=OTHER_POST) == ["not_barred_from_role", "barred"]
    lodged(case, days=3)
    months = Sanction(outcome=Outcome.SUSPENSION, duration_months=6)
    does(case, A.VARY, days=4, sanction=months)
    bar.refresh_from_db()
    assert (bar.status, bar.ended_by_court_at) == (Status.REPLACED, NOW + timedelta(days=4))
    assert answers(case, 3, 4) == ["barred", "suspended"]
    assert [one.kind for one in Restriction.objects.current().filter(source=bar.reference)] == ["bar", "bar"]
    with pytest.raises(referrals.NoReferral):
        made(case, days=5)


def test_a_referral_that_a_court_varied_before_a_bar_was_made_is_made_as_varied() -> None:
    case = referred()
    lodged(case, days=0)
    does(case, A.VARY, days=0, sanction=WIDER)
    bar = made(case)
    assert (bar.tiers, bar.ends_on is None) == (["board_director", "direct_report"], False)


def test_postgresql_lets_no_bar_stand_otherwise_than_its_decision() -> None:
    case = referred()
    bar = made(case)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    given: dict[str, Any] = {"brought_by": "manager", "court": "High Court", "grounds": "So.", "leave": "Yes"}
    given |= {"received_on": today(NOW), "holds_back": False, "recorded_by": bar.proposed_by, "recorded_at": NOW}
    with acting(user=bar.proposed_by):
        CaseAppeal.objects.create(case=case, **given)
    with pytest.raises(IntegrityError) as error:
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    transaction.set_rollback(True)
    cause: Any = error.value.__cause__
    assert cause.diag.constraint_name == "bar_follows_its_decision"


def test_more_time_to_appeal_is_the_bars_too() -> None:
    case = referred()
    bar = made(case)
    until_on, second = today(NOW) + timedelta(days=90), user_with(Role.CASEWORKER)
    conduct.ask_for_more_time_to_appeal(case=case, until_on=until_on, reason="Ill.", by=case.caseworker, at=NOW)
    conduct.decide_on_more_time_to_appeal(case=case, grant=True, reason="So.", by=second, at=NOW)
    bar.refresh_from_db()
    assert bar.appeal_until_at == Determination.objects.get(case=case).appeal_until_at
    assert bar.appeal_until_at != case.determination.appeal_until_at


def test_a_bar_for_a_time_ends_with_the_last_day_of_the_panels_months() -> None:
    given: dict[str, Any] = {"tiers": ("board_director",), "organisation_classes": ("all",), "reasons": "So."}
    ends = {months: as_decided(**given, months=months, starts_on=date(2026, 3, 3)).ends_on for months in (None, 1, 24)}
    assert ends == {None: None, 1: date(2026, 4, 2), 24: date(2028, 3, 2)}


def test_the_page_shows_what_the_panel_decided_and_asks_only_whether_it_is_lawful() -> None:
    cast = Cast()
    case = referred(cast)
    page, approver = f"/staff/bars/referrals/{case.reference}/", Client()
    approver.force_login(user_with(Role.BARRING_APPROVER))
    assert page in approver.get("/staff/bars/").content.decode()
    shown = approver.get(page).content.decode()
    assert "Nothing less protects the public." in shown
    for field in ("tiers", "organisation_classes", "lasting", "ends_on"):
        assert f'name="{field}"' not in shown
    refused = approver.post(page, {"answer": "lawful", "reason": "Lawful."}).content.decode()
    assert "Select how the bar is served" in refused
    assert approver.post(page, {"answer": "lawful", "reason": "Lawful.", "channel": "email"}).status_code == 302
    bar = Bar.objects.get()
    manager = Client()
    manager.force_login(cast.manager)
    own = manager.get(f"/me/bars/{bar.reference}/").content.decode()
    assert "You are barred" in own
    assert f"/me/cases/{case.reference}/" in own
    assert "Stayed by a court" not in approver.get(f"/staff/bars/{bar.reference}/").content.decode()
    lodged(case, days=0)
    does(case, A.STAY, days=0)
    for client, where in ((approver, f"/staff/bars/{bar.reference}/"), (manager, f"/me/bars/{bar.reference}/")):
        assert "Stayed by a court" in client.get(where).content.decode()
    assert "Stayed by a court" in Client().get(f"/barred/{bar.reference}/").content.decode()
    does(case, A.QUASH, days=0)
    assert "was quashed" in manager.get(f"/me/bars/{bar.reference}/").content.decode()
    assert Client().get(f"/barred/{bar.reference}/").status_code == 404


def test_a_referral_is_sent_back_on_the_page_and_the_panel_reads_why() -> None:
    cast = Cast()
    case = referred(cast)
    page, approver, chair = f"/staff/bars/referrals/{case.reference}/", Client(), Client()
    approver.force_login(user_with(Role.BARRING_APPROVER))
    chair.force_login(cast.panel_chair)
    assert approver.post(page, {"answer": "unlawful", "reason": "No power over primary care."}).status_code == 302
    assert approver.get(page).status_code == 404
    assert "No power over primary care." in chair.get(f"/staff/cases/{case.reference}/outcome/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_a_bar_that_is_made_and_a_decision_that_is_quashed_at_once_both_are_seen() -> None:
    case = referred()
    lodged(case, days=0)
    approver = user_with(Role.BARRING_APPROVER)
    outcomes = refusals(lambda: made(case, by=approver), lambda: does(case, A.QUASH, days=0))
    assert [type(one) for one in outcomes] in ([], [referrals.NoReferral])
    assert answers(case, 1) == ["no_bar_recorded"]
    assert all(bar.status == Status.QUASHED for bar in Bar.objects.all())
