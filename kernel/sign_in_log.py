"""What an auditor reads of sign-ins, and what an account's owner does: what became of each try, and who was refused.

Refusals at a door are rows of the access log. They are read together with the others, and stand once.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet, TextField, Value

from kernel.actions.security_events import typed_digest
from kernel.clocks import end_of_day, start_of_day
from kernel.models import AccessEvent, SecurityEvent, SignInKind, SignInMeans, User

REFUSED = "refused"
KINDS: dict[str, str] = {**dict(SignInKind.choices), REFUSED: "Refused at a page or address"}
MEANS: dict[str, str] = dict(SignInMeans.choices)
COLUMNS = ("at", "pk", "kind", "user_id", "means", "browser", "place", "is_last")


@dataclass(frozen=True, kw_only=True)
class SignInFilter:
    """What an auditor looks for: `person` is part of a name or address, or an address that no account has."""

    person: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None


def sign_ins(*, wanted: SignInFilter) -> QuerySet[Any, dict[str, Any]]:
    """Sign-ins, tries in vain, changes of what people sign in with, and refusals, newest first, as COLUMNS.

    A refusal has what was refused as its means.
    """
    days = Q()
    if wanted.since:
        days &= Q(at__gte=start_of_day(wanted.since))
    if wanted.until:
        days &= Q(at__lt=end_of_day(wanted.until))
    events = SecurityEvent.objects.filter(days)
    refusals = AccessEvent.objects.filter(days, allowed=False)
    if wanted.person:
        people = User.objects.filter(Q(name__icontains=wanted.person) | Q(email__icontains=wanted.person)).values("pk")
        events = events.filter(Q(user__in=people) | Q(user=None, typed=typed_digest(typed=wanted.person)))
        refusals = refusals.filter(user__in=people)
    if wanted.kind:
        events = events.filter(kind=wanted.kind)
        refusals = refusals if wanted.kind == REFUSED else refusals.none()
    nothing = Value("", TextField())
    told = refusals.annotate(
        kind=Value(REFUSED, TextField()), means=F("noun"), browser=nothing, place=nothing, is_last=F("allowed")
    )
    every: QuerySet[Any, dict[str, Any]] = events.values(*COLUMNS).union(told.values(*COLUMNS), all=True)
    return every.order_by("-at", "-pk")


def sign_ins_of(user: User, *, most: int) -> QuerySet[SecurityEvent]:
    """The latest of one account, for its owner."""
    return SecurityEvent.objects.filter(user=user).order_by("-at", "-pk")[:most]


def names_of(ids: set[int]) -> dict[int, tuple[str, str]]:
    """By account: name and address."""
    return {pk: (name, email) for pk, name, email in User.objects.filter(pk__in=ids).values_list("pk", "name", "email")}
