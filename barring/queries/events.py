"""Whom the daily sign of life is due to, and what it says."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, Max, OuterRef, Q, Subquery

from kernel.clocks import start_of_day, today
from kernel.models import ApiClient, Event, EventType

TELLS_OF_EVENTS = ["events", "webhooks"]  # the scopes by which a program comes to read them
CHANGES = [EventType.WATCH_STANDING_CHANGED, EventType.WATCH_CORRECTED]


def organisations_to_assure(*, at: datetime) -> list[int]:
    """The organisations with a program that may read events, and without a sign of life in this London day."""
    assured = Event.objects.filter(type=EventType.ASSURANCE_DAILY, occurred_at__gte=start_of_day(today(at)))
    programs = ApiClient.objects.filter(scopes__overlap=TELLS_OF_EVENTS, user__is_active=True)
    waiting = programs.exclude(organisation_id__in=assured.values("organisation_id"))
    return list(waiting.order_by("organisation_id").values_list("organisation_id", flat=True).distinct())


def changed_since_assured(*, organisation_ids: Collection[int]) -> dict[int, int]:
    """By organisation, for how many watches something changed since its last sign of life."""
    last = Event.objects.filter(organisation_id=OuterRef("organisation_id"), type=EventType.ASSURANCE_DAILY)
    since = last.values("organisation_id").annotate(at=Max("occurred_at")).values("at")
    changes = Event.objects.filter(organisation_id__in=organisation_ids, type__in=CHANGES).alias(since=Subquery(since))
    changes = changes.filter(Q(since=None) | Q(occurred_at__gt=Subquery(since)))
    counted = changes.values("organisation_id").annotate(count=Count("watch", distinct=True))
    return {row["organisation_id"]: row["count"] for row in counted}
