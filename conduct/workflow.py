"""What may happen to a concern and to a case, and when. Pure: no queries."""

from collections.abc import Mapping
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


CONCERN: Final = Workflow(
    noun="concern",
    start=ConcernStatus.RECEIVED,
    moves={
        ConcernAction.TRIAGE: move({ConcernStatus.RECEIVED}, ConcernStatus.IN_TRIAGE),
        ConcernAction.OPEN_CASE: move({ConcernStatus.IN_TRIAGE}, ConcernStatus.CASE_OPENED),
        ConcernAction.JOIN_CASE: move({ConcernStatus.IN_TRIAGE}, ConcernStatus.CASE_OPENED),
        ConcernAction.CLOSE: move({ConcernStatus.IN_TRIAGE}, ConcernStatus.CLOSED),
    },
)


class IdentityStatus(TextChoices):
    """How far custodians have got with a request to open an identity."""

    ASKED = "asked", "Waits for a second custodian"
    REFUSED = "refused", "Refused"
    APPROVED = "approved", "Approved, not opened"
    CALLED = "called", "Opened"


class IdentityAction(TextChoices):
    APPROVE = "approve", "Approve"
    REFUSE = "refuse", "Refuse"
    OPEN = "open", "Open the identity"


IDENTITY: Final = Workflow(
    noun="request",
    start=IdentityStatus.ASKED,
    moves={
        IdentityAction.APPROVE: move({IdentityStatus.ASKED}, IdentityStatus.APPROVED),
        IdentityAction.REFUSE: move({IdentityStatus.ASKED}, IdentityStatus.REFUSED),
        IdentityAction.OPEN: move({IdentityStatus.APPROVED}, IdentityStatus.CALLED),
    },
)


class Status(TextChoices):
    """Where a case stands."""

    OPENED = "OPENED", "Opened"
    INVESTIGATING = "INVESTIGATING", "Under investigation"
    AWAITING_RESPONSE = "AWAITING_RESPONSE", "Awaiting response"
    READY_FOR_HEARING = "READY_FOR_HEARING", "Ready for hearing"
    DETERMINED = "DETERMINED", "Determined, not served"
    DECISION_SERVED = "DECISION_SERVED", "Decision served"
    CLOSED = "CLOSED", "Closed"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


class Action(TextChoices):
    """What somebody does to a case. OPEN makes the row, in the first status; it is no move of a case that exists."""

    OPEN = "OPEN", "Open the case"
    ALLEGE = "ALLEGE", "Write the allegations"
    START_INVESTIGATION = "START_INVESTIGATION", "Start the investigation"
    AMEND_ALLEGATIONS = "AMEND_ALLEGATIONS", "Amend the allegations"
    REASSIGN = "REASSIGN", "Change the investigator"
    REPORT = "REPORT", "Write the investigation report"
    ASK_FOR_RESPONSE = "ASK_FOR_RESPONSE", "Ask for a response"
    RESPOND = "RESPOND", "Respond"
    ENTER_RESPONSE = "ENTER_RESPONSE", "Enter a response received on paper"
    ASK_EXTENSION = "ASK_EXTENSION", "Ask for more time"
    GRANT_EXTENSION = "GRANT_EXTENSION", "Give more time"
    REFUSE_EXTENSION = "REFUSE_EXTENSION", "Refuse more time"
    CLOSE_RESPONSE_WINDOW = "CLOSE_RESPONSE_WINDOW", "Go on without a response"
    DETERMINE = "DETERMINE", "Record the determination"
    SERVE = "SERVE", "Serve the decision"
    ASK_APPEAL_EXTENSION = "ASK_APPEAL_EXTENSION", "Ask for more time to appeal"
    GRANT_APPEAL_EXTENSION = "GRANT_APPEAL_EXTENSION", "Give more time to appeal"
    REFUSE_APPEAL_EXTENSION = "REFUSE_APPEAL_EXTENSION", "Refuse more time to appeal"
    CLOSE = "CLOSE", "Close the case"
    WITHDRAW = "WITHDRAW", "Withdraw the case"


S = Status
UNDECIDED: Final = frozenset({S.OPENED, S.INVESTIGATING, S.AWAITING_RESPONSE, S.READY_FOR_HEARING})

CASE: Final = Workflow(
    noun="case",
    start=S.OPENED,
    moves={
        Action.ALLEGE: move({S.OPENED}, S.OPENED),
        Action.START_INVESTIGATION: move({S.OPENED}, S.INVESTIGATING),
        Action.AMEND_ALLEGATIONS: move({S.INVESTIGATING}, S.INVESTIGATING),
        Action.REASSIGN: move({S.INVESTIGATING}, S.INVESTIGATING),
        Action.REPORT: move({S.INVESTIGATING}, S.INVESTIGATING),
        Action.ASK_FOR_RESPONSE: move({S.INVESTIGATING}, S.AWAITING_RESPONSE),
        # From the second where staff have entered an answer: the manager's own may follow until the window is over.
        Action.RESPOND: move({S.AWAITING_RESPONSE, S.READY_FOR_HEARING}, S.READY_FOR_HEARING),
        Action.ENTER_RESPONSE: move({S.AWAITING_RESPONSE}, S.READY_FOR_HEARING),
        Action.ASK_EXTENSION: move({S.AWAITING_RESPONSE}, S.AWAITING_RESPONSE),
        Action.GRANT_EXTENSION: move({S.AWAITING_RESPONSE}, S.AWAITING_RESPONSE),
        Action.REFUSE_EXTENSION: move({S.AWAITING_RESPONSE}, S.AWAITING_RESPONSE),
        Action.CLOSE_RESPONSE_WINDOW: move({S.AWAITING_RESPONSE}, S.READY_FOR_HEARING),
        Action.DETERMINE: move({S.READY_FOR_HEARING}, S.DETERMINED),
        Action.SERVE: move({S.DETERMINED}, S.DECISION_SERVED),
        Action.ASK_APPEAL_EXTENSION: move({S.DECISION_SERVED}, S.DECISION_SERVED),
        Action.GRANT_APPEAL_EXTENSION: move({S.DECISION_SERVED}, S.DECISION_SERVED),
        Action.REFUSE_APPEAL_EXTENSION: move({S.DECISION_SERVED}, S.DECISION_SERVED),
        Action.CLOSE: move({S.DECISION_SERVED}, S.CLOSED),
        Action.WITHDRAW: Move(UNDECIDED, S.WITHDRAWN),
    },
)

# The allegations may change until the manager is asked to answer them: by the caseworker, then by either.
ALLEGING: Final[Mapping[str, Action]] = {S.OPENED: Action.ALLEGE, S.INVESTIGATING: Action.AMEND_ALLEGATIONS}
SERVED: Final = frozenset({S.DECISION_SERVED, S.CLOSED})
FINISHED: Final = frozenset({S.CLOSED, S.WITHDRAWN})
