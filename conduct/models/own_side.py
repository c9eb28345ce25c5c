"""The manager's side of a case: their answers, what they ask for, and who acts for them."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from conduct.models.allegations import Allegation
from conduct.models.cases import Case, Response
from conduct.rules.answering import Kind, Stance
from kernel.models import Record


class ResponseDraft(models.Model):
    """A response that somebody writes. Sealed, and bound to its case and author: whoever looks at the row reads none
    of it, and no page opens it for anybody else."""

    without_history = "nobody but its author reads it, and it is deleted when the response is sent or the case ends"

    case = models.ForeignKey(Case, models.PROTECT, related_name="drafts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sealed = models.TextField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "author"], name="responsedraft_one_each")]


class AllegationAnswer(Record):
    """What a response says to one allegation. A trigger refuses one of another case, and any change."""

    personal = ("text",)

    response = models.ForeignKey(Response, models.PROTECT, related_name="answers")
    allegation = models.ForeignKey(Allegation, models.PROTECT, related_name="answers")
    stance = models.TextField(choices=Stance.choices)
    text = models.TextField(default="")

    class Meta:
        ordering = ["allegation__number"]
        constraints = [
            models.UniqueConstraint(fields=["response", "allegation"], name="allegationanswer_once"),
            models.CheckConstraint(condition=Q(stance__in=Stance.values), name="allegationanswer_stance_is_known"),
            models.CheckConstraint(
                condition=Q(stance=Stance.ADMITTED) | ~Q(text=""), name="allegationanswer_says_why_not"
            ),
        ]


class ReprisalClaim(Record):
    """That the referral is a reprisal against a manager who spoke up, as they say. A fact of its own, said once."""

    personal = ("text",)

    case = models.OneToOneField(Case, models.PROTECT, related_name="reprisal_claim")
    text = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="reprisalclaim_is_not_empty")]


class AdjustmentRequest(Record):
    """What somebody asks to be done differently so that they can take part, and the answer to it."""

    personal = ("what", "why", "reasons")

    key = models.UUIDField(default=uuid4, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="adjustments")
    what = models.TextField()
    why = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    is_agreed = models.BooleanField(null=True)
    reasons = models.TextField(default="")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(what="") & ~Q(why=""), name="adjustmentrequest_is_whole"),
            models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="adjustmentrequest_two_people"),
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None, is_agreed=None, reasons="")
                | Q(decided_by__isnull=False, decided_at__isnull=False, is_agreed__isnull=False) & ~Q(reasons=""),
                name="adjustmentrequest_answer_is_whole",
            ),
        ]


class Representation(Record):
    """That somebody acts for a manager in one case: named by the manager, taken up by whoever was named, and ended by
    either side. A trigger refuses every other change, and an account that is no representative's."""

    personal = ("name", "email", "end_reason")

    key = models.UUIDField(default=uuid4, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="representations")
    name = models.TextField()
    email = models.EmailField(max_length=254)
    kind = models.TextField(choices=Kind.choices)
    may_respond = models.BooleanField()
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(default="")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values) & ~Q(name="") & ~Q(email=""), name="representation_is_whole"
            ),
            models.CheckConstraint(
                condition=Q(user=None, accepted_at=None) | Q(user__isnull=False, accepted_at__gte=F("named_at")),
                name="representation_is_taken_up_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(ended_by=None, ended_at=None, end_reason="")
                | Q(ended_by__isnull=False, ended_at__gte=F("named_at")) & ~Q(end_reason=""),
                name="representation_end_is_whole",
            ),
            models.UniqueConstraint(
                fields=["case", "email"], condition=Q(ended_at=None), name="representation_one_an_address"
            ),
        ]
