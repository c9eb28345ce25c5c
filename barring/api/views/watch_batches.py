"""Files of people to be watched: send one, see how far it is and which lines could not be watched."""

import hashlib
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from barring.actions.checks import OnBehalfOf
from barring.actions.watch_batches import start_watch_batch
from barring.api.watch_shapes import WatchBatchErrorsOut, WatchBatchForm, WatchBatchOut
from barring.api.watch_uploads import CSV, FORM, LARGEST, of_file, uploaded
from barring.permissions import Permission
from barring.queries.watch_batches import fault_shown, faults_of, watch_batch_of, watch_batch_shown
from barring.rules.watch_files import NotRead, lines_of
from kernel.api.pagination import PAGE_PARAMETERS, page_asked, page_of, refused
from kernel.api.schema import IDEMPOTENCY_KEY, PAGE, REQUEST_ID, problems
from kernel.api.views import ApiView, ProgramRequest, answer
from kernel.permissions import requires

SCOPE = "watches"
TAGS = ["Watches"]
ID = OpenApiParameter("id", str, OpenApiParameter.PATH)
OPENS = ("barring.watch_batch", "id")


class WatchBatchesView(ApiView):
    """`/api/v1/watch-batches`."""

    creates = True
    looks_people_up = True
    largest_request = LARGEST + 10_000  # the form around the file

    @extend_schema(
        operation_id="createWatchBatch",
        summary="Watch everybody in a file",
        description=(
            "CSV in UTF-8 with a header: `ref` and `tier`, and of `client_ref`, `registration_number`, `family_name`, "
            "`given_names`, `previous_family_names` (split by `|`) and `date_of_birth` what you have. At most 50,000 "
            "rows. Each is put as by `putWatch`: a reference in use is replaced and renewed. A line that cannot be "
            "watched is told of by its number and loses no other."
        ),
        tags=TAGS,
        parameters=[REQUEST_ID, IDEMPOTENCY_KEY],
        request={FORM: WatchBatchForm, CSV: OpenApiTypes.STR},
        responses={202: OpenApiResponse(WatchBatchOut, "Taken in"), **problems(400, 401, 403, 409, 413, 415, 422)},
    )
    @requires(Permission.WATCH_CHANGE, methods=("POST",), scope=SCOPE, unlogged="the first checks are the record")
    def post(self, request: ProgramRequest) -> HttpResponse:
        content, purpose = uploaded(request._request)
        try:
            lines = lines_of(content)
        except NotRead as fault:
            raise of_file(str(fault)) from None
        account = request.user
        asker = OnBehalfOf(
            organisation_id=account.organisation_id,
            organisation_code=account.organisation_code,
            client_id=request.auth.client_id,
        )
        batch = start_watch_batch(lines=lines, purpose=purpose, asker=asker, by=account, at=timezone.now())
        location = {"Location": f"/api/v1/watch-batches/{batch.reference}"}
        return answer(watch_batch_shown(batch), status=202, headers=location)

    def fingerprint(self, request: Request) -> bytes:
        """Of the file and its purpose: a form's boundary is another each time it is sent."""
        try:
            content, purpose = uploaded(request._request)
        except APIException:
            return b""
        return hashlib.sha256(purpose.encode() + b"\0" + content).digest()


class WatchBatchView(ApiView):
    """`/api/v1/watch-batches/{id}`."""

    @extend_schema(
        operation_id="getWatchBatch",
        summary="How far one of your files has come",
        tags=TAGS,
        parameters=[REQUEST_ID, ID],
        responses={200: OpenApiResponse(WatchBatchOut, "How far it is"), **problems(401, 403, 404)},
    )
    @requires(Permission.WATCH_VIEW, object_rule="watch_batches_of", scope=SCOPE, opens=OPENS)
    def get(self, request: ProgramRequest, id: str) -> HttpResponse:
        return answer(watch_batch_shown(_own(request, id)))


class WatchBatchErrorsView(ApiView):
    """`/api/v1/watch-batches/{id}/errors`."""

    parameters = PAGE_PARAMETERS

    @extend_schema(
        operation_id="listWatchBatchErrors",
        summary="The lines of one of your files that could not be watched",
        tags=TAGS,
        parameters=[REQUEST_ID, ID, *PAGE],
        responses={200: OpenApiResponse(WatchBatchErrorsOut, "A page, in order"), **problems(401, 403, 404, 422)},
    )
    @requires(Permission.WATCH_VIEW, object_rule="watch_batches_of", scope=SCOPE, opens=OPENS)
    def get(self, request: ProgramRequest, id: str) -> HttpResponse:
        batch, asked = _own(request, id), page_asked(request)
        if not (asked.after or "0").isdigit() or len(asked.after) > 9:
            raise refused("cursor", "The cursor is not one that was given out. Begin again without one.")
        found = list(faults_of(batch=batch, after=int(asked.after or "0"))[: asked.limit + 1])
        return answer(page_of(found, asked=asked, show=fault_shown, name=lambda fault: str(fault.line)))


def _own(request: ProgramRequest, id: str) -> Any:
    found = watch_batch_of(organisation_id=request.user.organisation_id, reference=id)
    if found is None:
        raise Http404
    return found
