"""What a court does to an order, or to a note, that a decision put on the register. They call in their transaction.

Every change is a fact in place of another, so that what was known before stays known, and what held when can be asked:
an order that was stayed for a month was stayed for that month, whenever somebody asks.
"""

from datetime import datetime

from kernel.models import User
from register.actions.facts import copy_fact, locked, replace_fact, supersede, writing
from register.models import Annotation, Person, Restriction, period


def mark_under_appeal(*, person: Person, source: str, reason: str, by: User, at: datetime) -> None:
    """An appeal against a decision is pending: its orders say so from now on. What has no order has nothing to say."""
    with writing(by=by, reason=reason):
        for order in _lasting(person, source, at):
            _begin(order, "under_appeal_from", "under_appeal_until", at)


def end_under_appeal(*, person: Person, source: str, reason: str, by: User, at: datetime) -> None:
    """No appeal against a decision is pending any more."""
    with writing(by=by, reason=reason):
        for order in _lasting(person, source, at):
            _end(order, "under_appeal_from", "under_appeal_until", at)


def stay_orders(*, person: Person, source: str, reason: str, by: User, at: datetime) -> None:
    """What a decision ordered has no effect from now until `end_stay`; a note by it is not shown meanwhile."""
    with writing(by=by, reason=reason):
        for order in _lasting(person, source, at):
            _begin(order, "stayed_from", "stayed_until", at)
        for note in _lasting_notes(person, source, at):
            _cut(note, at)


def end_stay(*, person: Person, source: str, reason: str, by: User, at: datetime) -> None:
    """What a decision ordered has effect again from now on. A note by it is put back by `annotate`."""
    with writing(by=by, reason=reason):
        for order in _lasting(person, source, at):
            _end(order, "stayed_from", "stayed_until", at)


def quash_orders(*, person: Person, source: str, reason: str, by: User, at: datetime) -> None:
    """What a decision put on the register is void from its beginning, as known from now on; also what is over."""
    with writing(by=by, reason=reason):
        held = locked(person=person)
        for order in Restriction.objects.current().filter(person=held, source=source, quashed_at=None):
            replace_fact(fact=order, changes={"quashed_at": at})
        for note in Annotation.objects.current().filter(person=held, source=source):
            supersede(fact=note)


def end_notes(*, person: Person, source: str, reason: str, by: User, at: datetime) -> None:
    """A note by a decision is not shown from now on."""
    with writing(by=by, reason=reason):
        for note in _lasting_notes(person, source, at):
            _cut(note, at)


def _lasting(person: Person, source: str, at: datetime) -> list[Restriction]:
    orders = Restriction.objects.current().filter(person=locked(person=person), source=source, quashed_at=None)
    return [order for order in orders if order.ends is None or order.ends > at]


def _lasting_notes(person: Person, source: str, at: datetime) -> list[Annotation]:
    notes = Annotation.objects.current().filter(person=locked(person=person), source=source)
    return [note for note in notes if note.ends is None or note.ends > at]


def _begin(order: Restriction, begun: str, over: str, at: datetime) -> None:
    """Begin a stay or an appeal. An earlier one of an order in force keeps its place: the order is cut in two."""
    if getattr(order, begun) is None:
        replace_fact(fact=order, changes={begun: at})
    elif getattr(order, over) is None:
        return
    elif order.begins is not None and order.begins < at:
        copied = {"during": period(at, order.ends), begun: at, over: None}
        replace_fact(fact=order, changes={"during": period(order.begins, at)})
        copy_fact(fact=order, changes=copied)
    else:
        replace_fact(fact=order, changes={begun: at, over: None})


def _end(order: Restriction, begun: str, over: str, at: datetime) -> None:
    if getattr(order, begun) is not None and getattr(order, over) is None:
        replace_fact(fact=order, changes={over: at})


def _cut(note: Annotation, at: datetime) -> None:
    if note.begins is not None and note.begins < at:
        replace_fact(fact=note, changes={"during": period(note.begins, at)})
    else:
        supersede(fact=note)
