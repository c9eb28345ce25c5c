"""The short way: a plain request that will be answered plainly is answered before Django takes it up.

Most checks are such, and Django's own part of one takes longer than PostgreSQL's. What a caller sees is the same either
way, but for the time. Whatever is not plain, and every refusal, goes the long way, through the view: its words and
its rules have one author. The request is counted once, whichever way it goes in the end.
"""

import json
import logging
import re
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from csp.middleware import CSPMiddleware
from django.http import HttpRequest, HttpResponse

from kernel.api.throttles import COUNTED, Allowance
from kernel.db.outages import is_outage
from kernel.http import REQUEST_ID, access_log, add_headers
from kernel.idempotency import is_key
from kernel.tokens import LONGEST_TOKEN

log = logging.getLogger("house.api")

Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]

LARGEST = 65_536
"""Bytes of a plain body."""
HOST = re.compile(r"[a-z0-9.-]{1,253}(:[0-9]{1,5})?", re.ASCII)
JSON = frozenset({"application/json", "application/json; charset=utf-8", "application/json;charset=utf-8"})
NEVER_PLAIN = ("HTTP_COOKIE", "HTTP_TRANSFER_ENCODING", "QUERY_STRING", "SCRIPT_NAME")


FAILED = "house.failed"
"""In a request's environ: the fault that ended it on the short way, when its answer may have been kept."""


class LongWay(Exception):
    """The request is not for the short way. It was counted already where `allowed` says so.

    Where its answer may have been kept, as when PostgreSQL died while it committed, `failed` says what happened: the
    long way then tells of that fault and does nothing more, or one request would have been done twice.
    """

    def __init__(self, allowed: Allowance | None = None, *, failed: Exception | None = None) -> None:
        super().__init__()
        self.allowed, self.failed = allowed, failed


@dataclass(frozen=True, kw_only=True)
class PlainRequest:
    """A request of a program, with a body that says it is JSON. `id` names it in the log, `key` is one to repeat it."""

    id: str
    token: str
    body: bytes
    kind: str
    key: str | None


@dataclass(frozen=True, kw_only=True)
class PlainAnswer:
    """What was made for it, with status 201: as JSON, at its own address; what is left of the limit; whose it is."""

    body: bytes
    location: str
    allowed: Allowance
    user: int


Answers = Callable[[PlainRequest], PlainAnswer]
"""Answers a plain request, or raises LongWay, which says so where anything may have been written."""


class ShortWay:
    """The application, with a short way for POST to some addresses."""

    def __init__(self, application: Application, answers: Mapping[str, Answers]) -> None:
        self.application, self.answers = application, answers
        self.headers = _headers_of_every_answer()

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path in self.answers and environ["REQUEST_METHOD"] == "POST":
            began = time.perf_counter()
            try:
                request = _plain(environ)
                answer = self.answers[path](request)
            except LongWay as turned:
                environ[COUNTED], environ[FAILED] = turned.allowed, turned.failed
            except Exception as fault:
                log.log(logging.WARNING if is_outage(fault) else logging.ERROR, "the short way failed", exc_info=fault)
            else:
                return self._told(request, answer, path, began, start_response)
        return self.application(environ, start_response)

    def _told(
        self, request: PlainRequest, answer: PlainAnswer, path: str, began: float, start_response: Any
    ) -> list[bytes]:
        headers = [
            ("Content-Type", "application/json"),
            ("Location", answer.location),
            *answer.allowed.headers.items(),
            ("Content-Length", str(len(answer.body))),
            ("X-Request-ID", request.id),
            *self.headers,
        ]
        start_response("201 Created", headers)
        access_log.info(
            "request",
            extra={
                "request_id": request.id,
                "method": "POST",
                "route": path[1:],
                "status": 201,
                "milliseconds": round((time.perf_counter() - began) * 1000, 1),
                "user": answer.user,
                "way": "short",
            },
        )
        return [answer.body]


def as_json(content: Any) -> bytes:
    """A body as the view writes it."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _plain(environ: Environ) -> PlainRequest:
    """The request as the short way takes it, or LongWay."""
    kind, length = environ.get("CONTENT_TYPE", ""), environ.get("CONTENT_LENGTH", "")
    scheme, _, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    if (
        any(environ.get(name) for name in NEVER_PLAIN)
        or not is_key(environ.get("HTTP_IDEMPOTENCY_KEY", "none"))
        or kind not in JSON
        or not (length.isascii() and length.isdigit() and 0 < int(length) <= LARGEST)
        or scheme != "Bearer"
        or not (token.isascii() and 0 < len(token) <= LONGEST_TOKEN)
        or not HOST.fullmatch(environ.get("HTTP_HOST", "none"))
    ):
        raise LongWay
    body = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(body)  # for the long way
    given = environ.get("HTTP_X_REQUEST_ID", "")
    request_id = given if REQUEST_ID.fullmatch(given) else secrets.token_hex(16)
    return PlainRequest(id=request_id, token=token, body=body, kind=kind, key=environ.get("HTTP_IDEMPOTENCY_KEY"))


def _headers_of_every_answer() -> list[tuple[str, str]]:
    """What the middleware adds to every answer of the API, but for the request's id."""
    request, response = HttpRequest(), HttpResponse()
    request.path = request.path_info = "/api/"
    CSPMiddleware(lambda _: response)(request)
    add_headers(request, response)
    return [(name, value) for name, value in response.items() if name not in ("Content-Type", "X-Request-ID")]
