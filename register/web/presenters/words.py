"""Periods, scopes and orders in words."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from kernel.clocks import format_date, format_instant, start_of_day, today
from kernel.queries import ORGANISATION_CLASSES
from register.rules import ALL_CLASSES, RegistrationStatus, Tier
from register.rules.standing import ListedOrder

CLASSES = dict(ORGANISATION_CLASSES)
COLOURS = {
    RegistrationStatus.REGISTERED: "green",
    RegistrationStatus.REMOVED: "red",
    RegistrationStatus.LAPSED: "grey",
    RegistrationStatus.RESIGNED: "grey",
    RegistrationStatus.NEVER_REGISTERED: "grey",
}


def begins(at: datetime | None) -> str:
    """The beginning of a period: a day where it is the beginning of one in London, else an instant."""
    if at is None:
        return "not recorded"
    return format_date(today(at)) if start_of_day(today(at)) == at else format_instant(at)


def ends(at: datetime | None) -> str:
    """The end of a period: its last day where it ends with one in London, else an instant; without an end, empty."""
    if at is None:
        return ""
    whole = start_of_day(today(at)) == at
    return f"the end of {format_date(today(at) - timedelta(days=1))}" if whole else format_instant(at)


def period(fact: Any) -> str:
    """The period of a fact, as the end of a sentence."""
    parts = [f"from {begins(fact.begins)}" if fact.begins else "", f"until {ends(fact.ends)}" if fact.ends else ""]
    return " ".join(part for part in parts if part)


def scope(tiers: Collection[str], classes: Collection[str]) -> str:
    """Which posts an order covers."""
    which = "Every tier" if set(tiers) >= set(Tier) else ", ".join(tier.words for tier in Tier if tier in tiers)
    where = "every organisation" if ALL_CLASSES in classes else ", ".join(CLASSES[one] for one in sorted(classes))
    return f"{which}; {where}"


def state(listed: ListedOrder) -> str:
    """Where an order stands now."""
    words = "Stayed" if listed.stayed else "In force" if listed.in_force else "Not yet in effect"
    return f"{words}, under appeal" if listed.under_appeal else words


def order_facts(listed: ListedOrder) -> list[Any]:
    """An order as rows of a summary list."""
    order = listed.order
    decision: Any = {"text": order.source, "href": order.decision_path} if order.decision_path else order.source
    return [
        {"key": "State", "value": {"text": state(listed), "tag": _colour(listed)}, "data_test": "order-state"},
        ("Covers", scope(order.tiers, order.organisation_classes)),
        ("From", begins(order.begins)),
        ("Until", ends(order.ends) or "No end date"),
        ("Decision", decision),
    ]


def status_cell(status: RegistrationStatus) -> dict[str, str]:
    return {"text": status.words, "tag": COLOURS[status], "data_test": "status"}


def _colour(listed: ListedOrder) -> str:
    return "red" if listed.is_effective else "orange"
