"""The feed of events."""

import re
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound

from kernel.api.pagination import page_asked, page_of, refused
from kernel.api.schema import PAGE, REQUEST_ID, problems
from kernel.api.views import ApiView, ProgramRequest, answer
from kernel.events import EVENT_TYPES, events_after, last_place, place_of, told
from kernel.permissions import KernelPermission, requires

SCOPE = "events"
PLACE = re.compile(r"\d{1,18}", re.ASCII)
AFTER_THE_END = (
    "Your feed ends before this place, so it is one of another feed: of an organisation that went into yours, or from "
    "before the service was restored. Ask without `after`, and pass over the ids that you have dealt with."
)
REFERENCE = re.compile(r"evt_[0-9a-f]{32}", re.ASCII)


class EventHeadOut(serializers.Serializer[Any]):
    """The newest signed head of the ledger."""

    size = serializers.IntegerField()
    root = serializers.CharField()  # type: ignore[assignment]  # a field named so, not the property


class EventOut(serializers.Serializer[Any]):
    """One event. It says that something happened, and to what; read that to learn more."""

    id = serializers.CharField(help_text="The same in the feed, at each endpoint and each time it is sent")
    sequence = serializers.IntegerField(help_text="Its place in your feed: 1, 2, 3 and so on, without gaps")
    type = serializers.ChoiceField(choices=EVENT_TYPES)
    occurred_at = serializers.DateTimeField()
    watch = serializers.CharField(allow_null=True, help_text="Your reference of the watch")
    check = serializers.CharField(allow_null=True, help_text="The check")
    check_batch = serializers.CharField(required=False, help_text="`check_batch.completed`: the batch")
    watched = serializers.IntegerField(required=False, help_text="`assurance.daily`: how many you watch")
    changed = serializers.IntegerField(
        required=False, help_text="`assurance.daily`: how many of them had a change since the one before"
    )
    ledger = EventHeadOut(required=False, help_text="`assurance.daily`: the ledger’s newest signed head")


class EventsOut(serializers.Serializer[Any]):
    """A page of the feed, the oldest first."""

    results = EventOut(many=True)
    next = serializers.CharField(allow_null=True, help_text="The `after` of the next page; null at the end of the feed")


EXAMPLE = {
    "id": "evt_5b0c9d3f6e214a87b1c0d2e3f4a59687",
    "sequence": 18402,
    "type": "check.completed",
    "occurred_at": "2026-11-21T10:41:07.123456Z",
    "watch": None,
    "check": "chk_0f1f6a3d2f7e4c0b9a8d7c6b5a493827",
}


class EventsView(ApiView):
    """`/api/v1/events`."""

    parameters = frozenset({"after", "limit"})

    @extend_schema(
        operation_id="listEvents",
        summary="What has happened that concerns your organisation",
        description=(
            "In the order in which it was recorded, without gaps. Keep the last `sequence` that you have dealt with, "
            "and ask for what stands after it; asked at the end of the feed, the answer is empty. An event says no "
            "more than that something happened. It is there within about a second."
        ),
        tags=["Events"],
        parameters=[
            REQUEST_ID,
            OpenApiParameter(
                "after",
                OpenApiTypes.STR,
                description="The `sequence`, or the `id`, of the last event you have; from the first on unless given",
            ),
            PAGE[0],
        ],
        responses={200: OpenApiResponse(EventsOut, "A page of the feed"), **problems(401, 403, 404, 422)},
        examples=[
            OpenApiExample(
                "The end of a feed",
                value={"results": [EXAMPLE], "next": None},
                response_only=True,
                status_codes=["200"],
            )
        ],
    )
    @requires(
        KernelPermission.EVENT_VIEW,
        object_rule="events_after",
        scope=SCOPE,
        unlogged="an event says nothing of a person; what it names is logged when it is read",
    )
    def get(self, request: ProgramRequest) -> HttpResponse:
        asked, organisation_id = page_asked(request), request.user.organisation_id
        after = _place(request.query_params.get("after", ""), organisation_id)
        events = events_after(organisation_id=organisation_id, after=after, limit=asked.limit + 1)
        page = page_of(events, asked=asked, show=told, name=lambda event: str(event.sequence))
        return answer(page | {"next": str(events[asked.limit - 1].sequence) if page["next"] else None})


def _place(after: str, organisation_id: int) -> int:
    """The place in the feed that a query names; refuses (Invalid) what is neither a place nor an id."""
    if not after:
        return 0
    if PLACE.fullmatch(after):
        if int(after) > last_place(organisation_id=organisation_id):
            raise refused("after", AFTER_THE_END)
        return int(after)
    if not REFERENCE.fullmatch(after):
        raise refused("after", "Give the sequence or the id of an event.")
    place = place_of(organisation_id=organisation_id, reference=after)
    if place is None:
        raise NotFound
    return place
