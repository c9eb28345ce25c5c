"""A complaint about the service. Pure."""

from typing import Final

from django.db.models import TextChoices

from kernel.errors import ActionRefused

ACKNOWLEDGED: Final = "complaint_acknowledged_working_days"
ANSWERED: Final = "complaint_answered_working_days"


class About(TextChoices):
    """What a complaint is about."""

    DELAY = "delay", "It takes too long"
    TREATMENT = "treatment", "How somebody treated me"
    TELLING = "telling", "What I was told, or not told"
    ADJUSTMENTS = "adjustments", "I could not take part as I needed to"
    OTHER = "other", "Something else"


class NotTheirs(ActionRefused):
    """Whoever works on a case about somebody does not deal with their complaint."""


class DealtWith(ActionRefused):
    """A complaint was acknowledged or answered by somebody else."""


def require_apart(*, has_part: bool) -> None:
    """Refuse whoever has or had a part in a case that concerns whoever complains."""
    if has_part:
        raise NotTheirs("You have a part in a case that concerns this person, so somebody else deals with this.")
