"""Rule sets: the parameters of law and policy, each version in force for a period."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from kernel.models.record import Record


class RuleSet(Record):
    """One version. `parameters` is read through `kernel.rulesets.Rules`, which says what each means."""

    version = models.TextField(unique=True)
    name = models.TextField()
    during = DateTimeRangeField()
    parameters = models.JSONField()
    sources = models.JSONField()

    class Meta:
        constraints = [
            ExclusionConstraint(name="ruleset_one_at_a_time", expressions=[("during", RangeOperators.OVERLAPS)]),
            models.CheckConstraint(condition=Q(during__isempty=False), name="ruleset_period_is_not_empty"),
        ]
