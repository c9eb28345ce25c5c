"""What courts do to an interim order: a challenge and how it ends, and letting the order go on."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final

from conduct.actions.interim_orders import Ruling, put_off, set_scope
from conduct.actions.interim_steps import (
    count_review,
    end_on_register,
    locked_order,
    move_end_on_register,
    move_order,
    show_on_register,
)
from conduct.actions.notices import tell_manager
from conduct.models import InterimChallenge, InterimExtension, InterimOrder
from conduct.queries.interim_orders import longest_order, open_challenge
from conduct.rules.independence import require_stranger
from conduct.rules.interim_orders import (
    COURT_OUTCOMES,
    CourtOutcome,
    InterimAction,
    InterimKind,
    InterimRefused,
    require_days_in_order,
    require_end,
    require_extension,
)
from kernel import rulesets
from kernel.clocks import end_of_day, today
from kernel.deadlines import end_of_period
from kernel.history import recorded
from kernel.models import User
from kernel.parameters import MONTHS
from register import actions as register

NEWS: Final = "There is news for you to read"


@recorded()
def record_interim_challenge(
    *,
    order: InterimOrder,
    court: str,
    court_reference: str,
    lodged_on: date,
    by: User,
    at: datetime,
    seen: int | None = None,
) -> InterimChallenge:
    """Record that an order in force is challenged in court. It stays in force. Refuses a second beside an open one."""
    held = locked_order(order=order, action=InterimAction.RECORD_CHALLENGE, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.case.person.user_id)
    require_days_in_order(lodged_on=lodged_on, decided_on=None, on=today(at))
    if open_challenge(order=held) is not None:
        raise InterimRefused("A challenge to this order is open. Record how it ended first.")
    challenge = held.challenges.create(
        court=court.strip(),
        court_reference=court_reference.strip(),
        lodged_on=lodged_on,
        recorded_by=by,
        recorded_at=at,
    )
    move_order(order=held, action=InterimAction.RECORD_CHALLENGE, by=by, at=at, reason=challenge.court_reference)
    _tell(held)
    return challenge


@recorded()
def record_interim_court(
    *,
    order: InterimOrder,
    outcome: str,
    decided_on: date,
    note: str,
    ruling: Ruling | None = None,
    by: User,
    at: datetime,
    seen: int | None = None,
) -> InterimChallenge:
    """Record how the open challenge ended, with the court's words; the register shows it from `at` on.

    Upheld and withdrawn change nothing. Ended: no effect from now on. Quashed: void from its beginning. Varied: the
    conditions and the last day of `ruling` from now on, within the longest time of all orders on the same facts.
    """
    action = COURT_OUTCOMES[CourtOutcome(outcome)]
    held = locked_order(order=order, action=action, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.case.person.user_id)
    challenge = open_challenge(order=held)
    if challenge is None:
        raise InterimRefused("No challenge to this order is open. Record the challenge first.")
    require_days_in_order(lodged_on=challenge.lodged_on, decided_on=decided_on, on=today(at))
    challenge.outcome, challenge.decided_on, challenge.note = outcome, decided_on, note
    challenge.outcome_recorded_by, challenge.outcome_recorded_at = by, at
    challenge.save(update_fields=["outcome", "decided_on", "note", "outcome_recorded_by", "outcome_recorded_at"])
    if effect := _EFFECTS.get(action):
        effect(order=held, ruling=ruling, reason=note, by=by, at=at)
    else:
        move_order(order=held, action=action, by=by, at=at, reason=note)
    _tell(held)
    return challenge


def _end(*, order: InterimOrder, ruling: Ruling | None, reason: str, by: User, at: datetime) -> None:
    put_off(order=order, reason=reason, at=at)
    order.over_at = at
    move_order(order=order, action=InterimAction.COURT_ENDS, by=by, at=at, reason=reason, changed=("over_at",))
    end_on_register(order=order, ends_at=at, reason=reason, by=by, at=at)


def _quash(*, order: InterimOrder, ruling: Ruling | None, reason: str, by: User, at: datetime) -> None:
    put_off(order=order, reason=reason, at=at)
    order.over_at = order.over_at or at
    move_order(order=order, action=InterimAction.QUASH, by=by, at=at, reason=reason, changed=("over_at",))
    register.quash_orders(person=order.case.person, source=order.reference, reason=reason, by=by, at=at)


def _vary(*, order: InterimOrder, ruling: Ruling | None, reason: str, by: User, at: datetime) -> None:
    """Other conditions or another last day, or both. What was in force before can still be asked for."""
    changed: tuple[str, ...] = ()
    if ruling is not None and ruling.until_on is not None:
        assert order.in_force_from is not None  # by constraint, of one in force
        longest, ends_at = longest_order(case=order.case, begins_at=order.in_force_from), end_of_day(ruling.until_on)
        require_end(ends_at=ends_at, begins_at=at, latest=longest.ends_at, words=longest.counted.words)
        order.ends_at, changed = ends_at, ("ends_at",)
    has_terms = ruling is not None and bool(ruling.terms.strip())
    if has_terms and order.kind != InterimKind.CONDITIONS:
        raise InterimRefused("A suspension has no conditions. Record its new last day, or that the court ended it.")
    if has_terms:
        assert ruling is not None
        changed += set_scope(order=order, ruling=ruling)
    if not changed:
        raise InterimRefused("Enter what the court varied: the conditions, the last day, or both.")
    move_order(order=order, action=InterimAction.COURT_VARIES, by=by, at=at, reason=reason, changed=changed)
    if has_terms:
        end_on_register(order=order, ends_at=at, reason=reason, by=by, at=at)
        show_on_register(order=order, begins_at=at, by=by, at=at)
    else:
        move_end_on_register(order=order, reason=reason, by=by, at=at)


@recorded()
def extend_by_court(
    *,
    order: InterimOrder,
    court: str,
    court_reference: str,
    ordered_on: date,
    until_on: date,
    by: User,
    at: datetime,
    seen: int | None = None,
) -> InterimExtension:
    """Record that a court lets an order in force go on until the end of a day, and count its review anew.

    What is added counts to no longest time. Refuses more than the rule set lets a court give at a time.
    """
    held = locked_order(order=order, action=InterimAction.EXTEND, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.case.person.user_id)
    assert held.ends_at is not None  # by constraint, of one in force
    rules, until_at, ended_at = rulesets.current(at), end_of_day(until_on), held.ends_at
    months = rules.interim_extension_months
    latest = end_of_period(unit=MONTHS, amount=months, begins_on=today(ended_at))
    require_days_in_order(lodged_on=ordered_on, decided_on=None, on=today(at))
    require_extension(until_at=until_at, ends_at=ended_at, latest=latest, months=months)
    extension = held.extensions.create(
        court=court.strip(),
        court_reference=court_reference.strip(),
        ordered_on=ordered_on,
        ended_at=ended_at,
        until_at=until_at,
        rule_set_id=rules.pk,
        recorded_by=by,
        recorded_at=at,
    )
    held.ends_at = until_at
    changed = ("ends_at", *count_review(order=held, parameter="interim_review_months", rules=rules, at=at))
    move_order(order=held, action=InterimAction.EXTEND, by=by, at=at, reason=court_reference, changed=changed)
    move_end_on_register(order=held, reason=f"{court}: {court_reference}", by=by, at=at)
    _tell(held)
    return extension


def _tell(order: InterimOrder) -> None:
    tell_manager(case=order.case, template="conduct_interim_decided", subject=NEWS)


_EFFECTS: Final[Mapping[InterimAction, Callable[..., None]]] = {
    InterimAction.COURT_VARIES: _vary,
    InterimAction.COURT_ENDS: _end,
    InterimAction.QUASH: _quash,
}
