"""Batches of checks: send one, see how far it is, cancel it, fetch its answers and receipts."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request

from barring.actions.batch_receipts import receipts_of
from barring.actions.batches import NoRows, TooManyRows, cancel, taking_in
from barring.actions.checks import OnBehalfOf
from barring.actions.question_shapes import CheckIn
from barring.api.batch_files import Upload, of_file
from barring.api.batch_shapes import EXAMPLES, BatchesOut, BatchForm, BatchOut, BatchRowOut
from barring.permissions import Permission
from barring.queries.batches import ROW_COLUMNS, batch_of, batch_shown, page_of_batches, row_shown, rows_answered
from kernel.api.pagination import PAGE_PARAMETERS, page_asked, page_of
from kernel.api.problems import Malformed, Problem
from kernel.api.schema import IDEMPOTENCY_KEY, PAGE, REQUEST_ID, problems
from kernel.api.tables import CSV, NDJSON, accepts, json_lines
from kernel.api.views import ApiView, ProgramRequest, answer
from kernel.permissions import requires
from kernel.tables import csv_lines

SCOPE = "checks"
TAGS = ["Batches"]
FORM = "multipart/form-data"
LARGEST = 256_000_000
BATCH_ID = OpenApiParameter("id", str, OpenApiParameter.PATH)
COUNTS = "it tells counts, and of nobody"


class BatchesView(ApiView):
    """`/api/v1/check-batches`."""

    creates = True
    looks_people_up = True
    parameters = PAGE_PARAMETERS
    largest_request = LARGEST
    _upload: Upload | None = None

    @extend_schema(
        operation_id="createCheckBatch",
        summary="Ask about up to a million people at once",
        description=(
            "A form with a CSV file and the purpose, or NDJSON with one check a line, as for `createCheck`. Every row "
            "is answered as a single check would be. A row that cannot be asked fails alone."
        ),
        tags=TAGS,
        parameters=[REQUEST_ID, IDEMPOTENCY_KEY],
        request={FORM: BatchForm, NDJSON: CheckIn},
        responses={202: OpenApiResponse(BatchOut, "Taken in"), **problems(401, 403, 409, 415, 422)},
        examples=EXAMPLES,
    )
    @requires(Permission.CHECK_ASK, methods=("POST",), scope=SCOPE, unlogged="the batch itself is the record")
    def post(self, request: ProgramRequest) -> HttpResponse:
        upload = self.upload(request)
        account = request.user
        asker = OnBehalfOf(
            organisation_id=account.organisation_id,
            organisation_code=account.organisation_code,
            client_id=request.auth.client_id,
        )
        try:
            with taking_in(asker=asker, by=account) as intake:
                upload.read(intake.add)
                batch = intake.finish(purpose=upload.purpose, at=timezone.now())
        except TooManyRows:
            raise Problem(413, "too_large") from None
        except NoRows as refusal:
            raise of_file("required", refusal.text) from None
        shown = batch_shown(batch)
        return answer(shown, status=202, headers={"Location": f"/api/v1/check-batches/{batch.reference}"})

    def upload(self, request: Request) -> Upload:
        """The request's body, which is read once. Refuses one of another media type, and none."""
        kind = request._request.content_type
        if kind not in (FORM, NDJSON):
            raise UnsupportedMediaType(kind or "")
        if not int(request.META.get("CONTENT_LENGTH") or 0):
            raise Malformed("The request has no body.")
        if self._upload is None:
            self._upload = Upload(request._request)
        return self._upload

    def fingerprint(self, request: Request) -> bytes:
        """Of the rows and their purpose: a form's boundary is another each time it is sent."""
        try:
            return self.upload(request).digest()
        except (UnsupportedMediaType, Malformed):
            return b""

    @extend_schema(
        operation_id="listCheckBatches",
        summary="Your organisation's own batches, newest first",
        tags=TAGS,
        parameters=[REQUEST_ID, *PAGE],
        responses={200: OpenApiResponse(BatchesOut, "A page"), **problems(401, 403, 404, 422)},
    )
    @requires(Permission.CHECK_VIEW, object_rule="batches_of", scope=SCOPE, unlogged=COUNTS)
    def get(self, request: ProgramRequest) -> HttpResponse:
        asked, organisation_id = page_asked(request), request.user.organisation_id
        found = page_of_batches(organisation_id=organisation_id, after=asked.after, limit=asked.limit + 1)
        if found is None:
            raise Http404
        return answer(page_of(found, asked=asked, show=batch_shown, name=lambda batch: batch.reference))


class BatchView(ApiView):
    """`/api/v1/check-batches/{id}`."""

    @extend_schema(
        operation_id="getCheckBatch",
        summary="How far one of your batches has come",
        tags=TAGS,
        parameters=[REQUEST_ID, BATCH_ID],
        responses={200: OpenApiResponse(BatchOut, "How far it is"), **problems(401, 403, 404)},
        examples=EXAMPLES,
    )
    @requires(Permission.CHECK_VIEW, opens=("barring.batch", "id"), object_rule="batches_of", scope=SCOPE)
    def get(self, request: ProgramRequest, id: str) -> HttpResponse:
        return answer(batch_shown(own_batch(request, id)))


class CancelView(ApiView):
    """`/api/v1/check-batches/{id}/cancel`."""

    @extend_schema(
        operation_id="cancelCheckBatch",
        summary="Answer no more rows of a batch",
        description="Rows already answered stay answered. 409 for a batch that is over.",
        tags=TAGS,
        parameters=[REQUEST_ID, BATCH_ID],
        request=None,
        responses={200: OpenApiResponse(BatchOut, "Cancelled"), **problems(401, 403, 404, 409)},
    )
    @requires(
        Permission.CHECK_ASK, methods=("POST",), opens=("barring.batch", "id"), object_rule="batches_of", scope=SCOPE
    )
    def post(self, request: ProgramRequest, id: str) -> HttpResponse:
        batch = own_batch(request, id)
        cancel(batch=batch, at=timezone.now())
        return answer(batch_shown(own_batch(request, id)))


class ResultsView(ApiView):
    """`/api/v1/check-batches/{id}/results`."""

    @extend_schema(
        operation_id="getCheckBatchResults",
        summary="The answers to a batch, row by row in order",
        description=(
            "NDJSON, or CSV for `Accept: text/csv`: a text that a spreadsheet would take for a formula has an "
            "apostrophe before it. 409 until the batch is over."
        ),
        tags=TAGS,
        parameters=[REQUEST_ID, BATCH_ID],
        responses={
            (200, NDJSON): OpenApiResponse(BatchRowOut, "A row a line"),
            (200, CSV): OpenApiResponse(OpenApiTypes.STR, "The same, with a header"),
            **problems(401, 403, 404, 409),
        },
    )
    @requires(Permission.CHECK_VIEW, opens=("barring.batch", "id"), object_rule="batches_of", scope=SCOPE)
    def get(self, request: ProgramRequest, id: str) -> HttpResponseBase:
        rows = (row_shown(one) for one in rows_answered(batch=finished_batch(request, id)))
        if accepts(request, CSV, over=NDJSON):
            return StreamingHttpResponse(csv_lines(rows, columns=ROW_COLUMNS), content_type=f"{CSV}; charset=utf-8")
        return StreamingHttpResponse(json_lines(rows), content_type=NDJSON)


class BatchReceiptsView(ApiView):
    """`/api/v1/check-batches/{id}/receipts`."""

    @extend_schema(
        operation_id="getCheckBatchReceipts",
        summary="The receipts of a batch, row by row in order",
        description="NDJSON: `row`, `check_id`, `receipt` and `receipt_salt` a line. 409 until the batch is over.",
        tags=TAGS,
        parameters=[REQUEST_ID, BATCH_ID],
        responses={
            (200, NDJSON): OpenApiResponse(OpenApiTypes.STR, "A receipt a line"),
            **problems(401, 403, 404, 409),
        },
    )
    @requires(Permission.CHECK_VIEW, opens=("barring.batch", "id"), object_rule="batches_of", scope=SCOPE)
    def get(self, request: ProgramRequest, id: str) -> HttpResponseBase:
        lines: Iterator[dict[str, Any]] = receipts_of(batch=finished_batch(request, id))
        return StreamingHttpResponse(json_lines(lines), content_type=NDJSON)


def own_batch(request: ProgramRequest, id: str) -> Any:
    """The organisation's own batch, or 404."""
    batch = batch_of(organisation_id=request.user.organisation_id, reference=id)
    if batch is None:
        raise Http404
    return batch


def finished_batch(request: ProgramRequest, id: str) -> Any:
    """The organisation's own batch, or 404; 409 while it is being answered."""
    batch = own_batch(request, id)
    if not batch.is_over:
        raise Problem(409, "not_finished")
    return batch
