"""Who leads on speaking up, for everybody."""

from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from kernel.api.pagination import PAGE_PARAMETERS, page_asked, page_of, refused
from kernel.api.schema import PAGE, REQUEST_ID, problems
from kernel.api.views import ApiView, answer
from kernel.clocks import read_day, read_instant, start_of_day
from kernel.permissions import public
from register import queries
from register.api.serializers import SpeakUpLeadsOut, leads_told

LONGEST = 12
FILTERS = [
    OpenApiParameter("organisation", OpenApiTypes.STR, description="Code of one organisation"),
    OpenApiParameter(
        "as_of", OpenApiTypes.STR, description="A day, or an instant, that is not in the future; now unless given"
    ),
]


class SpeakUpLeadsView(ApiView):
    """`/api/v1/freedom-to-speak-up-leads`."""

    parameters = PAGE_PARAMETERS | {one.name for one in FILTERS}

    @extend_schema(
        operation_id="listSpeakUpLeads",
        summary="Who leads on speaking up at each organisation, and where nobody does",
        tags=["Public"],
        auth=[],
        parameters=[REQUEST_ID, *FILTERS, *PAGE],
        responses={200: SpeakUpLeadsOut, **problems(422)},
    )
    @public()
    def get(self, request: Request) -> HttpResponse:
        asked, at = page_asked(request), timezone.now()
        organisation = request.query_params.get("organisation", "").strip().upper()
        if len(organisation) > LONGEST:
            raise refused("organisation", "Give the code of an organisation, such as RJ1.")
        boards = queries.board_leads(
            organisation=organisation,
            after=asked.after,
            limit=asked.limit + 1,
            as_of=_instant(request.query_params.get("as_of", ""), at=at),
            at=at,
        )
        return answer(page_of(boards, asked=asked, show=leads_told, name=lambda board: board.code))


def _instant(text: str, *, at: datetime) -> datetime:
    """A London day stands for its beginning, with which leads begin."""
    if not text:
        return at
    try:
        asked = read_instant(text) if "T" in text.upper() else start_of_day(read_day(text))
    except (ValueError, OverflowError):
        raise refused("as_of", "Give a day like 2026-03-09, or an instant like 2026-03-09T10:00:00Z.") from None
    if asked > at:
        raise refused("as_of", "This is in the future. Leave it out to ask about now.")
    return asked
