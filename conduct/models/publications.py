"""A decision as it is published: prepared with what is left out of it, checked by a second person, and taken down."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from conduct.models.determinations import Determination
from conduct.rules.publishing import Because
from kernel.models import Record, RuleSet


class Publication(Record):
    """The publication of one decision. It ends by the register, which says until when the order lasts; a trigger
    refuses one of a decision that is not served, does not stand, or may not be published yet."""

    personal = ("taken_down_because",)

    determination = models.OneToOneField(Determination, models.PROTECT, related_name="publication")
    version = models.IntegerField(default=1)
    """How often what is left out was changed: whoever checks it says which they read."""
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, null=True, related_name="+")
    taken_down_at = models.DateTimeField(null=True)
    taken_down_because = models.TextField(default="")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_by=None, published_at=None, rule_set=None)
                | Q(published_at__isnull=False, published_at__gte=F("prepared_at"), taken_down_at=None)
                & Q(checked_by__isnull=False, rule_set__isnull=False)
                & ~Q(checked_by=F("prepared_by")),
                name="publication_checked_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(taken_down_at=None, taken_down_because="")
                | Q(taken_down_at__isnull=False) & ~Q(taken_down_because=""),
                name="publication_taken_down_for_a_reason",
            ),
        ]


class LeftOut(Record):
    """A passage that is left out of what is published wherever it stands, and why. A trigger refuses a change while
    the decision is published."""

    deletable = True
    personal = ("passage",)

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="left_out")
    passage = models.TextField()
    because = models.TextField(choices=Because.choices)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "passage"], name="leftout_once"),
            models.CheckConstraint(condition=Q(because__in=Because.values), name="leftout_says_why"),
            models.CheckConstraint(condition=~Q(passage=""), name="leftout_is_something"),
        ]
