"""What a manager says to the allegations: to each, in general, and beside them. Pure."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from typing import Any, Final

from django.db.models import TextChoices

from kernel.errors import ActionRefused


class Stance(TextChoices):
    """What a manager says to one allegation."""

    ADMITTED = "admitted", "I admit it"
    IN_PART = "in_part", "I admit part of it"
    DENIED = "denied", "I deny it"


class Kind(TextChoices):
    """What somebody is to the manager whom they represent."""

    UNION = "union", "Trade union or staff association"
    LAWYER = "lawyer", "Lawyer"
    BODY = "body", "Professional body or defence organisation"
    FRIEND = "friend", "Friend, family or colleague"


class NotAnswered(ActionRefused):
    """A response says nothing, or not enough."""


class NotForThem(ActionRefused):
    """Only the manager, or whom they let, does this."""


@dataclass(frozen=True)
class Answer:
    """What is said to one allegation."""

    stance: str
    text: str = ""


@dataclass(frozen=True)
class Draft:
    """A response as far as it is written. `answers` is by the number of the allegation."""

    answers: Mapping[int, Answer] = field(default_factory=dict)
    text: str = ""
    reprisal: str = ""
    development: str = ""

    def answered(self, number: int, answer: Answer) -> "Draft":
        """The draft with another answer to one allegation."""
        return replace(self, answers={**self.answers, number: answer})


PARTS: Final = ("text", "reprisal", "development")


def packed(draft: Draft) -> str:
    """A draft as it is sealed."""
    return json.dumps(asdict(draft))


def mark_of(draft: Draft) -> str:
    """What tells one state of a draft from another, for a page that showed it."""
    return sha256(packed(draft).encode()).hexdigest()


def unpacked(text: str) -> Draft:
    """A draft that was sealed."""
    kept: dict[str, Any] = json.loads(text)
    answers = {int(number): Answer(**answer) for number, answer in kept.pop("answers").items()}
    return Draft(answers=answers, **kept)


def require_words(*, stance: str, text: str) -> None:
    """Refuse to deny or to admit in part without saying why."""
    if stance != Stance.ADMITTED and not text.strip():
        raise NotAnswered("Say in your own words what you deny, and why.")


def require_answered(*, draft: Draft, numbers: Collection[int]) -> None:
    """Refuse a response that says nothing, or answers what was not alleged. An allegation may stay unanswered."""
    if not draft.text.strip() and not draft.answers:
        raise NotAnswered("Answer at least one allegation, or write an answer to all of them together.")
    if unknown := draft.answers.keys() - set(numbers):
        raise NotAnswered(f"There is no allegation {min(unknown)} in this case.")
    for answer in draft.answers.values():
        require_words(stance=answer.stance, text=answer.text)
