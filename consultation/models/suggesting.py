"""What a machine suggests on answers in words, as it was suggested, and what people made of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from consultation.models.questions import Question
from consultation.models.responses import Answer
from consultation.models.themes import Coding, Theme
from consultation.rules.suggesting import FEWEST_GROUPS, MOST_GROUPS, Wanted
from kernel.models import AppendOnly


class SuggestionRun(AppendOnly):
    """That somebody wanted suggestions for a question, how far the machine is, and what came of it.

    Whoever works on it holds it until `held_until`; one that died is taken up again, and given up after a few times.
    `library` has its version, `groups` how many themes it was told to look for; `told` is why nothing came of it.
    """

    may_change = ("held_until", "tries", "doing", "percent", "ended_at", "library", "texts", "made", "told")
    open_texts = ("library", "doing", "told")

    question = models.ForeignKey(Question, models.PROTECT, related_name="suggestion_runs")
    wanted = models.TextField(choices=Wanted.choices)
    groups = models.SmallIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    held_until = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)
    doing = models.TextField(blank=True)
    percent = models.SmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    library = models.TextField(blank=True)
    texts = models.IntegerField(default=0)
    made = models.IntegerField(default=0)
    told = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(wanted=Wanted.THEMES, groups__gte=FEWEST_GROUPS, groups__lte=MOST_GROUPS)
                | Q(wanted=Wanted.CODES, groups=None),
                name="consultation_suggestionrun_wants",
            ),
            models.UniqueConstraint(
                fields=["question", "wanted"], condition=Q(ended_at=None), name="consultation_suggestionrun_one_at_once"
            ),
        ]


class ThemeProposal(AppendOnly):
    """A theme as the machine proposed it: a title of its heaviest words, these words, and of how many answers."""

    personal = ("title", "words")

    run = models.ForeignKey(SuggestionRun, models.PROTECT, related_name="proposals", db_index=False)
    place = models.SmallIntegerField()
    title = models.TextField()
    words = models.TextField()
    size = models.IntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "place"], name="consultation_themeproposal_place"),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(words="") & Q(size__gt=0), name="consultation_themeproposal_is_whole"
            ),
        ]


class TypicalAnswer(AppendOnly):
    """An answer that is most of what a proposal is made of; the first the most. A trigger keeps to its question."""

    proposal = models.ForeignKey(ThemeProposal, models.PROTECT, related_name="typical", db_index=False)
    place = models.SmallIntegerField()
    answer = models.ForeignKey(Answer, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["proposal", "place"]
        constraints = [models.UniqueConstraint(fields=["proposal", "place"], name="consultation_typicalanswer_place")]


class ProposalDecision(AppendOnly):
    """That somebody took a proposal into the codebook, as which theme, or refused it, with a reason."""

    open_texts = ("reason",)

    proposal = models.OneToOneField(ThemeProposal, models.PROTECT, related_name="decision")
    theme = models.OneToOneField(Theme, models.PROTECT, null=True, related_name="proposed")
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(theme__isnull=False, reason="") | Q(theme=None) & ~Q(reason=""),
                name="consultation_proposaldecision_one_way",
            )
        ]


class CodeSuggestion(AppendOnly):
    """A theme that the machine sees in an answer that nobody had read, and how sure it was, in a hundred."""

    run = models.ForeignKey(SuggestionRun, models.PROTECT, related_name="codes", db_index=False)
    answer = models.ForeignKey(Answer, models.PROTECT, related_name="+")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="+")
    percent = models.SmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "answer", "theme"], name="consultation_codesuggestion_once"),
            models.CheckConstraint(
                condition=Q(percent__gte=1, percent__lte=99), name="consultation_codesuggestion_percent"
            ),
        ]


class SuggestionVerdict(AppendOnly):
    """Whether a reader who was shown a suggestion found that theme. A trigger compares it with the reading."""

    suggestion = models.OneToOneField(CodeSuggestion, models.PROTECT, related_name="verdict")
    coding = models.ForeignKey(Coding, models.PROTECT, related_name="verdicts")
    is_followed = models.BooleanField()
