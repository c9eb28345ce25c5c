"""The Code in its versions, and what an allegation may name besides."""

from datetime import date

from django.db.models import QuerySet

from conduct.models import Clause, DiscriminationGround, MisconductHead
from conduct.rules.citing import Duty


def clauses_in_force(*, on: date) -> QuerySet[Clause]:
    """The clauses of the Code's version in force on a day."""
    return Clause.objects.in_force_on(on)


def every_clause() -> QuerySet[Clause]:
    """The clauses of every version, for a form that checks the date itself."""
    return Clause.objects.select_related("code").order_by("code__key", "-code__in_force", "position")


def one_clause_of_each_version() -> QuerySet[Clause]:
    """The first clause of each version of every code that says how managers behave: where conduct must be charged
    under it, there is something to charge."""
    found = Clause.objects.filter(duty=Duty.CONDUCT).select_related("code")
    return found.order_by("code", "position").distinct("code")


def misconduct_heads() -> QuerySet[MisconductHead]:
    """Every kind of serious misconduct, in order."""
    return MisconductHead.objects.all()


def discrimination_grounds() -> QuerySet[DiscriminationGround]:
    """Every ground on which a version of the Code forbids discrimination, in order."""
    return DiscriminationGround.objects.select_related("clause__code")
