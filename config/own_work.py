"""What is a member of staff's own work, by noun: they are asked why they look at anything else.

A registrar's work is the whole register, a barring officer's every bar that is not decided, a caseworker's every
concern that is not dealt with. A case is the work of those who have or had a part in it. An auditor has none.
"""

from collections.abc import Mapping
from typing import Protocol

from barring.queries.bars import works_on_bar, works_on_person_to_bar
from conduct.queries import case_of_file, works_on_case, works_on_concern, works_on_person_of_case
from kernel.models import User
from kernel.permissions import can
from register.permissions import Permission

Thing = tuple[str, str]
"""Noun and reference of what a reason is asked for."""


class Rule(Protocol):
    """None for a user's own work, or what they may not see at all; else what they are to give a reason for."""

    def __call__(self, *, user: User, reference: str) -> Thing | None: ...


def case(*, user: User, reference: str) -> Thing | None:
    return None if works_on_case(user=user, reference=reference) else ("conduct.case", reference)


def file(*, user: User, reference: str) -> Thing | None:
    """A file is work as its case is, and one reason is enough for both."""
    belongs_to = case_of_file(key=reference)
    return case(user=user, reference=belongs_to) if belongs_to else None


def concern(*, user: User, reference: str) -> Thing | None:
    return None if works_on_concern(user=user, reference=reference) else ("conduct.concern", reference)


def bar(*, user: User, reference: str) -> Thing | None:
    return None if works_on_bar(user=user, reference=reference) else ("barring.bar", reference)


def person(*, user: User, reference: str) -> Thing | None:
    """Everybody for who keeps the register; else those on whom the user has a case or a bar."""
    mine = (
        can(user, Permission.PERSON_CORRECT)
        or works_on_person_of_case(user=user, key=reference)
        or works_on_person_to_bar(user=user, key=reference)
    )
    return None if mine else ("register.person", reference)


def correction(*, user: User, reference: str) -> Thing | None:
    """Every request for who decides on them."""
    return None if can(user, Permission.CORRECTION_DECIDE) else ("register.correction", reference)


RULES: Mapping[str, Rule] = {
    "barring.bar": bar,
    "conduct.case": case,
    "conduct.concern": concern,
    "conduct.file": file,
    "register.correction": correction,
    "register.person": person,
}
