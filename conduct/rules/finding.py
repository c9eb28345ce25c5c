"""What is found on each allegation, and why nothing less than the outcome would do. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices


class FactFinding(TextChoices):
    """Whether an allegation is made out, on the balance of probabilities."""

    ADMITTED = "admitted", "Admitted"
    FOUND = "found", "Found proved"
    NOT_FOUND = "not_found", "Not found proved"


class Culpability(TextChoices):
    """What the Code asks above all whether there is evidence of (principle 6)."""

    GROSS_NEGLIGENCE = "gross_negligence", "Gross negligence"
    RECKLESSNESS = "recklessness", "Recklessness"
    CRIME = "crime", "Crime"
    NONE = "none", "None of these"


MADE_OUT: Final = frozenset({FactFinding.ADMITTED, FactFinding.FOUND})


@dataclass(frozen=True, kw_only=True)
class OnAllegation:
    """What is found on one allegation, by its number."""

    number: int
    finding: str
    culpability: str
    reasons: str


@dataclass(frozen=True, kw_only=True)
class Rejected:
    """Why an outcome less harsh than the one chosen would not do."""

    outcome: str
    reasons: str


def allegation_faults(
    *, on_allegations: Collection[OnAllegation], numbers: Collection[int], misconduct: bool
) -> dict[str, str]:
    """What is wrong with the findings on a case's allegations, by field; empty when each has one."""
    found = {one.number: one for one in on_allegations}
    faults = {f"finding_{number}": f"Select what is found on allegation {number}" for number in numbers}
    faults = {name: text for name, text in faults.items() if int(name.rpartition("_")[2]) not in found}
    for number, one in found.items():
        if number not in numbers:
            faults[f"finding_{number}"] = f"There is no allegation {number} in this case"
        if not one.reasons.strip():
            faults[f"reasons_{number}"] = f"Give reasons for what is found on allegation {number}"
        if one.finding == FactFinding.NOT_FOUND and one.culpability != Culpability.NONE:
            faults[f"culpability_{number}"] = f"Allegation {number} is not found proved, so there is no culpability"
    if misconduct and not any(one.finding in MADE_OUT for one in on_allegations):
        faults["misconduct"] = "Misconduct needs an allegation that is admitted or found proved"
    return faults


def lesser_than(outcome: str, *, ladder: Collection[str]) -> tuple[str, ...]:
    """The outcomes less harsh than one, the mildest first. `ladder` has all of them in that order."""
    steps = [str(step) for step in ladder]
    return tuple(steps[: steps.index(str(outcome))])


def rejection_faults(*, outcome: str, rejected: Collection[Rejected], ladder: Collection[str]) -> dict[str, str]:
    """Where it is not said why a lesser outcome would not do, by field."""
    reasoned = {one.outcome for one in rejected if one.reasons.strip()}
    missing = [lesser for lesser in lesser_than(outcome, ladder=ladder) if lesser not in reasoned]
    return {f"rejected_{lesser}": "Say why this would not be enough" for lesser in missing}
