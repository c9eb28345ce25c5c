"""What pages that write about a person share: one form, one action, and back to the person's page."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from kernel.clocks import today
from kernel.errors import ActionRefused
from kernel.queries import organisation_by_code
from kernel.web import SignedInRequest, add_refusal, render
from register import queries
from register.web.forms.people import latest_day

if TYPE_CHECKING:
    from register.models import Person

METHODS = ("GET", "POST")
OPENS = ("register.person", "key")
RULE = "person_for"


@dataclass(frozen=True)
class Words:
    """The words of a page that acts."""

    heading: str
    button: str
    done: str
    text: str = ""


def find_person(request: SignedInRequest, key: uuid.UUID) -> "Person":
    """The person of an address, or 404."""
    person = queries.person_for(request.user, key)
    if person is None:
        raise Http404
    return person


def act(
    request: SignedInRequest, person: "Person", form: forms.Form, action: Callable[..., Any], words: Words
) -> HttpResponse:
    """Do it with the form's answers, and go back to the person; or show what is wrong and all that was typed."""
    at = timezone.now()
    latest_day(form, today(at))
    if form.is_bound and form.is_valid():
        try:
            action(by=request.user, at=at, **_as_rows(form.cleaned_data))
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, words.done)
            return redirect("register:person", key=person.key)
    name = queries.display_name(person=person, at=at)
    context = {"form": form, "person": person, "name": name, "words": words}
    return render(request, "register/people/act.jinja", context)


def _as_rows(cleaned: dict[str, Any]) -> dict[str, Any]:
    """The answers with codes and numbers turned into what they name."""
    values = dict(cleaned)
    if "organisation" in values:
        values["organisation"] = organisation_by_code(values["organisation"])
    if "reports_to" in values:
        values["reports_to"] = _superior(values["reports_to"])
    return values


def _superior(number: str) -> "Person | None":
    if not number:
        return None
    superior = queries.person_by_number(number=number)
    if superior is None:
        raise ActionRefused("Nobody on the register has the number of the person they report to.")
    return superior
