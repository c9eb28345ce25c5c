"""Receipts over the API: is one good, one as a PDF, the proof that a check is in the ledger."""

from dataclasses import asdict

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request

from barring.actions.receipts import sign_later
from barring.api.serializers import InclusionOut, ReceiptIn, VerdictOut
from barring.permissions import Permission
from barring.queries.checks import checks_of
from barring.queries.receipt_documents import receipt_pdf
from barring.queries.receipts import inclusion_of, judge
from kernel.api.problems import Problem
from kernel.api.schema import REQUEST_ID, problems
from kernel.api.serializers import checked
from kernel.api.views import ApiView, ProgramRequest, answer
from kernel.clocks import instant
from kernel.permissions import public, requires

SCOPE = "checks"
CHECK_ID = OpenApiParameter("id", str, OpenApiParameter.PATH)


class VerifyView(ApiView):
    """`/api/v1/receipts/verify`."""

    @extend_schema(
        operation_id="verifyReceipt",
        summary="Whether a receipt is good",
        description=(
            "Whether our key signed it and our record agrees. Anyone may ask. `claims` are what the receipt says, and "
            "null where our key did not sign it; nothing else about the check is told."
        ),
        tags=["Receipts"],
        auth=[],
        parameters=[REQUEST_ID],
        request=ReceiptIn,
        responses={200: OpenApiResponse(VerdictOut, "Judged: `valid` says how"), **problems(415, 422)},
        examples=[
            OpenApiExample("A receipt", value={"receipt": "eyJhbGciOi..."}, request_only=True),
            OpenApiExample(
                "Altered",
                value={"valid": False, "claims": None, "reason": "bad_signature"},
                response_only=True,
                status_codes=["200"],
            ),
        ],
    )
    @public(methods=("POST",))
    def post(self, request: Request) -> HttpResponse:
        given = checked(ReceiptIn, self.body(request))
        verdict = judge(receipt=given["receipt"])
        return answer({"valid": verdict.valid, "claims": verdict.claims, "reason": verdict.fault})


class ReceiptView(ApiView):
    """`/api/v1/checks/{id}/receipt`."""

    @extend_schema(
        operation_id="getReceiptDocument",
        summary="The receipt of one of your own checks, to print",
        description="A PDF (PDF/UA-1) with a QR code. The same bytes each time.",
        tags=["Receipts"],
        parameters=[REQUEST_ID, CHECK_ID],
        responses={
            (200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY, "The document"),
            **problems(401, 403, 404, 410),
        },
    )
    @requires(Permission.CHECK_VIEW, opens=("barring.receipt", "id"), object_rule="checks_of", scope=SCOPE)
    def get(self, request: ProgramRequest, id: str) -> HttpResponse:
        check = get_object_or_404(checks_of(organisation_id=request.user.organisation_id), reference=id)
        sign_later(checks=[check])
        return HttpResponse(receipt_pdf(check=check), content_type="application/pdf")


class InclusionView(ApiView):
    """`/api/v1/checks/{id}/inclusion`."""

    @extend_schema(
        operation_id="getInclusion",
        summary="The proof that one of your own checks is in the ledger",
        description=(
            "RFC 6962's audit path from the check's leaf to the root of the newest signed head, in hex. A check is "
            "sealed within a minute; until then the answer is 404 with the code `not_yet_sealed`."
        ),
        tags=["Receipts"],
        parameters=[REQUEST_ID, CHECK_ID],
        responses={200: OpenApiResponse(InclusionOut, "The proof"), **problems(401, 403, 404)},
    )
    @requires(Permission.CHECK_VIEW, opens=("barring.check", "id"), object_rule="checks_of", scope=SCOPE)
    def get(self, request: ProgramRequest, id: str) -> HttpResponse:
        check = get_object_or_404(checks_of(organisation_id=request.user.organisation_id), reference=id)
        proof = inclusion_of(check=check)
        if proof is None:
            raise Problem(404, "not_yet_sealed")
        told = asdict(proof)
        told["head"]["at"] = instant(proof.head.at)
        return answer(told)
