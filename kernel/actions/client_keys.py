"""Keys by which programs sign in, in the place of a secret."""

from datetime import datetime

from django.db import transaction

from kernel.actions.api_clients import IsRevoked, end_tokens, require_own
from kernel.assertions import public_key
from kernel.errors import ActionRefused
from kernel.history import acting
from kernel.models import ApiClient, ClientKey, User

MOST = 5


class HasThisKey(ActionRefused):
    """The program has this key already."""


class TooManyKeys(ActionRefused):
    """The program has as many keys as one may have."""


class IsRemoved(ActionRefused):
    """The key was removed already."""


@transaction.atomic
def add_client_key(*, client_id: str, text: str, at: datetime) -> ClientKey:
    """Let a program sign in by a key, given as PEM or JWK; beside its secret and its other keys, five at most.

    Refuses (NotAPublicKey) what `public_key` refuses, one that it has, a program that was revoked, and (IsGrant) one of
    another organisation.
    """
    client = ApiClient.objects.select_for_update(of=("self",)).get(client_id=client_id)
    if not User.objects.select_for_update().get(pk=client.user_id).is_active:
        raise IsRevoked("This program was revoked. Add another instead.")
    require_own(client=client)
    algorithm, key_id, pem = public_key(text=text)
    live = ClientKey.objects.filter(client=client, removed_at=None)
    if live.filter(key_id=key_id).exists():
        raise HasThisKey("The program has this key already.")
    if live.count() >= MOST:
        raise TooManyKeys(f"A program has at most {MOST} keys. Remove one that it does not use any more.")
    return ClientKey.objects.create(client=client, key_id=key_id, algorithm=algorithm, public_key=pem, added_at=at)


@transaction.atomic
def remove_client_key(*, key: ClientKey, reason: str, at: datetime) -> None:
    """Let a program sign in by a key no more, from its next request on: its tokens stop too. Refuses one removed."""
    kept = ClientKey.objects.select_for_update(of=("self",)).select_related("client").get(pk=key.pk)
    if kept.removed_at is not None:
        raise IsRemoved("This key was removed already.")
    kept.removed_at = at
    with acting(reason=reason):
        kept.save(update_fields=["removed_at"])
    end_tokens(client=kept.client)
