"""Checks: ask, read one, read one's own."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from barring.actions.checks import OnBehalfOf, QuestionRefused, ask
from barring.actions.question_shapes import CheckIn, question_from
from barring.actions.receipts import sign_later
from barring.api.examples import ANSWERS, QUESTIONS
from barring.api.refusals import note_unmatched, refused
from barring.api.serializers import CheckOut, ChecksOut
from barring.permissions import Permission
from barring.queries.checks import as_told, checks_of, page_of_checks
from kernel.access_log import note_shown
from kernel.api.pagination import PAGE_PARAMETERS, page_asked, page_of
from kernel.api.schema import IDEMPOTENCY_KEY, PAGE, REQUEST_ID, problems
from kernel.api.serializers import checked
from kernel.api.views import ApiView, ProgramRequest, answer
from kernel.permissions import requires

SCOPE = "checks"
TAGS = ["Checks"]


class ChecksView(ApiView):
    """`/api/v1/checks`."""

    creates = True
    looks_people_up = True
    parameters = PAGE_PARAMETERS

    @extend_schema(
        operation_id="createCheck",
        summary="Ask about one person and one post",
        description="Answers at this instant. The question and the answer are kept.",
        tags=TAGS,
        parameters=[REQUEST_ID, IDEMPOTENCY_KEY],
        request=CheckIn,
        responses={201: OpenApiResponse(CheckOut, "Answered"), **problems(401, 403, 409, 415, 422)},
        examples=[*QUESTIONS, *ANSWERS],
    )
    @requires(Permission.CHECK_ASK, methods=("POST",), scope=SCOPE, unlogged="the check itself is the record")
    def post(self, request: ProgramRequest) -> HttpResponse:
        given = checked(CheckIn, self.body(request))
        account, token = request.user, request.auth
        asker = OnBehalfOf(
            organisation_id=account.organisation_id,
            organisation_code=account.organisation_code,
            client_id=token.client_id,
        )
        try:
            check = ask(question=question_from(given=given), asker=asker, by=account)
        except QuestionRefused as refusal:
            raise refused(refusal, token) from None
        note_unmatched(check, token)
        return answer(as_told(check), status=201, headers={"Location": f"/api/v1/checks/{check.reference}"})

    @extend_schema(
        operation_id="listChecks",
        summary="Your organisation's own checks, newest first",
        tags=TAGS,
        parameters=[REQUEST_ID, *PAGE],
        responses={200: OpenApiResponse(ChecksOut, "A page"), **problems(401, 403, 404, 422)},
    )
    @requires(Permission.CHECK_VIEW, object_rule="checks_of", scope=SCOPE, lists="barring.check")
    def get(self, request: ProgramRequest) -> HttpResponse:
        asked = page_asked(request)
        checks = page_of_checks(organisation_id=request.user.organisation_id, after=asked.after, limit=asked.limit + 1)
        if checks is None:
            raise Http404
        sign_later(checks=checks)
        note_shown(request, [check.reference for check in checks[: asked.limit]], count=len(checks[: asked.limit]))
        return answer(page_of(checks, asked=asked, show=as_told, name=lambda check: check.reference))


class CheckView(ApiView):
    """`/api/v1/checks/{id}`."""

    @extend_schema(
        operation_id="getCheck",
        summary="One of your organisation's own checks",
        tags=TAGS,
        parameters=[REQUEST_ID, OpenApiParameter("id", str, OpenApiParameter.PATH)],
        responses={
            200: OpenApiResponse(CheckOut, "The answer as it was given, and what became of its review"),
            **problems(401, 403, 404, 410),
        },
    )
    @requires(Permission.CHECK_VIEW, opens=("barring.check", "id"), object_rule="checks_of", scope=SCOPE)
    def get(self, request: ProgramRequest, id: str) -> HttpResponse:
        check = get_object_or_404(checks_of(organisation_id=request.user.organisation_id), reference=id)
        sign_later(checks=[check])
        return answer(as_told(check))
