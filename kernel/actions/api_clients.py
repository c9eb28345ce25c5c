"""Programs that may use the API in an organisation's name."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from oauth2_provider.models import get_access_token_model

from kernel.actions.accounts import create_account
from kernel.errors import ActionRefused
from kernel.history import ALL, acting
from kernel.models import ApiClient, Organisation, User
from kernel.outbox import send_mail
from kernel.permissions import Role
from kernel.tokens import SCOPES, SECRET_SHOWN, new_client_secret

NOTICES_APART = timedelta(days=1)
TOO_MANY_UNMATCHED = "Too many of its questions fitted no entry"


class UnknownScope(ActionRefused):
    """A scope that the API does not know."""


class NoSuchClient(ActionRefused):
    """No program has this identifier."""


class IsRevoked(ActionRefused):
    """The program was revoked, which is for good."""


@transaction.atomic
def add_api_client(
    *, organisation: Organisation, scopes: Collection[str], at: datetime, name: str = ""
) -> tuple[ApiClient, str]:
    """Make a client of an organisation, with a service account of its own; gives it and its secret.

    The secret is told here once and kept as a keyed hash. No scopes means all of them. Refuses unknown ones.
    Its checks are asked in the name of its account, so `name` stands on them.
    """
    if unknown := set(scopes) - set(SCOPES):
        raise UnknownScope(f"No such scope: {', '.join(sorted(unknown))}. There are: {', '.join(SCOPES)}.")
    client_id, secret = secrets.token_hex(20), new_client_secret()
    account = create_account(
        email=f"client-{client_id}@manager-register.invalid",
        name=name or f"Program of {organisation.name}",
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
        secret_begins=secret[:SECRET_SHOWN],
    )
    return client, secret


@transaction.atomic
def renew_client_secret(*, client_id: str, reason: str) -> str:
    """Give a program another secret, told here once. The old one and every token stop working at once.

    Refuses a program that was revoked.
    """
    client, account = _locked(client_id)
    if not account.is_active:
        raise IsRevoked("This program was revoked. Add another instead.")
    secret = new_client_secret()
    client.client_secret, client.secret_begins = secret, secret[:SECRET_SHOWN]
    with acting(reason=reason):
        client.save(update_fields=["client_secret", "secret_begins", "updated"])
    get_access_token_model().objects.filter(application=client).delete()
    return secret


@transaction.atomic
def revoke_client(*, client_id: str, reason: str) -> ApiClient:
    """Let a program in no more, from its next request on and for good. What it asked, and was told, stays.

    Refuses one that was revoked already.
    """
    client, account = _locked(client_id)
    if not account.is_active:
        raise IsRevoked("This program was revoked already.")
    account.is_active = False
    with acting(reason=reason):
        account.save(update_fields=["is_active"])
    get_access_token_model().objects.filter(application=client).delete()
    return client


@transaction.atomic
def slow_down(*, client_id: int, until: datetime, at: datetime) -> None:
    """Have a program ask about nobody until an instant, and tell its organisation's administrators, once a day.

    `client_id` is its key. For whoever tries names to find out who is on the register: docs/security.md.
    """
    with acting(tenant=ALL, reason=TOO_MANY_UNMATCHED):  # it may have asked in another organisation's name
        client = ApiClient.objects.select_for_update(of=("self",), no_key=True).get(pk=client_id)
        was_told = client.slowed_until is not None and client.slowed_until > at - NOTICES_APART
        client.slowed_until = until
        client.save(update_fields=["slowed_until", "updated"])
        administrators = User.objects.filter(
            organisation=client.organisation_id, granted__role=Role.TRUST_ADMINISTRATOR, is_active=True
        )
        for administrator in () if was_told else administrators.order_by("pk"):
            send_mail(
                to=administrator.email,
                subject="A program of your organisation was slowed down",
                template="program_slowed",
                context={"name": administrator.name, "program": client.name},
            )


def _locked(client_id: str) -> tuple[ApiClient, User]:
    """A program and its account, which is locked: who renews and who revokes wait for each other."""
    client = ApiClient.objects.select_for_update(of=("self",)).filter(client_id=client_id).first()
    if client is None:
        raise NoSuchClient("No program has this client_id. `api_clients list` names them.")
    return client, User.objects.select_for_update().get(pk=client.user_id)
