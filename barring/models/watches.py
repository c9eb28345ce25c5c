"""People whom an organisation watches: it is told when their standing changes. And what was last seen of them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from barring.models.checks import Check
from barring.rules.answers import Purpose
from kernel.models import Organisation, Record, RuleSet
from register.models import Person


class Watch(Record):
    """One person and one post, under a reference of the organisation's own, from a first check on.

    Whom it is about and for which post stands in that check. `person` is who was matched, remembered from then on; None
    until somebody is.
    """

    class Ending(models.TextChoices):
        """Why it is over."""

        BY_ORGANISATION = "by_organisation", "The organisation ended it"
        POST_ENDED = "post_ended", "The post ended"
        NOT_RENEWED = "not_renewed", "It was not renewed in time"
        SUCCEEDED = "succeeded", "The organisation went into another, which watches now"

    tenant = "organisation"
    personal = ("reference",)  # an organisation chooses it, and it may be a name

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="watches")
    reference = models.TextField()
    first_check = models.ForeignKey(Check, models.PROTECT, related_name="+")
    purpose = models.TextField(choices=[(purpose.value, purpose.words) for purpose in Purpose])
    """Why it is kept: that of its first check, until it is renewed for another."""
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="watches")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    renew_by = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_because = models.TextField(choices=Ending.choices, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "reference"], name="watch_reference_is_its_own"),
            models.CheckConstraint(condition=~Q(reference=""), name="watch_has_reference"),
            models.CheckConstraint(condition=Q(purpose__in=list(Purpose)), name="watch_purpose_is_known"),
            models.CheckConstraint(condition=Q(renew_by__gt=F("started_at")), name="watch_renewed_after_start"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_because="")
                | Q(
                    ended_at__isnull=False,
                    ended_because__in=["by_organisation", "post_ended", "not_renewed", "succeeded"],
                ),
                name="watch_ends_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"watch {self.pk}"


class WatchLook(models.Model):
    """What was last seen of a watch, and when to look again. `due_at` None is: when something is recorded."""

    without_history = "worked out anew from the record at each look"
    tenant = "watch__organisation"

    watch = models.OneToOneField(Watch, models.PROTECT, primary_key=True, related_name="look")
    digest = models.TextField()
    """Of the standing that the organisation was told of, or of the lack of a match."""
    scheduled = models.TextField(default="")
    """The change known ahead that it was told of."""
    looked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    warned_of = models.DateTimeField(null=True)
    """The `renew_by` that the organisation was warned of."""

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="watchlook_due")]


class WatchPass(models.Model):
    """How far the record has been looked through for what concerns watches: the snapshot of the last pass."""

    without_history = "says only how far a pass of due work came"

    id = models.SmallIntegerField(primary_key=True)
    era = models.IntegerField()
    snapshot = models.TextField()
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="+")
