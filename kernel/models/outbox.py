"""What is to leave the process: written in the transaction that causes it, sent by the dispatcher afterwards."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from kernel.keys import unseal
from kernel.models.record import AppendOnly

SEALED_FOR = "outbox"
SEALED_FOR_NOTICES = "notices"


class Gateway(models.TextChoices):
    """By which way an e-mail leaves."""

    NOTIFY = "notify", "GOV.UK Notify"
    SMTP = "smtp", "Mail server"
    FOLDER = "folder", "Folder on this machine"


class Failure(models.TextChoices):
    """Why an attempt to send did not succeed. Nothing that a gateway answers is kept: it may repeat the message."""

    UNREACHABLE = "unreachable", "The mail gateway could not be reached"
    SETTINGS = "settings", "The mail gateway refused our sign-in, sender or template"
    LATER = "later", "The mail gateway asked us to try later"
    ADDRESS = "address", "The mail gateway refused the address or the message"
    MALFORMED = "malformed", "No email can be made of the message"
    FAULT = "fault", "This system failed while sending"


class Outcome(models.TextChoices):
    """What came of one attempt."""

    SENT = "sent", "Sent"
    WAITS = "waits", "To be tried again"
    DEAD = "dead", "Given up"


class OutboxMessage(AppendOnly):
    """One e-mail. Its text never changes; only when to try, whether an attempt began, and how it ended.

    The text is sealed: links for new passwords and invitations stand in it, which would open accounts to whoever
    reads the database. `template` is the kind of message. `noun` and `reference` say what it is about, as in the access
    log, so that the page of that can say when it did not arrive. `begun_at` tells of an attempt of which nothing came
    to be known. `sealed_to` stands in place of an address that the dispatcher alone may read. `unsubscribe` is the
    address at which one request without a page stops such mail (RFC 8058).
    """

    may_change = ("due_at", "begun_at", "sent_at", "dead_at")
    personal = ("to", "sealed_to", "subject", "sealed_body", "unsubscribe")
    open_texts = ("template", "noun", "reference")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to = models.EmailField(max_length=254, blank=True)
    sealed_to = models.TextField(default="")
    template = models.TextField()
    noun = models.TextField(default="")
    reference = models.TextField(default="")
    subject = models.TextField()
    sealed_body = models.TextField()
    unsubscribe = models.TextField(default="")
    written_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now())
    begun_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sent_at=None) | Q(dead_at=None), name="outbox_sent_or_dead"),
            models.CheckConstraint(
                condition=(Q(to="") & ~Q(sealed_to="")) | (~Q(to="") & Q(sealed_to="")), name="outbox_one_address"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(sent_at=None, dead_at=None), name="outbox_waiting"),
            models.Index(fields=["dead_at"], condition=Q(dead_at__isnull=False), name="outbox_dead"),
            models.Index(
                fields=["noun", "reference"], condition=Q(dead_at__isnull=False), name="outbox_dead_by_subject"
            ),
        ]

    @property
    def body(self) -> str:
        """The text, unsealed. Refuses (NotSealedHere) one that was erased, or is another message's."""
        return unseal(purpose=SEALED_FOR, sealed=self.sealed_body, about=str(self.pk))


class Delivery(AppendOnly):
    """One attempt to send a message, and what came of it."""

    message = models.ForeignKey(OutboxMessage, models.PROTECT, related_name="deliveries")
    at = models.DateTimeField()
    gateway = models.TextField(choices=Gateway.choices)
    outcome = models.TextField(choices=Outcome.choices)
    failure = models.TextField(choices=Failure.choices, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(gateway__in=Gateway.values), name="delivery_gateway_is_known"),
            models.CheckConstraint(
                condition=Q(outcome="sent", failure="")
                | Q(outcome__in=[Outcome.WAITS, Outcome.DEAD], failure__in=Failure.values),
                name="delivery_outcome_has_its_failure",
            ),
            models.UniqueConstraint(fields=["message"], condition=Q(outcome="sent"), name="delivery_sent_once"),
        ]


class Resending(AppendOnly):
    """Somebody had a message that was given up tried again."""

    message = models.ForeignKey(OutboxMessage, models.PROTECT, related_name="resendings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
