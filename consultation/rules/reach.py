"""Whom a consultation reaches: responses so far against what staff hope for and whom they invited. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import TextChoices

from consultation.rules.questionnaire import Kind, OrganisationType, Region, RespondentType


class By(TextChoices):
    """By what responses are told apart."""

    TYPE = "respondent_type", "Kind of respondent"
    REGION = "region", "Region"
    ORGANISATION = "organisation_type", "Type of organisation"


GROUPS: Final[Mapping[str, Sequence[tuple[str, str]]]] = {
    By.TYPE: RespondentType.choices,
    By.REGION: Region.choices,
    By.ORGANISATION: OrganisationType.choices,
}
ASKED_AS: Final = {By.REGION: Kind.REGION, By.ORGANISATION: Kind.ORGANISATION_TYPE}
"""What a consultation must ask for responses to be told apart so."""


class Gap(TextChoices):
    """How far a group is reached, by the time that has passed."""

    NOBODY = "nobody", "Nobody yet"
    BEHIND = "behind", "Behind"
    ON_COURSE = "on_course", "On course"
    REACHED = "reached", "As many as hoped for"
    UNSET = "unset", "Nothing was hoped for"


@dataclass(frozen=True, kw_only=True)
class Reached:
    """One group: how many responses, what was hoped for (else how many were invited), and how far that is."""

    key: str
    words: str
    responses: int
    expected: int
    invited: int
    answered: int
    gap: Gap

    @property
    def hoped(self) -> int:
        """What responses are held against: what staff set at drafting, or how many were invited."""
        return self.expected or self.invited

    @property
    def missing(self) -> int:
        return max(self.hoped - self.responses, 0)

    @property
    def is_gap(self) -> bool:
        return self.gap in (Gap.NOBODY, Gap.BEHIND)


def passed(*, opens_at: datetime, closes_at: datetime, at: datetime) -> float:
    """Which part of the time has passed, from 0 to 1."""
    return min(max((at - opens_at) / (closes_at - opens_at), 0.0), 1.0)


def gap(*, responses: int, hoped: int, part: float) -> Gap:
    """How far a group is reached: on course with as great a part of those hoped for as of the time has passed."""
    if not hoped:
        return Gap.UNSET
    if responses >= hoped:
        return Gap.REACHED
    if not responses:
        return Gap.NOBODY
    return Gap.ON_COURSE if responses >= hoped * part else Gap.BEHIND


def reached(
    by: By,
    *,
    responses: Mapping[str, int],
    expected: Mapping[str, int],
    invited: Mapping[str, int],
    answered: Mapping[str, int],
    part: float,
) -> list[Reached]:
    """Every group of one sort, in its order; those of which nothing is known or hoped too."""
    return [
        Reached(
            key=key,
            words=words,
            responses=responses.get(key, 0),
            expected=expected.get(key, 0),
            invited=invited.get(key, 0),
            answered=answered.get(key, 0),
            gap=gap(responses=responses.get(key, 0), hoped=expected.get(key, 0) or invited.get(key, 0), part=part),
        )
        for key, words in GROUPS[by]
    ]
