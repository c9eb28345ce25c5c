"""Corrections of an entry's statuses, for the registrar."""

import uuid
from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse

from kernel.clocks import today
from kernel.permissions import requires
from kernel.web import SignedInRequest
from kernel.web.acting import sent
from register import actions, queries
from register.permissions import Permission
from register.rules import RegistrationStatus
from register.web import presenters
from register.web.forms.people import CorrectRegistrationForm, EndRegistrationForm, TakeOffForm
from register.web.views.acting import METHODS, OPENS, RULE, Words, act, find_person

if TYPE_CHECKING:
    from register.models import Person, Registration

STAYS = "What the register says now stays in its history, with your reason."


@requires(Permission.REGISTRATION_CHANGE, methods=METHODS, opens=OPENS, object_rule=RULE)
def correct_registration(request: SignedInRequest, key: uuid.UUID, pk: int) -> HttpResponse:
    """A registration, or the end of one, that was recorded wrongly."""
    found = find_person(request, key)
    registration = _find_registration(request, found, pk)
    noun = presenters.registration_noun(registration)
    words = Words(
        f"Correct the {noun}",
        f"Correct the {noun}",
        f"The {noun} was corrected.",
        f"The register says: {presenters.registration_sentence(registration)}. {STAYS}",
    )
    form, action = _form_and_action(request, registration)
    return act(request, found, form, partial(action, registration=registration), words)


@requires(Permission.REGISTRATION_CHANGE, methods=METHODS, opens=OPENS, object_rule=RULE)
def take_off_registration(request: SignedInRequest, key: uuid.UUID, pk: int) -> HttpResponse:
    """A registration, or the end of one, that should never have been entered."""
    found = find_person(request, key)
    registration = _find_registration(request, found, pk)
    noun = presenters.registration_noun(registration)
    words = Words(
        f"Take off the {noun}",
        f"Take off the {noun}",
        f"The {noun} was taken off.",
        f"The register says: {presenters.registration_sentence(registration)}. Take it off only if it should never "
        f"have been entered, for example because it is about another person. {STAYS}\n\n"
        "If there is a status before it, that one goes on. If there is none, the public register no longer shows "
        "this person. Their number stays theirs, and nobody else is given it.",
    )
    form = TakeOffForm(sent(request))
    return act(request, found, form, partial(actions.take_off_registration, registration=registration), words)


def _find_registration(request: SignedInRequest, person: "Person", pk: int) -> "Registration":
    """One to correct. Who sends the form of one that was superseded meanwhile is told so, with what they typed."""
    registration = queries.registration_of(person=person, pk=pk)
    if registration is None or (request.method != "POST" and registration.superseded_at):
        raise Http404
    return registration


def _form_and_action(request: SignedInRequest, registration: "Registration") -> tuple[Any, Any]:
    began_on = today(registration.begins) if registration.begins else None
    if registration.status == RegistrationStatus.REGISTERED:
        initial = {"grade": registration.grade, "registered_on": began_on}
        return CorrectRegistrationForm(sent(request), initial=initial), actions.correct_registration
    initial = {"ending": registration.status, "ended_on": began_on}
    return EndRegistrationForm(sent(request), initial=initial), actions.correct_ending
