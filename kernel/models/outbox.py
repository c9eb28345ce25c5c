"""What is to leave the process: written in the transaction that causes it, sent by the dispatcher afterwards."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from kernel.models.record import AppendOnly


class OutboxMessage(AppendOnly):
    """One e-mail. Its text never changes; only whether and when it was sent does."""

    may_change = ("attempts", "due_at", "sent_at", "failure")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to = models.EmailField(max_length=254)
    subject = models.TextField()
    body = models.TextField()
    written_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now())
    attempts = models.IntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failure = models.TextField(default="")

    class Meta:
        indexes = [models.Index(fields=["due_at"], condition=Q(sent_at=None), name="outbox_unsent")]
