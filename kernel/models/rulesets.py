"""Rule sets: the parameters of law and policy, each version in force for a period."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from kernel.models.record import AppendOnly, Record
from kernel.rule_set_workflow import RuleSetAction, RuleSetStatus


class RuleSet(Record):
    """One version. `parameters` is read through `kernel.rulesets.Rules`, which says what each means.

    `effective_from` is when it is to begin, `during` when it is in force: set by its approval, and closed by that of
    the next. Once approved nothing else changes, and no gap is left between two: triggers see to it. The one without
    a drafter came with the product.
    """

    open_texts = ("version", "name", "parameters", "sources")

    version = models.TextField(unique=True)
    name = models.TextField()
    status = models.TextField(choices=RuleSetStatus.choices, default=RuleSetStatus.DRAFT)
    revision = models.IntegerField(default=1)
    effective_from = models.DateTimeField()
    during = DateTimeRangeField(null=True)
    parameters = models.JSONField()
    sources = models.JSONField()
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(name="ruleset_one_at_a_time", expressions=[("during", RangeOperators.OVERLAPS)]),
            models.CheckConstraint(
                condition=Q(during=None) | Q(during__isempty=False), name="ruleset_period_is_not_empty"
            ),
            models.CheckConstraint(condition=Q(status__in=RuleSetStatus.values), name="ruleset_status_is_known"),
            models.CheckConstraint(
                condition=~Q(status=RuleSetStatus.APPROVED, during=None)
                & (Q(status=RuleSetStatus.APPROVED) | Q(during=None)),
                name="ruleset_in_force_only_if_approved",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                & (~Q(status=RuleSetStatus.APPROVED) | Q(drafted_by=None))
                | Q(status=RuleSetStatus.APPROVED, drafted_by__isnull=False, approved_by__isnull=False)
                & Q(approved_at__isnull=False)
                & ~Q(approved_by=F("drafted_by")),
                name="ruleset_two_people",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None) | Q(during__startswith__gt=F("approved_at")),
                name="ruleset_begins_after_its_approval",
            ),
            models.CheckConstraint(
                condition=Q(during=None) | Q(during__startswith=F("effective_from")),
                name="ruleset_begins_as_it_says",
            ),
            models.UniqueConstraint(
                fields=["drafted_by"],
                name="ruleset_one_came_with_the_product",
                condition=Q(drafted_by=None),
                nulls_distinct=False,
            ),
        ]


class RuleSetStep(AppendOnly):
    """One thing somebody did to a version: the regulator's own record. `revision` is the version's after it."""

    personal = ("reason",)

    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="steps")
    action = models.TextField(choices=RuleSetAction.choices)
    status = models.TextField(choices=RuleSetStatus.choices)
    revision = models.IntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(action__in=RuleSetAction.values), name="ruleset_step_action_is_known"),
            models.CheckConstraint(condition=Q(status__in=RuleSetStatus.values), name="ruleset_step_status_is_known"),
            models.UniqueConstraint(fields=["rule_set", "revision"], name="ruleset_step_one_a_revision"),
        ]
