"""What waits for a registrar."""

from kernel.models import User
from kernel.permissions import can
from kernel.queries import WorkItem
from register.models import CorrectionRequest
from register.permissions import Permission
from register.queries.people import correction_requests


def work_for(user: User) -> list[WorkItem]:
    """Requests to correct an entry that this user may decide."""
    if not can(user, Permission.CORRECTION_DECIDE):
        return []
    waiting = correction_requests(status="open").exclude(person__user=user)
    return [
        WorkItem(f"Request to correct: {_subject(request)}", "register:correction", {"pk": request.pk})
        for request in waiting
    ]


def _subject(request: CorrectionRequest) -> str:
    return request.get_subject_display().removeprefix("My ").capitalize()
