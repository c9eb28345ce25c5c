"""An organisation's endpoints: add, read, change, delete; new secrets, tests, and what became of what was sent."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from kernel.actions import webhooks as actions
from kernel.api.pagination import PAGE_PARAMETERS, page_asked, page_of
from kernel.api.problems import Fault, Invalid
from kernel.api.schema import IDEMPOTENCY_KEY, PAGE, REQUEST_ID, problems
from kernel.api.serializers import checked
from kernel.api.views import ApiView, ProgramRequest, answer
from kernel.api.webhook_shapes import (
    EXAMPLES,
    DeliveriesOut,
    EndpointChangeIn,
    EndpointIn,
    EndpointOut,
    EndpointsOut,
    EndpointWithSecretOut,
    PingOut,
    RedeliveryIn,
    RedeliveryOut,
)
from kernel.permissions import KernelPermission, requires
from kernel.webhooks.queries import (
    delivery_shown,
    endpoint_shown,
    endpoints_of,
    page_of_deliveries,
    page_of_endpoints,
)

SCOPE = "webhooks"
TAGS = ["Webhook endpoints"]
ID = OpenApiParameter("id", str, OpenApiParameter.PATH)
UNLOGGED = "an endpoint says nothing of a person; its changes are in its history"


def _own(request: ProgramRequest, id: str) -> Any:
    return get_object_or_404(endpoints_of(organisation_id=request.user.organisation_id), reference=id)


def _address_refused(refusal: actions.AddressRefused) -> Invalid:
    return Invalid([Fault(pointer="/url", code="invalid", detail=refusal.text)])


class EndpointsView(ApiView):
    """`/api/v1/webhook-endpoints`."""

    creates = True
    parameters = PAGE_PARAMETERS

    @extend_schema(
        operation_id="createWebhookEndpoint",
        summary="Have events sent to an address of yours",
        description=(
            "By Standard Webhooks 1.0.0. Your receiver answers 200 to 299 within 20 seconds; everything else is a "
            "failure, redirections too, and is tried again for three days. 410 switches the endpoint off."
        ),
        tags=TAGS,
        parameters=[REQUEST_ID, IDEMPOTENCY_KEY],
        request=EndpointIn,
        responses={201: OpenApiResponse(EndpointWithSecretOut, "Added"), **problems(401, 403, 409, 415, 422)},
        examples=EXAMPLES,
    )
    @requires(KernelPermission.WEBHOOK_CHANGE, methods=("POST",), scope=SCOPE, unlogged=UNLOGGED)
    def post(self, request: ProgramRequest) -> HttpResponse:
        given = checked(EndpointIn, self.body(request))
        try:
            endpoint, secret = actions.add_endpoint(
                organisation_id=request.user.organisation_id,
                url=given["url"],
                description=given.get("description") or "",
                events=given.get("events") or (),
                at=timezone.now(),
                client_id=request.auth.client_id,
            )
        except actions.AddressRefused as refusal:
            raise _address_refused(refusal) from None
        location = {"Location": f"/api/v1/webhook-endpoints/{endpoint.reference}"}
        return answer(endpoint_shown(endpoint) | {"secret": secret}, status=201, headers=location)

    @extend_schema(
        operation_id="listWebhookEndpoints",
        summary="Your organisation's endpoints, newest first",
        tags=TAGS,
        parameters=[REQUEST_ID, *PAGE],
        responses={200: OpenApiResponse(EndpointsOut, "A page"), **problems(401, 403, 404, 422)},
    )
    @requires(KernelPermission.WEBHOOK_VIEW, object_rule="endpoints_of", scope=SCOPE, unlogged=UNLOGGED)
    def get(self, request: ProgramRequest) -> HttpResponse:
        asked, organisation_id = page_asked(request), request.user.organisation_id
        found = page_of_endpoints(organisation_id=organisation_id, after=asked.after, limit=asked.limit + 1)
        if found is None:
            raise Http404
        return answer(page_of(found, asked=asked, show=endpoint_shown, name=lambda endpoint: endpoint.reference))


class EndpointView(ApiView):
    """`/api/v1/webhook-endpoints/{id}`."""

    @extend_schema(
        operation_id="getWebhookEndpoint",
        summary="One of your endpoints",
        tags=TAGS,
        parameters=[REQUEST_ID, ID],
        responses={200: OpenApiResponse(EndpointOut, "The endpoint"), **problems(401, 403, 404)},
    )
    @requires(KernelPermission.WEBHOOK_VIEW, object_rule="endpoints_of", scope=SCOPE, unlogged=UNLOGGED)
    def get(self, request: ProgramRequest, id: str) -> HttpResponse:
        return answer(endpoint_shown(_own(request, id)))

    @extend_schema(
        operation_id="changeWebhookEndpoint",
        summary="Change one of your endpoints, or switch it off and on",
        tags=TAGS,
        parameters=[REQUEST_ID, ID],
        request=EndpointChangeIn,
        responses={200: OpenApiResponse(EndpointOut, "As it is now"), **problems(401, 403, 404, 409, 415, 422)},
    )
    @requires(
        KernelPermission.WEBHOOK_CHANGE,
        methods=("PATCH",),
        object_rule="endpoints_of",
        scope=SCOPE,
        unlogged=UNLOGGED,
    )
    def patch(self, request: ProgramRequest, id: str) -> HttpResponse:
        endpoint = _own(request, id)
        given = checked(EndpointChangeIn, self.body(request))
        try:
            changed = actions.change_endpoint(
                endpoint=endpoint, change=actions.EndpointChange(**given), at=timezone.now()
            )
        except actions.AddressRefused as refusal:
            raise _address_refused(refusal) from None
        return answer(endpoint_shown(changed))

    @extend_schema(
        operation_id="deleteWebhookEndpoint",
        summary="Delete one of your endpoints",
        tags=TAGS,
        parameters=[REQUEST_ID, ID],
        responses={204: OpenApiResponse(description="Deleted"), **problems(401, 403, 404, 409)},
    )
    @requires(
        KernelPermission.WEBHOOK_CHANGE,
        methods=("DELETE",),
        object_rule="endpoints_of",
        scope=SCOPE,
        unlogged=UNLOGGED,
    )
    def delete(self, request: ProgramRequest, id: str) -> HttpResponse:
        actions.delete_endpoint(endpoint=_own(request, id), at=timezone.now())
        return HttpResponse(status=204)


class RotateSecretView(ApiView):
    """`/api/v1/webhook-endpoints/{id}/rotate-secret`."""

    creates = True

    @extend_schema(
        operation_id="rotateWebhookSecret",
        summary="Give one of your endpoints another secret",
        description="Events are signed with both secrets for 24 hours; then with the new one alone.",
        tags=TAGS,
        parameters=[REQUEST_ID, IDEMPOTENCY_KEY, ID],
        request=None,
        responses={
            200: OpenApiResponse(EndpointWithSecretOut, "The new secret"),
            **problems(401, 403, 404, 409, 422),
        },
    )
    @requires(
        KernelPermission.WEBHOOK_CHANGE,
        methods=("POST",),
        object_rule="endpoints_of",
        scope=SCOPE,
        unlogged=UNLOGGED,
    )
    def post(self, request: ProgramRequest, id: str) -> HttpResponse:
        endpoint, secret = actions.rotate_secret(endpoint=_own(request, id), at=timezone.now())
        return answer(endpoint_shown(endpoint) | {"secret": secret})


class PingView(ApiView):
    """`/api/v1/webhook-endpoints/{id}/ping`."""

    creates = True

    @extend_schema(
        operation_id="pingWebhookEndpoint",
        summary="Have a test sent to one of your endpoints",
        description="An `endpoint.ping`, whatever types the endpoint takes. It stands in your feed, too.",
        tags=TAGS,
        parameters=[REQUEST_ID, IDEMPOTENCY_KEY, ID],
        request=None,
        responses={202: OpenApiResponse(PingOut, "On its way"), **problems(401, 403, 404, 409, 422)},
    )
    @requires(
        KernelPermission.WEBHOOK_CHANGE,
        methods=("POST",),
        object_rule="endpoints_of",
        scope=SCOPE,
        unlogged=UNLOGGED,
    )
    def post(self, request: ProgramRequest, id: str) -> HttpResponse:
        event = actions.ping(endpoint=_own(request, id), at=timezone.now())
        return answer({"event": event.reference}, status=202)


class DeliveriesView(ApiView):
    """`/api/v1/webhook-endpoints/{id}/deliveries`."""

    parameters = PAGE_PARAMETERS

    @extend_schema(
        operation_id="listWebhookDeliveries",
        summary="What was sent to one of your endpoints, and what came of it",
        tags=TAGS,
        parameters=[REQUEST_ID, ID, *PAGE],
        responses={200: OpenApiResponse(DeliveriesOut, "A page"), **problems(401, 403, 404, 422)},
    )
    @requires(KernelPermission.WEBHOOK_VIEW, object_rule="endpoints_of", scope=SCOPE, unlogged=UNLOGGED)
    def get(self, request: ProgramRequest, id: str) -> HttpResponse:
        endpoint, asked = _own(request, id), page_asked(request)
        found = page_of_deliveries(endpoint=endpoint, after=asked.after, limit=asked.limit + 1)
        if found is None:
            raise Http404
        return answer(page_of(found, asked=asked, show=delivery_shown, name=lambda message: message.event.reference))


class RedeliverView(ApiView):
    """`/api/v1/webhook-endpoints/{id}/redeliver`."""

    creates = True

    @extend_schema(
        operation_id="redeliverToWebhookEndpoint",
        summary="Have events sent to one of your endpoints again",
        description="One event, or all that were given up. They are tried for another three days.",
        tags=TAGS,
        parameters=[REQUEST_ID, IDEMPOTENCY_KEY, ID],
        request=RedeliveryIn,
        responses={202: OpenApiResponse(RedeliveryOut, "On their way"), **problems(401, 403, 404, 409, 415, 422)},
    )
    @requires(
        KernelPermission.WEBHOOK_CHANGE,
        methods=("POST",),
        object_rule="endpoints_of",
        scope=SCOPE,
        unlogged=UNLOGGED,
    )
    def post(self, request: ProgramRequest, id: str) -> HttpResponse:
        endpoint = _own(request, id)
        given = checked(RedeliveryIn, self.body(request) if request._request.body else {})
        count = actions.redeliver(
            endpoint=endpoint, event=given.get("event") or "", since=given.get("since"), at=timezone.now()
        )
        if count is None:
            fault = Fault(pointer="/event", code="invalid", detail="Your feed has no such event.")
            raise Invalid([fault])
        return answer({"redelivered": count}, status=202)
