"""Published bars, without a token."""

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from barring.api.serializers import BarsOut
from barring.queries.published import as_told, published_page
from kernel.api.pagination import PAGE_PARAMETERS, page_asked, page_of, refused
from kernel.api.schema import PAGE, REQUEST_ID, problems
from kernel.api.views import ApiView, answer
from kernel.permissions import public


class BarsView(ApiView):
    """`/api/v1/bars`."""

    parameters = PAGE_PARAMETERS

    @extend_schema(
        operation_id="listBars",
        summary="Published bars that are not over, newest first",
        tags=["Public"],
        auth=[],
        parameters=[REQUEST_ID, *PAGE],
        responses={200: BarsOut, **problems(422)},
    )
    @public()
    def get(self, request: Request) -> HttpResponse:
        asked = page_asked(request)
        try:
            bars = published_page(after=asked.after, limit=asked.limit + 1, at=timezone.now())
        except LookupError:
            raise refused("cursor", "The cursor is not one that was given out. Begin again without one.") from None
        return answer(page_of(bars, asked=asked, show=as_told, name=lambda bar: bar.reference))
