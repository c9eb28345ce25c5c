"""What may happen to a hearing, and when. Pure: no queries."""

from typing import Final

from django.db.models import TextChoices

from kernel.workflow import Move, Workflow, move


class HearingStatus(TextChoices):
    LISTED = "LISTED", "Listed"
    POSTPONED = "POSTPONED", "Postponed"
    IN_PROGRESS = "IN_PROGRESS", "In progress"
    PART_HEARD = "PART_HEARD", "Adjourned, part heard"
    CONCLUDED = "CONCLUDED", "Concluded, not determined"
    DETERMINED = "DETERMINED", "Determined"
    CANCELLED = "CANCELLED", "Cancelled"


class HearingAction(TextChoices):
    """LIST makes the row, in the first status; it is no move of a hearing that exists."""

    LIST = "LIST", "List the hearing"
    GIVE_NOTICE = "GIVE_NOTICE", "Serve the notice of hearing"
    CONSENT = "CONSENT", "Record consent to short notice"
    REPLY = "REPLY", "Reply to the notice"
    REPLACE = "REPLACE", "Replace a member of the panel"
    POSTPONE = "POSTPONE", "Postpone the hearing"
    BEGIN = "BEGIN", "Begin the hearing"
    ADJOURN = "ADJOURN", "Adjourn the hearing"
    RESUME = "RESUME", "Resume the hearing"
    SIT_IN_PRIVATE = "SIT_IN_PRIVATE", "Hear a part in private"
    CONCLUDE = "CONCLUDE", "Conclude the hearing"
    PROPOSE = "PROPOSE", "Put a determination to the panel"
    ANSWER = "ANSWER", "Agree or dissent"
    DETERMINE = "DETERMINE", "Record the determination"
    REOPEN = "REOPEN", "Deliberate again"
    CANCEL = "CANCEL", "Cancel the hearing"


H = HearingStatus
TO_COME: Final = frozenset({H.LISTED, H.POSTPONED})
OPEN: Final = TO_COME | {H.IN_PROGRESS, H.PART_HEARD, H.CONCLUDED}
BEGUN: Final = frozenset(H) - TO_COME - {H.CANCELLED}

HEARING: Final = Workflow(
    noun="hearing",
    start=H.LISTED,
    moves={
        HearingAction.GIVE_NOTICE: Move(TO_COME),
        HearingAction.CONSENT: Move(TO_COME),
        HearingAction.REPLY: Move(TO_COME),
        # Who has heard evidence is not replaced: the case is heard anew.
        HearingAction.REPLACE: Move(TO_COME),
        HearingAction.POSTPONE: move(TO_COME, H.POSTPONED),
        HearingAction.BEGIN: move(TO_COME, H.IN_PROGRESS),
        HearingAction.ADJOURN: move({H.IN_PROGRESS}, H.PART_HEARD),
        HearingAction.RESUME: move({H.PART_HEARD}, H.IN_PROGRESS),
        HearingAction.SIT_IN_PRIVATE: Move(TO_COME | {H.IN_PROGRESS, H.PART_HEARD}),
        HearingAction.CONCLUDE: move({H.IN_PROGRESS}, H.CONCLUDED),
        HearingAction.PROPOSE: Move(frozenset({H.CONCLUDED})),
        HearingAction.ANSWER: Move(frozenset({H.CONCLUDED})),
        HearingAction.DETERMINE: move({H.CONCLUDED}, H.DETERMINED),
        # A referral for barring that could not be made came back to the panel.
        HearingAction.REOPEN: move({H.DETERMINED}, H.CONCLUDED),
        HearingAction.CANCEL: move(OPEN, H.CANCELLED),
    },
)
