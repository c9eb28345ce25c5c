"""Who looked at what; and the counters behind references and limits."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from kernel.models.record import AppendOnly


class AccessEvent(AppendOnly):
    """One look at a person, case, check or file by a signed-in user, or one refusal at the door."""

    open_texts = ("permission", "noun", "reference", "request_id")

    at = models.DateTimeField(db_default=Now())
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    permission = models.TextField()
    noun = models.TextField()
    reference = models.TextField()
    allowed = models.BooleanField()
    request_id = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["noun", "reference", "-at"], name="access_by_object")]


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
