"""Programs, grants and endpoints follow an organisation into the one that it went into."""

import logging
from datetime import datetime

from django.db import Error, transaction
from django.db.models import Exists, OuterRef, Q

from kernel.actions.api_clients import end_client
from kernel.clocks import today
from kernel.history import ALL, acting
from kernel.mergers import heir_of
from kernel.models import ApiClient, Organisation, User, WebhookEndpoint
from kernel.models.webhooks import Stopped

log = logging.getLogger("house.successions")


def follow_successors(*, at: datetime) -> int:
    """Have the programs and endpoints of bodies that closed before an instant's day go on for whom these went into.

    Their secrets, keys and scopes stay; what they did before stays the closed body's, and theirs to read no more. How
    many there were.
    """
    moved = 0
    with acting(tenant=ALL):
        for organisation in _closed(at=at):
            try:
                with transaction.atomic():
                    moved += _follow(organisation, at=at)
            except Error:
                raise
            except Exception as fault:  # one that cannot move must not keep the others
                log.error("the programs of an organisation could not follow it: %s", type(fault).__name__)
    return moved


def _closed(*, at: datetime) -> list[Organisation]:
    programs = ApiClient.objects.filter(organisation=OuterRef("pk"), revoked_at=None)
    endpoints = WebhookEndpoint.objects.filter(organisation=OuterRef("pk")).exclude(stopped_because=Stopped.DELETED)
    closed = Organisation.objects.filter(closed_on__lt=today(at), successor__isnull=False)
    return list(closed.filter(Exists(programs) | Exists(endpoints)).order_by("pk"))


def _follow(old: Organisation, *, at: datetime) -> int:
    heir, moved = heir_of(organisation=old, at=at), 0
    with acting(reason=f"{old.name} ({old.code}) went into {heir.name} ({heir.code})"):
        clients = ApiClient.objects.select_for_update(of=("self",)).filter(organisation=old, revoked_at=None)
        for client in clients.order_by("pk"):
            _end_needless(client, heir, at=at)
            if client.revoked_at is None:
                _hand_over(client, heir)
                moved += 1
        endpoints = WebhookEndpoint.objects.select_for_update(of=("self",)).filter(organisation=old)
        for endpoint in endpoints.exclude(stopped_because=Stopped.DELETED).order_by("pk"):
            endpoint.organisation, endpoint.came_from = heir, old
            endpoint.save(update_fields=["organisation", "came_from"])
            moved += 1
    return moved


def _hand_over(client: ApiClient, heir: Organisation) -> None:
    account = User.objects.select_for_update().get(pk=client.user_id)
    account.organisation = heir
    account.save(update_fields=["organisation"])
    client.organisation, client.came_from = heir, client.organisation
    client.save(update_fields=["organisation", "came_from", "updated"])


def _end_needless(client: ApiClient, heir: Organisation, *, at: datetime) -> None:
    """End what a program needs no more: to be let act where it belongs now, or where it is let already."""
    needless = Q(granted_to=client, organisation=heir)
    if client.granted_to_id is not None:
        twice = ApiClient.objects.filter(granted_to=client.granted_to_id, organisation=heir, revoked_at=None)
        needless = Q(pk=client.pk) & (Q(granted_to__organisation=heir) | Q(Exists(twice)))
    grants = ApiClient.objects.select_for_update(of=("self",)).filter(needless, revoked_at=None)
    for grant in grants.order_by("pk"):
        account = User.objects.select_for_update().get(pk=grant.user_id)
        end_client(client=grant, account=account, reason=f"{heir.name} needs it no more", at=at)
        if grant.pk == client.pk:
            client.revoked_at = at
