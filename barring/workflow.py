"""What may happen to a bar, and when. Pure: no queries."""

from collections.abc import Mapping
from typing import Final, Literal

from django.db.models import TextChoices

from barring.permissions import Permission
from kernel.workflow import Move, Workflow, move


class Status(TextChoices):
    """Where a bar stands in its procedure. Whether it is in force at an instant is a question for its dates."""

    PROPOSED = "PROPOSED", "Proposed"
    NOTICE_SERVED = "NOTICE_SERVED", "Notice served"
    REPRESENTED = "REPRESENTED", "Representations made"
    IN_EFFECT = "IN_EFFECT", "Bar made"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"
    LIFTING_PROPOSED = "LIFTING_PROPOSED", "Lifting proposed"
    LIFTED = "LIFTED", "Lifted"
    REPLACED = "REPLACED", "Replaced by a court"
    QUASHED = "QUASHED", "Quashed by a court"


class Action(TextChoices):
    """What somebody does to a bar."""

    PROPOSE = "PROPOSE", "Propose a bar"
    MAKE = "MAKE", "Make the bar that a panel decided on"
    REVISE = "REVISE", "Change the proposal"
    SERVE_NOTICE = "SERVE_NOTICE", "Serve notice"
    MAKE_REPRESENTATIONS = "MAKE_REPRESENTATIONS", "Make representations"
    ENTER_REPRESENTATIONS = "ENTER_REPRESENTATIONS", "Enter representations"
    ASK_EXTENSION = "ASK_EXTENSION", "Ask for more time"
    GRANT_EXTENSION = "GRANT_EXTENSION", "Give more time"
    REFUSE_EXTENSION = "REFUSE_EXTENSION", "Refuse more time"
    APPROVE = "APPROVE", "Approve the bar"
    ASK_APPEAL_EXTENSION = "ASK_APPEAL_EXTENSION", "Ask for more time to appeal"
    GRANT_APPEAL_EXTENSION = "GRANT_APPEAL_EXTENSION", "Give more time to appeal"
    REFUSE_APPEAL_EXTENSION = "REFUSE_APPEAL_EXTENSION", "Refuse more time to appeal"
    SEND_BACK = "SEND_BACK", "Send back"
    WITHDRAW = "WITHDRAW", "Withdraw the proposal"
    PROPOSE_LIFTING = "PROPOSE_LIFTING", "Propose lifting"
    LIFT = "LIFT", "Lift the bar"
    REFUSE_LIFTING = "REFUSE_LIFTING", "Refuse to lift"
    FOLLOW_COURT = "FOLLOW_COURT", "Follow the appeal against the decision"
    END_BY_COURT = "END_BY_COURT", "End the bar, as a court put something else in its place"
    QUASH = "QUASH", "Quash the bar with the decision"


_ANSWERABLE: Final = frozenset({Status.NOTICE_SERVED, Status.REPRESENTED})
_STANDING: Final = frozenset({Status.IN_EFFECT, Status.LIFTING_PROPOSED})
_MADE: Final = _STANDING | {Status.LIFTED, Status.REPLACED}

BAR: Final = Workflow(
    noun="bar",
    start=Status.PROPOSED,
    moves={
        # PROPOSE makes the row, in the start status, and MAKE makes one that is in effect: neither is ever a move.
        Action.REVISE: move({Status.PROPOSED}, Status.PROPOSED),
        Action.SERVE_NOTICE: move({Status.PROPOSED}, Status.NOTICE_SERVED),
        Action.MAKE_REPRESENTATIONS: move(_ANSWERABLE, Status.REPRESENTED),
        Action.ENTER_REPRESENTATIONS: move(_ANSWERABLE, Status.REPRESENTED),
        Action.ASK_EXTENSION: move({Status.NOTICE_SERVED}, Status.NOTICE_SERVED),
        Action.GRANT_EXTENSION: move({Status.NOTICE_SERVED}, Status.NOTICE_SERVED),
        Action.REFUSE_EXTENSION: move({Status.NOTICE_SERVED}, Status.NOTICE_SERVED),
        Action.APPROVE: move(_ANSWERABLE, Status.IN_EFFECT),
        Action.SEND_BACK: move(_ANSWERABLE, Status.PROPOSED),
        Action.WITHDRAW: move({Status.PROPOSED, *_ANSWERABLE}, Status.WITHDRAWN),
        Action.ASK_APPEAL_EXTENSION: move({Status.IN_EFFECT}, Status.IN_EFFECT),
        Action.GRANT_APPEAL_EXTENSION: move({Status.IN_EFFECT}, Status.IN_EFFECT),
        Action.REFUSE_APPEAL_EXTENSION: move({Status.IN_EFFECT}, Status.IN_EFFECT),
        Action.PROPOSE_LIFTING: move({Status.IN_EFFECT}, Status.LIFTING_PROPOSED),
        Action.LIFT: move({Status.LIFTING_PROPOSED}, Status.LIFTED),
        Action.REFUSE_LIFTING: move({Status.LIFTING_PROPOSED}, Status.IN_EFFECT),
        # What befalls the decision that a bar was made from befalls the bar.
        Action.FOLLOW_COURT: Move(_STANDING),
        Action.END_BY_COURT: move(_STANDING, Status.REPLACED),
        Action.QUASH: move(_MADE, Status.QUASHED),
    },
)

DECIDED: Final = _MADE | {Status.QUASHED}
BY_COURT: Final = frozenset({Status.REPLACED, Status.QUASHED})
UNFINISHED: Final = frozenset({Status.PROPOSED, *_ANSWERABLE})

# Done by whoever records in the case what the court did, and by nobody here.
FOLLOWING: Final = (Action.FOLLOW_COURT, Action.END_BY_COURT, Action.QUASH)

# The permission that the view of each action requires.
DOORS: Final[Mapping[Action, Permission | Literal[""]]] = {
    Action.PROPOSE: Permission.BAR_PROPOSE,
    Action.MAKE: Permission.BAR_APPROVE,
    Action.REVISE: Permission.BAR_PROPOSE,
    Action.SERVE_NOTICE: Permission.BAR_SERVE_NOTICE,
    Action.MAKE_REPRESENTATIONS: Permission.OWN_BAR_ANSWER,
    Action.ENTER_REPRESENTATIONS: Permission.BAR_ENTER_REPRESENTATIONS,
    Action.ASK_EXTENSION: Permission.BAR_SERVE_NOTICE,
    Action.GRANT_EXTENSION: Permission.BAR_EXTEND,
    Action.REFUSE_EXTENSION: Permission.BAR_EXTEND,
    Action.APPROVE: Permission.BAR_APPROVE,
    Action.ASK_APPEAL_EXTENSION: Permission.BAR_SERVE_NOTICE,
    Action.GRANT_APPEAL_EXTENSION: Permission.BAR_EXTEND,
    Action.REFUSE_APPEAL_EXTENSION: Permission.BAR_EXTEND,
    Action.SEND_BACK: Permission.BAR_SEND_BACK,
    Action.WITHDRAW: Permission.BAR_WITHDRAW,
    Action.PROPOSE_LIFTING: Permission.BAR_PROPOSE_LIFTING,
    Action.LIFT: Permission.BAR_LIFT,
    Action.REFUSE_LIFTING: Permission.BAR_LIFT,
    **dict.fromkeys(FOLLOWING, ""),
}


class ReviewStatus(TextChoices):
    """Where the review of a possible match stands."""

    OPEN = "OPEN", "Open"
    RESOLVED = "RESOLVED", "Resolved"


class ReviewAction(TextChoices):
    """What somebody does to a possible match."""

    RESOLVE = "RESOLVE", "Resolve"


REVIEW: Final = Workflow(
    "review",
    ReviewStatus.OPEN,
    {ReviewAction.RESOLVE: move({ReviewStatus.OPEN}, ReviewStatus.RESOLVED)},
)

REVIEW_DOORS: Final[Mapping[ReviewAction, Permission]] = {ReviewAction.RESOLVE: Permission.REVIEW_RESOLVE}


class BatchStatus(TextChoices):
    """How far a batch of checks has come."""

    QUEUED = "QUEUED", "Queued"
    RUNNING = "RUNNING", "Running"
    COMPLETE = "COMPLETE", "Complete"
    CANCELLED = "CANCELLED", "Cancelled"
    FAILED = "FAILED", "Failed"


class BatchAction(TextChoices):
    """What happens to a batch. Its organisation sends and cancels it; the rest is done in its name."""

    START = "START", "Begin to answer"
    COMPLETE = "COMPLETE", "Answer the last row"
    CANCEL = "CANCEL", "Cancel"
    FAIL = "FAIL", "Give up"


_UNFINISHED: Final = frozenset({BatchStatus.QUEUED, BatchStatus.RUNNING})

BATCH: Final = Workflow(
    "batch",
    BatchStatus.QUEUED,
    {
        BatchAction.START: move({BatchStatus.QUEUED}, BatchStatus.RUNNING),
        BatchAction.COMPLETE: move({BatchStatus.RUNNING}, BatchStatus.COMPLETE),
        BatchAction.CANCEL: move(_UNFINISHED, BatchStatus.CANCELLED),
        BatchAction.FAIL: move(_UNFINISHED, BatchStatus.FAILED),
    },
)

BATCH_DOORS: Final[Mapping[BatchAction, Permission]] = dict.fromkeys(BatchAction, Permission.CHECK_ASK)
