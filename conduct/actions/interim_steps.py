"""What the actions on an interim order share: the lock, the move with its step, and what the register shows of it."""

from datetime import datetime

from conduct.actions.participants import hand_over, require_part_declared
from conduct.actions.steps import locked
from conduct.models import Case, InterimHearing, InterimOrder, InterimStep
from conduct.queries.interim_orders import extended_from, hearing_to_come, interim_status
from conduct.rules.independence import Part
from conduct.rules.interim_orders import INTERIM, NotADecider, require_chair, require_heard
from kernel.clocks import format_instant, today
from kernel.deadlines import end_of_period
from kernel.errors import ChangedMeanwhile
from kernel.models import User
from kernel.parameters import MONTHS
from kernel.rulesets import Rules
from register import actions as register
from register.models import Restriction
from register.rules import Kind, Tier


def locked_order(*, order: InterimOrder, action: str | None, at: datetime, seen: int | None) -> InterimOrder:
    """The order as it is at an instant, with its case, both locked to the end of the transaction.

    `seen` is the latest step that the page showed (None: no page was involved). Refuses with what was done since, and
    an `action` that the table of moves does not have from here.
    """
    case = locked(case=order.case, action=None, at=at, seen=None)
    held = InterimOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
    held.case, held.status = case, interim_status(order=held, at=at)
    if seen is not None:
        since = InterimStep.objects.filter(order=held, pk__gt=seen).select_related("by")
        if done := [f"{step.by.name}: {step.get_action_display()}, {format_instant(step.at)}" for step in since]:
            raise ChangedMeanwhile(
                f"Interim order {held.reference} changed after you opened this page, so nothing was saved. "
                f"Since then: {'; '.join(done)}. Read it, then send your answer again if it still holds."
            )
    if action is not None:
        INTERIM.target(action, status=held.status)
    return held


def move_order(
    *, order: InterimOrder, action: str, by: User, at: datetime, reason: str = "", changed: tuple[str, ...] = ()
) -> None:
    """Move a locked order by the table of moves, save it with the `changed` fields, and write the step down."""
    order.status = INTERIM.target(action, status=order.status)
    order.save(update_fields=["status", *changed])
    write_step(order=order, action=action, by=by, at=at, reason=reason)


def write_step(*, order: InterimOrder, action: str, by: User, at: datetime, reason: str = "") -> None:
    """The record of an act in the status that it led to."""
    require_part_declared(case=order.case, by=by)
    order.steps.create(action=action, status=order.status, by=by, at=at, reason=reason)


def hearing_to_decide(*, order: InterimOrder, by: User) -> InterimHearing:
    """The hearing that was held and not decided. Refuses anybody but its chair, and one that is not recorded."""
    hearing = hearing_to_come(order=order)
    if hearing is None:
        raise NotADecider("No hearing of this order waits for a decision.")
    require_chair(user_id=by.pk, chair_id=hearing.chair_id)
    require_heard(heard_at=hearing.recorded_at)
    return hearing


def free_deciders(*, case: Case, reason: str, at: datetime) -> None:
    """End the part of whoever was to decide, or has decided. They never decide the case."""
    hand_over(case=case, part=Part.INTERIM_DECIDER, reason=reason, at=at)


def count_review(*, order: InterimOrder, parameter: str, rules: Rules, at: datetime) -> tuple[str, ...]:
    """Count the next review from an instant by a rule set; the fields that this changed."""
    months = getattr(rules, parameter)
    order.review_counted_from, order.review_parameter, order.review_rule_set_id = at, parameter, rules.pk
    order.review_due_at = end_of_period(unit=MONTHS, amount=months, begins_on=today(at))
    return ("review_counted_from", "review_parameter", "review_rule_set", "review_due_at")


def show_on_register(*, order: InterimOrder, begins_at: datetime, by: User, at: datetime) -> None:
    """Put a locked order as it now stands on the register, in force from an instant to its end and seen by all."""
    ends_at = order.ends
    register.impose_restriction(
        person=order.case.person,
        kind=Kind(order.kind),
        tiers=[Tier(tier) for tier in order.tiers],
        organisation_classes=order.organisation_classes,
        begins_at=begins_at,
        ends_at=ends_at,
        source=order.reference,
        decided_at=begins_at,
        served_at=begins_at,
        published_at=begins_at,
        matter=order.case.reference,
        extended_from=extended_from(case=order.case, begins_at=begins_at, ends_at=ends_at),
        by=by,
        at=at,
    )


def end_on_register(*, order: InterimOrder, ends_at: datetime, reason: str, by: User, at: datetime) -> None:
    """End on the register what it shows of a locked order."""
    register.end_restriction(
        person=order.case.person, source=order.reference, ends_at=ends_at, reason=reason, by=by, at=at
    )


def move_end_on_register(*, order: InterimOrder, reason: str, by: User, at: datetime) -> None:
    """Have the register show the end that a locked order now has, be it earlier or later than before."""
    last = Restriction.objects.current().filter(person=order.case.person, source=order.reference, quashed_at=None)
    shown, ends_at = last.order_by("during").last(), order.ends
    if shown is None or shown.begins is None or shown.ends == ends_at:
        return
    if shown.begins >= ends_at:
        end_on_register(order=order, ends_at=ends_at, reason=reason, by=by, at=at)
        return
    since = extended_from(case=order.case, begins_at=shown.begins, ends_at=ends_at)
    register.vary_restriction(
        restriction=shown, ends_at=ends_at, extended_from=since or ..., reason=reason, by=by, at=at
    )
