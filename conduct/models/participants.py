"""Who has or had which part in a case, what they think of its risk, and what the two examiners decide."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from conduct.models.cases import Case
from conduct.rules.examining import EXAMINERS, Finding
from conduct.rules.independence import Part
from conduct.rules.interim_orders import MOST
from conduct.rules.risks import Risk
from kernel.models import AppendOnly, Record


class Participant(Record):
    """One person's part in a case, from when to when. `place` tells apart those who have the same part at once.

    A trigger refuses a second part of the same person in one case, and the others that `rules.independence` names.
    """

    personal = ("reason",)

    case = models.ForeignKey(Case, models.PROTECT, related_name="participants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    part = models.TextField(choices=Part.choices)
    place = models.IntegerField(default=1)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    reason = models.TextField(default="")
    """Why they gave it up, where they did."""

    class Meta:
        ordering = ["joined_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(part__in=Part.values), name="participant_part_is_known"),
            models.CheckConstraint(
                condition=Q(place=1)
                | Q(part=Part.CASE_EXAMINER, place__gte=1, place__lte=EXAMINERS)
                | Q(part=Part.INTERIM_DECIDER, place__gte=1, place__lte=MOST)
                | Q(part=Part.ADJUDICATOR, place__gte=1),
                name="participant_place_is_there",
            ),
            models.CheckConstraint(
                condition=Q(left_at=None, reason="") | Q(left_at__gte=F("joined_at")) & ~Q(reason=""),
                name="participant_says_why_it_ended",
            ),
            models.UniqueConstraint(
                fields=["case", "part", "place"], condition=Q(left_at=None), name="participant_one_a_place"
            ),
        ]
        indexes = [models.Index(fields=["user", "part"], name="participant_by_user")]


class Recusal(AppendOnly):
    """That somebody has a conflict of interest in a case. It is not there for them from then on."""

    personal = ("reason",)

    case = models.ForeignKey(Case, models.PROTECT, related_name="recusals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "user"], name="recusal_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="recusal_says_why"),
        ]


class RiskAssessment(Record):
    """How urgent somebody found a case. A later one stands beside the earlier, and the last one counts."""

    personal = ("reasons",)

    case = models.ForeignKey(Case, models.PROTECT, related_name="risks")
    level = models.TextField(choices=Risk.choices)
    reasons = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(level__in=Risk.values), name="riskassessment_level_is_known"),
            models.CheckConstraint(condition=~Q(reasons=""), name="riskassessment_has_reasons"),
        ]


class ExaminerOpinion(Record):
    """What one examiner thinks, written before they could read the other's. Never changed: a trigger sees to it."""

    personal = ("reasons",)

    case = models.ForeignKey(Case, models.PROTECT, related_name="opinions")
    finding = models.TextField(choices=Finding.choices)
    reasons = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "made_by"], name="examineropinion_one_each"),
            models.CheckConstraint(
                condition=Q(finding__in=Finding.values) & ~Q(reasons=""), name="examineropinion_is_whole"
            ),
        ]


class ExaminersDecision(Record):
    """What one examiner proposes that both decide, and what the other says to it."""

    personal = ("reasons", "answer_reasons")

    case = models.OneToOneField(Case, models.PROTECT, related_name="examiners_decision")
    finding = models.TextField(choices=Finding.choices)
    reasons = models.TextField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    is_agreed = models.BooleanField(null=True)
    answer_reasons = models.TextField(default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(finding__in=Finding.values) & ~Q(reasons=""), name="examinersdecision_is_whole"
            ),
            models.CheckConstraint(condition=~Q(answered_by=F("proposed_by")), name="examinersdecision_two_people"),
            models.CheckConstraint(
                condition=Q(answered_by=None, answered_at=None, is_agreed=None, answer_reasons="")
                | Q(answered_by__isnull=False, answered_at__isnull=False, is_agreed=True)
                | Q(answered_by__isnull=False, answered_at__isnull=False, is_agreed=False) & ~Q(answer_reasons=""),
                name="examinersdecision_answer_is_whole",
            ),
        ]
