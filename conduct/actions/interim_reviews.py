"""The review of an interim order by people: it goes on, is varied, replaced or revoked. A late one voids nothing."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from conduct.actions.interim_orders import (
    DECIDED,
    Ruling,
    close_hearing,
    make,
    require_reasons,
    set_scope,
)
from conduct.actions.interim_steps import (
    count_review,
    end_on_register,
    hearing_to_decide,
    locked_order,
    move_order,
    show_on_register,
    write_step,
)
from conduct.actions.notices import tell_manager
from conduct.models import InterimOrder
from conduct.queries.interim_orders import late_reviews
from conduct.rules.interim_orders import (
    REVIEW_DECISIONS,
    Decision,
    InterimAction,
    InterimKind,
    InterimRefused,
    InterimStatus,
    require_test,
)
from kernel import rulesets
from kernel.history import recorded
from kernel.models import User
from kernel.outbox import send_mail
from kernel.references import next_reference

LATE = "The review of an interim order is late"


@recorded()
def review_interim_order(
    *, order: InterimOrder, decision: str, ruling: Ruling, by: User, at: datetime, seen: int | None = None
) -> InterimOrder:
    """Decide on a review, by the chair of its hearing. The order that stands afterwards is returned.

    What goes on must pass the test today. The conditions of one that is varied, and another in its place, begin at the
    instant at which the old ones end; nothing of it makes the longest time longer.
    """
    action = REVIEW_DECISIONS[Decision(decision)]
    held = locked_order(order=order, action=action, at=at, seen=seen)
    hearing = hearing_to_decide(order=held, by=by)
    if decision == Decision.REVOKE:
        require_reasons(ruling=ruling)
    else:
        require_test(basis=ruling.basis, reasons=ruling.reasons)
    close_hearing(hearing=hearing, decision=decision, ruling=ruling, at=at)
    if decision in (Decision.REVOKE, Decision.REPLACE):
        _end(held, action, ruling, by=by, at=at)
    else:
        _go_on(held, action, ruling, by=by, at=at)
    stands = _begin_in_its_place(held, ruling, by=by, at=at) if decision == Decision.REPLACE else held
    tell_manager(case=held.case, template="conduct_interim_decided", subject=DECIDED)
    return stands


def _go_on(order: InterimOrder, action: InterimAction, ruling: Ruling, *, by: User, at: datetime) -> None:
    """As it was, or with other conditions from now on; the next review is counted from now."""
    changed = count_review(order=order, parameter="interim_review_again_months", rules=rulesets.current(at), at=at)
    if action == InterimAction.VARY:
        if order.kind != InterimKind.CONDITIONS:
            raise InterimRefused("A suspension has no conditions to vary. Replace it by another order, or revoke it.")
        changed += set_scope(order=order, ruling=replace(ruling, kind=order.kind))
    move_order(order=order, action=action, by=by, at=at, reason=ruling.reasons, changed=changed)
    if action == InterimAction.VARY:
        end_on_register(order=order, ends_at=at, reason=ruling.reasons, by=by, at=at)
        show_on_register(order=order, begins_at=at, by=by, at=at)


def _end(order: InterimOrder, action: InterimAction, ruling: Ruling, *, by: User, at: datetime) -> None:
    order.over_at = at
    move_order(order=order, action=action, by=by, at=at, reason=ruling.reasons, changed=("over_at",))
    end_on_register(order=order, ends_at=at, reason=ruling.reasons, by=by, at=at)


def _begin_in_its_place(old: InterimOrder, ruling: Ruling, *, by: User, at: datetime) -> InterimOrder:
    """Another order that begins at the instant at which the old one ends, so that none is left uncovered."""
    order = InterimOrder(
        reference=next_reference(prefix="IO", at=at),
        case=old.case,
        status=InterimStatus.IN_FORCE,
        basis=list(ruling.basis),
        grounds=old.grounds,
        applied_by=old.applied_by,
        applied_at=old.applied_at,
        replaces=old,
    )
    make(order=order, ruling=ruling, at=at)
    order.save()
    write_step(order=order, action=InterimAction.BEGIN, by=by, at=at, reason=ruling.reasons)
    show_on_register(order=order, begins_at=at, by=by, at=at)
    return order


@transaction.atomic
def tell_of_late_reviews(*, at: datetime) -> int:
    """Write once to whoever holds the case of an interim order whose review is late; how many were written to.

    The order stays in force all the same (AAPA Order 2024): only people can end or continue it.
    """
    told = 0
    for order in late_reviews(at=at).select_for_update(of=("self",), skip_locked=True):
        if order.late_told_for == order.review_due_at:
            continue
        order.late_told_for = order.review_due_at
        order.save(update_fields=["late_told_for"])
        send_mail(
            to=order.case.caseworker.email,
            subject=LATE,
            template="conduct_interim_review_late",
            context={"name": order.case.caseworker.name, "reference": order.case.reference},
            about=("conduct.case", order.case.reference),
        )
        told += 1
    return told
