"""The rule set in force: typed parameters, so that no period or policy is a constant in code."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kernel.models import RuleSet


@dataclass(frozen=True)
class Rules:
    """The parameters of one version. Days are calendar days unless the name says otherwise.

    What each means in words, and what it may be, is in `kernel.parameters`. Periods begin with deemed service: the
    first day counts. `registration_required_tiers`: tiers where an instrument asks for registration.
    `prohibiting_kinds`: kinds of order that prohibit by law while in force. `takes_effect`: per kind, "on_service" or
    "after_appeal_window". `deemed_service_days`: per channel, days after sending. `published_birth`: "year" or "none".
    """

    pk: int
    version: str
    name: str
    concern_logged_working_days: int
    concern_answered_working_days: int
    risk_screen_working_days: int
    triage_working_days: int
    enquiry_working_days: int
    threshold_working_days: int
    investigation_days: int
    case_response_days: int
    examination_working_days: int
    hearing_days: int
    issue_working_days: int
    separation_months: int
    recommendation_answer_days: int
    identity_approval_hours: int
    document_demand_days: int
    allegations_published_days: int
    hearing_notice_days: int
    fewest_in_figures: int
    panel_numbers: Mapping[str, int]
    warning_months: int
    longest_restriction_months: int
    order_review_days: int
    restoration_years: int
    restoration_again_months: int
    interim_notice_days: int
    interim_decision_working_days: int
    interim_maximum_months: int
    interim_review_months: int
    interim_review_again_months: int
    interim_extension_months: int
    representations_days: int
    appeal_days: int
    bar_review_years: int
    bar_review_again_months: int
    authority_referral_days: int
    deemed_service_days: Mapping[str, int]
    takes_effect: Mapping[str, str]
    decision_published: str
    decision_published_months: int
    prohibiting_kinds: frozenset[str]
    registration_required_tiers: frozenset[str]
    published_birth: str
    match_review_working_days: int
    subject_access_months: int
    information_request_working_days: int
    data_complaint_days: int
    complaint_acknowledged_working_days: int
    complaint_answered_working_days: int
    consultation_days: int
    consultation_drafts_days: int
    second_keying_percent: int
    consultation_reminder_days: int
    subscription_confirm_days: int
    consultation_closing_days: int
    retention_years: Mapping[str, int]


def rules_of(row: RuleSet) -> Rules:
    """The typed parameters of a stored rule set; refuses (TypeError) a row that lacks one or has one too many."""
    values: dict[str, Any] = dict(row.parameters)
    for name in ("registration_required_tiers", "prohibiting_kinds"):
        values[name] = frozenset(values[name])
    return Rules(pk=row.pk, version=row.version, name=row.name, **values)


def row_in_force(at: datetime) -> RuleSet:
    """The version in force at an instant. There is always one from the first on: before that, LookupError."""
    row = RuleSet.objects.filter(during__contains=at).first()
    if row is None:
        raise LookupError("no rule set is in force at this instant")
    return row


def current(at: datetime) -> Rules:
    """The rules in force at an instant. Before the first there are none: LookupError."""
    return rules_of(row_in_force(at))


def at_each(instants: Collection[datetime]) -> dict[datetime, Rules]:
    """The rules in force at each of many instants, read once. For one before the first: LookupError."""
    rows = [(row.during, rules_of(row)) for row in RuleSet.objects.exclude(during=None)]
    found = {at: rules for at in instants for during, rules in rows if during is not None and at in during}
    if len(found) < len(set(instants)):
        raise LookupError("no rule set is in force at one of these instants")
    return found


def by_key(pk: int) -> Rules:
    """The rule set that an answer or deadline was made by."""
    return rules_of(RuleSet.objects.get(pk=pk))
