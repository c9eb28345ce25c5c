"""A fresh second factor before a sensitive act: asked for in between, with what was typed carried along."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode

from kernel import queries, sign_ins
from kernel.actions.security_events import Kind
from kernel.web import noting
from kernel.web.forms.second_factors import CodeForm
from kernel.web.pages import SignedInRequest, render
from kernel.web.proving import passkey_question, take

MARK = "confirming"
OURS = (MARK, "code", "passkey", "csrfmiddlewaretoken")


def ask(request: SignedInRequest) -> HttpResponse | None:
    """The page that asks for a second factor, or None where one was given within the last five minutes.

    A form that was sent comes back with its fields hidden on that page. Sent again with a good code, it goes on to the
    view that it was for as if the code had never been part of it.
    """
    at = timezone.now()
    if sign_ins.is_fresh(request, at=at):
        return None
    if not queries.factors_of(request.user).exists():
        return leading_back("kernel:add_app", request.get_full_path())
    if request.method != "POST":
        return leading_back("kernel:confirm", request.get_full_path())
    form = CodeForm(request.POST if MARK in request.POST else None)
    if form.is_valid() and confirmed(request, form, at=at):
        request.POST = _without(request.POST)  # type: ignore[assignment]
        return None
    typed = [(name, value) for name, values in _without(request.POST).lists() for value in values]
    return page(request, form, [(MARK, "1"), *typed])


def confirmed(request: SignedInRequest, form: CodeForm, *, at: datetime) -> bool:
    """Take the second factor that a form brings. A good one counts from now, under a new session id."""
    means = take(request, request.user, form, at=at)
    if not means:
        return False
    prove(request, by=means, at=at)
    noting.note(request, Kind.CONFIRMED, user_id=request.user.pk, means=means)
    return True


def page(request: SignedInRequest, form: CodeForm, typed: list[tuple[str, str]]) -> HttpResponse:
    """The page that asks; `typed` goes along hidden."""
    context = {"form": form, "typed": typed, "question": passkey_question(request, request.user)}
    return render(request, "kernel/security/confirm.jinja", context)


def prove(request: HttpRequest, *, by: str, at: datetime) -> None:
    """Whoever is signed in has given a second factor. The session goes on under a new id."""
    request.session.cycle_key()
    sign_ins.prove(request, user_id=int(request.user.pk or 0), by=by, at=at)


def leading_back(route: str, address: str | None) -> HttpResponse:
    """To a page that leads on to an address afterwards."""
    response: HttpResponse = redirect(route)
    if address:
        response.headers["Location"] += f"?{urlencode({'next': address})}"
    return response


def _without(sent: QueryDict) -> QueryDict:
    """What the form itself sent, without what the page in between added."""
    rest = sent.copy()
    for name in OURS:
        rest.pop(name, None)
    return rest
