"""A case, whatever anybody tries: it moves by its table, nobody is two things in it, a refusal writes nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from conduct import actions, queries
from conduct.models import Case, Participant
from conduct.queries import stage_of
from conduct.rules.examining import Finding
from conduct.rules.risks import Risk
from conduct.workflow import CASE, SERVED, Action, Status, Track
from kernel.errors import ActionRefused
from kernel.models import User
from tests.builders import Cast, findings_for, manager_person
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
        lambda life, held: (
            life.declared(held) and actions.give_opinion(**held, finding=Finding.CASE_TO_ANSWER, reasons="So")
        ),
    ),
    Action.PROPOSE_DECISION: (
        FIRST,
        lambda life, held: actions.propose_decision(**held, finding=Finding.CASE_TO_ANSWER, reasons="So"),
    ),
    Action.DISAGREE: (SECOND, lambda life, held: actions.answer_decision(**held, agree=True, reasons="So")),
    Action.DETERMINE: (
        CHAIR,
        lambda life, held: life.declared(held) and actions.determine(**held, findings=findings_for("no_action")),
    ),
    Action.SERVE: (WORKER, lambda life, held: actions.serve_decision(**held, channel="email")),
    Action.CLOSE: (WORKER, lambda life, held: actions.close_case(**held)),
    Action.STEP_DOWN: (SECOND, lambda life, held: actions.step_down(**held, reason="I know her")),
    Action.BEGIN_WELFARE: (WORKER, lambda life, held: actions.begin_track(**held, track=Track.WELFARE, reason="So")),
    Action.END_WELFARE: (WORKER, lambda life, held: actions.end_track(**held, track=Track.WELFARE, reason="So")),
}


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
        self.case = actions.open_case(person=manager_person(cast.manager), by=cast.caseworker, at=self.at)
        actions.declare_no_conflict(case=self.case, by=cast.caseworker, at=self.at)

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

    def declared(self, held: dict[str, Any]) -> object:
        return actions.declare_no_conflict(**held)

    def next_examiner(self) -> User:
        taken = set(Participant.objects.filter(case=self.case).values_list("user", flat=True))
        return next((one for one in self.cast.examiners if one.pk not in taken), self.cast.examiners[0])

    @property
    def stage(self) -> Status:
        return stage_of(case=Case.objects.select_related("determination").get(pk=self.case.pk), at=self.at)

    @rule(choice=st.integers(0, 99), days=st.integers(0, 40))
    def somebody_does_what_is_theirs_to_do(self, choice: int, days: int) -> None:
        """What the table has from here, by who may."""
        self.at += timedelta(days=days)
        allowed = sorted(CASE.allowed(self.stage) & DEEDS.keys())
        if allowed:
            action = allowed[choice % len(allowed)]
            other = action == Action.GIVE_OPINION and choice >= 50
            self.attempt(action, self.people[SECOND if other else DEEDS[action][0]])

    @rule(who=st.sampled_from(range(6)), action=st.sampled_from(sorted(DEEDS)))
    def anybody_tries_anything(self, who: int, action: str) -> None:
        self.attempt(action, self.people[who])

    def attempt(self, action: str, by: User) -> None:
        before, steps = self.stage, self.case.steps.count()
        try:
            with transaction.atomic():
                DEEDS[action][1](self, {"case": self.case, "by": by, "at": self.at})
        except ActionRefused:
            assert (self.stage, self.case.steps.count()) == (before, steps)
        else:
            last = self.case.steps.order_by("-pk")[0]
            assert last.status == CASE.target(last.action, status=before)
            assert self.case.steps.count() == steps + 1

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


@pytest.mark.django_db
def test_whatever_anybody_tries_a_case_keeps_to_its_table() -> None:
    small = settings(
        max_examples=5, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(CaseLife, settings=small)
