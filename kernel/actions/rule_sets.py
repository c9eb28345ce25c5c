"""The way to a rule set: one administrator drafts it, another approves it, and it begins at an instant to come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from kernel import parameters
from kernel.clocks import end_of_day, format_date, start_of_day, today
from kernel.errors import ActionRefused, ChangedMeanwhile
from kernel.history import acting
from kernel.models import RuleSet, RuleSetStep, User
from kernel.queries import rule_set_authors
from kernel.rule_set_workflow import RULE_SET, RuleSetAction


class FaultyRules(ActionRefused):
    """Parameters that no rule set could have; `faults` says by name what is wrong with each."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(". ".join(faults.values()) + ".")
        self.faults = faults


class TooEarly(ActionRefused):
    """The rule set would begin in the past, or before one that is already to come."""


class NotTheAuthor(ActionRefused):
    """Who wrote a rule set does not approve it."""


class RuleSetReasonMissing(ActionRefused):
    """A return or a withdrawal without its reason."""


@dataclass(frozen=True, kw_only=True)
class RuleSetTerms:
    """What a rule set is to say, and the day in London with which it begins."""

    name: str
    begins_on: date
    parameters: Mapping[str, Any]
    sources: Mapping[str, str]


@transaction.atomic
def draft_rule_set(*, terms: RuleSetTerms, reason: str, by: User, at: datetime) -> RuleSet:
    """Write a new version, by the year in which it begins and the next number in it. It binds nobody yet.

    Refuses parameters that contradict their meaning or each other, a parameter without a source, and a beginning that
    is not in the future.
    """
    _lock_all()
    _require_sound(terms, at)
    prefix = f"{terms.begins_on.year}."
    taken = RuleSet.objects.filter(version__startswith=prefix).values_list("version", flat=True)
    number = 1 + max((int(version.removeprefix(prefix)) for version in taken), default=0)
    with acting(user=by, reason=reason):
        rules = RuleSet.objects.create(version=f"{prefix}{number}", drafted_by=by, drafted_at=at, **_columns(terms))
    _note(rules, RuleSetAction.DRAFT, by=by, at=at, reason=reason)
    return rules


@transaction.atomic
def revise_rule_set(
    *, rule_set: RuleSet, revision: int, terms: RuleSetTerms, reason: str, by: User, at: datetime
) -> RuleSet:
    """Change a draft; who does may not approve it. Refuses what drafting refuses."""
    rules = _locked(rule_set, revision=revision, action=RuleSetAction.REVISE)
    _require_sound(terms, at)
    _move(rules, RuleSetAction.REVISE, by=by, at=at, reason=reason, **_columns(terms))
    return rules


@transaction.atomic
def submit_rule_set(*, rule_set: RuleSet, revision: int, by: User, at: datetime) -> RuleSet:
    """Ask a second administrator to approve a draft."""
    rules = _locked(rule_set, revision=revision, action=RuleSetAction.SUBMIT)
    _require_to_come(rules.effective_from, at)
    _move(rules, RuleSetAction.SUBMIT, by=by, at=at, reason="")
    return rules


@transaction.atomic
def approve_rule_set(*, rule_set: RuleSet, revision: int, reason: str, by: User, at: datetime) -> RuleSet:
    """Let a version come into force at its instant, at which the one before it ends. What was decided stays decided.

    Refuses who wrote any of it, and an instant that has come or lies before that of a version already approved.
    """
    rules = _locked(rule_set, revision=revision, action=RuleSetAction.APPROVE)
    if by.pk in rule_set_authors(rules):
        raise NotTheAuthor("You wrote this rule set, or a part of it. Another administrator must approve it.")
    begins = rules.effective_from
    _require_to_come(begins, at)
    last = RuleSet.objects.get(during__upper_inf=True)
    assert last.during is not None
    if begins <= last.during.lower:
        raise TooEarly(
            f"Version {last.version} begins on {format_date(today(last.during.lower))}. "
            "Send this one back, to begin on a later day."
        )
    with acting(user=by, reason=f"Version {rules.version} follows"):
        last.during = DateTimeTZRange(last.during.lower, begins, "[)")
        last.save(update_fields=["during"])
    during = DateTimeTZRange(begins, None, "[)")
    _move(rules, RuleSetAction.APPROVE, by=by, at=at, reason=reason, during=during, approved_by=by, approved_at=at)
    return rules


@transaction.atomic
def send_back_rule_set(*, rule_set: RuleSet, revision: int, reason: str, by: User, at: datetime) -> RuleSet:
    """Return a version to be changed, with the reason. Refuses none there."""
    rules = _locked(rule_set, revision=revision, action=RuleSetAction.SEND_BACK)
    _move(rules, RuleSetAction.SEND_BACK, by=by, at=at, reason=_given(reason))
    return rules


@transaction.atomic
def withdraw_rule_set(*, rule_set: RuleSet, revision: int, reason: str, by: User, at: datetime) -> RuleSet:
    """Give up a version that was not approved, with the reason. It is kept, and nobody can change it any more."""
    rules = _locked(rule_set, revision=revision, action=RuleSetAction.WITHDRAW)
    _move(rules, RuleSetAction.WITHDRAW, by=by, at=at, reason=_given(reason))
    return rules


def _lock_all() -> None:
    """Versions follow one another without gap or overlap, so whoever changes one waits for whoever changes any."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('rule sets', 0))")


def _locked(rule_set: RuleSet, *, revision: int, action: RuleSetAction) -> RuleSet:
    _lock_all()
    rules = RuleSet.objects.select_for_update().get(pk=rule_set.pk)
    if rules.revision != revision:
        last = rules.steps.select_related("by").latest("pk")
        raise ChangedMeanwhile(
            f"{last.by.name} changed this rule set after you opened the page. Nothing you entered was saved. "
            "Reload the page to see what changed."
        )
    RULE_SET.target(action, status=rules.status)
    return rules


def _move(rules: RuleSet, action: RuleSetAction, *, by: User, at: datetime, reason: str, **columns: Any) -> None:
    rules.status = RULE_SET.target(action, status=rules.status)
    rules.revision += 1
    for name, value in columns.items():
        setattr(rules, name, value)
    with acting(user=by, reason=reason):
        rules.save(update_fields=["status", "revision", *columns])
    _note(rules, action, by=by, at=at, reason=reason)


def _note(rules: RuleSet, action: RuleSetAction, *, by: User, at: datetime, reason: str) -> None:
    RuleSetStep.objects.create(
        rule_set=rules, action=action, status=rules.status, revision=rules.revision, by=by, at=at, reason=reason
    )


def _columns(terms: RuleSetTerms) -> dict[str, Any]:
    return {
        "name": terms.name.strip(),
        "effective_from": start_of_day(terms.begins_on),
        "parameters": dict(terms.parameters),
        "sources": {name: source.strip() for name, source in terms.sources.items()},
    }


def _require_sound(terms: RuleSetTerms, at: datetime) -> None:
    if faults := parameters.faults(parameters=terms.parameters, sources=terms.sources):
        raise FaultyRules(faults)
    _require_to_come(start_of_day(terms.begins_on), at)


def _require_to_come(begins: datetime, at: datetime) -> None:
    if begins <= at:
        raise TooEarly(
            f"The rule set must begin on a day to come, at the earliest on {format_date(today(end_of_day(today(at))))}."
        )


def _given(reason: str) -> str:
    if not reason.strip():
        raise RuleSetReasonMissing("Give the reason. It is kept with the rule set.")
    return reason.strip()
