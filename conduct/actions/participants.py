"""Giving somebody a part in a case, and ending it."""

from datetime import datetime

from conduct.models import Case, Participant
from conduct.rules.independence import Part
from kernel.models import User


def join(*, case: Case, user: User, part: Part, at: datetime, place: int = 1) -> Participant:
    """Write down that somebody has a part in a locked case from now on. PostgreSQL refuses whom the rules keep out."""
    return case.participants.create(user=user, part=part, place=place, joined_at=at)


def hand_over(*, case: Case, part: Part, reason: str, at: datetime) -> None:
    """End the part of whoever has it in a locked case, for a reason."""
    for held in case.participants.select_for_update().filter(part=part, left_at=None):
        held.left_at, held.reason = at, reason
        held.save(update_fields=["left_at", "reason"])
