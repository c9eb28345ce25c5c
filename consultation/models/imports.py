"""Files of responses: while they wait, and what was taken in of them."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from consultation.models.consultations import Consultation
from consultation.models.responses import Response
from kernel.models import AppendOnly


class ImportDraft(models.Model):
    """A file that somebody has sent, until the last of its rows was taken in: its headings, and what they say, sealed.

    One that was not started is deleted after a day.
    """

    without_history = "an uploaded file, until its rows are taken in or a day has passed"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    """That of the import which it becomes."""
    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="+")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    rows = models.IntegerField()
    sealed = models.TextField()
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(rows__gt=0), name="consultation_importdraft_has_rows")]


class ImportPart(models.Model):
    """Some rows of such a file as they came, and those of them that can be taken in as they were read; sealed."""

    without_history = "an uploaded file's rows, until they are taken in or a day has passed"

    draft = models.ForeignKey(ImportDraft, models.PROTECT, related_name="parts", db_index=False)
    first_row = models.IntegerField()
    sealed = models.TextField()
    read = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "first_row"], name="consultation_importpart_first_row"),
        ]


class ResponseImport(AppendOnly):
    """That somebody took in the good rows of a file: `good` of `rows`."""

    personal = ("name",)

    id = models.UUIDField(primary_key=True, editable=False)
    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="imports")
    name = models.TextField()
    rows = models.IntegerField()
    good = models.IntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(good__gt=0, good__lte=F("rows")), name="consultation_import_has_rows")
        ]


class ImportedRow(AppendOnly):
    """Which row of which file a response came in. `key` is a hash under a key of what it says: no row comes in twice.

    The second of two rows that say the same in one file is another response, and has another key.
    """

    open_texts = ("key",)

    run = models.ForeignKey(ResponseImport, models.PROTECT, related_name="taken", db_index=False)
    response = models.OneToOneField(Response, models.PROTECT, related_name="imported")
    row = models.IntegerField()
    key = models.TextField(unique=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "row"], name="consultation_importedrow_one_a_row")]
