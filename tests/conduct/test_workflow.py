"""The two tables of moves, every status against every action."""

import pytest

from conduct.workflow import ALLEGING, CASE, CONCERN, UNDECIDED, Action, ConcernAction, ConcernStatus, Status
from kernel.workflow import NotAllowedNow, Workflow

S, A = Status, Action
CASE_MOVES: dict[tuple[str, str], str] = {
    (S.OPENED, A.ALLEGE): S.OPENED,
    (S.OPENED, A.START_INVESTIGATION): S.INVESTIGATING,
    (S.INVESTIGATING, A.AMEND_ALLEGATIONS): S.INVESTIGATING,
    (S.INVESTIGATING, A.REASSIGN): S.INVESTIGATING,
    (S.INVESTIGATING, A.REPORT): S.INVESTIGATING,
    (S.INVESTIGATING, A.ASK_FOR_RESPONSE): S.AWAITING_RESPONSE,
    (S.AWAITING_RESPONSE, A.RESPOND): S.READY_FOR_HEARING,
    (S.READY_FOR_HEARING, A.RESPOND): S.READY_FOR_HEARING,
    (S.AWAITING_RESPONSE, A.ENTER_RESPONSE): S.READY_FOR_HEARING,
    (S.AWAITING_RESPONSE, A.ASK_EXTENSION): S.AWAITING_RESPONSE,
    (S.AWAITING_RESPONSE, A.GRANT_EXTENSION): S.AWAITING_RESPONSE,
    (S.AWAITING_RESPONSE, A.REFUSE_EXTENSION): S.AWAITING_RESPONSE,
    (S.AWAITING_RESPONSE, A.CLOSE_RESPONSE_WINDOW): S.READY_FOR_HEARING,
    (S.READY_FOR_HEARING, A.DETERMINE): S.DETERMINED,
    (S.DETERMINED, A.SERVE): S.DECISION_SERVED,
    (S.DECISION_SERVED, A.ASK_APPEAL_EXTENSION): S.DECISION_SERVED,
    (S.DECISION_SERVED, A.GRANT_APPEAL_EXTENSION): S.DECISION_SERVED,
    (S.DECISION_SERVED, A.REFUSE_APPEAL_EXTENSION): S.DECISION_SERVED,
    (S.DECISION_SERVED, A.CLOSE): S.CLOSED,
    (S.OPENED, A.WITHDRAW): S.WITHDRAWN,
    (S.INVESTIGATING, A.WITHDRAW): S.WITHDRAWN,
    (S.AWAITING_RESPONSE, A.WITHDRAW): S.WITHDRAWN,
    (S.READY_FOR_HEARING, A.WITHDRAW): S.WITHDRAWN,
}
C, B = ConcernStatus, ConcernAction
CONCERN_MOVES: dict[tuple[str, str], str] = {
    (C.RECEIVED, B.TRIAGE): C.IN_TRIAGE,
    (C.IN_TRIAGE, B.OPEN_CASE): C.CASE_OPENED,
    (C.IN_TRIAGE, B.JOIN_CASE): C.CASE_OPENED,
    (C.IN_TRIAGE, B.CLOSE): C.CLOSED,
}


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("action", [action for action in Action if action != Action.OPEN])
def test_a_case_moves_by_the_table_and_no_other_way(status: Status, action: Action) -> None:
    _holds(CASE, CASE_MOVES, status, action)


@pytest.mark.parametrize("status", ConcernStatus)
@pytest.mark.parametrize("action", ConcernAction)
def test_a_concern_moves_by_the_table_and_no_other_way(status: ConcernStatus, action: ConcernAction) -> None:
    _holds(CONCERN, CONCERN_MOVES, status, action)


def _holds(workflow: Workflow, moves: dict[tuple[str, str], str], status: str, action: str) -> None:
    expected = moves.get((status, action))
    assert (action in workflow.allowed(status)) is (expected is not None)
    if expected is None:
        with pytest.raises(NotAllowedNow):
            workflow.target(action, status=status)
    else:
        assert workflow.target(action, status=status) == expected


def test_every_status_can_be_reached_and_the_last_ones_have_no_way_out() -> None:
    assert not CASE.unreachable()
    assert not CONCERN.unreachable()
    assert {status for status in Status if not CASE.allowed(status)} == {Status.CLOSED, Status.WITHDRAWN}


def test_allegations_change_only_before_the_manager_is_asked_to_answer_them() -> None:
    assert {status for status, action in ALLEGING.items() if action in CASE.allowed(status)} == {
        Status.OPENED,
        Status.INVESTIGATING,
    }
    assert {status for status in Status if Action.WITHDRAW in CASE.allowed(status)} == UNDECIDED
