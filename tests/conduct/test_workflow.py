"""The two tables of moves, every status against every action."""

import pytest

from conduct.workflow import (
    ALLEGING,
    APPEAL,
    CASE,
    CONCERN,
    CONSENT,
    PENDING_APPEAL,
    RECONSIDERATION,
    UNDECIDED,
    Action,
    AppealAction,
    AppealStatus,
    ConcernAction,
    ConcernStatus,
    OfferStatus,
    ReconsiderationStatus,
    Status,
)
from kernel.workflow import NotAllowedNow, Workflow

S, A = Status, Action
BEFORE_INVESTIGATION = (S.RECEIVED, S.ACKNOWLEDGED, S.TRIAGE, S.INITIAL_ENQUIRY, S.THRESHOLD)
OPEN = (*BEFORE_INVESTIGATION, S.INVESTIGATION, S.REPRESENTATIONS, S.CASE_EXAMINERS, S.HEARING)
AFTER = (S.DETERMINATION, S.DECISION_ISSUED, S.APPEAL_WINDOW, S.FINAL)
ENDS = (A.END_ABEYANCE, A.END_LINKED_PROCESS, A.END_EXTERNAL_REVIEW, A.END_WELFARE)
CASE_MOVES: dict[tuple[str, str], str] = {
    (S.RECEIVED, A.ACKNOWLEDGE): S.ACKNOWLEDGED,
    (S.ACKNOWLEDGED, A.ASSESS_RISK): S.TRIAGE,
    **{(stage, A.REASSESS_RISK): stage for stage in OPEN[2:]},
    (S.TRIAGE, A.ACCEPT): S.INITIAL_ENQUIRY,
    (S.TRIAGE, A.CLOSE_OUT_OF_REMIT): S.NOT_TAKEN_FURTHER,
    (S.INITIAL_ENQUIRY, A.ALLEGE): S.INITIAL_ENQUIRY,
    (S.INITIAL_ENQUIRY, A.FINISH_ENQUIRY): S.THRESHOLD,
    (S.THRESHOLD, A.ALLEGE): S.THRESHOLD,
    (S.THRESHOLD, A.CLOSE_BELOW_THRESHOLD): S.NOT_TAKEN_FURTHER,
    (S.THRESHOLD, A.START_INVESTIGATION): S.INVESTIGATION,
    (S.INVESTIGATION, A.AMEND_ALLEGATIONS): S.INVESTIGATION,
    (S.INVESTIGATION, A.REASSIGN): S.INVESTIGATION,
    (S.INVESTIGATION, A.REPORT): S.INVESTIGATION,
    (S.INVESTIGATION, A.ASK_FOR_RESPONSE): S.REPRESENTATIONS,
    (S.REPRESENTATIONS, A.RESPOND): S.CASE_EXAMINERS,
    (S.CASE_EXAMINERS, A.RESPOND_BESIDE): S.CASE_EXAMINERS,
    (S.HEARING, A.RESPOND_BESIDE): S.HEARING,
    (S.REPRESENTATIONS, A.ENTER_RESPONSE): S.CASE_EXAMINERS,
    (S.REPRESENTATIONS, A.ASK_EXTENSION): S.REPRESENTATIONS,
    (S.REPRESENTATIONS, A.ASK_OWN_EXTENSION): S.REPRESENTATIONS,
    (S.REPRESENTATIONS, A.GRANT_EXTENSION): S.REPRESENTATIONS,
    (S.REPRESENTATIONS, A.REFUSE_EXTENSION): S.REPRESENTATIONS,
    (S.REPRESENTATIONS, A.CLOSE_RESPONSE_WINDOW): S.CASE_EXAMINERS,
    (S.CASE_EXAMINERS, A.APPOINT_EXAMINER): S.CASE_EXAMINERS,
    (S.CASE_EXAMINERS, A.GIVE_OPINION): S.CASE_EXAMINERS,
    (S.CASE_EXAMINERS, A.PROPOSE_DECISION): S.CASE_EXAMINERS,
    (S.CASE_EXAMINERS, A.AGREE_CASE_TO_ANSWER): S.HEARING,
    (S.CASE_EXAMINERS, A.AGREE_NO_CASE): S.NOT_TAKEN_FURTHER,
    (S.CASE_EXAMINERS, A.DISAGREE): S.HEARING,
    (S.HEARING, A.DETERMINE): S.DETERMINATION,
    (S.DETERMINATION, A.SERVE): S.DECISION_ISSUED,
    (S.DECISION_ISSUED, A.COUNT_AS_SERVED): S.APPEAL_WINDOW,
    (S.APPEAL_WINDOW, A.END_APPEAL_WINDOW): S.FINAL,
    **{(stage, A.ASK_APPEAL_EXTENSION): stage for stage in (S.APPEAL_WINDOW, S.FINAL)},
    **{(stage, A.GRANT_APPEAL_EXTENSION): S.APPEAL_WINDOW for stage in (S.APPEAL_WINDOW, S.FINAL)},
    **{(stage, A.REFUSE_APPEAL_EXTENSION): stage for stage in (S.APPEAL_WINDOW, S.FINAL)},
    **{
        (S.HEARING, action): S.HEARING
        for action in (A.OFFER_CONSENT, A.ANSWER_OFFER, A.ENTER_OFFER_ANSWER, A.WITHDRAW_OFFER)
    },
    **{
        (stage, action): stage
        for stage in (*AFTER[2:], S.CLOSED)
        for action in (
            A.ASK_REVIEW,
            A.APPLY_RESTORATION,
            A.ENTER_APPLICATION,
            A.WITHDRAW_RECONSIDERATION,
            A.RECONSIDER,
        )
    },
    **{(stage, A.LODGE_APPEAL): S.APPEAL_WINDOW for stage in (*AFTER[1:], S.CLOSED)},
    **{(stage, A.RECORD_COURT): stage for stage in AFTER[1:]},
    **{(stage, A.REMIT): S.HEARING for stage in AFTER[1:]},
    **{(stage, A.RETURN_REFERRAL): S.HEARING for stage in (*AFTER[1:], S.CLOSED)},
    (S.FINAL, A.CLOSE): S.CLOSED,
    **{(stage, A.WITHDRAW): S.WITHDRAWN for stage in OPEN},
    **{(stage, A.EXPLAIN_DELAY): stage for stage in (*OPEN, S.DETERMINATION)},
    **{(stage, action): stage for stage in OPEN for action in (A.BEGIN_ABEYANCE, A.BEGIN_LINKED_PROCESS)},
    **{
        (stage, action): stage
        for stage in (S.REPRESENTATIONS, S.CASE_EXAMINERS, S.HEARING, *AFTER)
        for action in (A.SAY_REPRISAL, A.ASK_ADJUSTMENT, A.ANSWER_ADJUSTMENT)
    },
    **{(stage, A.BEGIN_INTERIM_ORDER): stage for stage in (*OPEN[2:], *AFTER[:3])},
    **{(stage, A.BEGIN_EXTERNAL_REVIEW): stage for stage in AFTER[1:]},
    **{
        (stage, action): stage
        for stage in (*OPEN, *AFTER)
        for action in (A.BEGIN_WELFARE, A.TAKE_IN, A.HAND_OVER, A.STEP_DOWN, *ENDS)
    },
}
C, B = ConcernStatus, ConcernAction
CONCERN_MOVES: dict[tuple[str, str], str] = {
    (C.RECEIVED, B.TRIAGE): C.IN_TRIAGE,
    (C.IN_TRIAGE, B.OPEN_CASE): C.CASE_OPENED,
    (C.IN_TRIAGE, B.JOIN_CASE): C.CASE_OPENED,
    (C.IN_TRIAGE, B.CLOSE): C.CLOSED,
    (C.CLOSED, B.REOPEN): C.IN_TRIAGE,
    **{(status, B.TAKE_OVER): status for status in (C.IN_TRIAGE, C.CASE_OPENED, C.CLOSED)},
}


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("action", [action for action in Action if action != Action.OPEN])
def test_a_case_moves_by_the_table_and_no_other_way(status: Status, action: Action) -> None:
    _holds(CASE, CASE_MOVES, status, action)


@pytest.mark.parametrize("status", ConcernStatus)
@pytest.mark.parametrize("action", ConcernAction)
def test_a_concern_moves_by_the_table_and_no_other_way(status: ConcernStatus, action: ConcernAction) -> None:
    _holds(CONCERN, CONCERN_MOVES, status, action)


L, T = AppealStatus.LODGED, AppealStatus.STAYED
APPEAL_MOVES: dict[tuple[str, str], str] = {
    (L, AppealAction.STAY): T,
    (T, AppealAction.END_STAY): L,
    **{
        (pending, action): over
        for pending in (L, T)
        for action, over in (
            (AppealAction.DISMISS, AppealStatus.DISMISSED),
            (AppealAction.QUASH, AppealStatus.QUASHED),
            (AppealAction.VARY, AppealStatus.VARIED),
            (AppealAction.REMIT, AppealStatus.REMITTED),
            (AppealAction.WITHDRAW, AppealStatus.WITHDRAWN),
        )
    },
}


@pytest.mark.parametrize("status", AppealStatus)
@pytest.mark.parametrize("action", [action for action in AppealAction if action != AppealAction.LODGE])
def test_an_appeal_moves_by_the_table_and_no_other_way(status: AppealStatus, action: AppealAction) -> None:
    _holds(APPEAL, APPEAL_MOVES, status, action)


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
    assert not APPEAL.unreachable()
    assert {status for status in AppealStatus if APPEAL.allowed(status)} == PENDING_APPEAL
    for machine, waiting in ((CONSENT, {OfferStatus.OFFERED}), (RECONSIDERATION, {ReconsiderationStatus.ASKED})):
        assert not machine.unreachable()
        assert {status for status in machine.statuses() if machine.allowed(status)} == waiting
    assert {status for status in Status if not CASE.allowed(status)} == {
        Status.NOT_TAKEN_FURTHER,
        Status.WITHDRAWN,
    }


def test_allegations_change_only_before_the_manager_is_asked_to_answer_them() -> None:
    assert {status for status, action in ALLEGING.items() if action in CASE.allowed(status)} == {
        Status.INITIAL_ENQUIRY,
        Status.THRESHOLD,
        Status.INVESTIGATION,
    }
    assert {status for status in Status if Action.WITHDRAW in CASE.allowed(status)} == UNDECIDED
