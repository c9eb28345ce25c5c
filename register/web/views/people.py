"""People of the register, for staff: find, open, add, correct."""

import uuid
from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from kernel.access_log import note_shown
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.acting import sent
from kernel.web.forms.people import PersonSearchForm
from register import actions, queries
from register.permissions import Permission
from register.web import presenters
from register.web.forms.people import (
    BirthDateForm,
    ChangeNameForm,
    CorrectNameForm,
    NationalInsuranceForm,
    NewPersonForm,
)
from register.web.views.acting import METHODS, OPENS, RULE, Words, act, find_person

if TYPE_CHECKING:
    from register.models import Person

PER_PAGE = 25


@requires(Permission.PERSON_VIEW, lists="register.person")
def people(request: SignedInRequest) -> HttpResponse:
    """People by name, number and date of birth; everybody by name when nothing is asked."""
    form, at = PersonSearchForm(request.GET), timezone.now()
    form.is_valid()
    page = Paginator(queries.find_people(**form.asked, at=at), PER_PAGE).get_page(request.GET.get("page"))
    shown = queries.told_apart(page)
    note_shown(request, [one.key for one in shown], count=page.paginator.count)
    rows = presenters.person_rows(shown)
    context = {"search": form, "page": page, "rows": rows, "query": request.GET}
    return render(request, "register/people/list.jinja", context)


@requires(Permission.PERSON_VIEW, opens=OPENS, object_rule=RULE)
def person(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    """Everything known of a person, what it means for each tier, and how it came to be known."""
    found = find_person(request, key)
    file = queries.file_of(person=found, at=timezone.now())
    shown = presenters.person_page(file, queries.standings_of(file=file), queries.timeline(found, at=file.at))
    return render(request, "register/people/person.jinja", shown)


@requires(Permission.PERSON_ADD, methods=METHODS, lists="register.person")
def add_person(request: SignedInRequest) -> HttpResponse:
    """Enter somebody, after a look at the people who may be the same one."""
    form, at = NewPersonForm(sent(request)), timezone.now()
    same = form.look_for_same(queries.people_named, at=at)
    if form.is_bound and form.is_valid():
        try:
            made = actions.add_person(**form.person(), by=request.user, at=at)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The person was added.")
            return redirect("register:person", key=made.key)
    note_shown(request, [one.person.key for one in same], count=len(same), asked=form.typed)
    return render(request, "register/people/new.jinja", {"form": form, "same": queries.told_apart(same)})


@requires(Permission.PERSON_CORRECT, methods=METHODS, opens=OPENS, object_rule=RULE)
def correct_name(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    """A name that was recorded wrongly."""
    found = find_person(request, key)
    form = CorrectNameForm(sent(request), initial=_name_now(found))
    words = Words(
        "Correct the name",
        "Correct the name",
        "The name was corrected.",
        "For a name that was recorded wrongly from the start. The wrong one stays in the history.",
    )
    return act(request, found, form, partial(actions.correct_name, person=found), words)


@requires(Permission.PERSON_CORRECT, methods=METHODS, opens=OPENS, object_rule=RULE)
def change_name(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    """A new name from a day on."""
    found = find_person(request, key)
    form = ChangeNameForm(sent(request), initial=_name_now(found))
    words = Words(
        "Record a change of name",
        "Record the change",
        "The change of name was recorded.",
        "For somebody whose name is another one from a day on. Checks go on finding them by the old one.",
    )
    return act(request, found, form, partial(actions.change_name, person=found), words)


@requires(Permission.PERSON_CORRECT, methods=METHODS, opens=OPENS, object_rule=RULE)
def add_alias(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    """Another name that the person goes by."""
    found = find_person(request, key)
    words = Words(
        "Add another name",
        "Add the name",
        "The name was added.",
        "For a name that the person is also known by. Checks find them by it; the public register does not show it.",
    )
    form = CorrectNameForm(sent(request))
    return act(request, found, form, partial(actions.record_alias, person=found), words)


@requires(Permission.PERSON_CORRECT, methods=METHODS, opens=OPENS, object_rule=RULE)
def correct_birth_date(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    """A date of birth that was recorded wrongly."""
    found = find_person(request, key)
    words = Words("Correct the date of birth", "Correct the date of birth", "The date of birth was corrected.")
    born = queries.births_of([found.pk])[found.pk]
    form = BirthDateForm(sent(request), initial={"date_of_birth": born})
    return act(request, found, form, partial(actions.correct_birth_date, person=found), words)


@requires(Permission.PERSON_CORRECT, methods=METHODS, opens=OPENS, object_rule=RULE)
def correct_national_insurance(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    """A National Insurance number, new or in place of a wrong one."""
    found = find_person(request, key)
    words = Words("Record a National Insurance number", "Record the number", "The number was recorded.")
    form = NationalInsuranceForm(sent(request))
    return act(request, found, form, partial(actions.correct_national_insurance, person=found), words)


def _name_now(person: "Person") -> dict[str, str]:
    name = queries.legal_name(person=person, at=timezone.now())
    return {"family_name": name.family_name, "given_names": name.given_names}
