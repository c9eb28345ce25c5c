"""What a determination finds on each allegation, and why each lesser outcome would not do."""

from django.db import models
from django.db.models import F, Q

from conduct.models.allegations import Allegation
from conduct.models.determinations import Determination
from conduct.rules.determining import Outcome
from conduct.rules.finding import Culpability, FactFinding
from kernel.models import AppendOnly


class AllegationFinding(AppendOnly):
    """What is found on one allegation, on the civil standard. A trigger asks for one on each allegation of the case."""

    personal = ("reasons",)

    determination = models.ForeignKey(Determination, models.PROTECT, related_name="allegation_findings")
    allegation = models.ForeignKey(Allegation, models.PROTECT, related_name="findings")
    finding = models.TextField(choices=FactFinding.choices)
    culpability = models.TextField(choices=Culpability.choices)
    reasons = models.TextField()

    class Meta:
        ordering = ["determination", "allegation__number"]
        constraints = [
            models.UniqueConstraint(fields=["determination", "allegation"], name="allegationfinding_once"),
            models.CheckConstraint(
                condition=Q(finding__in=FactFinding.values, culpability__in=Culpability.values) & ~Q(reasons=""),
                name="allegationfinding_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(finding=FactFinding.NOT_FOUND) | Q(culpability=Culpability.NONE),
                name="allegationfinding_culpable_if_made_out",
            ),
        ]


class RejectedOutcome(AppendOnly):
    """Why a lesser outcome than the one chosen would not do. A trigger asks for one for each of them."""

    personal = ("reasons",)

    determination = models.ForeignKey(Determination, models.PROTECT, related_name="rejected_outcomes")
    outcome = models.TextField(choices=Outcome.choices)
    reasons = models.TextField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["determination", "outcome"], name="rejectedoutcome_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values) & ~Q(reasons=""), name="rejectedoutcome_is_whole"
            ),
        ]


class LikeCase(AppendOnly):
    """An earlier determination that the panel was shown as like its own, and what both cases are about."""

    open_texts = ("shared",)

    determination = models.ForeignKey(Determination, models.PROTECT, related_name="like_cases")
    like = models.ForeignKey(Determination, models.PROTECT, related_name="+")
    percent = models.IntegerField()
    shared = models.TextField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["determination", "like"], name="likecase_once"),
            models.CheckConstraint(
                condition=Q(percent__gte=1, percent__lte=100) & ~Q(shared="") & ~Q(like=F("determination")),
                name="likecase_is_whole",
            ),
        ]
