"""A bar as its person sees it: nothing of a proposal before its notice, nor of a decision before it is served."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from barring.queries.bars import review_years
from barring.web.presenters.bars import (
    appeal_counted,
    ground_words,
    review_counted,
    stage_tag,
    terms_rows,
    window_words,
)
from barring.workflow import BAR, Action, Status
from kernel.clocks import format_date, format_instant, last_day_before

if TYPE_CHECKING:
    from barring.models import Bar, Representation

HEADINGS = {
    Status.PROPOSED: "The proposal to bar you was sent back",
    Status.NOTICE_SERVED: "Notice of a proposed bar",
    Status.REPRESENTED: "Notice of a proposed bar",
    Status.WITHDRAWN: "The proposal to bar you was withdrawn",
    Status.LIFTED: "The bar on you was lifted",
    Status.REPLACED: "The bar on you has ended",
    Status.QUASHED: "The bar on you was quashed",
}


def page(bar: Bar, *, representations: Iterable[Representation], at: datetime) -> dict[str, Any]:
    """What the page of an own bar shows. After a return the draft is not shown again before a new notice."""
    hidden = bar.status in (Status.PROPOSED, Status.WITHDRAWN)
    served = bar.served_decision(at=at)
    status = Status(bar.status) if served or bar.decision is None else Status.NOTICE_SERVED
    return {
        "bar": bar,
        "heading": HEADINGS.get(status, "You are barred"),
        "rows": [] if hidden else _rows(bar, at=at),
        "reasons": "" if hidden else bar.reasons,
        "window": "" if served else window_words(bar),
        "may_answer": _may_answer(bar, at=at),
        "is_decided": served is not None,
        "is_published": served is not None and status != Status.QUASHED,
        "case": bar.determination.of_case.reference if bar.determination else "",
        "representations": representations,
    }


def _may_answer(bar: Bar, *, at: datetime) -> bool:
    open_until = bar.representations_due_at
    return Action.MAKE_REPRESENTATIONS in BAR.allowed(bar.status) and open_until is not None and at < open_until


def _rows(bar: Bar, *, at: datetime) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"key": "Ground", "value": ground_words(bar)},
        *terms_rows(bar.terms, review_years=review_years(bar)),
    ]
    decision = bar.served_decision(at=at)
    if decision is None:
        return rows
    rows = [{"key": "State", "value": stage_tag(bar.stage(at=at))}, *rows]
    rows.append({"key": "In effect from", "value": format_instant(decision.in_effect_at)})
    last = format_date(last_day_before(decision.appeal_until_at))
    counted = appeal_counted(bar, decision)
    can = "You can" if at < decision.appeal_until_at else "You could"
    text = f"{can} appeal to the High Court until the end of {last}"
    rows.append({"key": "Appeal", "value": {"text": text, "sub": counted}, "data_test": "appeal"})
    if bar.review_from_on:
        counted = review_counted(bar, in_effect_at=decision.in_effect_at)
        text = f"You may first ask for one on {format_date(bar.review_from_on)}"
        rows.append({"key": "Review", "value": {"text": text, "sub": counted}})
    if bar.lifted_at:
        rows.append({"key": "Lifted", "value": format_instant(bar.lifted_at)})
    return rows
