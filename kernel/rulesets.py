"""The rule set in force: typed parameters, so that no period or policy is a constant in code."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from kernel.models import RuleSet


@dataclass(frozen=True)
class Rules:
    """The parameters of one version. Days are calendar days unless the name says otherwise.

    `registration_required_tiers`: tiers where an instrument asks for registration (contract: lines 7, `prevented`).
    `prohibiting_kinds`: kinds of order that prohibit by law while in force.
    `takes_effect`: per kind, "on_service" or "after_appeal_window".
    `representations_days`: to answer a notice of a proposed bar, beginning with deemed service.
    `case_response_days`: for a manager to answer allegations. `appeal_days`: to appeal, beginning with service.
    `deemed_service_days`: per channel, days after sending on which a notice counts as served.
    `bar_review_years`: after which a review of an indefinite bar may first be asked for.
    `match_review_working_days`: to resolve a possible match. `warning_months`: how long a warning is shown.
    `longest_restriction_months`: of conditions or a suspension by one determination (12: AAPA Order 2024).
    `published_birth`: what of a date of birth a published bar shows: "year" or "none".
    """

    pk: int
    version: str
    name: str
    registration_required_tiers: frozenset[str]
    prohibiting_kinds: frozenset[str]
    takes_effect: Mapping[str, str]
    representations_days: int
    case_response_days: int
    appeal_days: int
    deemed_service_days: Mapping[str, int]
    bar_review_years: int
    match_review_working_days: int
    warning_months: int
    longest_restriction_months: int
    published_birth: str


def rules_of(row: RuleSet) -> Rules:
    """The typed parameters of a stored rule set; refuses (TypeError) a row that lacks one or has one too many."""
    values: dict[str, Any] = dict(row.parameters)
    for name in ("registration_required_tiers", "prohibiting_kinds"):
        values[name] = frozenset(values[name])
    return Rules(pk=row.pk, version=row.version, name=row.name, **values)


def current(at: datetime) -> Rules:
    """The rule set in force at an instant. There is always one from the first on: before that, LookupError."""
    row = RuleSet.objects.filter(during__contains=at).first()
    if row is None:
        raise LookupError("no rule set is in force at this instant")
    return rules_of(row)


def by_key(pk: int) -> Rules:
    """The rule set that an answer or deadline was made by."""
    return rules_of(RuleSet.objects.get(pk=pk))


PARAMETERS = frozenset(field.name for field in fields(Rules)) - {"pk", "version", "name"}
