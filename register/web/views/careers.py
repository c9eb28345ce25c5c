"""Registrations and posts, for the registrar."""

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
from register.web.forms.people import (
    CorrectPostForm,
    EndPostForm,
    EndRegistrationForm,
    NewPostForm,
    RegistrationForm,
)
from register.web.views.acting import METHODS, OPENS, RULE, Words, act, find_person

if TYPE_CHECKING:
    from register.models import Person, Post


@requires(Permission.REGISTRATION_CHANGE, methods=METHODS, opens=OPENS, object_rule=RULE)
def register_person(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    """Register somebody, who is given a number at the first time."""
    found = find_person(request, key)
    words = Words("Register this person", "Register", "The person is registered.")
    form = RegistrationForm(sent(request), initial={"grade": "full"})
    return act(request, found, form, partial(actions.register_person, person=found), words)


@requires(Permission.REGISTRATION_CHANGE, methods=METHODS, opens=OPENS, object_rule=RULE)
def end_registration(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    """The registration has lapsed or was given up."""
    found = find_person(request, key)
    words = Words(
        "End the registration",
        "End the registration",
        "The registration has ended.",
        "The entry and its number stay. A removal is not recorded here: it follows from a determination.",
    )
    form = EndRegistrationForm(sent(request))
    return act(request, found, form, partial(actions.end_registration, person=found), words)


@requires(Permission.POST_CHANGE, methods=METHODS, opens=OPENS, object_rule=RULE)
def add_post(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    """A post that the person holds."""
    found = find_person(request, key)
    words = Words("Add a post", "Add the post", "The post was added.")
    return act(request, found, NewPostForm(sent(request)), partial(actions.add_post, person=found), words)


@requires(Permission.POST_CHANGE, methods=METHODS, opens=OPENS, object_rule=RULE)
def end_post(request: SignedInRequest, key: uuid.UUID, pk: int) -> HttpResponse:
    """The post has ended."""
    found = find_person(request, key)
    post = _find_post(found, pk)
    words = Words("End a post", "End the post", "The post has ended.", f"{post.title} at {post.organisation.name}.")
    return act(request, found, EndPostForm(sent(request)), partial(actions.end_post, post=post), words)


@requires(Permission.POST_CHANGE, methods=METHODS, opens=OPENS, object_rule=RULE)
def correct_post(request: SignedInRequest, key: uuid.UUID, pk: int) -> HttpResponse:
    """A post that was recorded wrongly."""
    found = find_person(request, key)
    post = _find_post(found, pk)
    words = Words("Correct a post", "Correct the post", "The post was corrected.")
    form = CorrectPostForm(sent(request), initial=_as_recorded(post))
    return act(request, found, form, partial(actions.correct_post, post=post), words)


def _find_post(person: "Person", pk: int) -> "Post":
    post = queries.post_of(person=person, pk=pk)
    if post is None:
        raise Http404
    return post


def _as_recorded(post: "Post") -> dict[str, Any]:
    superior = post.reports_to
    return {
        "organisation": post.organisation.code,
        "title": post.title,
        "tier": post.tier,
        "started_on": today(post.begins) if post.begins else None,
        "ended_on": post.last_day,
        "reports_to": superior.registration_number if superior else "",
    }
