"""An interim order ends with the final outcome of its case, or with the case: at the instant of its effect."""

from datetime import datetime

from conduct.actions.interim_orders import put_off
from conduct.actions.interim_steps import locked_order, move_end_on_register, move_order
from conduct.models import Case
from conduct.queries.interim_orders import open_interim_orders, outcome_ends_at
from conduct.rules.interim_orders import PENDING, InterimAction
from kernel.clocks import format_instant
from kernel.models import User


def end_with_outcome(*, case: Case, by: User, at: datetime) -> None:
    """Have the interim order of a locked case end when the served outcome takes effect, here and on the register.

    Again where that moves: what is ordered then begins at the very instant. While the outcome waits for an appeal, or
    is remitted, an order that is still in force lasts until its own end. One that has ended never comes back. A
    referral for barring ends nothing.
    """
    instant = outcome_ends_at(case=case)
    if instant is None:
        _tie(case, None, reason="No final outcome takes effect as things stand.", by=by, at=at)
    else:
        _tie(case, max(instant, at), reason="The final outcome takes effect then.", by=by, at=at)


def end_with_case(*, case: Case, by: User, at: datetime) -> None:
    """End the interim order of a locked case that ends without a determination, and any application for one."""
    for order in open_interim_orders(case=case, at=at).filter(status__in=PENDING):
        held = locked_order(order=order, action=InterimAction.WITHDRAW, at=at, seen=None)
        move_order(order=held, action=InterimAction.WITHDRAW, by=by, at=at, reason="The case ended.")
        put_off(order=held, reason="The case ended.", at=at)
    _tie(case, at, reason="The case ended.", by=by, at=at)


def _tie(case: Case, instant: datetime | None, *, reason: str, by: User, at: datetime) -> None:
    for order in open_interim_orders(case=case, at=at).exclude(status__in=PENDING).exclude(outcome_at=instant):
        held = locked_order(order=order, action=InterimAction.TIE, at=at, seen=None)
        held.outcome_at = instant
        said = f"{reason} It ends at {format_instant(held.ends)} at the latest."
        move_order(order=held, action=InterimAction.TIE, by=by, at=at, reason=said, changed=("outcome_at",))
        move_end_on_register(order=held, reason=reason, by=by, at=at)
