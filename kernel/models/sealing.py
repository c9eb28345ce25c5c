"""The public halves of the keys that boxes are closed with (`kernel.sealed_boxes`). The private never come here."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Now

from kernel.models.record import AppendOnly


class Box(models.TextChoices):
    """Who alone may open what is put in: the process that opens identities for custodians, or the dispatcher."""

    IDENTITIES = "identities", "Identities of reporters"
    NOTICES = "notices", "Addresses for notices"


class SealingKey(AppendOnly):
    """A key that anybody here may close a box with. `key_id` is the SHA-256 of the public half, in hex."""

    open_texts = ("key_id", "public_key")

    key_id = models.TextField(unique=True)
    box = models.TextField(choices=Box.choices)
    public_key = models.BinaryField()
    """The 32 bytes of an X25519 public key (RFC 7748)."""
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(box__in=Box.values), name="sealingkey_box_is_known"),
            models.CheckConstraint(
                condition=models.lookups.Exact(Length("public_key"), 32), name="sealingkey_is_32_bytes"
            ),
        ]

    def __str__(self) -> str:
        return self.key_id
