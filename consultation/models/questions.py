"""What a consultation asks: sections, questions, and every wording that a question ever had."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from consultation.models.consultations import Consultation
from consultation.rules.questionnaire import CHOSEN, UNTYPED, Kind
from kernel.models import AppendOnly, Record


class Section(Record):
    """One page of a consultation. Removed ones stay in the database. A trigger keeps what was approved.

    `depends_on` with `depends_keys`: it is shown to those who gave one of these answers in an earlier section.
    """

    open_texts = ("title", "text", "depends_keys")

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="sections")
    place = models.IntegerField()
    title = models.TextField()
    text = models.TextField(blank=True)
    is_equality = models.BooleanField(default=False)
    is_removed = models.BooleanField(default=False)
    depends_on = models.ForeignKey("consultation.Question", models.PROTECT, null=True, related_name="+")
    depends_keys = ArrayField(models.TextField(), default=list, blank=True)

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="consultation_section_has_a_title"),
            models.CheckConstraint(
                condition=Q(depends_on=None, depends_keys=[]) | Q(depends_on__isnull=False) & ~Q(depends_keys=[]),
                name="consultation_section_depends_on_answers",
            ),
        ]


class Question(Record):
    """One question; its words are the last of its wordings. `comment` asks for words besides a choice."""

    open_texts = ("comment", "depends_keys")

    section = models.ForeignKey(Section, models.PROTECT, related_name="questions")
    place = models.IntegerField()
    kind = models.TextField(choices=Kind.choices)
    is_required = models.BooleanField(default=False)
    comment = models.TextField(blank=True)
    limit = models.IntegerField(default=0)
    is_removed = models.BooleanField(default=False)
    depends_on = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    depends_keys = ArrayField(models.TextField(), default=list, blank=True)

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values)
                & (Q(comment="") | Q(kind__in=sorted(CHOSEN)))
                & (Q(is_required=False) | ~Q(kind__in=sorted(UNTYPED)))
                & Q(limit__gte=0, limit__lte=20_000),
                name="consultation_question_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(depends_on=None, depends_keys=[])
                | Q(depends_on__isnull=False) & ~Q(depends_keys=[]) & ~Q(depends_on=F("pk")),
                name="consultation_question_depends_on_answers",
            ),
        ]


class Wording(AppendOnly):
    """A question's words from an instant on. The first has no reason; one of an open consultation must have one.

    `choices` are pairs of a key, which answers hold, and its words.
    """

    open_texts = ("text", "help_text", "choices", "reason")

    question = models.ForeignKey(Question, models.PROTECT, related_name="wordings")
    number = models.IntegerField()
    text = models.TextField()
    help_text = models.TextField(blank=True)
    choices = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="consultation_wording_one_a_number"),
            models.CheckConstraint(condition=~Q(text="") & Q(number__gte=1), name="consultation_wording_is_whole"),
        ]
