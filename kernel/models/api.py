"""The programs of organisations that use the API, and the replies kept for their repeated requests."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from oauth2_provider.models import AbstractApplication

from kernel.models.accounts import User
from kernel.models.organisations import Organisation
from kernel.models.record import Record
from kernel.tokens import SCOPES


class ApiClient(Record, AbstractApplication):  # type: ignore[misc]  # the library has no types
    """A program of one organisation, which acts as a service account. Its secret is kept as a keyed hash only.

    Or what another organisation's program is let do here (`granted_to`): such a grant is a program of the organisation
    that gives it, with an account, counts and kept replies of its own, and nobody signs in as it.
    """

    history_leaves_out = ("client_secret", "secret_begins")
    tenant = "organisation"
    open_texts = (
        *("client_id", "redirect_uris", "post_logout_redirect_uris", "name", "allowed_origins", "scopes"),
        *("slowed_until", "revoked_at"),
    )

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="api_clients")
    user = models.ForeignKey(User, models.PROTECT, related_name="api_clients")
    scopes = ArrayField(models.TextField())
    secret_begins = models.TextField()
    """The first characters of the secret, by which its keepers tell it from another."""
    slowed_until = models.DateTimeField(null=True)
    """Until when it asks about nobody: too many of its questions fitted no entry."""
    granted_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="grants")
    """The other organisation's program which signs in, as itself, and may then act here."""
    revoked_at = models.DateTimeField(null=True)
    came_from = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    """The body whose it was until that went into this one."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(client_type=AbstractApplication.CLIENT_CONFIDENTIAL)
                & Q(authorization_grant_type=AbstractApplication.GRANT_CLIENT_CREDENTIALS)
                & Q(hash_client_secret=True),
                name="apiclient_by_secret_only",
            ),
            models.CheckConstraint(condition=Q(scopes__contained_by=sorted(SCOPES)), name="apiclient_scopes_are_known"),
            models.CheckConstraint(
                condition=Q(granted_to=None) | Q(secret_begins=""), name="apiclient_grant_has_no_secret"
            ),
            models.UniqueConstraint(
                fields=["granted_to", "organisation"], condition=Q(revoked_at=None), name="apiclient_granted_once"
            ),
            models.CheckConstraint(
                condition=Q(came_from=None) | ~Q(came_from=F("organisation")), name="apiclient_came_from_another"
            ),
        ]

    def is_usable(self, request: Any) -> bool:
        """The library asks whether it may sign in: not where its account is closed, and nobody signs in as a grant."""
        return bool(self.user.is_active) and self.granted_to_id is None


class IdempotencyRecord(models.Model):
    """The reply to a request that carried an Idempotency-Key, given again to the same request for 24 hours.

    `fingerprint` is a digest of method, address and body: what the key was used for. The reply is kept because it
    has to be given again byte for byte; the row is deleted afterwards.
    """

    without_history = "each is kept a day, to be given again, and never changes"
    tenant = "client__organisation"

    client = models.ForeignKey(ApiClient, models.PROTECT, related_name="+")
    key = models.TextField()
    fingerprint = models.BinaryField(max_length=32)
    status = models.SmallIntegerField()
    headers = models.JSONField()
    body = models.BinaryField()
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "key"], name="idempotencyrecord_once"),
            models.CheckConstraint(
                condition=Q(status__gte=200) & Q(status__lt=500) & ~Q(status__in=[401, 429]),
                name="idempotencyrecord_is_an_answer",
            ),
        ]


class ClientKey(Record):
    """The public half of a key by which a program signs in, until it is removed. The other half never comes here."""

    tenant = "client__organisation"
    open_texts = ("key_id", "algorithm", "public_key", "added_at", "removed_at")

    client = models.ForeignKey(ApiClient, models.PROTECT, related_name="keys")
    key_id = models.TextField()
    """Its thumbprint (RFC 7638), which an assertion names as `kid`."""
    algorithm = models.TextField()
    public_key = models.TextField()
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "key_id"], condition=Q(removed_at=None), name="clientkey_is_there_once"
            ),
            models.CheckConstraint(condition=Q(algorithm__in=["EdDSA", "ES256", "PS256"]), name="clientkey_algorithm"),
        ]

    def __str__(self) -> str:
        return self.key_id


class UsedAssertion(models.Model):
    """An assertion that a program has signed in by: good once. Kept until it would have run out."""

    without_history = "says only that something was used, for some minutes"
    tenant = "client__organisation"

    client = models.ForeignKey(ApiClient, models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32)
    until = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "digest"], name="usedassertion_once")]
