"""Errors as RFC 9457 problems. Nothing of what was sent is ever repeated in one: it may be personal data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpResponse
from rest_framework import exceptions

from kernel.db.outages import RETRY_AFTER, is_outage
from kernel.errors import ActionRefused, Erased
from kernel.http import problem
from kernel.idempotency import KeyUsedOtherwise, StillRunning
from kernel.ledger import LedgerBehind

TITLES = {
    "malformed": "The request could not be read",
    "invalid": "The request has mistakes in it",
    "insufficient_identity": "Too little was given to find one person safely",
    "invalid_registration_number": "The registration number is not one",
    "instant_in_future": "The instant is in the future",
    "instant_not_available": "A past instant may not be asked about for this person",
    "unauthorised": "A valid access token is needed",
    "forbidden": "The token does not allow this",
    "not_found": "There is nothing here",
    "not_yet_sealed": "The ledger has not sealed this yet: ask again in a minute",
    "not_finished": "The batch is not over yet: ask again later",
    "erased": "This was erased, as the rules have it",
    "method_not_allowed": "The address does not take this method",
    "refused": "This cannot be done now",
    "still_running": "The same request is still running",
    "key_used_otherwise": "The Idempotency-Key was used for another request",
    "too_large": "The request is too large",
    "unsupported_media_type": "The request is not in a form that this address reads",
    "too_many_requests": "Too many requests",
    "too_many_unmatched": "Too many questions in a row fitted no entry: ask again later, or ask about many in a batch",
    "ledger_behind": "The record is older than its last checkpoint, so nothing is answered until it is whole again",
    "unavailable": "The service cannot answer now. Send the request again, with the same Idempotency-Key",
    "fault": "Something went wrong here",
}
"""Every `code`, in words."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One mistake in a request: where (RFC 6901), which, and what to do about it."""

    pointer: str
    code: str
    detail: str


class Problem(exceptions.APIException):
    """A refusal with its status and code; `faults` name each mistake."""

    def __init__(self, status: int, code: str, *faults: Fault, headers: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.status = status
        self.code = code
        self.faults = faults
        self.headers = dict(headers or {})


class Malformed(Problem):
    """400: the body cannot be read in one way."""

    def __init__(self, detail: str) -> None:
        super().__init__(400, "malformed", Fault(pointer="", code="malformed", detail=detail))


SPECIAL = frozenset(
    {
        "insufficient_identity",
        "invalid_registration_number",
        "instant_in_future",
        "instant_not_available",
        "key_used_otherwise",
    }
)


class Invalid(Problem):
    """422: each mistake by its pointer. Where all mistakes are of one kind with a name of its own, that is the code."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        codes = {fault.code for fault in faults}
        code = codes.pop() if len(codes) == 1 and codes <= SPECIAL else "invalid"
        super().__init__(422, code, *faults)


def problem_response(request: Any, refusal: Problem) -> HttpResponse:
    """The problem as a response, naming the request it answers."""
    errors = [{"pointer": one.pointer, "code": one.code, "detail": one.detail} for one in refusal.faults]
    response = problem(request, refusal.status, refusal.code, TITLES.get(refusal.code, ""), errors)
    for name, value in refusal.headers.items():
        response[name] = value
    return response


def problem_of(exception: Exception) -> Problem | None:
    """The problem that an expected exception stands for; None for a fault of ours."""
    if isinstance(exception, Problem):
        return exception
    if is_outage(exception):
        return Problem(503, "unavailable", headers={"Retry-After": str(RETRY_AFTER)})
    for kinds, status, code in KNOWN:
        if isinstance(exception, kinds):
            return Problem(status, code, *_faults(exception), headers=_headers(exception))
    if isinstance(exception, exceptions.APIException):
        return Problem(exception.status_code, str(exception.default_code))
    return None


KNOWN: tuple[tuple[tuple[type[Exception], ...], int, str], ...] = (
    ((exceptions.NotAuthenticated, exceptions.AuthenticationFailed), 401, "unauthorised"),
    ((exceptions.PermissionDenied, PermissionDenied), 403, "forbidden"),
    ((exceptions.NotFound, Http404), 404, "not_found"),
    ((exceptions.MethodNotAllowed,), 405, "method_not_allowed"),
    ((exceptions.UnsupportedMediaType,), 415, "unsupported_media_type"),
    ((exceptions.Throttled,), 429, "too_many_requests"),
    ((exceptions.ParseError,), 400, "malformed"),
    ((RequestDataTooBig,), 413, "too_large"),
    ((StillRunning,), 409, "still_running"),
    ((KeyUsedOtherwise,), 422, "key_used_otherwise"),
    ((Erased,), 410, "erased"),
    ((ActionRefused,), 409, "refused"),
    ((LedgerBehind,), 503, "ledger_behind"),
)


def _faults(exception: Exception) -> tuple[Fault, ...]:
    if isinstance(exception, ActionRefused):
        code = "erased" if isinstance(exception, Erased) else "refused"
        return (Fault(pointer="", code=code, detail=exception.for_programs),)
    return ()


def _headers(exception: Exception) -> dict[str, str]:
    if isinstance(exception, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        return {"WWW-Authenticate": 'Bearer realm="api"'}
    if isinstance(exception, StillRunning):
        return {"Retry-After": "1"}
    if isinstance(exception, LedgerBehind):
        return {"Retry-After": "60"}
    return {}
