"""What a consultation is about in files: attached by staff, read by everybody."""

from django.db import models
from django.db.models import Q

from consultation.models.consultations import Consultation
from consultation.rules.languages import ORIGINAL, Language
from kernel.models import Record, StoredFile


class Document(Record):
    """One document of a consultation. It comes and goes in the draft alone: a trigger sees to it, as to questions."""

    open_texts = ("title",)

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="documents")
    number = models.IntegerField()
    title = models.TextField()
    language = models.TextField(choices=Language.choices, default=ORIGINAL, blank=True)
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    is_removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="consultation_document_one_a_number"),
            models.CheckConstraint(
                condition=~Q(title="") & Q(number__gte=1, language__in=[ORIGINAL, *Language.values]),
                name="consultation_document_is_whole",
            ),
        ]
