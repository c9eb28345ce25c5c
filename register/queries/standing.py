"""The facts that standing depends on, and standing itself, now or as known then."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from kernel import rulesets
from register.models import Fact, FactQuerySet, Person, Registration, Restriction
from register.rules import Grade, Kind, RegistrationStatus
from register.rules.standing import Facts, Order, PostAsked, RegistrationSpan, Standing, standing


def known_facts(model: type[Fact], known: str | datetime | None) -> FactQuerySet:
    """Facts as known now (None), to a snapshot (`pg_current_snapshot()` as text), or at an instant."""
    facts: FactQuerySet = model.objects.all()
    if known is None:
        return facts.current()
    return facts.known_in(known) if isinstance(known, str) else facts.known_at(known)


def facts_of(
    *, person_ids: Collection[int], known: str | datetime | None = None, published_by: datetime | None = None
) -> dict[int, Facts]:
    """By person, all that standing depends on; a person without any has empty facts.

    `known` as for `known_facts`. `published_by` leaves out the orders that were not published by an instant.
    """
    restrictions = known_facts(Restriction, known).filter(person_id__in=person_ids)
    if published_by is not None:
        restrictions = restrictions.filter(published_at__lte=published_by)
    orders: dict[int, list[Order]] = defaultdict(list)
    for row in restrictions.order_by("during", "pk"):
        orders[row.person_id].append(order_of(row))
    spans: dict[int, list[RegistrationSpan]] = defaultdict(list)
    for row in known_facts(Registration, known).filter(person_id__in=person_ids).order_by("during"):
        spans[row.person_id].append(span_of(row))
    return {
        person_id: Facts(orders=tuple(orders[person_id]), registrations=tuple(spans[person_id]))
        for person_id in person_ids
    }


def order_of(row: Restriction) -> Order:
    """A stored restriction as the rules see it."""
    assert row.begins is not None
    return Order(
        kind=Kind(row.kind),
        tiers=frozenset(row.tiers),
        organisation_classes=frozenset(row.organisation_classes),
        begins=row.begins,
        ends=row.ends,
        served_at=row.served_at,
        stayed_from=row.stayed_from,
        stayed_until=row.stayed_until,
        under_appeal_from=row.under_appeal_from,
        under_appeal_until=row.under_appeal_until,
        quashed_at=row.quashed_at,
        source=row.source,
        decision_path=row.decision_path,
    )


def span_of(row: Registration) -> RegistrationSpan:
    """A stored registration as the rules see it."""
    assert row.begins is not None
    return RegistrationSpan(
        status=RegistrationStatus(row.status), grade=Grade(row.grade), begins=row.begins, ends=row.ends
    )


def standing_of(*, person: Person, post: PostAsked, at: datetime, known: str | datetime | None = None) -> Standing:
    """The standing of a person for a post at an instant, by the rule set in force then."""
    facts = facts_of(person_ids=[person.pk], known=known)[person.pk]
    return standing(facts=facts, post=post, at=at, rules=rulesets.current(at))
