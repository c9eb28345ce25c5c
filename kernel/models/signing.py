"""The public halves of the keys that sign ledger heads and receipts. The private halves never come here."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Now

from kernel.models.record import AppendOnly

PURPOSES = ("ledger", "receipts")


class SigningKey(AppendOnly):
    """A key that signs, or has signed, for one purpose. `key_id` is its thumbprint (RFC 7638)."""

    open_texts = ("key_id", "public_key", "endorsed_by", "endorsement")

    key_id = models.TextField(unique=True)
    purpose = models.TextField(choices=[(purpose, purpose.capitalize()) for purpose in PURPOSES])
    public_key = models.BinaryField()
    """The 32 bytes of an Ed25519 public key (RFC 8032)."""
    valid_from = models.DateTimeField(db_default=Now())
    endorsed_by = models.TextField(default="")
    """The key that signed before this one and says that it follows; empty where there was none at hand."""
    endorsement = models.BinaryField(default=b"")
    """That key's signature over purpose and public half."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=PURPOSES), name="signingkey_purpose_is_known"),
            models.CheckConstraint(
                condition=models.lookups.Exact(Length("public_key"), 32), name="signingkey_is_32_bytes"
            ),
            models.CheckConstraint(
                condition=Q(endorsed_by="", endorsement=b"") | (~Q(endorsed_by="") & ~Q(endorsement=b"")),
                name="signingkey_endorsed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.key_id


class SigningKeyRetirement(AppendOnly):
    """From this instant the key signs nothing more. What it signed before stays good."""

    key = models.OneToOneField(SigningKey, models.PROTECT, related_name="retirement")
    retired_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"retirement of {self.key_id}"
