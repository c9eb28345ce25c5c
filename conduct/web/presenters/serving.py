"""Before a decision is served: exactly who will be told what, and how."""

from typing import TYPE_CHECKING

from conduct.rules.deadlines import until
from conduct.rules.determining import PUBLISHED, RESTRICTING, Outcome, appeal_until, begins_at, ends_at
from conduct.web.presenters import decisions
from kernel import rulesets

if TYPE_CHECKING:
    from datetime import datetime

    from conduct.models import Case, Determination

NOBODY = "Nothing"
REPORTERS = "That it ended, and what is published. Once the decision counts as served, your list of work asks you to."


def told_of(case: "Case", decision: "Determination", *, at: "datetime") -> list[list[str]]:
    """Who, how, and what: the manager, the public, whoever asks about the person, and those who are told nothing."""
    return [
        ["The manager", _way(case), _all_of_it(decision)],
        ["Anybody who looks at the register", *_public(decision, at=at)],
        ["Organisations that ask about this person, or watch them", *_asking(decision, at=at)],
        ["Barring staff", *_barring(decision)],
        ["Whoever raised a concern", "A message that you write", REPORTERS],
        ["Employers", NOBODY, "No employer is written to. They learn of an order when they ask, or by a watch."],
    ]


def _way(case: "Case") -> str:
    if case.person.user is None:
        return "A letter that you print: they have no account"
    return f"By email to {case.person.user.email}, which says only that there is something to read; or by letter"


def _all_of_it(decision: "Determination") -> str:
    parts = "the facts found, misconduct, impairment, the outcome and the wider causes, each with reasons"
    return f"{decisions.sanction_words(decision)}: {parts}; until when they may appeal, and how that was counted"


def _public(decision: "Determination", *, at: "datetime") -> tuple[str, str]:
    if decision.outcome not in PUBLISHED:
        return NOBODY, f"{decision.get_outcome_display()} is not published."
    return "The entry, from service on", _on_the_entry(decision, at=at)


def _asking(decision: "Determination", *, at: "datetime") -> tuple[str, str]:
    if decision.outcome not in PUBLISHED:
        return NOBODY, "No answer changes."
    how = "The answer to a check; a watch says that an answer has changed, and not what"
    return how, _on_the_entry(decision, at=at)


def _barring(decision: "Determination") -> tuple[str, str]:
    if decision.outcome != Outcome.REFERRAL_FOR_BARRING:
        return NOBODY, "The decision refers nobody to them."
    return "Their work list, from service on", "The whole case, to read"


def _on_the_entry(decision: "Determination", *, at: "datetime") -> str:
    """What the entry shows if it is served now by hand or by email; by post it is served some days later."""
    rules = rulesets.current(at)
    begins = begins_at(outcome=decision.outcome, served=at, rules=rules)
    if decision.outcome in RESTRICTING:
        ends = ends_at(begins=begins, months=decision.duration_months)
        waits = begins == appeal_until(served=at, rules=rules)
        since = f"in effect after {until(begins)}" if waits else "in effect from service"
        lasting = f", until {until(ends)}" if ends else ", without an end"
        return f"{decision.get_outcome_display()}, {since}{lasting}; no reasons and no terms"
    if decision.outcome == Outcome.DOWNGRADE:
        return "The grade of associate, from service"
    months = rules.warning_months if decision.outcome == Outcome.WARNING else decision.duration_months
    return f"“{decision.terms}”, for {months} months"
