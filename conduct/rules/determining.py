"""The determination: which findings carry which outcome, and when an outcome takes effect."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any, Final, Protocol

from django.db.models import TextChoices

from conduct.rules.finding import OnAllegation, Rejected, allegation_faults, lesser_than, rejection_faults
from kernel import clocks
from kernel.errors import ActionRefused


class Outcome(TextChoices):
    """What a determination may lead to, the mildest first: PostgreSQL knows the same order."""

    NO_ACTION = "no_action", "No further action"
    ADVICE = "advice", "Advice"
    WARNING = "warning", "Warning"
    UNDERTAKINGS = "undertakings", "Undertakings"
    DOWNGRADE = "downgrade", "Downgrade to associate"
    CONDITIONS = "conditions", "Conditions"
    SUSPENSION = "suspension", "Suspension"
    REMOVAL = "removal", "Removal from the register"
    REFERRAL_FOR_BARRING = "referral_for_barring", "Referral for barring"


RESTRICTING: Final = frozenset({Outcome.CONDITIONS, Outcome.SUSPENSION, Outcome.REMOVAL})
FOR_A_TIME: Final = frozenset({Outcome.UNDERTAKINGS, Outcome.CONDITIONS, Outcome.SUSPENSION})
REVIEWED: Final = frozenset({Outcome.CONDITIONS, Outcome.SUSPENSION})
WITH_TERMS: Final = frozenset({Outcome.ADVICE, Outcome.WARNING, Outcome.UNDERTAKINGS, Outcome.CONDITIONS})
WITH_SCOPE: Final = frozenset({Outcome.CONDITIONS, Outcome.REFERRAL_FOR_BARRING})
"""A panel that refers somebody for barring decides whom the bar covers and how long it lasts; without an end where
it gives no months."""
LONGEST_BAR_MONTHS: Final = 600
ON_AN_ENTRY: Final = RESTRICTING | {Outcome.DOWNGRADE}
NEEDING_IMPAIRMENT: Final = RESTRICTING | {Outcome.REFERRAL_FOR_BARRING}
NEEDING_MISCONDUCT: Final = NEEDING_IMPAIRMENT | {Outcome.WARNING, Outcome.UNDERTAKINGS, Outcome.DOWNGRADE}
PUBLISHED: Final = RESTRICTING | {Outcome.WARNING, Outcome.UNDERTAKINGS, Outcome.DOWNGRADE}
OFFERED: Final = PUBLISHED | {Outcome.ADVICE}
"""What a case may end with by consent; undertakings in no other way."""


class EffectRules(Protocol):
    """The parameters of a rule set that say when a decision takes effect."""

    @property
    def appeal_days(self) -> int: ...
    @property
    def takes_effect(self) -> Mapping[str, str]: ...


class FaultyFindings(ActionRefused):
    """Findings that do not carry the outcome, or an outcome that lacks what it needs."""


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What a panel found and decided. `wider_causes` is what reached beyond the person (the Code, principle 6).

    `on_allegations` and `rejected` are rows of their own beside the determination's.
    """

    facts: str
    misconduct: bool
    misconduct_reasons: str
    impairment: bool
    impairment_reasons: str
    outcome: str
    outcome_reasons: str
    wider_causes: str
    cause_themes: tuple[str, ...] = ()
    terms: str = ""
    tiers: tuple[str, ...] = ()
    organisation_classes: tuple[str, ...] = ()
    duration_months: int | None = None
    on_allegations: tuple[OnAllegation, ...] = ()
    rejected: tuple[Rejected, ...] = ()


ROWS: Final = ("on_allegations", "rejected")


def columns_of(findings: Findings) -> dict[str, Any]:
    """Findings as the columns of a determination."""
    columns = {name: value for name, value in asdict(findings).items() if name not in ROWS}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in columns.items()}


@dataclass(frozen=True, kw_only=True)
class Sanction:
    """What is ordered, without the reasons for it: by a panel, by a court in its place, or by consent."""

    outcome: str
    terms: str = ""
    tiers: tuple[str, ...] = ()
    organisation_classes: tuple[str, ...] = ()
    duration_months: int | None = None


def sanction_faults(*, sanction: Sanction, ever_registered: bool, longest_months: int) -> dict[str, str]:
    """What is wrong with what is ordered, by field; empty when it may be."""
    outcome = Outcome(sanction.outcome)
    found: dict[str, str] = {}
    if outcome in ON_AN_ENTRY and not ever_registered:
        found["outcome"] = f"{outcome.label} cannot apply to a person who was never registered. Consider a bar instead"
    if outcome in WITH_TERMS and not sanction.terms.strip():
        found["terms"] = f"Write the {outcome.label.lower()} in full"
    return found | _scope_faults(sanction, outcome, longest_months)


def require_orderly(*, sanction: Sanction, ever_registered: bool, longest_months: int) -> None:
    """Refuse what cannot be ordered, naming each fault."""
    if found := sanction_faults(sanction=sanction, ever_registered=ever_registered, longest_months=longest_months):
        raise FaultyFindings(". ".join(dict.fromkeys(found.values())) + ".")


def sanction_to_the_point(sanction: Sanction) -> Sanction:
    """What is ordered, without what its outcome has no use for: terms, a length or a scope."""
    with_scope = sanction.outcome in WITH_SCOPE
    for_a_time = sanction.outcome in FOR_A_TIME | {Outcome.REFERRAL_FOR_BARRING}
    return replace(
        sanction,
        terms=sanction.terms if sanction.outcome in WITH_TERMS else "",
        duration_months=sanction.duration_months if for_a_time else None,
        tiers=sanction.tiers if with_scope else (),
        organisation_classes=sanction.organisation_classes if with_scope else (),
    )


def faults(
    *, findings: Findings, numbers: Collection[int], ever_registered: bool, longest_months: int
) -> dict[str, str]:
    """What is wrong with findings, by field; empty when they may be recorded. `numbers` are the case's allegations."""
    outcome = Outcome(findings.outcome)
    found = allegation_faults(
        on_allegations=findings.on_allegations, numbers=numbers, misconduct=findings.misconduct
    ) | rejection_faults(outcome=outcome, rejected=findings.rejected, ladder=Outcome)
    for name in ("facts", "misconduct_reasons", "impairment_reasons", "outcome_reasons", "wider_causes"):
        if not getattr(findings, name).strip():
            found[name] = "Give reasons"
    if findings.impairment and not findings.misconduct:
        found["impairment"] = "Fitness can be found impaired only where misconduct is found"
    if outcome in NEEDING_IMPAIRMENT and not findings.impairment:
        found["outcome"] = f"{outcome.label} needs a finding that fitness is impaired"
    elif outcome in NEEDING_MISCONDUCT and not findings.misconduct:
        found["outcome"] = f"{outcome.label} needs a finding of misconduct"
    ordered = sanction_faults(
        sanction=sanction_of(findings), ever_registered=ever_registered, longest_months=longest_months
    )
    return ordered | found


def sanction_of(findings: Any) -> Sanction:
    """What findings, or a determination, order."""
    return Sanction(
        outcome=findings.outcome,
        terms=findings.terms,
        tiers=tuple(findings.tiers),
        organisation_classes=tuple(findings.organisation_classes),
        duration_months=findings.duration_months,
    )


def _scope_faults(sanction: Sanction, outcome: Outcome, longest_months: int) -> dict[str, str]:
    found: dict[str, str] = {}
    months = sanction.duration_months
    if outcome in FOR_A_TIME and (months is None or not 1 <= months <= longest_months):
        found["duration_months"] = f"Enter how many months {outcome.label.lower()} last, from 1 to {longest_months}"
    if outcome is Outcome.REFERRAL_FOR_BARRING and months is not None and not 1 <= months <= LONGEST_BAR_MONTHS:
        found["duration_months"] = f"Enter how many months the bar lasts, from 1 to {LONGEST_BAR_MONTHS}, or nothing"
    what = "conditions cover" if outcome is Outcome.CONDITIONS else "bar covers"
    if outcome in WITH_SCOPE and not sanction.tiers:
        found["tiers"] = f"Select the tiers of post that the {what}"
    if outcome in WITH_SCOPE and not sanction.organisation_classes:
        found["organisation_classes"] = f"Select the kinds of organisation that the {what}"
    return found


def to_the_point(findings: Findings) -> Findings:
    """Findings without what their outcome has no use for: terms, a length or a scope."""
    ordered = sanction_to_the_point(sanction_of(findings))
    lesser = lesser_than(findings.outcome, ladder=Outcome)
    return replace(
        findings,
        **asdict(ordered),
        rejected=tuple(one for one in findings.rejected if one.outcome in lesser),
    )


def content_of(findings: Findings) -> dict[str, Any]:
    """All of findings, fit for JSON."""
    return columns_of(findings) | {name: [asdict(one) for one in getattr(findings, name)] for name in ROWS}


def findings_of(content: Mapping[str, Any]) -> Findings:
    """The findings that were written as JSON."""
    values = {one.name: content[one.name] for one in fields(Findings)}
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    values["on_allegations"] = tuple(OnAllegation(**one) for one in values["on_allegations"])
    values["rejected"] = tuple(Rejected(**one) for one in values["rejected"])
    return Findings(**values)


def require_whole(*, findings: Findings, numbers: Collection[int], ever_registered: bool, longest_months: int) -> None:
    """Refuse findings with any fault, naming each."""
    found = faults(findings=findings, numbers=numbers, ever_registered=ever_registered, longest_months=longest_months)
    if found:
        raise FaultyFindings(". ".join(dict.fromkeys(found.values())) + ".")


def begins_at(*, outcome: str, served: datetime, rules: EffectRules) -> datetime:
    """When an outcome takes effect: on service, as a warning does, or when the window for an appeal is over."""
    if rules.takes_effect.get(outcome, "on_service") == "on_service":
        return served
    return appeal_until(served=served, rules=rules)


def appeal_until(*, served: datetime, rules: EffectRules) -> datetime:
    """The end of the window for an appeal: so many days beginning with the day of service."""
    return clocks.period_beginning_with(day=clocks.today(served), days=rules.appeal_days)


def ends_at(*, begins: datetime, months: int | None) -> datetime | None:
    """The end of so many calendar months beginning with the day of effect; None where there is no end."""
    if months is None:
        return None
    return clocks.start_of_day(clocks.add_months(to=clocks.today(begins), months=months))
