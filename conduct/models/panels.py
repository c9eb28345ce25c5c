"""Who sits on panels, for how long, and on which days they can."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from conduct.rules.panels import Kind
from kernel.models import Record


class PanelMember(Record):
    """One term of office. A later term is a row of its own, and one ends early by a shorter term."""

    open_texts = ("trained_on",)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="panel_terms")
    kind = models.TextField(choices=Kind.choices)
    is_qualified = models.BooleanField()
    """Legally qualified, so that they may chair."""
    term = DateRangeField()
    trained_on = models.DateField(null=True)

    class Meta:
        ordering = ["user", "term"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="panelmember_kind_is_known"),
            models.CheckConstraint(
                condition=Q(term__isempty=False, term__startswith__isnull=False, term__endswith__isnull=False),
                name="panelmember_term_is_whole",
            ),
            ExclusionConstraint(
                name="panelmember_one_term_at_a_time",
                expressions=[("user", RangeOperators.EQUAL), ("term", RangeOperators.OVERLAPS)],
            ),
        ]


class PanelDay(Record):
    """A day on which somebody has said that they can sit."""

    deletable = True
    open_texts = ("day",)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    day = models.DateField()

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="panelday_once")]
