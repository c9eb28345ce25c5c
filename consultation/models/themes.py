"""What people say in their own words, by theme: the codebook of a question, and who found which theme in an answer."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from consultation.models.questions import Question
from consultation.models.recoding import Recoding
from consultation.models.responses import Answer
from kernel.models import AppendOnly, Record


class Theme(Record):
    """A theme of one question, with the definition by which analysts find it. Its history has every earlier one.

    A retired one is found in no further answer, and counts nowhere. Nothing changes once the outcome is published.
    """

    open_texts = ("name", "definition")

    question = models.ForeignKey(Question, models.PROTECT, related_name="themes")
    name = models.TextField()
    definition = models.TextField()
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(definition=""), name="consultation_theme_is_whole"),
            models.UniqueConstraint(
                fields=["question", "name"], condition=Q(is_retired=False), name="consultation_theme_one_a_name"
            ),
        ]


class Coding(AppendOnly):
    """One analyst's reading of one answer: the themes in it, or none of them. The last of an answer counts.

    One that came of a change of many answers says of which, and whose place it takes; nobody read the answer for it.
    """

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="codings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    recoding = models.ForeignKey(Recoding, models.PROTECT, null=True, related_name="codings")
    before = models.OneToOneField("self", models.PROTECT, null=True, related_name="after")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(recoding=None, before=None) | Q(recoding__isnull=False, before__isnull=False),
                name="consultation_coding_read_or_recoded",
            )
        ]


class CodedTheme(AppendOnly):
    """A theme that a reading found. A trigger refuses one of another question, and one retired before."""

    coding = models.ForeignKey(Coding, models.PROTECT, related_name="found")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["coding", "theme"], name="consultation_coded_theme_once")]
