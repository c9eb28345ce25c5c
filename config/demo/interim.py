"""Interim orders for the demonstration, by the actions that staff would take: one a review of which is fixed and due
soon, conditions, one whose review is late, and an application that was heard an hour ago and waits for its record."""

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
    worker, chair = cast.one(Role.CASEWORKER), cast.one(Role.PANEL_CHAIR, 1)
    asked = to_be_heard(cast, person, heard_from=made - timedelta(hours=2), kind=kind)
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
        held = _panel(cast)
        conduct.give_interim_notice(order=asked, heard_from=review, channel="hand", by=worker, at=noticed, **held)
    return asked


def to_be_heard(cast: Cast, person: Person, *, heard_from: datetime, kind: InterimKind) -> InterimOrder:
    """An application in a case under investigation, with notice of its hearing."""
    applied, worker = heard_from - timedelta(days=9), cast.one(Role.CASEWORKER)
    case = casework.case(cast, person, began=applied - AFTER, until=Status.INVESTIGATION)
    asked = conduct.apply_for_interim_order(
        case=case, kind=kind, basis=["protection"], grounds=GROUNDS, by=worker, at=applied
    )
    held = _panel(cast)
    conduct.give_interim_notice(order=asked, heard_from=heard_from, channel="hand", by=worker, at=applied, **held)
    asked.refresh_from_db()
    return asked


def _panel(cast: Cast) -> dict[str, Any]:
    chair, member = cast.one(Role.PANEL_CHAIR, 1), cast.one(Role.PANEL_MEMBER, 1)
    return {"chair": chair, "members": [member], "place": "By video link"}


def in_a_year(made: datetime) -> date:
    """The last day of an order for a year."""
    return today(made) + timedelta(days=364)
