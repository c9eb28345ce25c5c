"""Rule sets in words: versions, parameters, and what one changes of the one before."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from kernel.clocks import format_date, format_instant, last_day_before, today
from kernel.parameters import BY_NAME, PARAMETERS, Parameter
from kernel.permissions import KernelPermission, can
from kernel.queries import rule_set_authors
from kernel.rule_set_workflow import RULE_SET, RuleSetAction, RuleSetStatus

if TYPE_CHECKING:
    from kernel.models import RuleSet, RuleSetStep, User

NEXT = (
    (RuleSetAction.REVISE, "revise_rule_set", "Change the draft", KernelPermission.RULE_SET_CHANGE),
    (RuleSetAction.SUBMIT, "submit_rule_set", "Ask for approval", KernelPermission.RULE_SET_CHANGE),
    (RuleSetAction.APPROVE, "decide_rule_set", "Approve or send back", KernelPermission.RULE_SET_APPROVE),
    (RuleSetAction.WITHDRAW, "withdraw_rule_set", "Withdraw", KernelPermission.RULE_SET_CHANGE),
)
DONE = {
    "draft": "Drafted",
    "revise": "Draft changed",
    "submit": "Approval asked for",
    "approve": "Approved",
    "send_back": "Sent back",
    "withdraw": "Withdrawn",
}


def state(rules: "RuleSet", *, at: datetime) -> dict[str, Any]:
    """Where a version stands: by its period once approved, else by its status."""
    if rules.during is None:
        colours = {RuleSetStatus.DRAFT: "blue", RuleSetStatus.SUBMITTED: "yellow", RuleSetStatus.WITHDRAWN: "grey"}
        return {"text": rules.get_status_display(), "tag": colours[RuleSetStatus(rules.status)]}
    if at < rules.during.lower:
        return {"text": "To come", "tag": "purple"}
    if rules.during.upper and rules.during.upper <= at:
        return {"text": "Past", "tag": "grey"}
    return {"text": "In force", "tag": "green"}


def rule_set_rows(rule_sets: Iterable["RuleSet"], *, at: datetime) -> list[list[Any]]:
    return [
        [
            {"text": rules.version, "href": reverse("kernel:rule_set", args=[rules.version])},
            rules.name,
            state(rules, at=at),
            format_date(today(rules.effective_from)),
            _until(rules),
        ]
        for rules in rule_sets
    ]


def _until(rules: "RuleSet") -> str:
    if rules.during is None:
        return "Not in force"
    return format_date(last_day_before(rules.during.upper)) if rules.during.upper else "No end"


def rule_set_facts(rules: "RuleSet", *, at: datetime) -> list[Any]:
    facts: list[Any] = [
        {"key": "State", "value": state(rules, at=at), "data_test": "state"},
        {"key": "Begins", "value": format_date(today(rules.effective_from)), "data_test": "begins"},
    ]
    if rules.during and rules.during.upper:
        facts.append(("Ends with", format_date(last_day_before(rules.during.upper))))
    drafted = f"{rules.drafted_by.name}, {format_instant(rules.drafted_at)}" if rules.drafted_by else "With the product"
    facts.append(("Drafted", drafted))
    if rules.approved_by and rules.approved_at:
        facts.append(("Approved", f"{rules.approved_by.name}, {format_instant(rules.approved_at)}"))
    return facts


def parameter_groups(rules: "RuleSet") -> list[tuple[str, list[list[Any]]]]:
    """By group, each parameter in words, its value, and the law or policy it comes from."""
    groups: dict[str, list[list[Any]]] = {}
    for parameter in PARAMETERS:
        source = rules.sources.get(parameter.name, "not given")
        row = [parameter.words, _values(parameter, rules), source[:1].upper() + source[1:]]
        groups.setdefault(parameter.group, []).append(row)
    return list(groups.items())


def _values(parameter: Parameter, rules: "RuleSet") -> str:
    return in_words(parameter, rules.parameters.get(parameter.name))


def in_words(parameter: Parameter, value: Any) -> str:
    """A value as a page says it: "28 days"; "Post: 2 days; by hand: 0 days"."""
    if value is None:
        return "Not given"
    if parameter.keys:
        named = ((words, value[key]) for key, words in parameter.keys if key in value)
        return "; ".join(f"{words}: {_one(parameter, part)}" for words, part in named)
    if parameter.several:
        return ", ".join(words for name, words in parameter.choices if name in value) or "None"
    return _one(parameter, value)


def _one(parameter: Parameter, value: Any) -> str:
    if parameter.choices:
        return dict(parameter.choices).get(value, str(value))
    return f"{value} {parameter.unit.removesuffix('s') if value == 1 else parameter.unit}"


def difference_rows(before: "RuleSet", after: "RuleSet") -> list[list[Any]]:
    """Each parameter whose value or source differs: what it was, and what it becomes."""
    return [
        [
            parameter.words,
            {"text": _values(parameter, before), "sub": before.sources.get(name, "")},
            {"text": _values(parameter, after), "sub": after.sources.get(name, "")},
        ]
        for name, parameter in BY_NAME.items()
        if (before.parameters.get(name), before.sources.get(name))
        != (after.parameters.get(name), after.sources.get(name))
    ]


def because(rules: "RuleSet") -> list[dict[str, str]]:
    """What led to a version, each in words with its address: another app says so, by the settings."""
    given: Callable[[RuleSet], list[dict[str, str]]] = import_string(settings.RULE_SETS_BECAUSE)
    return given(rules)


def timeline(steps: Iterable["RuleSetStep"]) -> list[dict[str, Any]]:
    return [{"heading": DONE[step.action], "at": step.at, "by": step.by.name, "text": step.reason} for step in steps]


def next_steps(rules: "RuleSet", *, user: "User") -> list[dict[str, str]]:
    """What this user may do to a version now. Who wrote it is not offered its approval."""
    wrote = user.pk in rule_set_authors(rules)
    return [
        {"text": words, "href": reverse(f"kernel:{route}", args=[rules.version]), "data_test": action.value}
        for action, route, words, permission in NEXT
        if action in RULE_SET.allowed(rules.status)
        and can(user, permission)
        and not (wrote and action is RuleSetAction.APPROVE)
    ]


def waits_for_another(rules: "RuleSet", *, user: "User") -> bool:
    """Whether this user wrote what now waits for somebody else's approval."""
    return rules.status == RuleSetStatus.SUBMITTED and user.pk in rule_set_authors(rules)
