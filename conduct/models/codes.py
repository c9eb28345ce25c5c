"""The Code that managers are judged by, in its versions."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from conduct.rules.citing import Cited, Duty
from kernel.models import Record


class Code(Record):
    """One version of a code. `key` names the code through all its versions, of which one is in force on a day."""

    open_texts = ("key", "version", "title")

    key = models.TextField()
    version = models.TextField()
    title = models.TextField()
    in_force = DateRangeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="code_version_once"),
            ExclusionConstraint(
                name="code_one_version_at_a_time",
                expressions=[("key", RangeOperators.EQUAL), ("in_force", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                condition=Q(in_force__isempty=False, in_force__startswith__isnull=False),
                name="code_in_force_has_a_start",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ClauseQuerySet(models.QuerySet["Clause"]):
    def in_force_on(self, day: date) -> "ClauseQuerySet":
        """The clauses that bound managers on a London day, in the Code's order."""
        return self.filter(code__in_force__contains=day).select_related("code").order_by("code__key", "position")


class Clause(Record):
    """A principle ("3") or one of its provisions ("3f"), with a short title and a summary in our own words."""

    open_texts = ("reference", "title", "summary")

    code = models.ForeignKey(Code, models.PROTECT, related_name="clauses")
    reference = models.TextField()
    title = models.TextField()
    summary = models.TextField()
    position = models.IntegerField()
    duty = models.TextField(choices=Duty.choices, default=Duty.CONDUCT)
    """Whether it binds how managers behave, and so can be charged."""

    objects = ClauseQuerySet.as_manager()

    class Meta:
        ordering = ["code", "position"]
        constraints = [
            models.UniqueConstraint(fields=["code", "reference"], name="clause_reference_once"),
            models.UniqueConstraint(fields=["code", "position"], name="clause_position_once"),
            models.CheckConstraint(condition=Q(duty__in=Duty.values), name="clause_duty_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def cited(self) -> Cited:
        period = self.code.in_force
        return Cited(
            self.reference,
            in_force_from=period.lower,
            in_force_until=period.upper,
            code=self.code.key,
            version=self.code.version,
            duty=self.duty,
        )


class MisconductHead(Record):
    """A kind of serious misconduct, as `source` names it. An allegation says which it would be."""

    open_texts = ("key", "title", "summary", "source")

    key = models.TextField(unique=True)
    title = models.TextField()
    summary = models.TextField()
    source = models.TextField()
    position = models.IntegerField(unique=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.title


class DiscriminationGround(Record):
    """A ground on which a principle of one version of the Code forbids discrimination."""

    open_texts = ("key", "title")

    clause = models.ForeignKey(Clause, models.PROTECT, related_name="grounds")
    key = models.TextField()
    title = models.TextField()
    position = models.IntegerField()

    class Meta:
        ordering = ["clause", "position"]
        constraints = [models.UniqueConstraint(fields=["clause", "key"], name="discriminationground_once")]

    def __str__(self) -> str:
        return self.title
