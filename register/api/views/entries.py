"""The public register, without a token."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from kernel.api.pagination import PAGE_PARAMETERS, page_asked, page_of, refused
from kernel.api.schema import PAGE, REQUEST_ID, problems
from kernel.api.views import ApiView, answer
from kernel.permissions import public
from register import queries
from register.api.serializers import EntriesOut, EntryOut, as_told
from register.rules.numbers import InvalidNumber, parse

LONGEST = 200
FILTERS = [
    OpenApiParameter("name", OpenApiTypes.STR, description="Part of a name, also misspelt"),
    OpenApiParameter("number", OpenApiTypes.STR, description="A registration number"),
    OpenApiParameter("organisation", OpenApiTypes.STR, description="Code of an organisation where a post is held"),
]


class EntriesView(ApiView):
    """`/api/v1/register`."""

    parameters = PAGE_PARAMETERS | {one.name for one in FILTERS}

    @extend_schema(
        operation_id="listRegister",
        summary="Find entries on the public register",
        tags=["Public"],
        auth=[],
        parameters=[REQUEST_ID, *FILTERS, *PAGE],
        responses={200: EntriesOut, **problems(422)},
    )
    @public()
    def get(self, request: Request) -> HttpResponse:
        asked = page_asked(request)
        name, number, organisation = (self._filter(request, one.name) for one in FILTERS)
        entries = queries.public_entries(
            name=name,
            number=number,
            organisation=organisation.upper(),
            after_number=asked.after,
            limit=asked.limit + 1,
            at=timezone.now(),
        )
        if entries is None:
            raise refused("cursor", "The cursor is of another search. Begin again without one.")
        return answer(page_of(entries, asked=asked, show=as_told, name=lambda entry: entry.number))

    @staticmethod
    def _filter(request: Request, name: str) -> str:
        text = request.query_params.get(name, "").strip()
        if len(text) > LONGEST:
            raise refused(name, f"Give {LONGEST} characters at most.")
        if name != "number" or not text:
            return text
        try:
            return parse(text)
        except InvalidNumber as fault:
            raise refused(name, str(fault)) from None


class EntryView(ApiView):
    """`/api/v1/register/{number}`."""

    @extend_schema(
        operation_id="getRegisterEntry",
        summary="One entry on the public register",
        tags=["Public"],
        auth=[],
        parameters=[REQUEST_ID],
        responses={200: EntryOut, **problems(404)},
    )
    @public()
    def get(self, request: Request, number: str) -> HttpResponse:
        try:
            entry = queries.public_entry(number=parse(number), at=timezone.now())
        except InvalidNumber:
            entry = None
        if entry is None:
            raise Http404
        return answer(as_told(entry))
