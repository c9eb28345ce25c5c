"""A question that cannot be answered, as the API says it; and questions that fit no entry, which are counted."""

from typing import TYPE_CHECKING

from django.utils import timezone

from barring.actions.checks import QuestionRefused
from barring.rules.answers import is_guess
from kernel.api.problems import Fault, Invalid
from kernel.api.throttles import count_unmatched
from kernel.tokens import Token

if TYPE_CHECKING:
    from barring.models import Check

POINTERS = {"organisation": "/role/organisation", "as_of": "/as_of", "known_at": "/known_at"}
TOO_LITTLE = "insufficient_identity"


def refused(refusal: QuestionRefused, token: Token) -> Invalid:
    """The refusal with a pointer to each mistake. Too little to find one person counts as one that fits no entry."""
    if any(fault.code == TOO_LITTLE for fault in refusal.faults):
        count_unmatched(token, at=timezone.now())
    return Invalid(
        [
            Fault(pointer=POINTERS.get(one.field, f"/subject/{one.field}"), code=one.code, detail=one.text)
            for one in refusal.faults
        ]
    )


def note_unmatched(check: "Check", token: Token) -> None:
    """Count a check whose answer may be that to a guess. Test identities are for trying out, and do not count."""
    if is_guess(outcome=check.outcome, number=check.subject["registration_number"]) and not check.is_test:
        count_unmatched(token, at=timezone.now())
