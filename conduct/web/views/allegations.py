"""Writing, changing and removing the allegations of a case."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.web.forms.allegations import AllegationForm, answers_of
from conduct.web.forms.steps import StepForm
from conduct.web.views.acting import act_on_case, seen_of_case
from kernel.permissions import requires
from kernel.web import SignedInRequest
from kernel.web.acting import StepPage, sent

OPENS = ("conduct.case", "reference")
WAYS = ("GET", "POST")

ADD = StepPage("Add an allegation", "Save allegation", done="The allegation is saved.")
CHANGE = StepPage("Change the allegation", "Save changes", done="The allegation is changed.")
REMOVE = StepPage("Remove this allegation?", "Remove allegation", variant="warning", done="The allegation is removed.")


@requires(Permission.CASE_ALLEGE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def add(request: SignedInRequest, reference: str) -> HttpResponse:
    """A new allegation with the clauses it cites."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    form = AllegationForm(sent(request), **_offered(), initial=seen_of_case(case))
    return act_on_case(request, case, form, partial(actions.add_allegation, case=case), ADD)


@requires(Permission.CASE_ALLEGE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def change(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Other words, other days, other clauses."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    allegation = get_object_or_404(case.allegations, number=number)
    form = AllegationForm(sent(request), **_offered(), initial={**answers_of(allegation), **seen_of_case(case)})
    return act_on_case(request, case, form, partial(actions.change_allegation, allegation=allegation), CHANGE)


@requires(Permission.CASE_ALLEGE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def remove(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Take an allegation out of the case."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    allegation = get_object_or_404(case.allegations, number=number)
    form = StepForm(sent(request), initial=seen_of_case(case))
    page = replace(REMOVE, asked=allegation.text)
    return act_on_case(request, case, form, partial(actions.remove_allegation, allegation=allegation), page)


def _offered() -> dict[str, Any]:
    return {
        "clauses": queries.every_clause(),
        "heads": queries.misconduct_heads(),
        "grounds": queries.discrimination_grounds(),
    }
