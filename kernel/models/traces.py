"""Who looked at what; and the counters behind references and limits."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from kernel.models.record import AppendOnly


class AccessEvent(AppendOnly):
    """One look by a signed-in user at one thing or at a list, one refusal at the door, or a reason given for looking.

    What a list was searched by is kept as keyed hashes, so that a name can be looked for in the log and not read from
    it; `found` are the references of what was shown, up to a number.
    """

    class Act(models.TextChoices):
        OPENED = "opened", "Opened"
        LISTED = "listed", "Searched or listed"
        DOWNLOADED = "downloaded", "Downloaded"
        REASON = "reason", "Gave a reason"

    personal = ("reason", "asked")
    open_texts = ("permission", "noun", "reference", "request_id", "found")

    at = models.DateTimeField(db_default=Now())
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    act = models.TextField(choices=Act.choices, default=Act.OPENED)
    permission = models.TextField()
    noun = models.TextField()
    reference = models.TextField()
    allowed = models.BooleanField()
    outside_work = models.BooleanField(default=False)
    """Whether the user had no part in what was opened."""
    reason = models.TextField(default="")
    asked = ArrayField(models.TextField(), default=list)
    found = ArrayField(models.TextField(), default=list)
    found_count = models.IntegerField(null=True)
    request_id = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(act__in=["opened", "listed", "downloaded", "reason"]), name="access_act_is_known"
            ),
            models.CheckConstraint(condition=~Q(act="reason", reason=""), name="access_reason_is_given"),
        ]
        indexes = [
            models.Index(fields=["noun", "reference", "-at"], name="access_by_object"),
            models.Index(fields=["-at"], name="access_by_time"),
            models.Index(fields=["user", "-at"], name="access_by_user"),
            GinIndex(fields=["asked"], condition=Q(act="listed"), name="access_by_search"),
            GinIndex(fields=["found"], condition=Q(act="listed"), name="access_by_found"),
        ]


class AccessDigest(AppendOnly):
    """That the owners of cases were told who had looked, up to an instant; once a London day."""

    open_texts = ("day",)

    day = models.DateField(unique=True)
    until = models.DateTimeField()


class ReferenceCounter(models.Model):
    """The last number given out for a prefix and year; see `kernel.references`."""

    without_history = "the references themselves stand in rows that have it"

    pk = models.CompositePrimaryKey("prefix", "year")
    prefix = models.TextField()
    year = models.IntegerField()
    last = models.IntegerField()


class PublicCounter(models.Model):
    """How many requests came under a key in one minute. The key is a keyed hash that changes every hour."""

    without_history = "counts live for minutes"

    pk = models.CompositePrimaryKey("key", "minute")
    key = models.TextField()
    minute = models.BigIntegerField()
    hits = models.IntegerField()
