"""Who a reporter is, what they chose to have kept of it, and why it may be opened. Pure."""

import json
from dataclasses import asdict, dataclass
from typing import Final

from django.db.models import TextChoices

MOST_TOLD: Final = 2_000


class Mode(TextChoices):
    """What a reporter wants kept of who they are."""

    ANONYMOUS = "anonymous", "Anonymously: nobody is told who I am, and it is not kept"
    CONFIDENTIAL = "confidential", "In confidence: my name is kept sealed, and is not passed on"
    NAMED = "named", "Openly: my name is kept sealed, and may be used in the case where it is needed"

    @property
    def words(self) -> str:
        """As staff read it."""
        return {Mode.ANONYMOUS: "Anonymously", Mode.CONFIDENTIAL: "In confidence", Mode.NAMED: "Openly"}[self]


class Fact(TextChoices):
    """What of a reporter can be sealed."""

    NAME = "name", "Name"
    EMAIL = "email", "Email address"
    TELEPHONE = "telephone", "Telephone number"
    OTHER = "other", "What else would show who they are"


class Ground(TextChoices):
    """Why an identity is opened. The reporter is told which."""

    AGREED = "agreed", "The reporter agreed to it"
    DANGER = "danger", "Somebody is in danger, and nothing else averts it"
    LAW = "law", "A court or the law requires it"
    NEEDED = "needed", "The reporter raised it openly, and the case needs their name"

    @property
    def told(self) -> str:
        """As the reporter reads it."""
        return {
            Ground.AGREED: "you agreed to it",
            Ground.DANGER: "somebody is in danger, and nothing else averts it",
            Ground.LAW: "a court or the law requires it",
            Ground.NEEDED: "you raised your concern openly, and the case needs your name",
        }[self]


def grounds_of(mode: str) -> list[Ground]:
    """On what an identity may be opened: that the case needs the name is a ground for those who gave it openly only."""
    return [ground for ground in Ground if ground != Ground.NEEDED or mode == Mode.NAMED]


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who a reporter is, in their own words. It exists in clear only on the way into the box and out of it."""

    name: str = ""
    email: str = ""
    telephone: str = ""
    other: str = ""

    @property
    def holds(self) -> list[str]:
        """Which facts it has, without them."""
        return [fact.value for fact in Fact if getattr(self, fact.value)]

    def as_text(self) -> str:
        """What is sealed, filled up to whole kilobytes, so that its length does not tell how much was said."""
        text = json.dumps(asdict(self))
        return text.ljust(-(-len(text) // 1024) * 1024)


def read_identity(text: str) -> Identity:
    """What was sealed, read again."""
    return Identity(**json.loads(text))


def told_of_opening(ground: str) -> str:
    """The message by which a reporter learns that their identity was opened."""
    return (
        "Two identity custodians have together opened what you sealed about yourself, because "
        f"{Ground(ground).told}. It was shown once, to one of them, and the opening is on record for ever. It is not "
        "shown to those who work on your concern. If you think that this was wrong, write to us here."
    )
