"""Writes by the apps that decide: what the register must show of their decisions. They call in their transaction."""

from collections.abc import Collection
from datetime import datetime
from types import EllipsisType

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from kernel.errors import ActionRefused
from kernel.models import User
from register.actions.facts import locked, replace_fact, supersede, writing
from register.models import Annotation, Person, Restriction, period
from register.rules import ALL_CLASSES, Kind, Tier


class AlreadyRestricted(ActionRefused):
    """The same kind of order by the same decision is on the register for some of the time."""


class NoSuchRestriction(ActionRefused):
    """The register has no order by this decision for this person."""


def impose_restriction(
    *,
    person: Person,
    kind: Kind,
    tiers: Collection[Tier],
    organisation_classes: Collection[str],
    begins_at: datetime,
    ends_at: datetime | None,
    source: str,
    decided_at: datetime,
    served_at: datetime,
    published_at: datetime | None,
    decision_path: str = "",
    matter: str = "",
    extended_from: datetime | None = None,
    by: User,
    at: datetime,
) -> Restriction:
    """Put an order on the register, in force from `begins_at` up to `ends_at`.

    Refuses an empty scope, an end not after the beginning, and the same order twice. An interim order has a `matter`.
    """
    _require_possible(tiers, organisation_classes, begins_at, ends_at)
    with writing(by=by):
        during = _require_new(locked(person=person), kind, source, period(begins_at, ends_at))
        restriction: Restriction = Restriction.objects.create(
            person=person,
            kind=Kind(kind),
            tiers=[tier for tier in Tier if tier in tiers],
            organisation_classes=_classes(organisation_classes),
            during=during,
            source=source,
            decided_at=decided_at,
            served_at=served_at,
            published_at=published_at,
            decision_path=decision_path,
            matter=matter,
            extended_from=extended_from,
        )
        return restriction


def _require_new(person: Person, kind: Kind, source: str, during: DateTimeTZRange) -> DateTimeTZRange:
    same = Restriction.objects.current().filter(person=person, kind=kind, source=source)
    if same.filter(during__overlap=during, quashed_at=None).exists():
        raise AlreadyRestricted(f"The register already has this order by {source}.")
    return during


def vary_restriction(
    *,
    restriction: Restriction,
    ends_at: datetime | EllipsisType | None = ...,
    tiers: Collection[Tier] | EllipsisType = ...,
    organisation_classes: Collection[str] | EllipsisType = ...,
    published_at: datetime | EllipsisType | None = ...,
    extended_from: datetime | EllipsisType = ...,
    reason: str,
    by: User,
    at: datetime,
) -> Restriction:
    """Supersede an order by one that differs in what is named. Refuses an order that was superseded, and no change."""
    changes: dict[str, object] = {}
    if ends_at is not ...:
        changes["during"] = period(restriction.begins, ends_at)
    if tiers is not ...:
        changes["tiers"] = [tier for tier in Tier if tier in tiers]
    if organisation_classes is not ...:
        changes["organisation_classes"] = _classes(organisation_classes)
    if published_at is not ...:
        changes["published_at"] = published_at
    if extended_from is not ...:
        changes["extended_from"] = extended_from
    with writing(by=by, reason=reason):
        locked(person=restriction.person)
        varied: Restriction = replace_fact(fact=restriction, changes=changes)
    return varied


def postpone_restriction(
    *, person: Person, source: str, begins_at: datetime, ends_at: datetime | None, reason: str, by: User, at: datetime
) -> Restriction:
    """Have the order that a decision put on the register begin, and end, later. It stays as it is otherwise.

    Refuses one that has begun, a beginning that is not later, and where the register has no order by this decision.
    """
    with writing(by=by, reason=reason):
        found = Restriction.objects.current().filter(person=locked(person=person), source=source, quashed_at=None)
        order = found.first()
        if order is None or order.begins is None:
            raise NoSuchRestriction(f"The register has no order by {source} to begin later.")
        if order.begins <= at or begins_at <= order.begins:
            raise ActionRefused("Only an order that has not begun can begin later, and only later than it would.")
        _require_possible(order.tiers, order.organisation_classes, begins_at, ends_at)
        postponed: Restriction = replace_fact(fact=order, changes={"during": period(begins_at, ends_at)})
    return postponed


def end_restriction(*, person: Person, source: str, ends_at: datetime, reason: str, by: User, at: datetime) -> None:
    """End what a decision put on the register, at an instant. What had not begun by then is taken off.

    Refuses where nothing by this decision is on the register any more at that instant.
    """
    with writing(by=by, reason=reason):
        orders = Restriction.objects.current().filter(person=locked(person=person), source=source, quashed_at=None)
        lasting = [order for order in orders if order.ends is None or order.ends > ends_at]
        if not lasting:
            raise NoSuchRestriction(f"The register has no order by {source} to end.")
        for order in lasting:
            if order.begins is not None and order.begins < ends_at:
                replace_fact(fact=order, changes={"during": period(order.begins, ends_at)})
            else:
                supersede(fact=order)


def link_decision(*, person: Person, source: str, path: str, reason: str, by: User) -> None:
    """Have what a decision put on the register say where it is published, or nowhere."""
    with writing(by=by, reason=reason):
        held = locked(person=person)
        for order in Restriction.objects.current().filter(person=held, source=source).exclude(decision_path=path):
            replace_fact(fact=order, changes={"decision_path": path})
        for note in Annotation.objects.current().filter(person=held, source=source).exclude(decision_path=path):
            replace_fact(fact=note, changes={"decision_path": path})


def annotate(
    *,
    person: Person,
    text: str,
    source: str,
    begins_at: datetime,
    ends_at: datetime | None,
    published_at: datetime | None,
    kind: str = Annotation.Kind.WARNING,
    decision_path: str = "",
    by: User,
    at: datetime,
) -> Annotation:
    """Put a warning or undertakings on the entry, shown from `begins_at` up to `ends_at` once published.

    It alters no standing.
    """
    with writing(by=by):
        same = Annotation.objects.current().filter(person=locked(person=person), kind=kind, source=source)
        if same.filter(during__overlap=period(begins_at, ends_at)).exists():
            raise AlreadyRestricted(f"The register already has such a note by {source}.")
        annotation: Annotation = Annotation.objects.create(
            person=person,
            kind=kind,
            text=text,
            source=source,
            published_at=published_at,
            decision_path=decision_path,
            during=period(begins_at, ends_at),
        )
    return annotation


def _require_possible(
    tiers: Collection[Tier], classes: Collection[str], begins_at: datetime, ends_at: datetime | None
) -> None:
    if not tiers or not classes:
        raise ActionRefused("Choose at least one tier and one class of organisation.")
    if ends_at is not None and ends_at <= begins_at:
        raise ActionRefused("The order must end after it begins.")


def _classes(chosen: Collection[str]) -> list[str]:
    return [ALL_CLASSES] if ALL_CLASSES in chosen else sorted(set(chosen))
