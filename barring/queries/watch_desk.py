"""Watches as an organisation keeps them on its desk: by state and last answer, and one with its history."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from barring.models import Check, Watch
from barring.queries.watches import live
from barring.rules.answers import CheckOutcome
from barring.rules.watches import WARNED_BEFORE
from barring.workflow import ReviewStatus
from kernel.models import Event

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Answered(TypedDict):
        """What `desk_watches` adds to each."""

        outcome: str

    AnsweredWatch = WithAnnotations[Watch, Answered]

MOST_SHOWN = 100
IN_REVIEW = Q(first_check__outcome=CheckOutcome.NEEDS_REVIEW, first_check__review__status=ReviewStatus.OPEN)
STATES = ("matched", "unmatched", "in_review", "ending", "ended")


def desk_watches(
    *, organisation_id: int, at: datetime, state: str = "", outcome: str = ""
) -> "QuerySet[AnsweredWatch]":
    """An organisation's own watches, the newest first, with the `outcome` of the last answer about each.

    Those that have ended only where they are asked for: `ended`. `ending` are those that end within 30 days.
    """
    found = {
        "": Q(ended_at=None),
        "matched": Q(ended_at=None, person__isnull=False),
        "unmatched": Q(ended_at=None, person=None) & ~IN_REVIEW,
        "in_review": Q(ended_at=None, person=None) & IN_REVIEW,
        "ending": Q(ended_at=None, renew_by__lte=at + WARNED_BEFORE),
        "ended": Q(ended_at__isnull=False),
    }[state]
    last = Check.objects.filter(_ABOUT_THE_SAME).order_by("-pk").values("outcome")
    watches = Watch.objects.filter(found, organisation_id=organisation_id).annotate(
        outcome=Coalesce(Subquery(last[:1]), F("first_check__outcome"))
    )
    watches = watches.filter(outcome=outcome) if outcome else watches
    return watches.select_related("first_check__role_organisation", "first_check__review").order_by("-pk")


_ABOUT_THE_SAME = Q(
    organisation=OuterRef("organisation"),
    person=OuterRef("person"),
    tier=OuterRef("first_check__tier"),
    role_organisation=OuterRef("first_check__role_organisation"),
)


def desk_watch(*, organisation_id: int, reference: str, at: datetime) -> "QuerySet[AnsweredWatch]":
    """The watch that began with the organisation's check of this reference, or whose check resolved that one."""
    began = Q(first_check__reference=reference) | Q(first_check__resolves__reference=reference)
    live_or_not = desk_watches(organisation_id=organisation_id, at=at) | desk_watches(
        organisation_id=organisation_id, at=at, state="ended"
    )
    return live_or_not.filter(began)


def ending_of(*, organisation_id: int, at: datetime) -> int:
    """How many of an organisation's watches end within 30 days unless they are renewed."""
    return live().filter(organisation_id=organisation_id, renew_by__lte=at + WARNED_BEFORE).count()


@dataclass(frozen=True, kw_only=True)
class WatchHistory:
    """What the organisation was answered about a watched person and post, and what it was told; newest first."""

    answers: list[Check]
    events: list[Event]


def history_of(watch: Watch) -> WatchHistory:
    """At most MOST_SHOWN answers, and as many events."""
    check = watch.first_check
    about = Q(pk=check.pk) | Q(pk=check.resolves_id)
    if watch.person_id is not None:
        about |= Q(person=watch.person_id, tier=check.tier, role_organisation=check.role_organisation_id)
    answers = Check.objects.filter(about, organisation_id=watch.organisation_id).select_related("asked_by")
    events = Event.objects.filter(organisation_id=watch.organisation_id, watch=watch.reference)
    return WatchHistory(
        answers=list(answers.order_by("-pk")[:MOST_SHOWN]), events=list(events.order_by("-pk")[:MOST_SHOWN])
    )
