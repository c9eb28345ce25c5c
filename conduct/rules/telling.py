"""What a manager is told of where their case stands: the stages, and what comes next. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from conduct.workflow import FINISHED, RUNNING, Status

S = Status
TOLD: Final = tuple(stage for stage in Status if stage not in FINISHED | {S.DETERMINATION})
"""The stages as a manager reads of them. That a determination was made shows only once it is served."""

_INQUIRY: Final = (
    "We are still finding out what happened. Before anybody decides anything, you will be told what is alleged and "
    "have time to answer it."
)
NEXT: Final[Mapping[str, str]] = {
    **dict.fromkeys((S.RECEIVED, S.ACKNOWLEDGED, S.TRIAGE, S.INITIAL_ENQUIRY, S.THRESHOLD, S.INVESTIGATION), _INQUIRY),
    S.REPRESENTATIONS: "You answer the allegations. Then two case examiners, who had no part in the investigation, "
    "read the report and your answer.",
    S.CASE_EXAMINERS: "Two case examiners, who had no part in the investigation, say whether there is a case "
    "to answer. If there is none, the case ends. If there is, a panel hears it, and you will be told when.",
    S.HEARING: "A panel, none of whom had a part in the case before, hears it and decides. You will be sent the "
    "decision with its reasons.",
    S.DECISION_ISSUED: "You can appeal against the decision until the day given below.",
    S.APPEAL_WINDOW: "You can appeal against the decision until the day given below.",
    S.FINAL: "The time to appeal is over. The decision stands as it is given below.",
    S.CLOSED: "Nothing more. The decision stands as it is given below.",
    S.NOT_TAKEN_FURTHER: "Nothing more. The case has ended, and nothing is recorded on the register.",
    S.WITHDRAWN: "Nothing more. We have withdrawn the case, and nothing is recorded on the register.",
}


def stage_told(*, stage: str, served_at: datetime | None, at: datetime) -> Status:
    """The stage of a case as its manager may know it: until a decision counts as served, that before it."""
    is_decided = stage in RUNNING | {S.DETERMINATION, S.CLOSED}
    return S.HEARING if is_decided and (served_at is None or at < served_at) else Status(stage)


def progress(*, told: Status, last: Status) -> list[tuple[Status, str]]:
    """Each stage with "over", "now", "comes" or, where the case ended before it, "not reached".

    `told` is the stage as the manager knows it, `last` the last one before the case ended, if it has.
    """
    has_ended = told in FINISHED
    here = TOLD.index(S.FINAL if told == S.CLOSED else last if has_ended else told)
    after = "not reached" if has_ended else "comes"
    now = "over" if has_ended else "now"
    return [(stage, "over" if place < here else now if place == here else after) for place, stage in enumerate(TOLD)]
