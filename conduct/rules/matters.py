"""What may be done with a matter against an organisation. Pure."""

from django.db.models import TextChoices

from kernel.errors import ActionRefused


class MatterStatus(TextChoices):
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class MatterClosed(ActionRefused):
    """A matter that is closed takes nothing more."""


class LinkedAlready(ActionRefused):
    """A concern or case belongs to a matter once."""


def require_open(*, status: str) -> None:
    """Refuse to add to a matter that is closed, or to close it again."""
    if status != MatterStatus.OPEN:
        raise MatterClosed("This matter is closed. Open another, and link the same concerns and cases.")


def require_unlinked(*, is_linked: bool) -> None:
    """Refuse to link a concern or case a second time."""
    if is_linked:
        raise LinkedAlready("It belongs to this matter already.")
