"""Programs that may use the API in an organisation's name."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from oauth2_provider.models import get_access_token_model

from kernel.actions.accounts import create_account
from kernel.errors import ActionRefused
from kernel.history import ALL, acting
from kernel.limits import counted, tally
from kernel.models import ApiClient, Organisation, User
from kernel.models.webhooks import Stopped
from kernel.outbox import send_mail
from kernel.permissions import Role
from kernel.tokens import SCOPES, SECRET_SHOWN, new_client_secret
from kernel.webhooks.sending import stop

WINDOW = 10
"""Minutes in which questions that fit no entry are counted together."""
NOTICES_APART = timedelta(days=1)
GONE = "Its own organisation revoked the program"
TOO_MANY_UNMATCHED = "Too many of its questions fitted no entry"


class UnknownScope(ActionRefused):
    """A scope that the API does not know."""


class NoSuchClient(ActionRefused):
    """No program has this identifier."""


class IsRevoked(ActionRefused):
    """The program was revoked, which is for good."""


class IsGrant(ActionRefused):
    """It is what another organisation's program is let do, and nobody signs in as it."""


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
    secret = new_client_secret()
    client = new_client(
        organisation=organisation,
        name=name or f"Program of {organisation.name}",
        scopes=scopes or SCOPES,
        secret=secret,
        secret_begins=secret[:SECRET_SHOWN],
        granted_to=None,
        at=at,
    )
    return client, secret


def new_client(
    *,
    organisation: Organisation,
    name: str,
    scopes: Collection[str],
    secret: str,
    secret_begins: str,
    granted_to: ApiClient | None,
    at: datetime,
) -> ApiClient:
    """A client with a service account of its own, in its organisation's name; or a grant. For this package."""
    client_id = secrets.token_hex(20)
    account = create_account(
        email=f"client-{client_id}@manager-register.invalid",
        name=name,
        password=None,
        roles=[Role.TRUST_USER],
        organisation=organisation,
        at=at,
        is_service=True,
    )
    client: ApiClient = ApiClient.objects.create(
        client_id=client_id,
        client_secret=secret,
        client_type=ApiClient.CLIENT_CONFIDENTIAL,
        authorization_grant_type=ApiClient.GRANT_CLIENT_CREDENTIALS,
        name=account.name,
        organisation=organisation,
        user=account,
        scopes=sorted(scopes),
        secret_begins=secret_begins,
        granted_to=granted_to,
    )
    return client


@transaction.atomic
def renew_client_secret(*, client_id: str, reason: str) -> str:
    """Give a program another secret, told here once. The old one and every token stop working at once.

    Refuses a program that was revoked, and another organisation's, which is let act here.
    """
    client, account = _locked(client_id)
    if not account.is_active:
        raise IsRevoked("This program was revoked. Add another instead.")
    require_own(client=client)
    secret = new_client_secret()
    client.client_secret, client.secret_begins = secret, secret[:SECRET_SHOWN]
    with acting(reason=reason):
        client.save(update_fields=["client_secret", "secret_begins", "updated"])
    end_tokens(client=client)
    return secret


@transaction.atomic
def revoke_client(*, client_id: str, reason: str, at: datetime) -> ApiClient:
    """Let a program in no more, from its next request on and for good, wherever it may act. What it asked stays.

    A grant is revoked by the same; the program then acts for the others that let it, and the endpoints that it asked
    for in this name are told nothing more. Refuses what was revoked already.
    """
    client, account = _locked(client_id)
    if not account.is_active:
        raise IsRevoked("This program was revoked already.")
    end_client(client=client, account=account, reason=reason, at=at)
    with acting(tenant=ALL):  # other organisations have given them
        for grant in client.grants.select_for_update(of=("self",)).filter(revoked_at=None).order_by("pk"):
            account = User.objects.select_for_update().get(pk=grant.user_id)
            end_client(client=grant, account=account, reason=GONE, at=at)
    return client


def end_client(*, client: ApiClient, account: User, reason: str, at: datetime) -> None:
    """Let one program or grant in no more; both rows are locked. For this package."""
    account.is_active, client.revoked_at = False, at
    with acting(reason=reason):
        account.save(update_fields=["is_active"])
        client.save(update_fields=["revoked_at", "updated"])
        if client.granted_to_id is not None:
            for endpoint in client.endpoints.filter(stopped_because="").order_by("pk"):
                stop(endpoint=endpoint, because=Stopped.GRANT_ENDED, at=at)
    get_access_token_model().objects.filter(application=client).delete()


def end_tokens(*, client: ApiClient) -> None:
    """Every token that a program has got itself, also those with which it acts for other organisations."""
    with acting(tenant=ALL):
        tokens = get_access_token_model().objects.filter(Q(application=client) | Q(application__granted_to=client))
        tokens.delete()


def require_own(*, client: ApiClient) -> None:
    """Refuses (IsGrant) what another organisation's program is let do, as a thing to sign in by."""
    if client.granted_to_id is not None:
        raise IsGrant("This program is another organisation’s, which gives it its secret and keys.")


def count_unmatched(*, asker: str, client_id: int | None, count: int, at: datetime) -> datetime | None:
    """Count questions that fitted no entry, so many in ten minutes; the end of these where there were too many.

    `asker` names whose they are. The one after the last that a program may ask slows it down.
    """
    limit: int = settings.UNMATCHED_PER_TEN_MINUTES
    hits, wait = tally(key=f"unmatched:{asker}", minutes=WINDOW, at=at, count=count)
    until = at + timedelta(seconds=wait)
    if client_id is not None and hits - count <= limit < hits:
        slow_down(client_id=client_id, until=until, at=at)
    return until if hits > limit else None


def has_asked_too_much(*, asker: str, at: datetime) -> bool:
    """Whether more questions fitted no entry in these ten minutes than `asker` may ask."""
    limit: int = settings.UNMATCHED_PER_TEN_MINUTES
    return counted(key=f"unmatched:{asker}", minutes=WINDOW, at=at) > limit


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
