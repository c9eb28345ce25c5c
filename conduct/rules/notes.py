"""Who reads a note on a case. Pure."""

from django.db.models import TextChoices

from kernel.errors import ActionRefused


class Visibility(TextChoices):
    """For whom a note on a case is; whoever wrote it reads it too."""

    TEAM = "team", "Caseworkers and the investigator of the case"
    HOLDER = "holder", "Whoever holds the case, and me"
    CUSTODIANS = "custodians", "Identity custodians, and me"


class TaskDone(ActionRefused):
    """A task that was finished already."""


class NotTheirTask(ActionRefused):
    """A task is for somebody who may open the case."""


def require_undone(*, is_done: bool) -> None:
    """Refuse to finish or pass on a task that is finished."""
    if is_done:
        raise TaskDone("This task is finished already. Add another, if there is more to do.")


def require_sees_case(*, name: str, sees: bool) -> None:
    """Refuse a task for somebody who may not open the case."""
    if not sees:
        raise NotTheirTask(f"{name} may not open this case. Choose somebody from the list.")
