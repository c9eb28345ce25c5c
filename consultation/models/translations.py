"""What a consultation says and asks, in further languages."""

from django.db import models
from django.db.models import Q

from consultation.models.consultations import Consultation
from consultation.models.questions import Section, Wording
from consultation.rules.languages import Language
from kernel.models import Record


class Translation(Record):
    """The words of one part in one language: of a section, of a wording, or without either of the consultation.

    It changes in the draft alone, so that it is approved with the rest. Of a wording that corrects an open question a
    first one may come later. Triggers see to both, and that a part is its consultation's.
    """

    open_texts = ("words",)

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="translations")
    language = models.TextField(choices=Language.choices)
    section = models.ForeignKey(Section, models.PROTECT, null=True, related_name="+")
    wording = models.ForeignKey(Wording, models.PROTECT, null=True, related_name="+")
    words = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(language__in=Language.values) & (Q(section=None) | Q(wording=None)),
                name="consultation_translation_is_of_one_part",
            ),
            models.UniqueConstraint(
                fields=["consultation", "language", "section", "wording"],
                nulls_distinct=False,
                name="consultation_translation_one_a_part",
            ),
        ]
