"""Checks: what an organisation asked about a person, and what it was told. And the reviews of doubtful matches."""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length

from barring.models.batches import CheckBatch
from barring.rules.answers import CheckOutcome, Purpose
from barring.workflow import REVIEW, ReviewStatus
from kernel.models import ApiClient, AppendOnly, Organisation, Record, RuleSet
from register.models import Person
from register.rules import Tier

ERASED = "erased"
"""What PostgreSQL writes for a text that it erases."""


def new_check_reference() -> str:
    """The public name of a check: 128 random bits, so that it says nothing of any other check."""
    return f"chk_{secrets.token_hex(16)}"


class Check(AppendOnly):
    """One question and its answer. With the snapshot, rule set and matcher kept, the answer can be worked out again."""

    tenant = "organisation"
    personal = ("client_ref", "subject", "answer", "claims", "receipt_salt", "signature")
    open_texts = ("reference", "snapshot", "matcher", "signed_with")

    reference = models.TextField(unique=True, default=new_check_reference)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="checks", db_index=False)
    """Who asked, and alone may read it."""
    # No index serves what nobody searches by: none of these is ever deleted.
    client = models.ForeignKey(ApiClient, models.PROTECT, null=True, related_name="+", db_index=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    client_ref = models.TextField(default="")
    subject = models.JSONField()
    """What was given about the person; a National Insurance number as its keyed hash."""
    tier = models.TextField(choices=[(tier.value, tier.words) for tier in Tier])
    role_organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    purpose = models.TextField(choices=[(purpose.value, purpose.words) for purpose in Purpose])
    subject_informed = models.BooleanField(null=True)
    as_of = models.DateTimeField()
    known_at = models.DateTimeField()
    answered_at = models.DateTimeField()
    snapshot = models.TextField()
    """`pg_current_snapshot()` of the statement that read the facts."""
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="+", db_index=False)
    matcher = models.TextField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="checks")
    is_test = models.BooleanField(default=False)
    """Whether it asked about a test identity (`barring.rules.invented`), who is no person."""
    outcome = models.TextField(choices=[(outcome.value, outcome.words) for outcome in CheckOutcome])
    answer = models.JSONField()
    """The answer as given. What became of a review is in `CheckReview`."""
    claims = models.TextField()
    """What the receipt says, in the very bytes that are signed. With key and signature it is given again for ever."""
    receipt_salt = models.TextField()
    """Opens the claim that commits to the subject; the asker alone is given it."""
    signed_with = models.TextField()
    """The id of the key, in `kernel.SigningKey`. Empty with `signature` for a row of a batch: see `LaterSignature`."""
    signature = models.BinaryField()
    batch = models.ForeignKey(CheckBatch, models.PROTECT, null=True, related_name="checks", db_index=False)
    batch_row = models.IntegerField(null=True)
    """Which row of the batch it answers, counted from one."""
    resolves = models.OneToOneField("self", models.PROTECT, null=True, related_name="resolved_by_check")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=list(CheckOutcome)), name="check_outcome_is_known"),
            models.CheckConstraint(condition=Q(purpose__in=list(Purpose)), name="check_purpose_is_known"),
            models.CheckConstraint(condition=Q(tier__in=list(Tier)), name="check_tier_is_known"),
            models.CheckConstraint(
                condition=Q(as_of__lte=F("answered_at"), known_at__lte=F("answered_at")),
                name="check_not_of_the_future",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["no_entry_matched", "needs_review"], person=None)
                | (~Q(outcome__in=["no_entry_matched", "needs_review"]) & Q(person__isnull=False, is_test=False))
                | Q(person=None, is_test=True),
                name="check_names_person_when_matched",
            ),
            models.CheckConstraint(  # or was erased: by its signature a guess at the claims could be tried
                condition=models.lookups.In(Length("signature"), [0, 64]), name="check_signature_is_whole"
            ),
            models.CheckConstraint(
                condition=Q(batch=None, batch_row=None) & ~Q(signed_with="")
                | Q(batch__isnull=False, batch_row__gt=0, resolves=None, signed_with=""),
                name="check_is_signed_unless_a_row",
            ),
            models.UniqueConstraint(fields=["batch", "batch_row"], name="check_row_is_its_own"),
        ]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="check_by_organisation"),
            models.Index(  # it also counts them, by day and program, without reading any
                fields=["organisation", "outcome", "-id"],
                include=["answered_at", "client", "is_test"],
                name="check_by_outcome",
            ),
            models.Index(fields=["organisation", "person"], name="check_by_person"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_erased(self) -> bool:
        """Whether question, answer and receipt were blanked by rule. That there was a check stays, and its outcome."""
        return self.claims == ERASED

    @property
    def corrected_at(self) -> datetime | None:
        """When its organisation was last told of a correction, as far as that was read with it."""
        return getattr(self, "told_at", None)

    @property
    def differs_now(self) -> bool:
        """Whether it was told last that the answer would be different."""
        return bool(getattr(self, "told_differs", False))


class LaterSignature(AppendOnly):
    """The receipt of a row of a batch, signed from the stored claims when it was first fetched, the same ever since."""

    tenant = "check_asked__organisation"
    personal = ("signature",)
    open_texts = ("signed_with",)

    check_asked = models.OneToOneField(Check, models.PROTECT, related_name="later_signature")
    signed_with = models.TextField()
    signature = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.lookups.In(Length("signature"), [0, 64]), name="latersignature_is_whole"
            ),
        ]


class CheckReview(Record):
    """A person at the regulator decides who was meant. The organisation learns only that it is being reviewed."""

    tenant = "check_asked__organisation"
    personal = ("reason",)

    check_asked = models.OneToOneField(Check, models.PROTECT, related_name="review")
    status = models.TextField(choices=ReviewStatus.choices, default=REVIEW.start)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="+")
    """By which the time to resolve it was counted; the check has that of the instant it was asked about."""
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)
    reason = models.TextField(default="")
    result = models.OneToOneField(Check, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="OPEN", resolved_by=None, resolved_at=None, result=None, reason="")
                | Q(
                    Q(status="RESOLVED", resolved_by__isnull=False, resolved_at__isnull=False, result__isnull=False),
                    ~Q(reason=""),
                ),
                name="checkreview_resolution_is_whole",
            ),
            models.CheckConstraint(condition=Q(due_at__gt=F("opened_at")), name="checkreview_due_after_opening"),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(status="OPEN"), name="checkreview_open_by_due")]

    def __str__(self) -> str:
        return f"review of {self.check_asked_id}"
