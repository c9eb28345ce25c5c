"""Interim orders for the demonstration, by the actions that staff would take: one a review of which is fixed and due
soon, conditions, and one whose review is late."""

from datetime import date, datetime, timedelta
from typing import Any

from conduct import actions as conduct
from conduct.actions.interim_orders import Ruling
from conduct.models import InterimOrder
from conduct.rules.interim_orders import Decision, InterimKind, Presence
from conduct.workflow import Status
from config.demo import casework
from config.demo.cast import Cast
from kernel.clocks import today
from kernel.permissions import Role
from register.models import Person
from register.rules import ALL_CLASSES, Tier

AFTER = timedelta(days=18)
GROUNDS = "Two more patients came to harm on the same ward last week, and nobody there dares to report it."


def order(
    cast: Cast, person: Person, *, made: datetime, kind: InterimKind, until_on: date, review: datetime | None = None
) -> InterimOrder:
    """An order made at an instant in a case under investigation. With `review`, notice of that hearing is given."""
    applied = made - timedelta(days=9)
    case = casework.case(cast, person, began=applied - AFTER, until=Status.INVESTIGATION)
    worker, chair = cast.one(Role.CASEWORKER), cast.one(Role.PANEL_CHAIR, 1)
    asked = conduct.apply_for_interim_order(
        case=case, kind=kind, basis=["protection"], grounds=GROUNDS, by=worker, at=applied
    )
    panel: dict[str, Any] = {"chair": chair, "members": [cast.one(Role.PANEL_MEMBER, 1)], "place": "By video link"}
    conduct.give_interim_notice(
        order=asked, heard_from=made - timedelta(hours=2), channel="hand", by=worker, at=applied, **panel
    )
    asked.refresh_from_db()
    conduct.record_interim_hearing(
        order=asked,
        presence=Presence.IN_WRITING,
        account="The manager wrote that staffing was not in their hands.",
        by=chair,
        at=made - timedelta(hours=1),
    )
    ruling = Ruling(
        kind=kind,
        basis=("protection",),
        reasons="Until it is known what happened, nothing less keeps patients on that ward safe.",
        terms="To have no charge of a ward." if kind == InterimKind.CONDITIONS else "",
        tiers=tuple(tier.value for tier in Tier),
        organisation_classes=(ALL_CLASSES,),
        until_on=until_on,
    )
    asked.refresh_from_db()
    conduct.decide_interim_order(order=asked, decision=Decision.MAKE, ruling=ruling, by=chair, at=made)
    if review is not None:
        asked.refresh_from_db()
        noticed = review - timedelta(days=10)
        conduct.give_interim_notice(order=asked, heard_from=review, channel="hand", by=worker, at=noticed, **panel)
    return asked


def in_a_year(made: datetime) -> date:
    """The last day of an order for a year."""
    return today(made) + timedelta(days=364)
