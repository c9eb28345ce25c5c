"""Like cases in words and as a chart, for a panel; and for the manager without saying whose they are."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from conduct.queries.likeness import as_courts_left_it
from conduct.rules.determining import Outcome
from kernel.clocks import format_date, today

if TYPE_CHECKING:
    from conduct.models import Determination
    from conduct.queries.likeness import Like


def like_shown(found: "list[Like]") -> dict[str, Any]:
    """The like cases that a panel looks at: how their outcomes are spread, and each of them."""
    return {"chart": spread([one.ordered.outcome for one in found]), "rows": [_row(one) for one in found]}


def spread(outcomes: list[str]) -> dict[str, Any]:
    """How often each outcome was chosen, as a chart of all outcomes from the mildest."""
    counts = Counter(outcomes)
    rows = [{"label": str(outcome.label), "values": [counts[outcome]], "total": counts[outcome]} for outcome in Outcome]
    return {"series": ["Like cases"], "rows": rows, "longest": max(counts.values(), default=0)}


def like_disclosed(decision: "Determination") -> list[list[str]]:
    """What the manager is told of the like cases that the panel was shown: not whose they are."""
    at = decision.decided_at  # what stood when the panel looked
    return [
        [
            f"Case {place}",
            str(one.like.decided_at.year),
            one.shared,
            str(Outcome(as_courts_left_it(decision=one.like, at=at).outcome).label),
        ]
        for place, one in enumerate(decision.like_cases.select_related("like"), start=1)
    ]


def _row(one: "Like") -> list[str]:
    decided = format_date(today(one.decision.decided_at))
    outcome = str(Outcome(one.ordered.outcome).label)
    if one.ordered.duration_months:
        outcome += f", {one.ordered.duration_months} months"
    return [one.decision.of_case.reference, decided, one.shared, f"{one.percent}%", outcome]
