"""What is a member of staff's own work, by noun: they are asked why they look at anything else.

A registrar's work is the whole register, a barring officer's every bar that is not decided, a caseworker's every
concern that is not dealt with. A case is the work of those who have or had a part in it. An auditor has none.
"""

from collections.abc import Mapping
from typing import Protocol

from barring.queries.bars import works_on_bar, works_on_person_to_bar
from conduct.queries import works_on_case, works_on_concern, works_on_person_of_case
from kernel.models import User
from kernel.permissions import can
from register.permissions import Permission


class Rule(Protocol):
    """Whether a thing is a user's own work; True too for what they may not see at all."""

    def __call__(self, *, user: User, reference: str) -> bool: ...


def person(*, user: User, reference: str) -> bool:
    """Everybody for who keeps the register; else those on whom the user has a case or a bar."""
    return (
        can(user, Permission.PERSON_CORRECT)
        or works_on_person_of_case(user=user, key=reference)
        or works_on_person_to_bar(user=user, key=reference)
    )


def correction(*, user: User, reference: str) -> bool:
    """Every request for who decides on them."""
    return can(user, Permission.CORRECTION_DECIDE)


RULES: Mapping[str, Rule] = {
    "barring.bar": works_on_bar,
    "conduct.case": works_on_case,
    "conduct.concern": works_on_concern,
    "register.correction": correction,
    "register.person": person,
}
