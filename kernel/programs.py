"""Reads of an organisation's programs: which there are, and when each was last let in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from kernel.history import ALL, acting
from kernel.mergers import heir_of
from kernel.models import ApiClient, ClientKey, SecurityEvent, SignInKind
from kernel.queries import organisation_by_code


@dataclass(frozen=True, kw_only=True)
class Use:
    """When a program last got a token, which lasts an hour; how many wrong secrets were given for it, and the last."""

    token_at: datetime | None = None
    wrong: int = 0
    wrong_at: datetime | None = None


def programs_of(*, organisation_id: int) -> QuerySet[ApiClient]:
    """An organisation's programs, those that may be used first, the newest first."""
    programs = ApiClient.objects.filter(organisation_id=organisation_id)
    return programs.select_related("user", "came_from").order_by("-user__is_active", "-pk")


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What one program is let do in another organisation's name. `client_id` is what the program signs in with."""

    client_id: str
    holder: str
    giver: str
    code: str
    scopes: list[str]
    given_at: datetime


def grants_about(*, program: ApiClient) -> list[Grant]:
    """For whom a program may act now, by their codes; of a grant, that one alone, also when it holds no more.

    Both sides may know these few things of each other, and of the other's programs nothing else.
    """
    about = Q(pk=program.pk, granted_to__isnull=False) | Q(granted_to=program, revoked_at=None, user__is_active=True)
    with acting(tenant=ALL):
        rows = list(
            ApiClient.objects.filter(about)
            .order_by("organisation__code")
            .values_list(
                *("granted_to__client_id", "granted_to__organisation__name", "organisation__name"),
                *("organisation__code", "scopes", "created"),
            )
        )
    names = ("client_id", "holder", "giver", "code", "scopes", "given_at")
    return [Grant(**dict(zip(names, row, strict=True))) for row in rows]


def grant_named(*, program: ApiClient, code: str, at: datetime) -> ApiClient | None:
    """What lets a program act for the organisation with this code, or for whom that went into; None where nothing."""
    grants = ApiClient.objects.filter(granted_to=program, revoked_at=None, user__is_active=True)
    named = organisation_by_code(code)
    if named is None:
        return None
    return grants.filter(organisation__in=[named, heir_of(organisation=named, at=at)]).first()


def grant_behind(*, program: ApiClient, checksum: str) -> ApiClient | None:
    """The grant under which a program got the token of this checksum; None for any other token."""
    return ApiClient.objects.filter(granted_to=program, accesstoken__token_checksum=checksum).first()


def keys_of(*, program: ApiClient) -> QuerySet[ClientKey]:
    """The keys by which a program may sign in now, the newest first."""
    return ClientKey.objects.filter(client=program, removed_at=None).order_by("-pk")


def use_of(*, programs: Collection[ApiClient]) -> dict[int, Use]:
    """By program, what came of its secret."""
    accounts = {program.user_id: program.pk for program in programs}
    given, wrong = Q(kind=SignInKind.TOKEN_GIVEN), Q(kind=SignInKind.SECRET_WRONG)
    rows = SecurityEvent.objects.filter(user__in=accounts).values("user_id")
    rows = rows.annotate(
        token_at=Max("at", filter=given), wrong=Count("pk", filter=wrong), wrong_at=Max("at", filter=wrong)
    )
    found = {
        accounts[row["user_id"]]: Use(token_at=row["token_at"], wrong=row["wrong"], wrong_at=row["wrong_at"])
        for row in rows
    }
    return {pk: found.get(pk, Use()) for pk in accounts.values()}
