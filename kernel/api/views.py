"""The view that every API view is made from.

Its order: who asks (401), how often (429), has this been answered before (`Idempotency-Key`), and then the method,
whose `@requires` or `@public` is the door. A method without one is refused. A reply that was kept is given out again
only through the same door: the account may have lost its role since, and the token may be for something else.
"""

import json
import logging
from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from rest_framework.exceptions import APIException, MethodNotAllowed, PermissionDenied, UnsupportedMediaType
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from kernel.api.authentication import TokenAuthentication
from kernel.api.parsers import StrictJsonParser
from kernel.api.problems import Fault, Invalid, Malformed, Problem, problem_of, problem_response
from kernel.api.serializers import step_to
from kernel.api.short_way import FAILED
from kernel.api.throttles import allowance, require_not_slowed
from kernel.db.outages import is_outage
from kernel.history import acting
from kernel.idempotency import LONGEST_KEY, Reply, fingerprint, is_key, once
from kernel.permissions import require_access
from kernel.tokens import ServiceAccount, Token

log = logging.getLogger("house.api")
KEPT_HEADERS = ("Content-Type", "Location", "Retry-After", "WWW-Authenticate")


def answer(content: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """A JSON answer."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return HttpResponse(body, status=status, content_type="application/json", headers=headers)


class ProgramRequest(Request):
    """What a method behind `@requires` receives: it was sent by an organisation's program."""

    user: ServiceAccount  # type: ignore[assignment]  # a property in the library
    auth: Token


class OnlyJson(BaseContentNegotiation):
    """Bodies are read by their media type alone; every answer is JSON, whatever is asked for."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        media_type = (request.content_type or "").partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == media_type), None)


class ApiView(APIView):
    """A view of the API. `creates` names its POST as one that makes something, so that it may be repeated safely."""

    authentication_classes = [TokenAuthentication]
    permission_classes = []  # the door is @requires, on each method
    throttle_classes = []
    parser_classes = [StrictJsonParser]
    renderer_classes = [JSONRenderer]
    content_negotiation_class = OnlyJson
    creates: ClassVar[bool] = False
    looks_people_up: ClassVar[bool] = False
    """Whether its POST or PUT asks about people: not for a program that asked about too many whom no entry fits."""
    parameters: ClassVar[frozenset[str]] = frozenset()
    """What the address takes after its question mark, by GET. Anything else is refused, not ignored."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, and tell what is left of the limit."""
        self.args, self.kwargs = args, kwargs
        self.request = wrapped = self.initialize_request(request, *args, **kwargs)
        told: dict[str, str] = {}
        try:
            token, refused = self._token(wrapped)
            at = timezone.now()
            allowed = allowance(wrapped, token, at=at)
            told = allowed.headers
            if allowed.left < 0:
                raise Problem(429, "too_many_requests")
            if refused is not None:
                raise refused
            if self.looks_people_up and wrapped.method in ("POST", "PUT") and isinstance(token, Token):
                require_not_slowed(token, at=at)
            if (failed := request.META.get(FAILED)) is not None:
                raise failed
            account = wrapped.user
            with acting(user=account.pk, tenant=getattr(account, "organisation_id", None)):
                response = self._answer(wrapped)
        except Exception as exception:
            if is_outage(exception):
                log.error("PostgreSQL could not answer", exc_info=exception)
            response = self._problem(exception)
        for name, value in told.items():
            response[name] = value
        if response.status_code == 204:
            del response["Content-Type"]  # of nothing
        return response

    def body(self, request: Request) -> Any:
        """The parsed body; refuses one that is empty, of another media type, too large or not strict JSON."""
        if request.content_type and self.get_content_negotiator().select_parser(request, self.get_parsers()) is None:
            raise UnsupportedMediaType(request.content_type)
        if not request._request.body:
            raise Malformed("The request has no body.")
        return request.data

    def fingerprint(self, request: Request) -> bytes:
        """What a repeated request is compared by."""
        kind = request.headers.get("Content-Type", "")
        return fingerprint(method="POST", path=request.get_full_path(), kind=kind, body=request._request.body)

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """The methods that the address takes."""
        return HttpResponse(status=204, headers={"Allow": ", ".join(self.allowed_methods)})

    @staticmethod
    def _token(request: Request) -> tuple[Any, APIException | None]:
        """The token, and the refusal of one that is not live: the request is counted before it is refused."""
        try:
            return request.auth, None
        except APIException as refused:
            return None, refused

    def _answer(self, request: Request) -> HttpResponseBase:
        key = request.headers.get("Idempotency-Key")
        token = request.auth
        if key is None or request.method != "POST" or not self.creates or not isinstance(token, Token):
            return self._run(request)
        if not is_key(key):
            detail = f"An Idempotency-Key is 1 to {LONGEST_KEY} visible ASCII characters."
            raise Invalid([Fault(pointer="", code="invalid", detail=detail)])
        reply = once(
            client_id=token.client_id,
            key=key,
            asked=lambda: self.fingerprint(request),
            at=timezone.now(),
            run=lambda: self._reply(request),
        )
        if reply.replayed and reply.status != 403:
            require_access(request, self.post, self.kwargs)  # type: ignore[attr-defined]  # of a view that creates
        headers = {**reply.headers, **({"Idempotent-Replayed": "true"} if reply.replayed else {})}
        return HttpResponse(reply.body, status=reply.status, headers=headers)

    def _reply(self, request: Request) -> Reply:
        try:
            response = self._run(request)
        except Exception as exception:
            if is_outage(exception):  # nothing is kept of it, and what was begun is taken back
                raise
            response = self._problem(exception)
        assert isinstance(response, HttpResponse)
        headers = {name: response[name] for name in KEPT_HEADERS if name in response}
        return Reply(status=response.status_code, headers=headers, body=response.content)

    def _run(self, request: Request) -> HttpResponseBase:
        """The method, if the address has it and it says who may use it."""
        name = (request.method or "").lower()
        method = getattr(self, name, None) if name in self.http_method_names else None
        if method is None:
            raise MethodNotAllowed(request.method or "")
        if name != "options" and getattr(method, "access", None) is None:
            raise PermissionDenied
        self._require_known_parameters(request)
        response: HttpResponseBase = method(request, *self.args, **self.kwargs)
        return response

    def _require_known_parameters(self, request: Request) -> None:
        known = self.parameters if request.method in ("GET", "HEAD") else frozenset()
        faults = []
        for name, values in request.query_params.lists():
            pointer = step_to(name)
            if name not in known:
                faults.append(Fault(pointer=pointer, code="unknown_parameter", detail="There is no such parameter."))
            elif len(values) > 1:
                faults.append(Fault(pointer=pointer, code="invalid", detail="Give this parameter once."))
        if faults:
            raise Invalid(faults)

    def _problem(self, exception: Exception) -> HttpResponse:
        known = problem_of(exception)
        if known is None:
            raise exception
        if known.status == 405:
            known.headers["Allow"] = ", ".join(self.allowed_methods)
        return problem_response(self.request, known)
