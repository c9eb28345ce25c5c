"""Setting how many responses a consultation hopes for, and from whom."""

from collections.abc import Mapping
from datetime import datetime

from consultation.actions.steps import locked
from consultation.models import Consultation, Expectation
from consultation.workflow import Action
from kernel.history import recorded
from kernel.models import User


@recorded()
def set_expectations(
    *, consultation: Consultation, expected: Mapping[tuple[str, str], int], by: User, at: datetime
) -> None:
    """Say of a draft how many responses are hoped for, by sort and group; of what is not named, nothing is."""
    held = locked(consultation=consultation, action=Action.CHANGE, at=at)
    before = {(each.by, each.key): each for each in held.expectations.all()}
    for each in before.values():
        if (each.by, each.key) not in expected:
            each.delete()
    for (sort, key), number in expected.items():
        there = before.get((sort, key))
        if there is None:
            Expectation.objects.create(consultation=held, by=sort, key=key, number=number)
        elif there.number != number:
            there.number = number
            there.save(update_fields=["number"])
