"""Interim orders for tests, walked there through the real actions."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from conduct import actions
from conduct.actions.interim_orders import Ruling
from conduct.models import Case, InterimOrder
from conduct.rules.interim_orders import Decision, InterimStatus, Presence
from conduct.workflow import Status
from kernel.models import User
from kernel.permissions import Role
from register.rules import Tier
from tests.builders import Cast, case_in
from tests.factories.conduct import OPENED_AT
from tests.factories.kernel import user_with

APPLIED_AT = OPENED_AT + timedelta(days=1)
HEARD_AT = OPENED_AT + timedelta(days=9)
MADE_AT = HEARD_AT + timedelta(hours=3)
SUSPENSION = Ruling(
    kind="interim_suspension",
    basis=("protection",),
    reasons="The risk is real, and nothing less meets it.",
    until_on=date(2027, 11, 10),
)
CONDITIONS = replace(
    SUSPENSION,
    kind="interim_conditions",
    terms="Not to have charge of waiting lists.",
    tiers=(Tier.BOARD_DIRECTOR.value,),
    organisation_classes=("nhs_trust",),
)


@dataclass
class Bench:
    """Who decides on an interim order."""

    chair: User = field(default_factory=lambda: user_with(Role.PANEL_CHAIR))
    member: User = field(default_factory=lambda: user_with(Role.PANEL_MEMBER))


def noticed(order: InterimOrder, *, cast: Cast, bench: Bench, **how: Any) -> None:
    """Notice of a hearing: of the application, or of a review."""
    given: dict[str, Any] = {"heard_from": HEARD_AT, "place": "By video link", "channel": "email", "at": APPLIED_AT}
    order.refresh_from_db()
    actions.give_interim_notice(
        order=order, chair=bench.chair, members=[bench.member], by=cast.caseworker, **given | how
    )


def heard(order: InterimOrder, *, bench: Bench, at: datetime = HEARD_AT) -> None:
    order.refresh_from_db()
    actions.record_interim_hearing(
        order=order, presence=Presence.IN_PERSON, account="She denied it.", by=bench.chair, at=at
    )


def interim_order_in(
    status: str,
    *,
    cast: Cast | None = None,
    bench: Bench | None = None,
    case: Case | None = None,
    ruling: Ruling = SUSPENSION,
    later: timedelta = timedelta(),
) -> InterimOrder:
    """An order in one of the statuses up to its being made or refused, in a case under investigation."""
    people, panel = cast or Cast(), bench or Bench()
    order = actions.apply_for_interim_order(
        case=case or case_in(Status.INVESTIGATION, cast=people, at=OPENED_AT + later),
        kind=ruling.kind,
        basis=["protection"],
        grounds="Patients were hurt again last week.",
        by=people.caseworker,
        at=APPLIED_AT + later,
    )
    if status != InterimStatus.APPLIED:
        noticed(order, cast=people, bench=panel, heard_from=HEARD_AT + later, at=APPLIED_AT + later)
    if status in (InterimStatus.HEARD, InterimStatus.REFUSED, InterimStatus.IN_FORCE):
        heard(order, bench=panel, at=HEARD_AT + later)
    if status in (InterimStatus.REFUSED, InterimStatus.IN_FORCE):
        decision = Decision.MAKE if status == InterimStatus.IN_FORCE else Decision.REFUSE
        order.refresh_from_db()
        actions.decide_interim_order(order=order, decision=decision, ruling=ruling, by=panel.chair, at=MADE_AT + later)
    order.refresh_from_db()
    return order


REVIEWED_AT = datetime(2027, 4, 20, 13, tzinfo=UTC)


def reviewed_by(
    order: InterimOrder,
    *,
    cast: Cast,
    bench: Bench,
    decision: str = Decision.CONTINUE,
    ruling: Ruling = SUSPENSION,
    at: datetime = REVIEWED_AT,
) -> InterimOrder:
    """A review from its notice to its decision; the order that stands afterwards."""
    noticed(order, cast=cast, bench=bench, heard_from=at - timedelta(hours=3), at=at - timedelta(days=10))
    heard(order, bench=bench, at=at - timedelta(hours=1))
    order.refresh_from_db()
    return actions.review_interim_order(order=order, decision=decision, ruling=ruling, by=bench.chair, at=at)
