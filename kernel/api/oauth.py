"""Tokens: client credentials by RFC 6749, revocation by RFC 7009. Their errors are those documents', not problems.

django-oauth-toolkit decides. What reaches it is read strictly first, since it raises on bytes that are no text.
"""

import base64
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote_plus

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from oauth2_provider.oauth2_backends import OAuthLibCore
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.scopes import BaseScopes
from oauth2_provider.views.mixins import OAuthLibMixin
from oauthlib.oauth2 import BackendApplicationServer
from rest_framework import serializers
from rest_framework.parsers import FormParser
from rest_framework.request import Request

from kernel.actions.security_events import Kind, record_attempt
from kernel.api.problems import TITLES, problem_of
from kernel.api.views import ApiView, answer
from kernel.assertions import TYPE, client_of, named_in
from kernel.history import ALL, acting
from kernel.limits import caller_address
from kernel.permissions import public
from kernel.programs import grant_behind, grant_named
from kernel.queries import account_of_client
from kernel.tokens import FOR_ORGANISATION, SCOPES, checksum_of

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 20


class ClientScopes(BaseScopes):  # type: ignore[misc]  # the library has no types
    """The scopes of a client are those it was made with, all of them unless it asks for fewer."""

    def get_all_scopes(self) -> Mapping[str, str]:
        return SCOPES

    def get_available_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        return list(application.scopes) if application else []

    def get_default_scopes(self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any) -> list[str]:
        return self.get_available_scopes(application)


class FormCore(OAuthLibCore):  # type: ignore[misc]  # the library has no types
    """Hands the library the form that was read here, and of the headers only those it uses."""

    def extract_body(self, request: Any) -> list[tuple[str, str]]:
        return list(request.oauth_form.items())

    def extract_headers(self, request: HttpRequest) -> dict[str, str]:
        header = request.META.get("HTTP_AUTHORIZATION", "")
        return {"Authorization": header, "HTTP_AUTHORIZATION": header} if header.isascii() else {}


class ClientValidator(OAuth2Validator):  # type: ignore[misc]  # the library has no types
    """How a client shows who it is: by its secret, or by an assertion that it has signed. Never by both.

    And for whom it acts: its own organisation, or one that lets it and that the scope names. The token is the grant's
    then, so that whatever asks whose a token is has one answer.
    """

    def client_authentication_required(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        return True

    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        """As the library asks: whether the client is known, which is then `request.client`."""
        form = dict(request.decoded_body or ())
        if not form.keys() & {"client_assertion", "client_assertion_type"}:
            return bool(super().authenticate_client(request, *args, **kwargs))
        if form.get("client_assertion_type") != TYPE or "client_secret" in form or request.headers.get("Authorization"):
            return False
        client = client_of(assertion=form.get("client_assertion", ""), at=timezone.now())
        if client is None or form.get("client_id", client.client_id) != client.client_id:
            return False
        request.client = client
        return client.is_usable(request)

    def validate_scopes(self, client_id: str, scopes: Any, client: Any, request: Any, *args: Any, **named: Any) -> bool:
        """Whether the client has these scopes, of the organisation that is named beside them, if one is."""
        codes = codes_in(scopes)
        if not codes:
            return bool(super().validate_scopes(client_id, scopes, client, request, *args, **named))
        grant = grant_named(program=client, code=codes[0], at=timezone.now()) if len(codes) == 1 else None
        if grant is None:
            return False
        asked = [scope for scope in scopes if not scope.startswith(FOR_ORGANISATION)] or grant.scopes
        request.client, request.scopes = grant, [*asked, FOR_ORGANISATION + grant.organisation.code]
        return bool(super().validate_scopes(client_id, asked, grant, request, *args, **named))

    def revoke_token(self, token: str, token_type_hint: str, request: Any, *args: Any, **kwargs: Any) -> None:
        """A token of its own, for whichever organisation it got it."""
        request.client = grant_behind(program=request.client, checksum=checksum_of(token)) or request.client
        super().revoke_token(token, token_type_hint, request, *args, **kwargs)


def codes_in(scopes: Iterable[str]) -> list[str]:
    """The organisations that scopes name, by their codes."""
    return [scope.removeprefix(FOR_ORGANISATION) for scope in scopes if scope.startswith(FOR_ORGANISATION)]


class NotAForm(ValueError):
    """The request is not a form that can be read in one way. The text says why."""


def read_form(request: Request) -> dict[str, str]:
    """The fields of an OAuth request; refuses (NotAForm) another media type, a repeated field, anything not ASCII."""
    if (request.content_type or "").partition(";")[0].strip().lower() != FORM:
        raise NotAForm(f"Send the fields as {FORM}.")
    if request.META.get("QUERY_STRING"):
        raise NotAForm("Send the fields in the body, not in the address.")
    try:
        text = request._request.body.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:
        raise NotAForm("The form cannot be read.") from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise NotAForm("A field is given twice.")
    if not all(" " <= character <= "~" for pair in pairs for value in pair for character in value):
        raise NotAForm("A field has a character that none of them may have.")
    fields.pop("resource", None)  # one resource server: a token is for all of it
    return {name: value for name, value in fields.items() if value}


class OAuthView(OAuthLibMixin, ApiView):  # type: ignore[misc]  # the library has no types
    """What the two addresses share: clients sign in by Basic or in the body, and errors are RFC 6749's."""

    authentication_classes = []
    parser_classes = [FormParser]
    oauthlib_backend_class = FormCore
    validator_class = ClientValidator
    server_class = BackendApplicationServer  # client credentials and nothing else: no password may be tried here

    def respond(self, request: Request, ask: Any) -> HttpResponse:
        """Let the library answer the form."""
        try:
            request._request.oauth_form = read_form(request)  # type: ignore[attr-defined]
        except NotAForm as fault:
            return refusal(400, "invalid_request", str(fault))
        with acting(tenant=ALL):  # who asks, and so for which organisation, is what is found out here
            _, _, body, status = ask(request._request)
            self.note(request, status)
        response = HttpResponse(body, status=status, content_type="application/json")
        response["Cache-Control"] = "no-store"
        response["Pragma"] = "no-cache"
        if status == 401:
            response["WWW-Authenticate"] = 'Basic realm="api", charset="UTF-8"'
        return response

    def note(self, request: Request, status: int) -> None:
        """Write down a secret that was wrong, for a program and for an identifier that no program has."""
        if status == 401:
            note_attempt(request, Kind.SECRET_WRONG)

    def _require_known_parameters(self, request: Request) -> None:
        """Left to `read_form`, which refuses any of them in the words of RFC 6749."""

    def _problem(self, exception: Exception) -> HttpResponse:
        known = problem_of(exception)
        if known is None:
            raise exception
        error = "temporarily_unavailable" if known.status in (429, 503) else "invalid_request"
        response = refusal(known.status, error, TITLES.get(known.code, ""))
        if known.status == 405:
            response["Allow"] = ", ".join(self.allowed_methods)
        for name, value in known.headers.items():
            response[name] = value
        return response


def refusal(status: int, error: str, description: str) -> HttpResponse:
    """An error of RFC 6749, section 5.2."""
    return answer({"error": error, "error_description": description}, status=status)


def client_named(request: Any) -> str:
    """The client that a request says it comes from, by HTTP Basic, in the body or in an assertion; empty for none."""
    scheme, _, given = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme != "Basic":
        form = request._request.oauth_form
        return str(form.get("client_id") or named_in(form.get("client_assertion", "")))
    try:
        return unquote_plus(base64.b64decode(given).decode()).partition(":")[0]
    except ValueError:
        return ""


def note_attempt(request: Any, kind: Kind, *, code: str = "") -> None:
    """Write down what came of a program's secret; a token with which it acts for another organisation, with that."""
    named, at = client_named(request), timezone.now()
    account = account_of_client(named, code=code)
    record_attempt(kind=kind, user_id=account, typed=named, at=at, place=caller_address(request))


SCOPE_HELP = (
    "Parted by spaces; all of the client's unless given. `organisation:` and an ODS code, beside them or alone: to act "
    "for an organisation that lets the client"
)


class TokenRequest(serializers.Serializer[Any]):
    grant_type = serializers.ChoiceField(choices=["client_credentials"])
    client_id = serializers.CharField(required=False, help_text="Unless HTTP Basic carries it")
    client_secret = serializers.CharField(required=False, help_text="Unless HTTP Basic carries it")
    client_assertion_type = serializers.ChoiceField(choices=[TYPE], required=False, help_text="With an assertion")
    client_assertion = serializers.CharField(required=False, help_text="A signed JWT in the place of a secret")
    scope = serializers.CharField(required=False, help_text=SCOPE_HELP)


class TokenAnswer(serializers.Serializer[Any]):
    access_token = serializers.CharField()
    token_type = serializers.ChoiceField(choices=["Bearer"])
    expires_in = serializers.IntegerField(help_text="Seconds")
    scope = serializers.CharField()


class OAuthError(serializers.Serializer[Any]):
    error = serializers.CharField()
    error_description = serializers.CharField(required=False)


class RevocationRequest(serializers.Serializer[Any]):
    token = serializers.CharField()
    token_type_hint = serializers.ChoiceField(choices=["access_token", "refresh_token"], required=False)
    client_id = serializers.CharField(required=False, help_text="Unless HTTP Basic carries it")
    client_secret = serializers.CharField(required=False, help_text="Unless HTTP Basic carries it")
    client_assertion_type = serializers.ChoiceField(choices=[TYPE], required=False, help_text="With an assertion")
    client_assertion = serializers.CharField(required=False, help_text="A signed JWT in the place of a secret")


REFUSALS = {
    400: OpenApiResponse(OAuthError, "The request is not one that can be granted"),
    401: OpenApiResponse(OAuthError, "The client could not be identified"),
    405: OpenApiResponse(OAuthError, "Only POST is taken"),
    413: OpenApiResponse(OAuthError, "The request is too large"),
    429: OpenApiResponse(OAuthError, "Too many requests; `Retry-After` says when to try again"),
    503: OpenApiResponse(OAuthError, "The service cannot answer now; `Retry-After` says when to try again"),
}


class TokenView(OAuthView):
    """`POST /api/v1/token`."""

    @extend_schema(
        operation_id="createToken",
        summary="Get an access token",
        description=(
            "Client credentials (RFC 6749, section 4.4), by HTTP Basic or in the body; or a JWT that the client has "
            "signed (RFC 7523), in the place of a secret."
        ),
        tags=["Tokens"],
        auth=[{"client": []}, {}],  # type: ignore[list-item]  # scopes of a scheme
        request={FORM: TokenRequest},
        responses={200: OpenApiResponse(TokenAnswer, "The token"), **REFUSALS},
        examples=[
            OpenApiExample(
                "A token",
                value={"access_token": "nmr_...", "token_type": "Bearer", "expires_in": 3600, "scope": "checks"},
                response_only=True,
                status_codes=["200"],
            )
        ],
    )
    @public(methods=("POST",))
    def post(self, request: Request) -> HttpResponse:
        return self.respond(request, self.create_token_response)

    def note(self, request: Request, status: int) -> None:
        """Write down a token that was given, too."""
        super().note(request, status)
        if status == 200:
            codes = codes_in(request._request.oauth_form.get("scope", "").split())  # type: ignore[attr-defined]
            note_attempt(request, Kind.TOKEN_GIVEN, code="".join(codes))


class RevokeView(OAuthView):
    """`POST /api/v1/token/revoke`."""

    @extend_schema(
        operation_id="revokeToken",
        summary="Revoke an access token",
        description="RFC 7009: the token is refused from the next request on. An unknown token is answered the same.",
        tags=["Tokens"],
        auth=[{"client": []}, {}],  # type: ignore[list-item]  # scopes of a scheme
        request={FORM: RevocationRequest},
        responses={200: OpenApiResponse(description="Revoked, or never known"), **REFUSALS},
    )
    @public(methods=("POST",))
    def post(self, request: Request) -> HttpResponse:
        return self.respond(request, self.create_revocation_response)
