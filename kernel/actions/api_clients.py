"""Programs that may use the API in an organisation's name."""

import secrets
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from oauth2_provider.models import get_access_token_model

from kernel.actions.accounts import create_account
from kernel.errors import ActionRefused
from kernel.history import acting
from kernel.models import ApiClient, Organisation
from kernel.permissions import Role
from kernel.tokens import SCOPES


class UnknownScope(ActionRefused):
    """A scope that the API does not know."""


class NoSuchClient(ActionRefused):
    """No program has this identifier."""


@transaction.atomic
def add_api_client(*, organisation: Organisation, scopes: Collection[str], at: datetime) -> tuple[ApiClient, str]:
    """Make a client of an organisation, with a service account of its own; gives it and its secret.

    The secret is told here once and kept as a keyed hash. No scopes means all of them. Refuses unknown ones.
    """
    if unknown := set(scopes) - set(SCOPES):
        raise UnknownScope(f"No such scope: {', '.join(sorted(unknown))}. There are: {', '.join(SCOPES)}.")
    client_id, secret = secrets.token_hex(20), secrets.token_urlsafe(64)
    account = create_account(
        email=f"client-{client_id}@manager-register.invalid",
        name=f"Program of {organisation.name}",
        password=None,
        roles=[Role.TRUST_USER],
        organisation=organisation,
        at=at,
        is_service=True,
    )
    client = ApiClient.objects.create(
        client_id=client_id,
        client_secret=secret,
        client_type=ApiClient.CLIENT_CONFIDENTIAL,
        authorization_grant_type=ApiClient.GRANT_CLIENT_CREDENTIALS,
        name=account.name,
        organisation=organisation,
        user=account,
        scopes=sorted(scopes or SCOPES),
    )
    return client, secret


@transaction.atomic
def renew_client_secret(*, client_id: str, reason: str) -> str:
    """Give a program another secret, told here once. The old one and every token stop working at once."""
    client = ApiClient.objects.select_for_update(of=("self",)).filter(client_id=client_id).first()
    if client is None:
        raise NoSuchClient("No program has this client_id. `api_clients list` names them.")
    secret = secrets.token_urlsafe(64)
    client.client_secret = secret
    with acting(reason=reason):
        client.save(update_fields=["client_secret", "updated"])
    get_access_token_model().objects.filter(application=client).delete()
    return secret
