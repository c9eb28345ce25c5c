"""Allegations and determinations in words, the same for staff, managers and letters."""

from typing import TYPE_CHECKING, Any

from conduct import queries
from conduct.rules.deadlines import until
from kernel import rulesets
from kernel.clocks import format_instant, period_beginning_with, today
from register.rules import ALL_CLASSES, Tier

if TYPE_CHECKING:
    from conduct.models import Case, Determination


def allegations(case: "Case") -> list[dict[str, Any]]:
    """Each allegation with the clauses it cites."""
    found = case.allegations.prefetch_related("citations__clause__code")
    return [
        {
            "number": allegation.number,
            "text": allegation.text,
            "conduct_on": allegation.conduct_on,
            "clauses": [
                {"name": str(clause), "summary": clause.summary, "code": str(clause.code)}
                for clause in (citation.clause for citation in allegation.citations.all())
            ],
        }
        for allegation in found
    ]


def decision(found: "Determination") -> list[dict[str, str]]:
    """The four stages, each with what was found and why, the outcome in full, and the wider causes."""
    outcome = found.get_outcome_display()
    if found.duration_months:
        outcome += f" for {found.duration_months} months"
    stages = [
        ("Facts", "", found.facts, "facts"),
        ("Misconduct", _yes(found.misconduct, "Misconduct is found"), found.misconduct_reasons, "misconduct"),
        ("Fitness", _yes(found.impairment, "Fitness to manage is impaired"), found.impairment_reasons, "impairment"),
        ("Outcome", outcome, found.outcome_reasons, "outcome"),
    ]
    if found.terms:
        stages.append((f"{found.get_outcome_display()} in full", _scope(found), found.terms, "terms"))
    stages.append(("Wider causes", "", found.wider_causes, "wider-causes"))
    return [{"heading": name, "found": what, "text": why, "data_test": mark} for name, what, why, mark in stages]


def dates(found: "Determination") -> list[tuple[str, str]]:
    """When it was decided, served, in effect and published."""
    instants = (
        ("Decided", found.decided_at),
        ("Served", found.served_at),
        ("In effect from", found.in_effect_at),
        ("Published", found.published_at),
    )
    return [(name, format_instant(at)) for name, at in instants if at]


def appeal_until(found: "Determination") -> str:
    """The end of the appeal window of a served decision, by the rule set it was served under."""
    if found.served_at is None or found.rule_set_id is None:
        return ""
    rules = rulesets.by_key(found.rule_set_id)
    return until(period_beginning_with(day=today(found.served_at), days=rules.appeal_days))


def _yes(found: bool, words: str) -> str:
    return f"{words}." if found else f"Not: {words[0].lower()}{words[1:]}."


def _scope(found: "Determination") -> str:
    if not found.tiers:
        return ""
    tiers = ", ".join(Tier(tier).words.lower() for tier in found.tiers)
    if ALL_CLASSES in found.organisation_classes:
        return f"Posts: {tiers}; in every kind of organisation"
    words = dict(queries.organisation_classes())
    kinds = ", ".join(words[kind] for kind in found.organisation_classes)
    return f"Posts: {tiers}; in: {kinds}"
