"""Who leads on speaking up, for the registrar."""

import uuid
from functools import partial
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse

from kernel.clocks import today
from kernel.permissions import requires
from kernel.web import SignedInRequest
from kernel.web.acting import sent
from register import actions, queries
from register.permissions import Permission
from register.web.forms.people import CorrectLeadForm, EndLeadForm, LeadForm, TakeOffForm
from register.web.views.acting import METHODS, OPENS, RULE, Words, act, find_person

if TYPE_CHECKING:
    from register.models import Person, SpeakUpLead


@requires(Permission.POST_CHANGE, methods=METHODS, opens=OPENS, object_rule=RULE)
def name_lead(request: SignedInRequest, key: uuid.UUID, pk: int) -> HttpResponse:
    """Whoever holds a post on a board leads on speaking up there."""
    found = find_person(request, key)
    post = queries.post_of(person=found, pk=pk)
    if post is None:
        raise Http404
    words = Words(
        "Name as speak-up lead",
        "Name as lead",
        "They are recorded as the lead.",
        f"{post.title} at {post.organisation.name}. Each board has one executive and one non-executive lead.",
    )
    return act(request, found, LeadForm(sent(request)), partial(actions.name_lead, post=post), words)


@requires(Permission.POST_CHANGE, methods=METHODS, opens=OPENS, object_rule=RULE)
def end_lead(request: SignedInRequest, key: uuid.UUID, pk: int) -> HttpResponse:
    """They lead no longer."""
    found = find_person(request, key)
    lead = _find_lead(found, pk)
    words = Words("End as speak-up lead", "End as lead", "They lead no longer.", f"{lead} at {lead.organisation.name}.")
    return act(request, found, EndLeadForm(sent(request)), partial(actions.end_lead, lead=lead), words)


@requires(Permission.POST_CHANGE, methods=METHODS, opens=OPENS, object_rule=RULE)
def correct_lead(request: SignedInRequest, key: uuid.UUID, pk: int) -> HttpResponse:
    """A lead that was recorded wrongly."""
    found = find_person(request, key)
    lead = _find_lead(found, pk)
    words = Words(
        "Correct a speak-up lead", "Correct the lead", "The lead was corrected.", f"At {lead.organisation.name}."
    )
    now = {"kind": lead.kind, "started_on": lead.begins and today(lead.begins), "ended_on": lead.last_day}
    form = CorrectLeadForm(sent(request), initial=now)
    return act(request, found, form, partial(actions.correct_lead, lead=lead), words)


@requires(Permission.POST_CHANGE, methods=METHODS, opens=OPENS, object_rule=RULE)
def take_off_lead(request: SignedInRequest, key: uuid.UUID, pk: int) -> HttpResponse:
    """They were never the lead."""
    found = find_person(request, key)
    lead = _find_lead(found, pk)
    words = Words(
        "Take off a speak-up lead",
        "Take off the lead",
        "The lead was taken off.",
        f"{lead} at {lead.organisation.name}. Take it off only if they never led there. It stays in the history.",
    )
    return act(request, found, TakeOffForm(sent(request)), partial(actions.take_off_lead, lead=lead), words)


def _find_lead(person: "Person", pk: int) -> "SpeakUpLead":
    lead = queries.lead_of(person=person, pk=pk)
    if lead is None:
        raise Http404
    return lead
