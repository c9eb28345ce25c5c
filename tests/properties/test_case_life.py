"""A case, whatever anybody tries: it moves by its table, nobody is two things in it, a refusal writes nothing.

Nothing shows before it is disclosed, and the register says what the decision does.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from conduct import actions, queries
from conduct.models import Case, Determination, Participant
from conduct.queries import stage_of
from conduct.rules.examining import Finding
from conduct.rules.risks import Risk
from conduct.workflow import CASE, PENDING_APPEAL, SERVED, Action, AppealAction, AppealStatus, Status, Track
from kernel.clocks import today
from kernel.errors import ActionRefused
from kernel.models import OutboxMessage, User
from tests.builders import Cast, agreed, case_in, findings_for, heard
from tests.factories.conduct import OPENED_AT, charged

WORKER, DIGGER, FIRST, SECOND, CHAIR, MANAGER = range(6)
# Each action: who may do it, and how.
Deed = tuple[int, Callable[["CaseLife", dict[str, Any]], object]]
DEEDS: dict[str, Deed] = {
    Action.ACKNOWLEDGE: (WORKER, lambda life, held: actions.acknowledge(**held, reason="So")),
    Action.ASSESS_RISK: (WORKER, lambda life, held: actions.assess_risk(**held, level=Risk.LOW, reasons="So")),
    Action.ACCEPT: (WORKER, lambda life, held: actions.accept_case(**held, reason="So")),
    Action.FINISH_ENQUIRY: (WORKER, lambda life, held: actions.finish_enquiry(**held, reason="So")),
    Action.ALLEGE: (WORKER, lambda life, held: life.allege(held)),
    Action.START_INVESTIGATION: (
        WORKER,
        lambda life, held: life.investigate(held),
    ),
    Action.AMEND_ALLEGATIONS: (DIGGER, lambda life, held: life.allege(held)),
    Action.REPORT: (DIGGER, lambda life, held: actions.write_report(**held, summary="Found.")),
    Action.ASK_FOR_RESPONSE: (WORKER, lambda life, held: actions.ask_for_response(**held, channel="email")),
    Action.RESPOND: (MANAGER, lambda life, held: life.answer(held)),
    Action.APPOINT_EXAMINER: (
        WORKER,
        lambda life, held: actions.appoint_examiner(**held, examiner=life.next_examiner()),
    ),
    Action.GIVE_OPINION: (
        FIRST,
        lambda life, held: actions.give_opinion(**held, finding=Finding.CASE_TO_ANSWER, reasons="So"),
    ),
    Action.PROPOSE_DECISION: (
        FIRST,
        lambda life, held: actions.propose_decision(**held, finding=Finding.CASE_TO_ANSWER, reasons="So"),
    ),
    Action.DISAGREE: (SECOND, lambda life, held: actions.answer_decision(**held, agree=True, reasons="So")),
    Action.DETERMINE: (
        CHAIR,
        lambda life, held: life.decide(held),
    ),
    Action.SERVE: (WORKER, lambda life, held: actions.serve_decision(**held, channel="email")),
    Action.LODGE_APPEAL: (WORKER, lambda life, held: life.appeal(held)),
    Action.RECORD_COURT: (WORKER, lambda life, held: life.court(held)),
    Action.CLOSE: (WORKER, lambda life, held: actions.close_case(**held)),
    Action.STEP_DOWN: (SECOND, lambda life, held: actions.step_down(**held, reason="I know her")),
    Action.BEGIN_WELFARE: (WORKER, lambda life, held: actions.begin_track(**held, track=Track.WELFARE, reason="So")),
    Action.END_WELFARE: (WORKER, lambda life, held: actions.end_track(**held, track=Track.WELFARE, reason="So")),
}


STARTS = (Status.RECEIVED, Status.INVESTIGATION, Status.CASE_EXAMINERS, Status.HEARING, Status.DECISION_ISSUED)
C = AppealAction
COURTS = ((C.STAY, C.END_STAY, C.QUASH), (C.END_STAY, C.STAY, C.DISMISS), (C.STAY, C.WITHDRAW), (C.QUASH,))


class CaseLife(RuleBasedStateMachine):
    """One case from its opening on; time goes on with each attempt."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.cast: Cast = Cast()
        cast = self.cast
        self.people: list[User] = [cast.caseworker, cast.investigator, *cast.examiners, cast.panel_chair, cast.manager]
        self.at: datetime = OPENED_AT
        assert self.cast.members  # made here, and not with what a refusal undoes

    @initialize(start=st.sampled_from(STARTS), court=st.sampled_from(COURTS))
    def a_case_has_come_so_far(self, start: Status, court: tuple[AppealAction, ...]) -> None:
        self.case = case_in(start, cast=self.cast, outcome="suspension")
        with suppress(ActionRefused):  # where they have not said so on the way
            actions.declare_no_conflict(case=self.case, by=self.cast.caseworker, at=self.at)
        self.courts = list(court)
        self.at += timedelta(days=6)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    def allege(self, held: dict[str, Any]) -> object:
        return actions.add_allegation(**held, **charged("3e"))

    def investigate(self, held: dict[str, Any]) -> object:
        digger = self.cast.investigator
        actions.start_investigation(**held, investigator=digger, reason="So")
        return actions.declare_no_conflict(**{**held, "by": digger})

    def answer(self, held: dict[str, Any]) -> object:
        actions.respond(**held, text="No.")
        return queries.may_consent(case=self.case, at=self.at) and actions.consent_to_less_time(**held, words="All.")

    def decide(self, held: dict[str, Any]) -> object:
        """A panel hears the case and agrees, and its chair records that; anybody else alone, without one."""
        if held["by"] != self.cast.panel_chair or self.stage != Status.HEARING:
            return actions.determine(**held, findings=findings_for("suspension"))
        with transaction.atomic():
            heard(self.case, self.cast, at=self.at)
            agreed(self.case, self.cast, findings_for("suspension"), at=self.at)
            return actions.determine(**held)

    def appeal(self, held: dict[str, Any]) -> object:
        grounds: dict[str, Any] = {
            "brought_by": "manager",
            "court": "High Court",
            "court_reference": "",
            "grounds": "So",
        }
        return actions.lodge_appeal(**held, **grounds, received_on=today(self.at), leave="Given")

    def court(self, held: dict[str, Any]) -> object:
        """What the court does next, also where it cannot."""
        self.courts.append(self.courts.pop(0))
        return actions.record_court(**held, action=self.courts[-1], text="So")

    def next_examiner(self) -> User:
        taken = set(Participant.objects.filter(case=self.case).values_list("user", flat=True))
        return next((one for one in self.cast.examiners if one.pk not in taken), self.cast.examiners[0])

    @property
    def stage(self) -> Status:
        return stage_of(case=Case.objects.select_related("determination").get(pk=self.case.pk), at=self.at)

    @rule(choice=st.integers(0, 99), days=st.integers(0, 40))
    def somebody_does_what_is_theirs_to_do(self, choice: int, days: int) -> None:
        """What the table has from here, by who may."""
        self.at += timedelta(days=days, seconds=1)  # no two acts have one instant
        allowed = sorted(CASE.allowed(self.stage) & DEEDS.keys())
        if allowed:
            action = allowed[choice % len(allowed)]
            other = action == Action.GIVE_OPINION and choice >= 50
            by = self.people[SECOND if other else DEEDS[action][0]]
            if action in (Action.GIVE_OPINION, Action.DETERMINE) and choice % 7:
                with suppress(ActionRefused):
                    actions.declare_no_conflict(case=self.case, by=by, at=self.at)
            self.attempt(action, by)

    @rule(who=st.sampled_from(range(6)), action=st.sampled_from(sorted(DEEDS)))
    def anybody_tries_anything(self, who: int, action: str) -> None:
        self.at += timedelta(seconds=1)
        self.attempt(action, self.people[who])

    def attempt(self, action: str, by: User) -> None:
        before, rows = self.stage, self.rows()
        steps = self.case.steps.count()
        try:
            DEEDS[action][1](self, {"case": self.case, "by": by, "at": self.at})
        except ActionRefused:
            assert (self.stage, self.rows()) == (before, rows)
        else:
            last = self.case.steps.order_by("-pk")[0]
            assert last.status == CASE.target(last.action, status=before)
            assert self.case.steps.count() > steps

    def rows(self) -> list[tuple[Any, ...]]:
        """How many rows each table of what happened has: history and what is only added to."""
        tables = [
            model._meta.db_table
            for model in apps.get_models(include_auto_created=True)
            if model._meta.app_label in ("conduct", "register")
        ]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(f"SELECT '{one}', count(*) FROM {one}" for one in tables))
            found: list[tuple[Any, ...]] = sorted(cursor.fetchall())
            return found

    @invariant()
    def nobody_is_two_things(self) -> None:
        parts = set(Participant.objects.filter(case=self.case).values_list("user", "part"))
        assert len(parts) == len({user for user, _ in parts})
        assert self.cast.manager.pk not in {user for user, _ in parts}

    @invariant()
    def only_a_decided_case_is_served_and_only_a_stranger_decided_it(self) -> None:
        case = Case.objects.get(pk=self.case.pk)
        is_decided = case.status in SERVED | {Status.DETERMINATION}
        assert (case.decided_by_id == self.cast.panel_chair.pk) == is_decided

    @invariant()
    def the_last_step_says_where_the_case_is(self) -> None:
        case = Case.objects.get(pk=self.case.pk)
        assert case.steps.order_by("-pk")[0].status == case.status

    @invariant()
    def nothing_shows_to_the_manager_before_it_is_disclosed(self) -> None:
        if not self.case.steps.filter(action=Action.ASK_FOR_RESPONSE).exists():
            assert not queries.own_cases(user=self.cast.manager).exists()
            assert not OutboxMessage.objects.filter(to=self.cast.manager.email).exists()

    @invariant()
    def the_register_says_what_the_decision_does(self) -> None:
        case = Case.objects.get(pk=self.case.pk)
        decision = Determination.objects.filter(case=case, sent_at__isnull=False).first()
        appeals = set(case.appeals.values_list("status", flat=True))
        orders = [order for order in queries.orders_of(case=case) if order.quashed_at is None]
        assert bool(orders) == (decision is not None and AppealStatus.QUASHED not in appeals)
        for order in orders[-1:]:
            is_stayed = order.stayed_from is not None and order.stayed_until is None
            is_appealed = order.under_appeal_from is not None and order.under_appeal_until is None
            assert is_stayed == (AppealStatus.STAYED in appeals)
            assert is_appealed == bool(appeals & PENDING_APPEAL)


@pytest.mark.django_db
def test_whatever_anybody_tries_a_case_keeps_to_its_table() -> None:
    small = settings(
        max_examples=8, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(CaseLife, settings=small)
