"""Files of people to be watched: each row that can be read becomes a watch, under a reference of its own."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from barring.rules.answers import Purpose
from kernel.models import ApiClient, AppendOnly, Organisation, Record


class WatchBatch(Record):
    """One file, of one organisation. How far it is can be counted from what is left of it."""

    tenant = "organisation"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="watch_batches")
    client = models.ForeignKey(ApiClient, models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    purpose = models.TextField(choices=[(purpose.value, purpose.words) for purpose in Purpose])
    rows = models.IntegerField()
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=list(Purpose)), name="watchbatch_purpose_is_known"),
            models.CheckConstraint(condition=Q(rows__gt=0), name="watchbatch_has_rows"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("created_at")), name="watchbatch_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["created_at"], condition=Q(ended_at=None), name="watchbatch_unfinished")]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The public name: its random id."""
        return f"wab_{self.pk.hex}"


class WatchBatchRow(models.Model):
    """A row as it came, sealed. Gone as soon as the person is watched, or cannot be."""

    without_history = "an uploaded file's rows, until each is a watch"
    tenant = "organisation"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    batch = models.ForeignKey(WatchBatch, models.PROTECT, related_name="waiting", db_index=False)
    line = models.IntegerField()
    sealed = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="watchbatchrow_line_is_its_own")]


class WatchBatchFault(AppendOnly):
    """A line that could not be watched, and why. Nothing of it is kept but the organisation's own reference."""

    tenant = "organisation"
    personal = ("reference",)  # an organisation chooses it, and it may be a name
    open_texts = ("code", "detail")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    batch = models.ForeignKey(WatchBatch, models.PROTECT, related_name="faults", db_index=False)
    line = models.IntegerField()
    reference = models.TextField(default="")
    code = models.TextField()
    detail = models.TextField()
    """Ours: it repeats nothing that was given."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "line"], name="watchbatchfault_line_is_its_own"),
            models.CheckConstraint(condition=Q(line__gt=1), name="watchbatchfault_is_below_the_header"),
        ]
