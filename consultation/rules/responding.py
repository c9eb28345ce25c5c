"""Answering, page by page: where somebody has got to, and what they said."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.db.models import TextChoices

from consultation.rules.questionnaire import Answers, Question, Questionnaire, Section, asked, counting
from kernel.errors import ActionRefused

START: Final = "start"
ABOUT: Final = "about"
CHECK: Final = "check"
LONGEST_ANSWER: Final = 20_000
MOST_FILES: Final = 5
MOST_NUMBERS: Final = 20
"""Files of one response with those that were taken back."""
MOST_LINKS: Final = 3
"""To go on with one saved response: enough for a mistyped address, and too few to trouble somebody else with."""


class NotOpen(ActionRefused):
    """A response before the consultation opens, or from the instant at which it closes."""


class Gone(ActionRefused):
    """A response that was withdrawn takes no further version."""


class NotSaved(ActionRefused):
    """A link to what is not saved, or one too many."""


class Channel(TextChoices):
    """How a response reached us."""

    WEB = "web", "On these pages"
    PAPER = "paper", "On paper"
    EMAIL = "email", "By email"
    TELEPHONE = "telephone", "By telephone"
    IMPORT = "import", "In a file, and no way is known"


class Publish(TextChoices):
    """What somebody consents to."""

    NAMED = "named", "Yes, with my name or that of my organisation"
    UNNAMED = "unnamed", "Yes, without any name"
    NOT = "not", "No"


@dataclass(frozen=True, kw_only=True)
class Sender:
    """What somebody says of themselves."""

    respondent_type: str
    publish: str
    name: str = ""
    organisation: str = ""
    may_pass_on: bool = False


@dataclass(frozen=True, kw_only=True)
class Responding:
    """How far somebody has got: their code, the page they are on, and what they have answered so far."""

    code: str
    at: str = START
    about: Mapping[str, Any] = field(default_factory=dict)
    answers: Answers = field(default_factory=dict)
    done: tuple[str, ...] = ()
    is_sent: bool = False
    language: str = ""
    invitation: str = ""
    """The key of the invitation by whose link they came. It goes along in the page, and is stored with nothing."""

    def steps(self, questionnaire: Questionnaire) -> list[str]:
        """The pages that the answers so far lead through, in their order."""
        return [START, ABOUT, *(page_of(section) for section, _asked in asked(questionnaire, self.answers)), CHECK]

    def said(self, given: Mapping[int, Mapping[str, Any]]) -> "Responding":
        """With the answers of the present page."""
        return replace(self, answers={**self.answers, **given}, done=(*(d for d in self.done if d != self.at), self.at))

    def is_about(self, about: Mapping[str, Any]) -> "Responding":
        """With what somebody says of themselves."""
        return replace(self, about=dict(about), done=(*(d for d in self.done if d != self.at), self.at))

    def onward(self, questionnaire: Questionnaire) -> "Responding":
        """On the first page that was not answered yet; on the last, to check everything, once all are."""
        done = {START, *self.done}
        return replace(self, at=next((step for step in self.steps(questionnaire) if step not in done), CHECK))

    def back(self, questionnaire: Questionnaire) -> "Responding":
        """On the page before."""
        steps = self.steps(questionnaire)
        place = steps.index(self.at) if self.at in steps else len(steps)
        return replace(self, at=steps[max(place - 1, 0)])

    def changing(self, step: str, questionnaire: Questionnaire) -> "Responding":
        """On an earlier page again; on none that the answers do not lead through."""
        return replace(self, at=step) if step in self.steps(questionnaire) and step in self.done else self

    def page(self, questionnaire: Questionnaire) -> tuple[Section, list[Question]] | None:
        """The section that they are on with what is asked there; None on the pages that every consultation has."""
        here = (found for found in asked(questionnaire, self.answers) if page_of(found[0]) == self.at)
        return next(here, None)

    def counted(self, questionnaire: Questionnaire) -> dict[int, Mapping[str, Any]]:
        """The answers that will be sent."""
        return counting(questionnaire, self.answers)


def page_of(section: Section) -> str:
    """The name of a section's page."""
    return f"s{section.pk}"


PERSONAL: Final = (
    ("an email address", re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}\.[^\s@.]{2,24}")),
    ("a telephone number", re.compile(r"(?<!\d)(?:\+44[ ]?|0)(?:\d[ ]?){9,10}(?!\d)")),
    ("an NHS number", re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")),
    ("a postcode", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")),
    ("a date of birth", re.compile(r"\bborn on\b|\bdate of birth\b", re.IGNORECASE)),
)


def personal_in(text: str) -> list[str]:
    """What in a free text looks like personal data. A warning only: it finds some of it, and is wrong at times."""
    return [words for words, pattern in PERSONAL if pattern.search(text[:LONGEST_ANSWER])]
