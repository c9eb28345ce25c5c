"""Pages: rendering them, refusals on their forms, and the pages that say what went wrong."""

import sys
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from kernel.db.outages import RETRY_AFTER, is_outage
from kernel.errors import ActionRefused, Erased
from kernel.http import API_PREFIX, problem

if TYPE_CHECKING:
    from kernel.models import User

JINJA = "jinja2"


class SignedInRequest(HttpRequest):
    """What a view behind `@requires` receives: its user is an account, never a visitor."""

    user: "User"


def render(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page. With a form that was sent and refused it answers 422, and its title says that there is an error."""
    values = context or {}
    refused = any(
        isinstance(value, forms.BaseForm) and value.is_bound and not value.is_valid() for value in values.values()
    )
    content = render_to_string(template, values, request, using=JINJA)
    return HttpResponse(content, status=422 if refused and status == 200 else status)


def add_refusal(form: forms.BaseForm, refusal: ActionRefused) -> None:
    """Show a refusal at the top of the form that asked for the action."""
    form.add_error(None, refusal.text)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if request.path.startswith(API_PREFIX):
        return problem(request, 400, "malformed")
    return render(request, "errors/400.jinja", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if request.path.startswith(API_PREFIX):
        return problem(request, 403, "forbidden")
    return render(request, "errors/403.jinja", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent without its token: most often from a page left open over a sign-in or sign-out."""
    return render(request, "errors/form_expired.jinja", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if request.path.startswith(API_PREFIX):
        return problem(request, 404, "not_found")
    return render(request, "errors/404.jinja", status=404)


def too_many_requests(request: HttpRequest, retry_after: int = 60) -> HttpResponse:
    """`retry_after` is in seconds."""
    response = render(request, "errors/429.jinja", {"retry_after": retry_after}, status=429)
    response.headers["Retry-After"] = str(retry_after)
    return response


def erased(request: HttpRequest, exception: Erased) -> HttpResponse:
    """What is behind the address was erased."""
    return render(request, "errors/410.jinja", {"text": exception.text}, status=410)


def ledger_behind(request: HttpRequest) -> HttpResponse:
    """No check can be answered now, though nothing is wrong with the request."""
    response = render(request, "errors/ledger_behind.jinja", status=503)
    response.headers["Retry-After"] = "60"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for a fault, or for an outage of the database: neither asks anything of it."""
    if is_outage(sys.exception()):
        return unavailable(request)
    if request.path.startswith(API_PREFIX):
        return problem(request, 500, "fault")
    return _plain("errors/500.jinja", status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """PostgreSQL cannot answer now, so nobody is told anything: neither good nor bad, nor who they are."""
    response: HttpResponse
    if request.path.startswith(API_PREFIX):
        response = problem(request, 503, "unavailable", "The service cannot answer now. Send the request again.")
    else:
        response = _plain("errors/503.jinja", status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _plain(template: str, *, status: int) -> HttpResponse:
    """A page without what is asked of the database for others: who is signed in, for how long, what was said."""
    return HttpResponse(render_to_string(template, {"session_seconds": 0}, using=JINJA), status=status)
