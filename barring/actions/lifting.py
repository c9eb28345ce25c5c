"""The way out of a bar: one person proposes to lift it, another lifts it or refuses."""

from datetime import datetime

from django.db import transaction

from barring.actions.bars import DECISION_SUBJECT
from barring.actions.steps import lock, record, require_reason, write_to_person
from barring.models import Bar
from barring.queries.bars import involved_in
from barring.rules import bars as rules
from barring.workflow import Action
from kernel.models import User
from register import actions as register_actions


@transaction.atomic
def propose_lifting(*, bar: Bar, version: int, reason: str, by: User, at: datetime) -> Bar:
    """Ask a second person to lift a bar. Refuses one whose decision is not served yet, and one that is over already."""
    bar = lock(bar=bar, action=Action.PROPOSE_LIFTING, version=version)
    rules.require_not_about(by=by.pk, subject=bar.person.user_id)
    assert bar.served_at is not None  # by constraint, from the decision on
    rules.require_served(served_at=bar.served_at, at=at)
    rules.require_not_over(ends_at=bar.ends_at, at=at)
    bar.lift_reason = require_reason(reason=reason)
    bar.lift_proposed_by, bar.lift_proposed_at = by, at
    record(bar=bar, action=Action.PROPOSE_LIFTING, by=by, at=at, reason=bar.lift_reason)
    return bar


@transaction.atomic
def lift(*, bar: Bar, version: int, reason: str, by: User, at: datetime) -> Bar:
    """Lift the bar and end its restriction on the register, in one transaction.

    Refuses who proposed the lifting, took part in the case behind the bar or is its subject; and a bar that is over.
    """
    bar = lock(bar=bar, action=Action.LIFT, version=version)
    _require_second_person(bar, by)
    rules.require_not_over(ends_at=bar.ends_at, at=at)
    reason = require_reason(reason=reason)
    bar.lifted_by, bar.lifted_at = by, at
    record(bar=bar, action=Action.LIFT, by=by, at=at, reason=reason)
    register_actions.end_restriction(person=bar.person, source=bar.reference, ends_at=at, reason=reason, by=by, at=at)
    write_to_person(bar=bar, subject=DECISION_SUBJECT, template="barring_lifted")
    return bar


@transaction.atomic
def refuse_lifting(*, bar: Bar, version: int, reason: str, by: User, at: datetime) -> Bar:
    """Leave the bar as it is. The proposal to lift it stays among its steps. Refuses the same people as lifting."""
    bar = lock(bar=bar, action=Action.REFUSE_LIFTING, version=version)
    _require_second_person(bar, by)
    reason = require_reason(reason=reason)
    bar.lift_proposed_by = bar.lift_proposed_at = bar.lift_reason = None
    record(bar=bar, action=Action.REFUSE_LIFTING, by=by, at=at, reason=reason)
    return bar


def _require_second_person(bar: Bar, by: User) -> None:
    assert bar.lift_proposed_by_id is not None  # by constraint, while lifting is proposed
    rules.require_independent(
        by=by.pk, proposers={bar.lift_proposed_by_id}, involved=involved_in(bar), subject=bar.person.user_id
    )
