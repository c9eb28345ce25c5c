"""Watches: put one, read one, list one's own, end one."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from barring.actions.checks import OnBehalfOf, QuestionRefused
from barring.actions.question_shapes import question_from
from barring.actions.watches import stop_watching, watch
from barring.api.refusals import note_unmatched, refused
from barring.api.watch_shapes import EXAMPLES, WatchesOut, WatchIn, WatchOut
from barring.permissions import Permission
from barring.queries.watches import page_of_watches, watch_shown, watches_of
from barring.rules.watches import LONGEST_REFERENCE, REFERENCE, is_reference
from kernel.api.pagination import PAGE_PARAMETERS, page_asked, page_of
from kernel.api.problems import Fault, Invalid
from kernel.api.schema import PAGE, REQUEST_ID, problems
from kernel.api.serializers import checked
from kernel.api.views import ApiView, ProgramRequest, answer
from kernel.permissions import requires

SCOPE = "watches"
TAGS = ["Watches"]
REF = OpenApiParameter(
    "ref",
    {"type": "string", "minLength": 1, "maxLength": LONGEST_REFERENCE},
    OpenApiParameter.PATH,
    description="Your own reference: say, the number of the person in your staff record. No name",
)
UNLOGGED = "a watch says nothing of a person but that they are watched; its check is logged when it is read"


class WatchesView(ApiView):
    """`/api/v1/watches`."""

    parameters = PAGE_PARAMETERS

    @extend_schema(
        operation_id="listWatches",
        summary="Whom your organisation watches, newest first",
        tags=TAGS,
        parameters=[REQUEST_ID, *PAGE],
        responses={200: OpenApiResponse(WatchesOut, "A page"), **problems(401, 403, 404, 422)},
    )
    @requires(Permission.WATCH_VIEW, object_rule="watches_of", scope=SCOPE, unlogged=UNLOGGED)
    def get(self, request: ProgramRequest) -> HttpResponse:
        asked, organisation_id = page_asked(request), request.user.organisation_id
        found = page_of_watches(organisation_id=organisation_id, after=asked.after, limit=asked.limit + 1)
        if found is None:
            raise Http404
        return answer(page_of(found, asked=asked, show=watch_shown, name=lambda watch: watch.first_check.reference))


class WatchView(ApiView):
    """`/api/v1/watches/{ref}`."""

    looks_people_up = True

    @extend_schema(
        operation_id="putWatch",
        summary="Watch a person from now on",
        description=(
            "Asks a first check, and tells you by events when the answer changes; also where nobody is matched yet, "
            "once somebody is. It lasts a year. Put again, it is replaced and renewed."
        ),
        tags=TAGS,
        parameters=[REQUEST_ID, REF],
        request=WatchIn,
        responses={
            200: OpenApiResponse(WatchOut, "Replaced"),
            201: OpenApiResponse(WatchOut, "Watched from now on"),
            **problems(401, 403, 415, 422),
        },
        examples=EXAMPLES,
    )
    @requires(Permission.WATCH_CHANGE, methods=("PUT",), scope=SCOPE, unlogged="the first check is the record")
    def put(self, request: ProgramRequest, ref: str) -> HttpResponse:
        if not is_reference(ref):
            raise Invalid([Fault(pointer="", code="invalid", detail=REFERENCE)])
        given = {"purpose": "in_post"} | checked(WatchIn, self.body(request))
        account = request.user
        asker = OnBehalfOf(
            organisation_id=account.organisation_id,
            organisation_code=account.organisation_code,
            client_id=request.auth.client_id,
        )
        try:
            kept, is_new = watch(
                reference=ref, question=question_from(given=given), asker=asker, by=account, at=timezone.now()
            )
        except QuestionRefused as refusal:
            raise refused(refusal, request.auth) from None
        note_unmatched(kept.first_check, request.auth)
        return answer(watch_shown(kept), status=201 if is_new else 200)

    @extend_schema(
        operation_id="getWatch",
        summary="One of your watches",
        tags=TAGS,
        parameters=[REQUEST_ID, REF],
        responses={200: OpenApiResponse(WatchOut, "The watch"), **problems(401, 403, 404)},
    )
    @requires(Permission.WATCH_VIEW, object_rule="watches_of", scope=SCOPE, unlogged=UNLOGGED)
    def get(self, request: ProgramRequest, ref: str) -> HttpResponse:
        found = get_object_or_404(watches_of(organisation_id=request.user.organisation_id), reference=ref)
        return answer(watch_shown(found))

    @extend_schema(
        operation_id="deleteWatch",
        summary="Watch a person no longer",
        tags=TAGS,
        parameters=[REQUEST_ID, REF],
        responses={204: OpenApiResponse(description="Ended"), **problems(401, 403, 404)},
    )
    @requires(Permission.WATCH_CHANGE, methods=("DELETE",), object_rule="watches_of", scope=SCOPE, unlogged=UNLOGGED)
    def delete(self, request: ProgramRequest, ref: str) -> HttpResponse:
        found = get_object_or_404(watches_of(organisation_id=request.user.organisation_id), reference=ref)
        stop_watching(watch=found, at=timezone.now())
        return HttpResponse(status=204)
