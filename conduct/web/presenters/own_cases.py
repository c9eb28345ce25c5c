"""A manager's own case in words: what was served on them, and nothing of what the regulator does in between."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from conduct import queries
from conduct.rules.deadlines import until
from conduct.web.presenters import decisions
from conduct.web.presenters.allegations import allegations_of
from conduct.web.presenters.examinations import no_case_to_answer
from conduct.web.presenters.files import own_files_shown
from conduct.workflow import Status

if TYPE_CHECKING:
    from conduct.models import Case
    from kernel.models import User

WAITING = "We are waiting for your response"
GOING_ON = "We are considering the case"
SERVED = "A decision has been made"
WITHDRAWN = "We have withdrawn the case"
ENDED = "The case has ended: there is no case to answer"


def own_case_page(case: "Case", *, user: "User", at: datetime) -> dict[str, Any]:
    """What a manager sees. Whether a decision was made shows only once it is served."""
    found = getattr(case, "determination", None)
    served = found if found and found.served_at and found.served_at <= at else None
    counted = decisions.response_deadline(case)
    return {
        "case": case,
        "state": _state(case.status, is_served=served is not None),
        "may_respond": queries.may_respond(case=case, at=at),
        "allegations": allegations_of(case),
        "responses": queries.responses_to(case=case),
        "files": own_files_shown(queries.own_files(case=case, user=user), page="conduct:own_case_file"),
        "decision": decisions.decision(served) if served else [],
        "dates": decisions.dates(served) if served else [],
        "appeal_until": decisions.appeal_until(served) if served else "",
        "respond_until": until(case.response_due_at) if case.response_due_at else "",
        "respond_counted": counted.words if counted else "",
        "no_case": no_case_to_answer(case),
        "periods": decisions.periods(served) if served else [],
    }


def _state(status: str, *, is_served: bool) -> str:
    if is_served:
        return SERVED
    if status == Status.WITHDRAWN:
        return WITHDRAWN
    if status == Status.NOT_TAKEN_FURTHER:
        return ENDED
    return WAITING if status == Status.REPRESENTATIONS else GOING_ON
