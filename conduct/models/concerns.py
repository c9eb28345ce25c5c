"""Concerns. No column of these tables holds who raised one, or where from, unless sealed to somebody else's key."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from conduct.rules.identities import Mode
from conduct.rules.raising import Detriment, Head, RaisedAs, Subject, WorkerStatus
from conduct.rules.reporting import Category
from conduct.rules.summaries import Reading
from conduct.workflow import ConcernAction, ConcernStatus
from kernel.models import AppendOnly, Organisation, Record, RuleSet, StoredFile


class Concern(Record):
    """What somebody told us about a manager. Whoever holds the receipt code may come back to it; we keep a digest."""

    without_tenant = "the organisation that it is about never reads it"
    personal = ("about_name", "about_role", "organisation_text", "what_happened", "when_text", "detriment_text")
    open_texts = ("receipt_digest",)

    receipt_digest = models.TextField(unique=True)
    status = models.TextField(choices=ConcernStatus.choices, default=ConcernStatus.RECEIVED)
    category = models.TextField(choices=Category.choices)
    about_name = models.TextField()
    about_role = models.TextField(default="")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    organisation_text = models.TextField(default="")
    what_happened = models.TextField()
    when_text = models.TextField(default="")
    mode = models.TextField(choices=Mode.choices, default=Mode.ANONYMOUS)
    raised_as = models.TextField(choices=RaisedAs.choices, default=RaisedAs.PUBLIC)
    worker_status = models.TextField(choices=WorkerStatus.choices, default="")
    heads = ArrayField(models.TextField(choices=Head.choices), default=list)
    detriment = models.TextField(choices=Detriment.choices, default="")
    detriment_text = models.TextField(default="")
    received_at = models.DateTimeField()
    answer_due_at = models.DateTimeField()
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["received_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ConcernStatus.values), name="concern_status_is_known"),
            models.CheckConstraint(condition=Q(category__in=Category.values), name="concern_category_is_known"),
            models.CheckConstraint(
                condition=Q(receipt_digest__regex=r"^[0-9a-f]{64}$"), name="concern_receipt_is_a_digest"
            ),
            models.CheckConstraint(
                condition=~Q(about_name="") & ~Q(what_happened=""), name="concern_says_who_and_what"
            ),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="concern_mode_is_known"),
            models.CheckConstraint(condition=Q(raised_as__in=RaisedAs.values), name="concern_raised_as_is_known"),
            models.CheckConstraint(condition=Q(heads__contained_by=Head.values), name="concern_heads_are_known"),
            models.CheckConstraint(
                condition=Q(
                    raised_as=RaisedAs.WORKER,
                    worker_status__in=WorkerStatus.values,
                    detriment__in=Detriment.values,
                )
                | (~Q(raised_as=RaisedAs.WORKER) & Q(worker_status="", heads=[], detriment="", detriment_text="")),
                name="concern_of_a_worker_says_how_they_work",
            ),
        ]
        indexes = [models.Index(fields=["status", "received_at"], name="concern_by_status")]


class ConcernMessage(AppendOnly):
    """A message between the reporter and us; `by` is nobody where the reporter wrote it."""

    personal = ("text",)

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="messages")
    from_reporter = models.BooleanField()
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_reporter=True, by=None) | Q(from_reporter=False, by__isnull=False),
                name="concernmessage_reporter_is_nobody",
            ),
        ]


class ConcernFile(AppendOnly):
    """A file from the reporter, numbered from 1: made anew as it came in, and under no name of theirs."""

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="files")
    number = models.IntegerField()
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["concern", "number"], name="concernfile_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="concernfile_is_numbered"),
        ]


class NoticeAddress(AppendOnly):
    """Where a reporter asked to be told by e-mail that there is something to read: for the dispatcher alone to open.

    They end it with their receipt code. Triggers take an end once, and no message of the outbox to an ended address.
    """

    may_change = ("ended_at",)
    personal = ("sealed_to",)

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="notices")
    sealed_to = models.TextField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["sealed_to"], condition=Q(ended_at__isnull=False), name="noticeaddress_ended"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["concern"], condition=Q(ended_at=None), name="noticeaddress_one_at_a_time"),
            models.CheckConstraint(condition=~Q(sealed_to=""), name="noticeaddress_is_not_empty"),
        ]


class ConcernStep(AppendOnly):
    """One act on a concern: the regulator's record, never changed."""

    personal = ("reason",)

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="steps")
    action = models.TextField(choices=ConcernAction.choices)
    status = models.TextField(choices=ConcernStatus.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(default="")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(action__in=ConcernAction.values), name="concernstep_action_is_known"),
            models.CheckConstraint(condition=Q(status__in=ConcernStatus.values), name="concernstep_status_is_known"),
        ]


class ConcernReading(AppendOnly):
    """What whoever triages a concern said of who may read its words, of so many of its messages and files.

    The last one counts. A trigger refuses it of anybody who did not begin the triage or take it over.
    """

    personal = ("summary",)

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="readings")
    reading = models.TextField(choices=Reading.choices)
    summary = models.TextField(default="")
    messages = models.IntegerField()
    files = models.IntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reading=Reading.OPEN, summary="") | Q(reading=Reading.SUMMARY) & ~Q(summary=""),
                name="concernreading_is_whole",
            ),
            models.CheckConstraint(condition=Q(messages__gte=0, files__gte=0), name="concernreading_counts"),
        ]


class SignpostCount(models.Model):
    """How often in a month somebody was told who else looks into their subject: a number, and nobody's row."""

    without_history = "a number that only grows"

    subject = models.TextField(choices=Subject.choices)
    month = models.DateField()
    shown = models.IntegerField(default=0)

    class Meta:
        ordering = ["month", "subject"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "month"], name="signpostcount_one_a_month"),
            models.CheckConstraint(
                condition=Q(subject__in=[one for one in Subject.values if one != Subject.MANAGER]),
                name="signpostcount_subject_is_elsewhere",
            ),
        ]
