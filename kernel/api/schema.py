"""What every operation of the OpenAPI document shares: problems, headers, how clients sign in."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from kernel.api.pagination import DEFAULT_LIMIT, LARGEST_LIMIT
from kernel.idempotency import LONGEST_KEY
from kernel.tokens import SCOPES

PROBLEM = "application/problem+json"


class FaultShape(serializers.Serializer[Any]):
    pointer = serializers.CharField(help_text="Where in the request (RFC 6901); empty for the whole of it")
    code = serializers.CharField()
    detail = serializers.CharField(help_text="What to do about it. Never repeats what was sent")


class ProblemShape(serializers.Serializer[Any]):
    """RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField(required=False)
    request_id = serializers.CharField()
    errors = FaultShape(many=True)  # type: ignore[assignment]  # a field named so, not the serializer's own


WORDS = {
    400: "`malformed`: the request cannot be read in one way",
    401: "The token is missing, unknown, expired or revoked",
    403: "The token does not carry the scope, or its account not the permission",
    404: "There is no such object, or it is another organisation's",
    405: "The address does not take this method",
    409: "The same `Idempotency-Key` is still running",
    410: "`erased`: it was erased, as the rules have it",
    413: "The request is larger than 1 MB",
    415: "The request is not JSON",
    422: "A field is unknown, missing or wrong; `errors` points at each",
    429: "Too many requests; `Retry-After` says when to try again",
    503: "`unavailable`: the service cannot answer now; or `ledger_behind`: the record is older than its last "
    "checkpoint, and nothing is answered from it. `Retry-After` says when to try again",
}


def problems(*statuses: int) -> dict[Any, OpenApiResponse]:
    """The refusals of an operation, with those that every operation has."""
    return {
        (status, PROBLEM): OpenApiResponse(ProblemShape, WORDS[status])
        for status in sorted({*statuses, 400, 405, 413, 429, 503})
    }


PAGE = [
    OpenApiParameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT, "default": DEFAULT_LIMIT},
        description="How many to give at most",
    ),
    OpenApiParameter("cursor", OpenApiTypes.STR, description="The `next` of the page before"),
]
REQUEST_ID = OpenApiParameter(
    "X-Request-ID",
    {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"},
    OpenApiParameter.HEADER,
    description="Given back with the answer and kept in the log; one is made if none is given",
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[!-~]+$"},
    OpenApiParameter.HEADER,
    description="The same key and body get the same reply for 24 hours, and are done once",
)


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself
    """The bearer token, with where to get it."""

    target_class = "kernel.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {
            "type": "oauth2",
            "flows": {"clientCredentials": {"tokenUrl": "/api/v1/token", "scopes": SCOPES}},
        }

    def get_security_requirement(self, auto_schema: AutoSchema) -> dict[str, list[str]]:
        method = getattr(auto_schema.view, auto_schema.method.lower(), None)
        access = getattr(method, "access", None)
        return {self.name: [access.scope] if access and access.scope else []}


def finish(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Add what no view says: how clients sign in for a token, and the headers of every answer."""
    schemes = result.setdefault("components", {}).setdefault("securitySchemes", {})
    schemes["client"] = {"type": "http", "scheme": "basic", "description": "Client id and secret"}
    headers: dict[str, dict[str, Any]] = {
        "X-Request-ID": {"schema": {"type": "string"}, "description": "Names this request in the log"},
        "RateLimit": {"schema": {"type": "string"}, "description": "What is left of the limit, and for how long"},
        "RateLimit-Policy": {"schema": {"type": "string"}, "description": "The limit"},
    }
    result["components"]["headers"] = headers
    for name, shape in result["components"]["schemas"].items():
        if name.endswith("In"):  # what is read by a StrictSerializer
            shape["additionalProperties"] = False
    for path, operations in result["paths"].items():
        for operation in operations.values():
            if operation.get("description") == f"`{path}`.":
                del operation["description"]  # the docstring of a view that says nothing more
            for status, response in operation["responses"].items():
                told: dict[str, dict[str, Any]] = {name: {"$ref": f"#/components/headers/{name}"} for name in headers}
                if status == "429":
                    told["Retry-After"] = {"schema": {"type": "integer"}, "description": "Seconds"}
                response["headers"] = told
                response["description"] = response["description"] or "The answer"
    return result
