"""Who raised a concern, sealed; and each opening of it, with the two custodians who agreed to it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from conduct.models.concerns import Concern
from conduct.rules.identities import Fact, Ground
from conduct.workflow import IdentityStatus
from kernel.models import AppendOnly, Record


class ReporterIdentity(AppendOnly):
    """What a reporter sealed about themselves. `holds` says which facts; nothing here or in this process opens them."""

    personal = ("sealed",)

    concern = models.OneToOneField(Concern, models.PROTECT, related_name="identity")
    holds = ArrayField(models.TextField(choices=Fact.choices))
    sealed = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(holds__contained_by=Fact.values) & ~Q(holds=[]) & ~Q(sealed=""),
                name="reporteridentity_holds_something",
            ),
        ]


class IdentityResealing(AppendOnly):
    """What is sealed, sealed again to a later key. The last one counts, the first is for the earlier key."""

    personal = ("sealed",)

    identity = models.ForeignKey(ReporterIdentity, models.PROTECT, related_name="resealings")
    sealed = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(sealed=""), name="identityresealing_holds_something"),
        ]


class IdentityRequest(Record):
    """One custodian asks to open an identity, another decides, and the first calls for it, once.

    `viewer_key` is the public half of a key that lives in one page of the asker's browser: what is opened is sealed to
    it, so that nothing kept here can be read by anybody else, or later.
    """

    personal = ("reason", "decision_reason")
    open_texts = ("viewer_key",)

    identity = models.ForeignKey(ReporterIdentity, models.PROTECT, related_name="requests")
    status = models.TextField(choices=IdentityStatus.choices, default=IdentityStatus.ASKED)
    ground = models.TextField(choices=Ground.choices)
    reason = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(default="")
    called_at = models.DateTimeField(null=True)
    viewer_key = models.TextField(default="")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=IdentityStatus.values), name="identityrequest_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(ground__in=Ground.values) & ~Q(reason=""), name="identityrequest_says_why"
            ),
            models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="identityrequest_two_people"),
            models.CheckConstraint(
                condition=Q(status="asked", decided_by=None, decided_at=None, decision_reason="")
                | (~Q(status="asked") & Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decision_reason="")),
                name="identityrequest_decision_is_whole",
            ),
            models.CheckConstraint(
                condition=(Q(status="called", called_at__isnull=False) & ~Q(viewer_key=""))
                | (~Q(status="called") & Q(called_at=None, viewer_key="")),
                name="identityrequest_call_is_whole",
            ),
            models.UniqueConstraint(
                fields=["identity"], condition=Q(status__in=["asked", "approved"]), name="identityrequest_one_open"
            ),
        ]


class IdentityOpening(AppendOnly):
    """One opening, written by the process that opened. The answer is blanked as soon as it was shown."""

    may_change = ("sealed_answer", "shown_at")

    request = models.OneToOneField(IdentityRequest, models.PROTECT, related_name="opening")
    at = models.DateTimeField()
    sealed_answer = models.TextField()
    shown_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(shown_at=None) & ~Q(sealed_answer="")) | Q(shown_at__isnull=False, sealed_answer=""),
                name="identityopening_shown_once",
            ),
        ]
