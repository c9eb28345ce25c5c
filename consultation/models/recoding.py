"""Themes moved, merged and added in many answers at once, and such a change taken back."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from consultation.models.questions import Question
from consultation.rules.recoding import Way
from kernel.models import AppendOnly


class Recoding(AppendOnly):
    """That somebody changed the themes of many answers at once: in which way, of which theme, where which words stand.

    Each answer has a reading of it, `Coding`, that names the one it takes the place of. Its undoing adds another one,
    which says again what the first one said.
    """

    open_texts = ("words", "reason")

    question = models.ForeignKey(Question, models.PROTECT, related_name="recodings")
    way = models.TextField(choices=Way.choices)
    source = models.ForeignKey("consultation.Theme", models.PROTECT, null=True, related_name="+")
    target = models.ForeignKey("consultation.Theme", models.PROTECT, related_name="+")
    words = models.TextField(blank=True)
    reason = models.TextField()
    answers = models.IntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(way=Way.MERGE, source__isnull=False, words="")
                | Q(way=Way.MOVE, source__isnull=False)
                | Q(way=Way.ADD, source=None) & ~Q(words=""),
                name="consultation_recoding_way",
            ),
            models.CheckConstraint(condition=~Q(source=F("target")), name="consultation_recoding_two_themes"),
            models.CheckConstraint(
                condition=Q(answers__gt=0) & ~Q(reason=""), name="consultation_recoding_changes_something"
            ),
        ]


class Undoing(AppendOnly):
    """That somebody took such a change back: once, and all of it."""

    recoding = models.OneToOneField(Recoding, models.PROTECT, related_name="undoing")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
