"""Determinations in words, the same for staff, managers and letters."""

from typing import TYPE_CHECKING, Any

from conduct import queries
from conduct.rules.deadlines import until
from conduct.rules.determining import FOR_A_TIME, RESTRICTING, Findings, Outcome, ends_at
from conduct.rules.fairness import Theme
from conduct.rules.finding import Culpability, FactFinding, OnAllegation
from kernel.clocks import format_date, format_instant, today
from kernel.deadlines import Deadline, deadline, deemed_service, effect, longest
from register.rules import ALL_CLASSES, Tier

if TYPE_CHECKING:
    from conduct.models import Case, Determination


def decision(found: "Determination") -> list[dict[str, str]]:
    """A determination in words."""
    return findings_in_words(found)


def findings_in_words(found: "Determination | Findings") -> list[dict[str, str]]:
    """The four stages, each with what was found and why, the outcome in full, and the wider causes."""
    name = str(Outcome(found.outcome).label)
    outcome = name + _lasting(found)
    stages = [
        *(
            (f"Allegation {one.number}", _made_out(one), one.reasons, "allegation-found")
            for one in found.on_allegations
        ),
        ("Facts", "", found.facts, "facts"),
        ("Misconduct", f"Misconduct is {_not(found.misconduct)}found.", found.misconduct_reasons, "misconduct"),
        ("Fitness", f"Fitness to manage is {_not(found.impairment)}impaired.", found.impairment_reasons, "impairment"),
        ("Outcome", outcome, found.outcome_reasons, "outcome"),
    ]
    if found.terms or found.tiers:
        stages.append((f"{name} in full", _scope(found), found.terms, "terms"))
    stages += ((f"Why not {Outcome(one.outcome).label.lower()}", "", one.reasons, "rejected") for one in found.rejected)
    themes = [str(Theme(theme).label) for theme in found.cause_themes]
    stages.append(("Wider causes", "; ".join(themes), found.wider_causes, "wider-causes"))
    return [{"heading": head, "found": what, "text": why, "data_test": mark} for head, what, why, mark in stages]


def sanction_words(found: Any) -> str:
    """What is ordered, in one line and its terms: by a court, or by a review."""
    words = str(Outcome(found.outcome).label)
    words += _lasting(found)
    scope = _scope(found)
    return ". ".join(part for part in (words, scope, found.terms) if part)


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
    """The end of the appeal window of a served decision."""
    return until(found.appeal_until_at) if found.appeal_until_at else ""


def appeal_by_rules(found: "Determination") -> str:
    """The same by the rule set it was served under, as a letter said that went with it."""
    window = _period(found, "appeal_days")
    return until(window.computed_at) if window else ""


def appeal_given_until(found: "Determination") -> str:
    """Until when two people gave more time to appeal than the rules do; empty where they gave none."""
    window = _period(found, "appeal_days")
    return until(window.ends_at) if window and window.ends_at > window.computed_at else ""


def response_deadline(case: "Case") -> Deadline | None:
    """The time to respond, and how it was counted; None before anything was asked."""
    if case.response_asked_at is None or case.rule_set is None:
        return None
    return deadline(
        rule_set=case.rule_set,
        parameter="case_response_days",
        beginning="service",
        begins_on=today(case.response_asked_at),
        ends_at=case.response_due_at,
    )


def periods(found: "Determination") -> list[dict[str, Any]]:
    """What runs from the service of a decision, each with its end and how that was counted."""
    return [
        {"key": key, "value": {"text": text, "sub": counted}, "data_test": "period"}
        for key, text, counted in (*_service(found), *_ends(found), *_length(found))
    ]


def _service(found: "Determination") -> list[tuple[str, str, str]]:
    if found.served_at is None or found.rule_set is None:
        return []
    rows = [
        (
            "Service",
            format_instant(found.served_at),
            deemed_service(rule_set=found.rule_set, channel=found.service_channel),
        )
    ]
    if found.outcome in RESTRICTING and found.in_effect_at:
        rows.append(("Effect", format_instant(found.in_effect_at), effect(rule_set=found.rule_set, kind=found.outcome)))
    return rows


def _length(found: "Determination") -> list[tuple[str, str, str]]:
    if found.outcome not in FOR_A_TIME:
        return []
    at_most = longest(rule_set=found.length_rule_set, parameter="longest_restriction_months")
    end = ends_at(begins=found.in_effect_at, months=found.duration_months) if found.in_effect_at else None
    if end is None or found.in_effect_at is None:
        return [("Length", f"{found.duration_months} months", at_most)]
    counted = f"{found.duration_months} months beginning with effect on {format_date(today(found.in_effect_at))}"
    return [("Length", f"Until {until(end)}", f"{counted}; {at_most}")]


def _ends(found: "Determination") -> list[tuple[str, str, str]]:
    named = [("Appeal", "appeal_days")]
    if found.outcome == Outcome.WARNING:
        named.append(("Warning shown", "warning_months"))
    counted = ((name, _period(found, parameter)) for name, parameter in named)
    return [(name, f"Until {until(period.ends_at)}", period.words) for name, period in counted if period]


def _period(found: "Determination", parameter: str) -> Deadline | None:
    if found.served_at is None or found.rule_set is None:
        return None
    begins_on = today(found.served_at)
    ends_at = found.appeal_until_at if parameter == "appeal_days" else None
    return deadline(
        rule_set=found.rule_set, parameter=parameter, beginning="service", begins_on=begins_on, ends_at=ends_at
    )


def _made_out(one: OnAllegation) -> str:
    words = f"{FactFinding(one.finding).label}."
    if one.culpability != Culpability.NONE:
        words += f" {Culpability(one.culpability).label}."
    return words


def _not(holds: bool) -> str:
    return "" if holds else "not "


def _lasting(found: Any) -> str:
    if found.duration_months:
        return f" for {found.duration_months} months"
    return ", without an end" if found.outcome == Outcome.REFERRAL_FOR_BARRING else ""


def _scope(found: Any) -> str:
    if not found.tiers:
        return ""
    tiers = ", ".join(Tier(tier).words.lower() for tier in found.tiers)
    if ALL_CLASSES in found.organisation_classes:
        return f"Posts: {tiers}; in every kind of organisation"
    words = dict(queries.organisation_classes())
    kinds = ", ".join(words[kind] for kind in found.organisation_classes)
    return f"Posts: {tiers}; in: {kinds}"
