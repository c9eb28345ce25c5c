"""HTTP's edges: request ids, strict input, security headers, problems, and logs without personal data."""

import logging
import re
import secrets
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.urls import Resolver404, resolve
from django.utils.cache import patch_vary_headers

from kernel.errors import Erased
from kernel.history import acting

GetResponse = Callable[[HttpRequest], HttpResponseBase]

API_PREFIX = "/api/"
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
NOT_TEXT = re.compile("[\x00\ud800-\udfff]")

access_log = logging.getLogger("access")


def request_id(request: Any) -> str:
    """The request's id: the caller's own X-Request-ID where it is well formed, else one made here."""
    given = getattr(request, "request_id", None)
    return str(given) if given else secrets.token_hex(16)


class RequestMiddleware:
    """The outermost layer: gives the request its id, the answer its headers, and the log its line."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        given = request.headers.get("X-Request-ID", "")
        request.request_id = given if REQUEST_ID.fullmatch(given) else secrets.token_hex(16)  # type: ignore[attr-defined]
        response = self.get_response(request)
        add_headers(request, response)
        if request.method == "HEAD":
            _leave_out_body(response)
        match = request.resolver_match
        unnamed = match is not None and getattr(match.func, "is_unnamed", False)
        access_log.info(
            "request",
            extra={
                "request_id": "" if unnamed else request_id(request),  # a proxy's, it leads back to who sent it
                "method": request.method if request.method in METHODS else "other",
                "route": match.route if match else "",
                "status": response.status_code,
                "milliseconds": round((time.perf_counter() - began) * 1000, 1),
                "user": None if unnamed else _user_id(request),
            },
        )
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page in place of an answer that the record cannot give. Programs have theirs from their views."""
        from kernel.ledger import LedgerBehind  # the models need the settings, which name this module
        from kernel.web import pages

        if isinstance(exception, Erased):
            return pages.erased(request, exception)
        return pages.ledger_behind(request) if isinstance(exception, LedgerBehind) else None


def _leave_out_body(response: HttpResponseBase) -> None:
    """Headers only (RFC 9110, 9.3.2): on a connection used again a body would be read as the next answer."""
    if isinstance(response, HttpResponse):
        response.setdefault("Content-Length", str(len(response.content)))
        response.content = b""
    elif isinstance(response, StreamingHttpResponse):
        response.streaming_content = ()


def _user_id(request: HttpRequest) -> int | None:
    """Who is signed in; nobody where the request was refused before that was asked, or where it cannot be."""
    try:
        return getattr(getattr(request, "user", None), "pk", None) if hasattr(request, "session") else None
    except Error:
        return None


METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})


def add_headers(request: HttpRequest, response: HttpResponseBase) -> None:
    """The headers that every answer has."""
    response["X-Request-ID"] = request_id(request)
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = "DENY"
    response["Referrer-Policy"] = "same-origin"
    response["Cross-Origin-Opener-Policy"] = "same-origin"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if settings.SECURE:
        response["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains"
    if not request.path.startswith("/static/"):
        response.setdefault("Cache-Control", "no-store")
        patch_vary_headers(response, ["Cookie"])


class StrictInputMiddleware:
    """Refuses, before anything reads it, input that cannot be text: NUL, lone surrogates, bytes that are not UTF-8."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in METHODS:
            return refuse(request, 405, "method_not_allowed", "This address does not know that method.")
        if NOT_TEXT.search(request.path) or not _is_text(request.META.get("QUERY_STRING", "")):
            return refuse(request, 400, "malformed", "The address has characters that text cannot have.")
        if (length := request.headers.get("Content-Length", "0")) and not (length.isascii() and length.isdigit()):
            return refuse(request, 400, "malformed", "The length of the request is not a number.")
        size = int(length or 0)
        if size > int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) and size > largest_request(request.path_info):
            return refuse(request, 413, "too_large", "The request is larger than this address takes.")
        return self.get_response(request)


def largest_request(path: str) -> int:
    """Bytes that an address takes: more only where its view says so, as `takes_files` does."""
    return int(getattr(_view_at(path), "largest_request", settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0))


def is_for_strangers(path: str) -> bool:
    """Whether an address takes files of visitors who are nobody known."""
    return bool(getattr(_view_at(path), "is_for_strangers", False))


def _view_at(path: str) -> Any:
    try:
        view = resolve(path).func
    except Resolver404:
        return None
    return getattr(view, "cls", view)  # the class, where it is a view of the API


def _is_text(query: str) -> bool:
    """Whether a raw query string is UTF-8 without NUL once its percent signs are read."""
    raw = unquote_to_bytes(query.encode("latin-1", "replace"))
    try:
        return not NOT_TEXT.search(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return False


class ActorMiddleware:
    """What a request writes is written in its user's name; a visitor has none, and so can write no record.

    Rows of organisations are nobody's here: the door (`kernel.permissions`) opens those that the user may reach.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with acting(user=lambda: request.user, request_id=request_id(request), tenant=None):
            return self.get_response(request)


def problem(
    request: Any, status: int, code: str, detail: str = "", errors: list[dict[str, str]] | None = None
) -> JsonResponse:
    """An RFC 9457 answer. `detail` is ours, never an echo of what was sent."""
    body: dict[str, Any] = {
        "type": f"{settings.BASE_URL}/api/docs/#{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "request_id": request_id(request),
        "errors": errors or [],
    }
    if detail:
        body["detail"] = detail
    return JsonResponse(body, status=status, content_type="application/problem+json")


REFUSALS = {405: "errors/405.jinja", 413: "errors/413.jinja"}


def refuse(request: HttpRequest, status: int, code: str, detail: str) -> HttpResponse:
    """A refusal made before any view: a problem to programs, a page to people."""
    if request.path.startswith(API_PREFIX):
        return problem(request, status, code, detail)
    from kernel.web import pages  # pages need the templates' environment, which needs this module

    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return pages.too_many_requests(request, retry_after=60)
    return pages.render(request, REFUSALS.get(status, "errors/400.jinja"), status=status)
