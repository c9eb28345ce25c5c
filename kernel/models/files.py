"""Files that came from outside. Their bytes lie sealed in MEDIA_ROOT; see `kernel.files`."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from kernel.files.kinds import Kind
from kernel.models.record import Record

ERASED = "erased"
"""What erasing puts in the place of a text; no digest is so short."""


class StoredFile(Record):
    """One file. `name` is what its uploader called it: personal, shown to people, and never a path or a header."""

    personal = ("name", "digest")
    open_texts = ("finding",)

    class Scan(models.TextChoices):
        NONE = "none", "Not scanned"
        CLEAN = "clean", "No virus found"
        INFECTED = "infected", "Virus found"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.TextField()
    content_type = models.TextField(choices=[(kind.value, kind.value) for kind in Kind])
    size = models.IntegerField()
    digest = models.TextField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    scan = models.TextField(choices=Scan.choices, default=Scan.NONE)
    scanned_at = models.DateTimeField(null=True)
    finding = models.TextField(default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="storedfile_has_a_name"),
            models.CheckConstraint(
                condition=Q(content_type__in=[kind.value for kind in Kind]), name="storedfile_type_is_taken"
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="storedfile_is_not_empty"),
            models.CheckConstraint(
                condition=Q(scan="none", scanned_at=None, finding="")
                | Q(scan="clean", scanned_at__isnull=False, finding="")
                | (Q(scan="infected", scanned_at__isnull=False) & ~Q(finding="")),
                name="storedfile_scan_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["uploaded_at"], condition=Q(scan="none"), name="storedfile_unscanned"),
            models.Index(fields=["uploaded_by", "-uploaded_at"], name="storedfile_by_uploader"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_erased(self) -> bool:
        """Whether name and digest were blanked by rule. The bytes go with them, by due work."""
        return self.digest == ERASED
