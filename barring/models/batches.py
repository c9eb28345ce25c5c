"""Batches of checks: many questions sent at once. Each row that can be read becomes an ordinary check."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from barring.rules.answers import Purpose
from barring.workflow import BATCH, BatchStatus
from kernel.models import ApiClient, AppendOnly, Organisation, Record


class CheckBatch(Record):
    """A file of questions, asked by one organisation. The answers are checks that name it and their row."""

    tenant = "organisation"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    """Random, and chosen before the first row comes in: the parts name it before it is stored."""
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="check_batches")
    client = models.ForeignKey(ApiClient, models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    purpose = models.TextField(choices=[(one.value, one.words) for one in Purpose], default="", blank=True)
    """Empty where each row says its own."""
    status = models.TextField(choices=BatchStatus.choices, default=BATCH.start)
    rows = models.IntegerField()
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=["", *Purpose]), name="checkbatch_purpose_is_known"),
            models.CheckConstraint(condition=Q(status__in=BatchStatus.values), name="checkbatch_status_is_known"),
            models.CheckConstraint(condition=Q(rows__gt=0, rows__lte=1_000_000), name="checkbatch_has_rows"),
            models.CheckConstraint(
                condition=Q(status__in=["QUEUED", "RUNNING"], ended_at=None)
                | Q(status__in=["COMPLETE", "CANCELLED", "FAILED"], ended_at__gte=F("created_at")),
                name="checkbatch_ends_once",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-created_at", "-id"], name="checkbatch_by_organisation"),
            models.Index(
                fields=["created_at"], condition=Q(status__in=["QUEUED", "RUNNING"]), name="checkbatch_unfinished"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The public name of a batch: its random id."""
        return f"chb_{self.pk.hex}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will be answered."""
        return self.ended_at is not None


class CheckBatchProgress(models.Model):
    """How far a batch has come, beside it: a batch's own history tells its states, not every thousand rows."""

    without_history = "counts what has been answered, and can be counted again"
    tenant = "batch__organisation"

    batch = models.OneToOneField(CheckBatch, models.PROTECT, primary_key=True, related_name="progress")
    done = models.IntegerField(default=0)
    outcomes = models.JSONField(default=dict)
    """Outcome to number of rows; `error` counts the rows that could not be asked."""
    started_at = models.DateTimeField(null=True)
    worked_at = models.DateTimeField(null=True)
    held_until = models.DateTimeField(null=True)
    """Until when its other rows wait: it asked about too many, of the same few names, whom no entry fits."""


class CheckBatchPart(models.Model):
    """Some rows of a batch as they came, sealed. Gone as soon as they are answered, or nobody wants them answered."""

    without_history = "an uploaded file's rows, until each is answered by a check"
    tenant = "organisation"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    batch = models.ForeignKey(CheckBatch, models.PROTECT, related_name="parts", db_index=False)
    first_row = models.IntegerField()
    sealed = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "first_row"], name="checkbatchpart_first_row_is_its_own"),
        ]


class CheckBatchFault(AppendOnly):
    """A row that could not be asked about, and why. Nothing of it is kept but the asker's own reference."""

    tenant = "organisation"
    personal = ("client_ref",)
    open_texts = ("code", "detail")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    batch = models.ForeignKey(CheckBatch, models.PROTECT, related_name="faults", db_index=False)
    row = models.IntegerField()
    client_ref = models.TextField(default="")
    code = models.TextField()
    detail = models.TextField()
    """Ours: it repeats nothing that was given."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "row"], name="checkbatchfault_row_is_its_own"),
            models.CheckConstraint(condition=Q(row__gt=0), name="checkbatchfault_row_counts_from_one"),
        ]


class BatchDraft(models.Model):
    """A file that somebody has sent and not started yet: its headings, and what was made of them, sealed."""

    without_history = "an uploaded file, until it is started or a day has passed"
    tenant = "organisation"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    """That of the batch which it becomes."""
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    purpose = models.TextField(choices=[(one.value, one.words) for one in Purpose])
    rows = models.IntegerField()
    sealed = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=list(Purpose)), name="batchdraft_purpose_is_known"),
            models.CheckConstraint(condition=Q(rows__gt=0), name="batchdraft_has_rows"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """That of the batch which it becomes."""
        return f"chb_{self.pk.hex}"


class BatchDraftPart(models.Model):
    """Some rows of such a file as they came, sealed."""

    without_history = "an uploaded file's rows, until it is started or a day has passed"
    tenant = "organisation"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    draft = models.ForeignKey(BatchDraft, models.PROTECT, related_name="parts", db_index=False)
    first_row = models.IntegerField()
    sealed = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "first_row"], name="batchdraftpart_first_row_is_its_own"),
        ]


class BatchLayout(models.Model):
    """Which heading of an organisation's last file stood for what. Sealed, for some files begin with a person."""

    without_history = "a convenience: the next file's columns are guessed from it"
    tenant = "organisation"

    organisation = models.OneToOneField(Organisation, models.PROTECT, primary_key=True, related_name="+")
    sealed = models.TextField()
