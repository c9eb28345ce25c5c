"""A fact: what holds in a period, as recorded at a time. Superseded by another, never overwritten or deleted."""

from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now

from kernel.clocks import last_day_before
from kernel.models import CurrentXid, Record, XidField


class VisibleIn(Func):
    """Whether a transaction's work is seen by a snapshot (`pg_current_snapshot()` as text)."""

    template = "pg_visible_in_snapshot(%(expressions)s::pg_snapshot)"
    output_field = models.BooleanField()


class IsFinite(Func):
    """Whether an instant is one; NULL of NULL."""

    function = "isfinite"
    output_field = models.BooleanField()


class FactQuerySet(models.QuerySet[Any]):
    """Facts as known now, or as known then."""

    def current(self) -> Self:
        """As known now."""
        return self.filter(superseded_xid=None)

    def known_in(self, snapshot: str) -> Self:
        """As known to a snapshot: what an answer kept, so that it can be given again exactly."""
        seen = VisibleIn(F("recorded_xid"), Value(snapshot))
        gone = VisibleIn(F("superseded_xid"), Value(snapshot))
        return self.filter(Q(seen) & (Q(superseded_xid=None) | ~Q(gone)))

    def known_at(self, instant: datetime) -> Self:
        """As known at an instant, by the database's clock when each was written (shortly before its commit)."""
        later = Q(superseded_at=None) | Q(superseded_at__gt=instant)
        return self.filter(later, recorded_at__lte=instant)

    def at(self, instant: datetime) -> Self:
        """Those whose period includes an instant."""
        return self.filter(during__contains=instant)


class Fact(Record):
    """Something that holds for a person in a period `[)`. An unbounded side is None: not known, or no end.

    A trigger writes the recorded and superseded times and refuses every change but superseding.
    """

    during = DateTimeRangeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    recorded_xid = XidField(db_default=CurrentXid(), editable=False)
    superseded_at = models.DateTimeField(null=True, editable=False)
    superseded_xid = XidField(null=True, editable=False)

    objects: ClassVar[Any] = FactQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def begins(self) -> datetime | None:
        """The first instant, or None where the beginning is not known."""
        begins: datetime | None = self.during.lower
        return begins

    @property
    def ends(self) -> datetime | None:
        """The instant at which it is over, or None."""
        ends: datetime | None = self.during.upper
        return ends

    @property
    def last_day(self) -> date | None:
        """The London day with which it ends, or None."""
        return last_day_before(self.ends) if self.ends else None


def fact_constraints(table: str) -> list[models.BaseConstraint]:
    """What holds of every fact: a half-open period that is not empty, and both superseded columns or neither.

    "No end" is an upper bound of NULL, never the value infinity, which overlaps but reads as an instant.
    """
    return [
        models.CheckConstraint(
            condition=Q(during__isempty=False, during__upper_inc=False)
            & (Q(during__startswith=None) | Q(during__lower_inc=True)),
            name=f"{table}_period_is_half_open",
        ),
        models.CheckConstraint(
            condition=Q(IsFinite("during__startswith")) & Q(IsFinite("during__endswith")),
            name=f"{table}_bounds_are_instants",
        ),
        models.CheckConstraint(
            condition=Q(superseded_at=None, superseded_xid=None)
            | Q(superseded_at__isnull=False, superseded_xid__isnull=False),
            name=f"{table}_superseding_is_whole",
        ),
    ]


def one_at_a_time(table: str, *fields: str, only: Q | None = None) -> ExclusionConstraint:
    """No two current facts that are alike in these fields at one instant."""
    current = Q(superseded_xid=None)
    return ExclusionConstraint(
        name=f"{table}_one_at_a_time",
        expressions=[
            *((field, RangeOperators.EQUAL) for field in fields),
            ("during", RangeOperators.OVERLAPS),
        ],
        condition=current & only if only else current,
    )


def period(begins: datetime | None, ends: datetime | None = None) -> DateTimeTZRange:
    """The half-open period between two instants; None is an unbounded side."""
    return DateTimeTZRange(begins, ends, "[)")
