"""How long an interim order may last that rests on facts on which there have been others."""

from dataclasses import dataclass
from datetime import datetime

from kernel import rulesets
from kernel.models import RuleSet
from register.models import Person, Restriction
from register.rules.interim import latest_end
from register.rules.vocabulary import INTERIM


@dataclass(frozen=True)
class LongestTime:
    """Until when at the latest, counted from which first beginning, by which rule set."""

    ends_at: datetime
    first_at: datetime
    rule_set: RuleSet


def longest_interim_time(*, person: Person, matter: str, begins_at: datetime) -> LongestTime:
    """Until when at the latest an interim order or bar on the facts of one matter may run, if it begins at an instant.

    One longest time for all of them, by the rule set in force when the first began. What a court added, and what a
    court quashed, does not count. PostgreSQL refuses what runs longer.
    """
    orders = Restriction.objects.current().filter(person=person, matter=matter, kind__in=INTERIM, quashed_at=None)
    spans = [
        (order.begins, min(order.ends, order.extended_from or order.ends))
        for order in orders
        if order.begins is not None and order.ends is not None
    ]
    first_at = min([begins_at, *(begins for begins, _ in spans)])
    rule_set = rulesets.row_in_force(first_at)
    months = rulesets.rules_of(rule_set).interim_maximum_months
    return LongestTime(latest_end(spans=spans, begins_at=begins_at, months=months), first_at, rule_set)
