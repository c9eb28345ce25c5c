"""Appeals against the decision on a case: each thing that a court does changes the answer of a check at once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from conduct import actions, queries
from conduct.models import Case, CaseAppeal, Determination
from conduct.rules.appeals import AppealOutOfTime, AppealPending, NoAppeal
from conduct.rules.determining import FaultyFindings, Outcome, Sanction
from conduct.rules.independence import NotIndependent
from conduct.workflow import AppealAction, Status
from kernel.clocks import add_months, start_of_day, today
from kernel.errors import ActionRefused
from kernel.history import acting
from kernel.models import OutboxMessage
from kernel.workflow import NotAllowedNow
from register.queries import standing_of
from register.rules import Tier
from register.rules.standing import PostAsked
from tests.builders import Cast, case_in, determined, findings_for
from tests.races import Deed, refusals

NOW = timezone.now()
POST = PostAsked(tier=Tier.BOARD_DIRECTOR, organisation="RJ1", organisation_class="nhs_trust")
IN_FORCE, WAITING = NOW - timedelta(days=60), NOW - timedelta(days=10)
A = AppealAction


def decided(outcome: str = Outcome.SUSPENSION, *, at: datetime = IN_FORCE, cast: Cast | None = None) -> Case:
    return case_in(Status.DECISION_ISSUED, outcome=outcome, at=at, cast=cast)


def lodged(case: Case, **changes: Any) -> CaseAppeal:
    given: dict[str, Any] = {
        "brought_by": "manager",
        "court": "High Court",
        "court_reference": "AC-2026-LON-001234",
        "grounds": "The panel misread the lists.",
        "received_on": today(NOW),
        "leave": "Order of 1 March.",
        "by": case.caseworker,
        "at": NOW,
        **changes,
    }
    return actions.lodge_appeal(case=case, **given)


def does(case: Case, action: AppealAction, *, days: int = 1, **given: Any) -> CaseAppeal:
    at = NOW + timedelta(days=days)
    return actions.record_court(case=case, action=action, text="So ordered.", by=case.caseworker, at=at, **given)


def answer(case: Case, *, days: float = 0) -> tuple[str, list[tuple[bool, bool]]]:
    found = standing_of(person=case.person, post=POST, at=NOW + timedelta(days=days, seconds=1))
    return str(found.outcome), [(one.stayed, one.under_appeal) for one in found.orders]


@pytest.mark.django_db
def test_a_panel_is_shown_like_cases_as_courts_left_them_and_none_that_was_quashed() -> None:
    heard, varied, quashed = case_in(Status.HEARING, at=WAITING), decided(), decided()
    later = NOW + timedelta(days=2)
    for case in (varied, quashed):
        lodged(case)
    assert {one.ordered.outcome for one in queries.like_cases(case=heard, at=NOW)} == {"suspension"}
    does(varied, A.VARY, sanction=Sanction(outcome=Outcome.SUSPENSION, duration_months=1))
    does(quashed, A.QUASH)
    [left] = queries.like_cases(case=heard, at=later)
    assert (left.decision.of_case, left.ordered.duration_months) == (varied, 1)
    assert queries.like_cases(case=heard, at=NOW)[0].ordered.duration_months != 1


@pytest.mark.django_db
def test_each_thing_a_court_does_changes_what_a_check_answers_then_and_not_what_it_answers_of_the_past() -> None:
    case = decided()
    assert answer(case) == ("suspended", [(False, False)])
    lodged(case)
    assert answer(case) == ("suspended", [(False, True)])
    does(case, A.STAY, days=1)
    assert answer(case, days=1) == ("decision_not_in_effect", [(True, True)])
    does(case, A.END_STAY, days=2)
    assert answer(case, days=2) == ("suspended", [(False, True)])
    does(case, A.STAY, days=3)
    does(case, A.DISMISS, days=4)
    assert [answer(case, days=day)[0] for day in (-1, 0, 1, 2, 3, 4)] == [
        "suspended",
        "suspended",
        "decision_not_in_effect",
        "suspended",
        "decision_not_in_effect",
        "suspended",
    ]
    assert answer(case, days=4)[1] == [(False, False)]


@pytest.mark.django_db
@pytest.mark.parametrize("outcome", [Outcome.CONDITIONS, Outcome.SUSPENSION, Outcome.REMOVAL])
def test_a_quashed_order_is_void_from_its_beginning(outcome: Outcome) -> None:
    case = decided(outcome)
    assert answer(case)[0] != "no_bar_recorded"
    lodged(case)
    does(case, A.QUASH)
    assert [answer(case, days=day) for day in (-20, 2)] == [("no_bar_recorded", [])] * 2
    assert queries.sanction_in_force(case=Case.objects.get(pk=case.pk)) is None


@pytest.mark.django_db
def test_a_variation_takes_the_place_of_the_order_without_an_instant_between() -> None:
    case = decided(Outcome.REMOVAL)
    lodged(case)
    with pytest.raises(FaultyFindings, match="how many months"):
        does(case, A.VARY, sanction=Sanction(outcome=Outcome.SUSPENSION))
    does(case, A.VARY, sanction=Sanction(outcome=Outcome.SUSPENSION, duration_months=3, terms="No use for this."))
    old, new = queries.orders_of(case=case)
    assert (old.kind, new.kind, old.ends) == ("removal", "suspension", new.begins)
    assert new.begins is not None
    assert new.ends == start_of_day(add_months(to=today(new.begins), months=3))
    assert [answer(case, days=day) for day in (0, 1)] == [("removed", [(False, True)]), ("suspended", [(False, False)])]


@pytest.mark.django_db
def test_a_warning_is_hidden_while_it_is_stayed_and_gone_once_quashed() -> None:
    case = decided(Outcome.WARNING)

    def shown(day: int) -> bool:
        at = NOW + timedelta(days=day, seconds=1)
        return any(note.during.lower <= at < note.during.upper for note in queries.notes_of(case=case))

    lodged(case)
    does(case, A.STAY, days=1)
    does(case, A.END_STAY, days=2)
    assert [shown(day) for day in (0, 1, 2)] == [True, False, True]
    does(case, A.QUASH, days=3)
    assert not any(shown(day) for day in (0, 1, 2, 3))


@pytest.mark.django_db
def test_an_order_that_waits_for_the_time_to_appeal_waits_for_the_appeal_and_then_lasts_as_long_as_decided() -> None:
    case = decided(at=WAITING)
    appeal = lodged(case, leave="")
    assert (appeal.holds_back, appeal.status) == (True, "stayed")
    assert answer(case, days=60)[0] == "decision_not_in_effect"
    does(case, A.DISMISS, days=60)
    (order,) = queries.orders_of(case=case)
    begins = NOW + timedelta(days=60)
    assert (order.begins, order.ends) == (begins, start_of_day(add_months(to=today(begins), months=12)))
    assert [answer(case, days=day)[0] for day in (59, 60)] == ["decision_not_in_effect", "suspended"]
    assert Determination.objects.get(case=case).in_effect_at == begins


@pytest.mark.django_db
def test_an_order_that_begins_when_the_stay_alone_ends_says_that_an_appeal_is_pending() -> None:
    case = decided(at=WAITING)
    lodged(case, leave="")
    does(case, A.END_STAY, days=60)
    assert answer(case, days=60) == ("suspended", [(False, True)])
    does(case, A.DISMISS, days=61)
    assert answer(case, days=61) == ("suspended", [(False, False)])


@pytest.mark.django_db
def test_a_remitted_case_is_heard_again_by_others_and_its_first_decision_stands_no_more() -> None:
    cast = Cast()
    case = decided(cast=cast)
    lodged(case)
    does(case, A.REMIT)
    case.refresh_from_db()
    assert (case.status, case.decided_by, answer(case, days=1)) == (Status.HEARING, None, ("no_bar_recorded", []))
    first = Determination.objects.get(remitted_case=case)
    at, found = NOW + timedelta(days=2), findings_for(Outcome.SUSPENSION)
    with pytest.raises(NotIndependent):
        actions.determine(case=case, findings=found, by=cast.panel_chair, at=at)
    determined(case, Cast(caseworker=cast.caseworker), found, at=at)
    actions.serve_decision(case=case, channel="hand", by=cast.caseworker, at=at)
    assert [order.quashed_at is None for order in queries.orders_of(case=case)] == [False, True]
    assert answer(case, days=60)[0] == "suspended"
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic(), acting(user=cast.caseworker):
        Determination.objects.filter(pk=first.pk).update(facts="Others.")


@pytest.mark.django_db
def test_an_appeal_is_in_time_or_with_leave_one_at_a_time_and_no_case_ends_under_it() -> None:
    case = decided()
    with pytest.raises(AppealOutOfTime, match="leave"):
        lodged(case, leave=" ")
    with pytest.raises(AppealOutOfTime, match="today or in the past"):
        lodged(case, received_on=today(NOW) + timedelta(days=1))
    with pytest.raises(NoAppeal):
        does(case, A.STAY)
    actions.close_case(case=case, by=case.caseworker, at=NOW)
    lodged(case)
    with pytest.raises(AppealPending):
        lodged(case)
    for act in (lambda: actions.close_case(case=case, by=case.caseworker, at=NOW), lambda: does(case, A.END_STAY)):
        with pytest.raises(NotAllowedNow):
            act()
    found = queries.cases_for(user=case.caseworker)
    assert list(queries.in_stage(found, stage=Status.APPEAL_WINDOW, at=NOW)) == [case]
    assert queries.stage_of(case=found.get(), at=NOW) == Status.APPEAL_WINDOW
    does(case, A.WITHDRAW)
    assert list(queries.in_stage(found, stage=Status.FINAL, at=NOW)) == [case]


@pytest.mark.django_db
def test_postgresql_refuses_an_appeal_out_of_time_a_way_round_the_moves_and_a_change_of_what_was_lodged() -> None:
    case = decided()
    appeal = lodged(case)
    for change in ({"grounds": "Others."}, {"leave": ""}, {"status": "quashed"}, {"outcome": "removal"}):
        with pytest.raises(IntegrityError), transaction.atomic(), acting(user=case.caseworker):
            CaseAppeal.objects.filter(pk=appeal.pk).update(**change)
    does(case, A.WITHDRAW)
    with pytest.raises(IntegrityError, match="table of moves"), transaction.atomic(), acting(user=case.caseworker):
        CaseAppeal.objects.filter(pk=appeal.pk).update(status="lodged", decided_at=None)
    with (
        pytest.raises(IntegrityError, match="with leave"),
        transaction.atomic(),
        acting(user=case.caseworker),
    ):
        CaseAppeal.objects.create(
            case=case,
            brought_by="manager",
            court="High Court",
            grounds="Late.",
            received_on=today(NOW),
            holds_back=False,
            recorded_by=case.caseworker,
            recorded_at=NOW,
        )


@pytest.mark.django_db
def test_an_appeal_is_recorded_and_decided_on_the_pages_and_the_manager_reads_of_it() -> None:
    cast = Cast()
    case = decided(cast=cast)
    keeper, manager = Client(), Client()
    keeper.force_login(cast.caseworker)
    manager.force_login(cast.manager)
    page = f"/staff/cases/{case.reference}/outcome/"
    assert "Record an appeal" in keeper.get(page).content.decode()
    seen = {"seen": queries.last_step(case=case)}
    refused = keeper.post(f"{page}appeals/new/", {**seen, "brought_by": "manager"})
    assert "Enter the grounds of the appeal" in refused.content.decode()
    day = today(NOW)
    when = {"received_on-day": day.day, "received_on-month": day.month, "received_on-year": day.year}
    sent = {**seen, **when, "brought_by": "manager", "court": "High Court", "grounds": "Misread.", "leave": "Order."}
    assert keeper.post(f"{page}appeals/new/", sent).status_code == 302
    assert OutboxMessage.objects.filter(to=cast.manager.email, template="conduct_appeal_news").count() == 1
    shown = keeper.get(page).content.decode()
    assert "under appeal from" in shown
    assert "Misread." in manager.get(f"/me/cases/{case.reference}/").content.decode()
    for action, words in (("vary", "undertakings or conditions in full"), ("quash", "void from its beginning")):
        assert words in keeper.get(f"{page}appeals/{action}/").content.decode()
    assert keeper.get(f"{page}appeals/lodge/").status_code == 404
    quashed = {"seen": queries.last_step(case=case), "text": "Quashed by Mrs Justice Day."}
    assert keeper.post(f"{page}appeals/quash/", quashed).status_code == 302
    own = manager.get(f"/me/cases/{case.reference}/").content.decode()
    assert "Quashed by Mrs Justice Day." in own


@pytest.mark.django_db(transaction=True)
def test_of_two_who_record_the_end_of_an_appeal_one_does() -> None:
    case = decided()
    lodged(case)

    def ends(action: AppealAction) -> Deed:
        return lambda: does(case, action)

    late: list[ActionRefused] = refusals(ends(A.QUASH), ends(A.DISMISS))
    assert [type(one) for one in late] == [NoAppeal]
    appeal = CaseAppeal.objects.get()
    expected = "no_bar_recorded" if appeal.status == "quashed" else "suspended"
    assert answer(case, days=2)[0] == expected
