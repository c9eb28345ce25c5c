"""What may happen to a concern and to a case, and when. Pure: no queries."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db.models import TextChoices

from kernel.workflow import Move, Workflow, move


class ConcernStatus(TextChoices):
    """How far the regulator has got with a concern. The reporter is told less: see `rules.reporting`."""

    RECEIVED = "RECEIVED", "Received"
    IN_TRIAGE = "IN_TRIAGE", "In triage"
    CASE_OPENED = "CASE_OPENED", "Case opened"
    CLOSED = "CLOSED", "Closed"


class ConcernAction(TextChoices):
    TRIAGE = "TRIAGE", "Start triage"
    OPEN_CASE = "OPEN_CASE", "Open a case"
    JOIN_CASE = "JOIN_CASE", "Add to an open case"
    CLOSE = "CLOSE", "Close the concern"
    REOPEN = "REOPEN", "Take it up again"
    TAKE_OVER = "TAKE_OVER", "Take over reading it"


CONCERN: Final = Workflow(
    noun="concern",
    start=ConcernStatus.RECEIVED,
    moves={
        ConcernAction.TRIAGE: move({ConcernStatus.RECEIVED}, ConcernStatus.IN_TRIAGE),
        ConcernAction.OPEN_CASE: move({ConcernStatus.IN_TRIAGE}, ConcernStatus.CASE_OPENED),
        ConcernAction.JOIN_CASE: move({ConcernStatus.IN_TRIAGE}, ConcernStatus.CASE_OPENED),
        ConcernAction.CLOSE: move({ConcernStatus.IN_TRIAGE}, ConcernStatus.CLOSED),
        ConcernAction.REOPEN: move({ConcernStatus.CLOSED}, ConcernStatus.IN_TRIAGE),
        ConcernAction.TAKE_OVER: Move(frozenset(ConcernStatus) - {ConcernStatus.RECEIVED}),
    },
)


class IdentityStatus(TextChoices):
    """How far custodians have got with a request to open an identity."""

    ASKED = "asked", "Waits for a second custodian"
    REFUSED = "refused", "Refused"
    APPROVED = "approved", "Approved, not opened"
    CALLED = "called", "Opened"
    EXPIRED = "expired", "Approval ran out"


class IdentityAction(TextChoices):
    APPROVE = "approve", "Approve"
    REFUSE = "refuse", "Refuse"
    OPEN = "open", "Open the identity"
    EXPIRE = "expire", "The approval runs out"


IDENTITY: Final = Workflow(
    noun="request",
    start=IdentityStatus.ASKED,
    moves={
        IdentityAction.APPROVE: move({IdentityStatus.ASKED}, IdentityStatus.APPROVED),
        IdentityAction.REFUSE: move({IdentityStatus.ASKED}, IdentityStatus.REFUSED),
        IdentityAction.OPEN: move({IdentityStatus.APPROVED}, IdentityStatus.CALLED),
        IdentityAction.EXPIRE: move({IdentityStatus.APPROVED}, IdentityStatus.EXPIRED),
    },
)


def identity_status_at(*, status: str, approved_at: datetime | None, hours: int, at: datetime) -> IdentityStatus:
    """How far a request is at an instant: an approval runs out by the clock, and by no job."""
    is_over = approved_at is not None and at >= approved_at + timedelta(hours=hours)
    return IdentityStatus.EXPIRED if status == IdentityStatus.APPROVED and is_over else IdentityStatus(status)


class AppealStatus(TextChoices):
    """How far a court has got with an appeal against a decision on a case."""

    LODGED = "lodged", "Lodged"
    STAYED = "stayed", "Lodged, and the decision is stayed"
    DISMISSED = "dismissed", "Dismissed"
    QUASHED = "quashed", "The decision is quashed"
    VARIED = "varied", "The decision is varied"
    REMITTED = "remitted", "Remitted to another panel"
    WITHDRAWN = "withdrawn", "Withdrawn"


class AppealAction(TextChoices):
    """What a court does, or whoever appeals. LODGE makes the row."""

    LODGE = "lodge", "Record the appeal"
    STAY = "stay", "Stay the decision"
    END_STAY = "end-stay", "End the stay"
    DISMISS = "dismiss", "Dismiss the appeal"
    QUASH = "quash", "Quash the decision"
    VARY = "vary", "Vary the decision"
    REMIT = "remit", "Remit the case to another panel"
    WITHDRAW = "withdraw", "Withdraw the appeal"


PENDING_APPEAL: Final = frozenset({AppealStatus.LODGED, AppealStatus.STAYED})
APPEAL: Final = Workflow(
    noun="appeal",
    start=AppealStatus.LODGED,
    moves={
        AppealAction.STAY: move({AppealStatus.LODGED}, AppealStatus.STAYED),
        AppealAction.END_STAY: move({AppealStatus.STAYED}, AppealStatus.LODGED),
        AppealAction.DISMISS: move(PENDING_APPEAL, AppealStatus.DISMISSED),
        AppealAction.QUASH: move(PENDING_APPEAL, AppealStatus.QUASHED),
        AppealAction.VARY: move(PENDING_APPEAL, AppealStatus.VARIED),
        AppealAction.REMIT: move(PENDING_APPEAL, AppealStatus.REMITTED),
        AppealAction.WITHDRAW: move(PENDING_APPEAL, AppealStatus.WITHDRAWN),
    },
)


class OfferStatus(TextChoices):
    """How far an offer to end a case by consent has come."""

    OFFERED = "offered", "Offered"
    AGREED = "agreed", "Agreed"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


class OfferAction(TextChoices):
    """OFFER makes the row. Staff enter what the manager wrote on paper."""

    OFFER = "offer", "Offer an outcome by consent"
    AGREE = "agree", "Agree"
    DECLINE = "decline", "Decline"
    ENTER_AGREEMENT = "enter-agreement", "Enter an agreement received on paper"
    ENTER_REFUSAL = "enter-refusal", "Enter a refusal received on paper"
    WITHDRAW = "withdraw", "Withdraw the offer"


CONSENT: Final = Workflow(
    noun="offer",
    start=OfferStatus.OFFERED,
    moves={
        OfferAction.AGREE: move({OfferStatus.OFFERED}, OfferStatus.AGREED),
        OfferAction.DECLINE: move({OfferStatus.OFFERED}, OfferStatus.DECLINED),
        OfferAction.ENTER_AGREEMENT: move({OfferStatus.OFFERED}, OfferStatus.AGREED),
        OfferAction.ENTER_REFUSAL: move({OfferStatus.OFFERED}, OfferStatus.DECLINED),
        OfferAction.WITHDRAW: move({OfferStatus.OFFERED}, OfferStatus.WITHDRAWN),
    },
)


class ReconsiderationStatus(TextChoices):
    """How far a review, or an application to be restored, has come."""

    ASKED = "asked", "Waits for a decision"
    DECIDED = "decided", "Decided"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ReconsiderationAction(TextChoices):
    """ASK makes the row."""

    ASK = "ask", "Ask for it"
    DECIDE = "decide", "Decide"
    WITHDRAW = "withdraw", "Withdraw it"


RECONSIDERATION: Final = Workflow(
    noun="review or application",
    start=ReconsiderationStatus.ASKED,
    moves={
        ReconsiderationAction.DECIDE: move({ReconsiderationStatus.ASKED}, ReconsiderationStatus.DECIDED),
        ReconsiderationAction.WITHDRAW: move({ReconsiderationStatus.ASKED}, ReconsiderationStatus.WITHDRAWN),
    },
)


class Status(TextChoices):
    """The stages of a case, in the order in which it comes through them, and the ways in which it ends."""

    RECEIVED = "RECEIVED", "Received"
    ACKNOWLEDGED = "ACKNOWLEDGED", "Acknowledged"
    TRIAGE = "TRIAGE", "Triage"
    INITIAL_ENQUIRY = "INITIAL_ENQUIRY", "Initial enquiry"
    THRESHOLD = "THRESHOLD", "Threshold decision"
    INVESTIGATION = "INVESTIGATION", "Investigation"
    REPRESENTATIONS = "REPRESENTATIONS", "Representations"
    CASE_EXAMINERS = "CASE_EXAMINERS", "Case examiners"
    HEARING = "HEARING", "Hearing"
    DETERMINATION = "DETERMINATION", "Determination, not issued"
    DECISION_ISSUED = "DECISION_ISSUED", "Decision issued"
    APPEAL_WINDOW = "APPEAL_WINDOW", "Appeal window"
    FINAL = "FINAL", "Final"
    CLOSED = "CLOSED", "Closed"
    NOT_TAKEN_FURTHER = "NOT_TAKEN_FURTHER", "Not taken further"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


class Action(TextChoices):
    """What somebody does to a case, or the clock. OPEN makes the row, in the first stage; it is no move of a case that
    exists."""

    OPEN = "OPEN", "Open the case"
    ACKNOWLEDGE = "ACKNOWLEDGE", "Record the acknowledgement"
    ASSESS_RISK = "ASSESS_RISK", "Assess the risk"
    REASSESS_RISK = "REASSESS_RISK", "Assess the risk again"
    ACCEPT = "ACCEPT", "Take the case on"
    CLOSE_OUT_OF_REMIT = "CLOSE_OUT_OF_REMIT", "Close: not in our remit"
    FINISH_ENQUIRY = "FINISH_ENQUIRY", "Finish the initial enquiry"
    ALLEGE = "ALLEGE", "Write the allegations"
    CLOSE_BELOW_THRESHOLD = "CLOSE_BELOW_THRESHOLD", "Close: below the threshold"
    START_INVESTIGATION = "START_INVESTIGATION", "Start the investigation"
    AMEND_ALLEGATIONS = "AMEND_ALLEGATIONS", "Amend the allegations"
    REASSIGN = "REASSIGN", "Change the investigator"
    REPORT = "REPORT", "Write the investigation report"
    ASK_FOR_RESPONSE = "ASK_FOR_RESPONSE", "Ask for a response"
    RESPOND = "RESPOND", "Respond"
    RESPOND_BESIDE = "RESPOND_BESIDE", "Respond beside what staff entered"
    ENTER_RESPONSE = "ENTER_RESPONSE", "Enter a response received on paper"
    ASK_EXTENSION = "ASK_EXTENSION", "Ask for more time"
    ASK_OWN_EXTENSION = "ASK_OWN_EXTENSION", "Ask for more time for themselves"
    GRANT_EXTENSION = "GRANT_EXTENSION", "Give more time"
    REFUSE_EXTENSION = "REFUSE_EXTENSION", "Refuse more time"
    CLOSE_RESPONSE_WINDOW = "CLOSE_RESPONSE_WINDOW", "Go on without a response"
    APPOINT_EXAMINER = "APPOINT_EXAMINER", "Appoint a case examiner"
    GIVE_OPINION = "GIVE_OPINION", "Give an examiner’s opinion"
    PROPOSE_DECISION = "PROPOSE_DECISION", "Propose the examiners’ decision"
    AGREE_CASE_TO_ANSWER = "AGREE_CASE_TO_ANSWER", "Agree: there is a case to answer"
    AGREE_NO_CASE = "AGREE_NO_CASE", "Agree: there is no case to answer"
    DISAGREE = "DISAGREE", "Disagree with the other examiner"
    DETERMINE = "DETERMINE", "Record the determination"
    SERVE = "SERVE", "Serve the decision"
    COUNT_AS_SERVED = "COUNT_AS_SERVED", "The decision counts as served"
    END_APPEAL_WINDOW = "END_APPEAL_WINDOW", "The time to appeal is over"
    ASK_APPEAL_EXTENSION = "ASK_APPEAL_EXTENSION", "Ask for more time to appeal"
    GRANT_APPEAL_EXTENSION = "GRANT_APPEAL_EXTENSION", "Give more time to appeal"
    REFUSE_APPEAL_EXTENSION = "REFUSE_APPEAL_EXTENSION", "Refuse more time to appeal"
    OFFER_CONSENT = "OFFER_CONSENT", "Offer an outcome by consent"
    ANSWER_OFFER = "ANSWER_OFFER", "Answer the offer"
    ENTER_OFFER_ANSWER = "ENTER_OFFER_ANSWER", "Enter an answer to the offer"
    WITHDRAW_OFFER = "WITHDRAW_OFFER", "Withdraw the offer"
    ASK_REVIEW = "ASK_REVIEW", "Ask for a review of the order"
    APPLY_RESTORATION = "APPLY_RESTORATION", "Apply to be restored"
    ENTER_APPLICATION = "ENTER_APPLICATION", "Enter an application to be restored"
    WITHDRAW_RECONSIDERATION = "WITHDRAW_RECONSIDERATION", "Withdraw the review or application"
    RECONSIDER = "RECONSIDER", "Decide on the review or application"
    LODGE_APPEAL = "LODGE_APPEAL", "Record an appeal"
    RECORD_COURT = "RECORD_COURT", "Record what the court did"
    REMIT = "REMIT", "Remit the case to another panel"
    RETURN_REFERRAL = "RETURN_REFERRAL", "Send a referral for barring back to its panel"
    CLOSE = "CLOSE", "Close the case"
    WITHDRAW = "WITHDRAW", "Withdraw the case"
    TAKE_IN = "TAKE_IN", "Take in a concern"
    HAND_OVER = "HAND_OVER", "Hand the case over"
    STEP_DOWN = "STEP_DOWN", "Step down because of a conflict"
    SAY_REPRISAL = "SAY_REPRISAL", "Say that the referral is a reprisal"
    ASK_ADJUSTMENT = "ASK_ADJUSTMENT", "Ask for an adjustment"
    ANSWER_ADJUSTMENT = "ANSWER_ADJUSTMENT", "Answer a request for an adjustment"
    EXPLAIN_DELAY = "EXPLAIN_DELAY", "Say why it is late"
    BEGIN_INTERIM_ORDER = "BEGIN_INTERIM_ORDER", "Apply for an interim order"
    BEGIN_ABEYANCE = "BEGIN_ABEYANCE", "Hold the case in abeyance"
    END_ABEYANCE = "END_ABEYANCE", "Take the case out of abeyance"
    BEGIN_LINKED_PROCESS = "BEGIN_LINKED_PROCESS", "Note a process elsewhere"
    END_LINKED_PROCESS = "END_LINKED_PROCESS", "Note how the process elsewhere ended"
    BEGIN_EXTERNAL_REVIEW = "BEGIN_EXTERNAL_REVIEW", "Note a review by the oversight body"
    END_EXTERNAL_REVIEW = "END_EXTERNAL_REVIEW", "Note how the oversight body’s review ended"
    BEGIN_WELFARE = "BEGIN_WELFARE", "Begin support for somebody’s welfare"
    END_WELFARE = "END_WELFARE", "End support for somebody’s welfare"


class Track(TextChoices):
    """What goes on beside the stages of a case, and moves it to none. An interim order does too, in a machine of its
    own: `rules.interim_orders`."""

    ABEYANCE = "abeyance", "Abeyance"
    LINKED_PROCESS = "linked-process", "Process at the employer or another regulator"
    EXTERNAL_REVIEW = "external-review", "Review by the oversight body"
    WELFARE = "welfare", "Welfare"


S = Status
UNASKED: Final = frozenset({S.RECEIVED, S.ACKNOWLEDGED, S.TRIAGE, S.INITIAL_ENQUIRY, S.THRESHOLD, S.INVESTIGATION})
UNDECIDED: Final = UNASKED | {S.REPRESENTATIONS, S.CASE_EXAMINERS, S.HEARING}
WITHOUT_DECISION: Final = UNDECIDED | {S.WITHDRAWN, S.NOT_TAKEN_FURTHER}
BY_THE_CLOCK: Final = frozenset({Action.COUNT_AS_SERVED, Action.END_APPEAL_WINDOW})
RUNNING: Final = frozenset({S.DECISION_ISSUED, S.APPEAL_WINDOW, S.FINAL})
GOING_ON: Final = UNDECIDED | {S.DETERMINATION} | RUNNING
DISCLOSED: Final = frozenset({S.REPRESENTATIONS, S.CASE_EXAMINERS, S.HEARING, S.DETERMINATION}) | RUNNING
_APPEALABLE: Final = frozenset({S.APPEAL_WINDOW, S.FINAL})
_ISSUED: Final = _APPEALABLE | {S.CLOSED}

# By track: what begins it, and what ends it.
TRACKS: Final[Mapping[Track, tuple[Action, Action]]] = {
    Track.ABEYANCE: (Action.BEGIN_ABEYANCE, Action.END_ABEYANCE),
    Track.LINKED_PROCESS: (Action.BEGIN_LINKED_PROCESS, Action.END_LINKED_PROCESS),
    Track.EXTERNAL_REVIEW: (Action.BEGIN_EXTERNAL_REVIEW, Action.END_EXTERNAL_REVIEW),
    Track.WELFARE: (Action.BEGIN_WELFARE, Action.END_WELFARE),
}

CASE: Final = Workflow(
    noun="case",
    start=S.RECEIVED,
    moves={
        Action.ACKNOWLEDGE: move({S.RECEIVED}, S.ACKNOWLEDGED),
        Action.ASSESS_RISK: move({S.ACKNOWLEDGED}, S.TRIAGE),
        Action.REASSESS_RISK: Move(UNDECIDED - {S.RECEIVED, S.ACKNOWLEDGED}),
        Action.ACCEPT: move({S.TRIAGE}, S.INITIAL_ENQUIRY),
        Action.CLOSE_OUT_OF_REMIT: move({S.TRIAGE}, S.NOT_TAKEN_FURTHER),
        Action.FINISH_ENQUIRY: move({S.INITIAL_ENQUIRY}, S.THRESHOLD),
        Action.ALLEGE: Move(frozenset({S.INITIAL_ENQUIRY, S.THRESHOLD})),
        Action.CLOSE_BELOW_THRESHOLD: move({S.THRESHOLD}, S.NOT_TAKEN_FURTHER),
        Action.START_INVESTIGATION: move({S.THRESHOLD}, S.INVESTIGATION),
        Action.AMEND_ALLEGATIONS: Move(frozenset({S.INVESTIGATION})),
        Action.REASSIGN: Move(frozenset({S.INVESTIGATION})),
        Action.REPORT: Move(frozenset({S.INVESTIGATION})),
        Action.ASK_FOR_RESPONSE: move({S.INVESTIGATION}, S.REPRESENTATIONS),
        Action.RESPOND: move({S.REPRESENTATIONS}, S.CASE_EXAMINERS),
        # Where staff have entered an answer, the manager's own may follow until the window is over.
        Action.RESPOND_BESIDE: Move(frozenset({S.CASE_EXAMINERS, S.HEARING})),
        Action.ENTER_RESPONSE: move({S.REPRESENTATIONS}, S.CASE_EXAMINERS),
        Action.ASK_EXTENSION: Move(frozenset({S.REPRESENTATIONS})),
        Action.ASK_OWN_EXTENSION: Move(frozenset({S.REPRESENTATIONS})),
        Action.GRANT_EXTENSION: Move(frozenset({S.REPRESENTATIONS})),
        Action.REFUSE_EXTENSION: Move(frozenset({S.REPRESENTATIONS})),
        Action.CLOSE_RESPONSE_WINDOW: move({S.REPRESENTATIONS}, S.CASE_EXAMINERS),
        Action.APPOINT_EXAMINER: Move(frozenset({S.CASE_EXAMINERS})),
        Action.GIVE_OPINION: Move(frozenset({S.CASE_EXAMINERS})),
        Action.PROPOSE_DECISION: Move(frozenset({S.CASE_EXAMINERS})),
        Action.AGREE_CASE_TO_ANSWER: move({S.CASE_EXAMINERS}, S.HEARING),
        Action.AGREE_NO_CASE: move({S.CASE_EXAMINERS}, S.NOT_TAKEN_FURTHER),
        # What two examiners cannot agree on, a panel decides.
        Action.DISAGREE: move({S.CASE_EXAMINERS}, S.HEARING),
        Action.DETERMINE: move({S.HEARING}, S.DETERMINATION),
        Action.SERVE: move({S.DETERMINATION}, S.DECISION_ISSUED),
        Action.COUNT_AS_SERVED: move({S.DECISION_ISSUED}, S.APPEAL_WINDOW),
        Action.END_APPEAL_WINDOW: move({S.APPEAL_WINDOW}, S.FINAL),
        Action.ASK_APPEAL_EXTENSION: Move(_APPEALABLE),
        Action.GRANT_APPEAL_EXTENSION: move(_APPEALABLE, S.APPEAL_WINDOW),
        Action.REFUSE_APPEAL_EXTENSION: Move(_APPEALABLE),
        Action.OFFER_CONSENT: Move(frozenset({S.HEARING})),
        Action.ANSWER_OFFER: Move(frozenset({S.HEARING})),
        Action.ENTER_OFFER_ANSWER: Move(frozenset({S.HEARING})),
        Action.WITHDRAW_OFFER: Move(frozenset({S.HEARING})),
        Action.ASK_REVIEW: Move(_ISSUED),
        Action.APPLY_RESTORATION: Move(_ISSUED),
        Action.ENTER_APPLICATION: Move(_ISSUED),
        Action.WITHDRAW_RECONSIDERATION: Move(_ISSUED),
        Action.RECONSIDER: Move(_ISSUED),
        # An appeal opens a closed case again. While it is pending, the time to appeal is not over: see `stage_at`.
        Action.LODGE_APPEAL: move(RUNNING | {S.CLOSED}, S.APPEAL_WINDOW),
        Action.RECORD_COURT: Move(RUNNING),
        Action.REMIT: move(RUNNING, S.HEARING),
        Action.RETURN_REFERRAL: move(RUNNING | {S.CLOSED}, S.HEARING),
        Action.CLOSE: move({S.FINAL}, S.CLOSED),
        Action.WITHDRAW: move(UNDECIDED, S.WITHDRAWN),
        Action.TAKE_IN: Move(GOING_ON),
        Action.HAND_OVER: Move(GOING_ON),
        Action.STEP_DOWN: Move(GOING_ON),
        Action.SAY_REPRISAL: Move(DISCLOSED),
        Action.ASK_ADJUSTMENT: Move(DISCLOSED),
        Action.ANSWER_ADJUSTMENT: Move(DISCLOSED),
        Action.EXPLAIN_DELAY: Move(UNDECIDED | {S.DETERMINATION}),
        Action.BEGIN_INTERIM_ORDER: Move(GOING_ON - {S.RECEIVED, S.ACKNOWLEDGED, S.FINAL}),
        Action.BEGIN_ABEYANCE: Move(UNDECIDED),
        Action.BEGIN_LINKED_PROCESS: Move(UNDECIDED),
        Action.BEGIN_EXTERNAL_REVIEW: Move(RUNNING),
        Action.BEGIN_WELFARE: Move(GOING_ON),
        **{end: Move(GOING_ON) for _, end in TRACKS.values()},
    },
)

# The allegations may change until the manager is asked to answer them: by the caseworker, then by either.
ALLEGING: Final[Mapping[str, Action]] = {
    S.INITIAL_ENQUIRY: Action.ALLEGE,
    S.THRESHOLD: Action.ALLEGE,
    S.INVESTIGATION: Action.AMEND_ALLEGATIONS,
}
SERVED: Final = RUNNING | {S.CLOSED}
FINISHED: Final = frozenset({S.CLOSED, S.NOT_TAKEN_FURTHER, S.WITHDRAWN})


def stage_at(
    *,
    status: str,
    served_at: datetime | None,
    appeal_until_at: datetime | None,
    at: datetime,
    is_appealed: bool = False,
) -> Status:
    """The stage at an instant: service and the end of the time to appeal come by the clock, and by no job.

    No decision is final while an appeal against it is pending.
    """
    if status not in RUNNING or served_at is None or appeal_until_at is None:
        return Status(status)
    if at < served_at:
        return S.DECISION_ISSUED
    return S.APPEAL_WINDOW if is_appealed or at < appeal_until_at else S.FINAL
