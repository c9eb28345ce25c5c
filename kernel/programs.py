"""Reads of an organisation's programs: which there are, and when each was last let in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from kernel.models import ApiClient, ClientKey, SecurityEvent, SignInKind


@dataclass(frozen=True, kw_only=True)
class Use:
    """When a program last got a token, which lasts an hour; how many wrong secrets were given for it, and the last."""

    token_at: datetime | None = None
    wrong: int = 0
    wrong_at: datetime | None = None


def programs_of(*, organisation_id: int) -> QuerySet[ApiClient]:
    """An organisation's programs, those that may be used first, the newest first."""
    programs = ApiClient.objects.filter(organisation_id=organisation_id)
    return programs.select_related("user").order_by("-user__is_active", "-pk")


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
