"""Matters kept open against organisations: the list, one, and what is done with it."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.queries import matters as matter_queries
from conduct.web.forms import matters as forms
from conduct.web.presenters import matters as present
from kernel.access_log import note_shown
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.acting import StepPage, sent

if TYPE_CHECKING:
    from conduct.models import OrganisationMatter

MATTER = ("conduct.matter", "reference")
WAYS = ("GET", "POST")
OPEN = StepPage(
    "Open a matter against an organisation",
    "Open matter",
    "For what is about an organisation rather than one manager. It holds concerns and cases together, and decides "
    "nothing in any of them.",
    done="The matter is open.",
)


def _matter(request: SignedInRequest, reference: str) -> "OrganisationMatter":
    return get_object_or_404(matter_queries.matters_for(user=request.user), reference=reference)


def _act(request: SignedInRequest, form: Any, act: Callable[..., Any], page: StepPage, back: str) -> HttpResponse:
    """Do it with the form's answers, and go on to the matter; or show what is wrong."""
    if form.is_bound and form.is_valid():
        try:
            done = act(by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, page.done)
            return redirect("conduct:matter", reference=back or done.reference)
    return render(request, "conduct/matters/step.jinja", {"form": form, "page": page})


@requires(Permission.MATTER_VIEW, object_rule="matters_for", lists="conduct.matter")
def matters(request: SignedInRequest) -> HttpResponse:
    """Every matter, by state and organisation."""
    shown = present.matter_list(matter_queries.matters_for(user=request.user), request.GET)
    note_shown(request, [one.reference for one in shown["page"]], count=shown["page"].paginator.count)
    return render(request, "conduct/matters/list.jinja", shown)


@requires(Permission.MATTER_VIEW, opens=MATTER, object_rule="matters_for")
def matter(request: SignedInRequest, reference: str) -> HttpResponse:
    """One matter, with what it holds together."""
    shown = present.matter_page(_matter(request, reference), user=request.user, at=timezone.now())
    return render(request, "conduct/matters/page.jinja", shown)


@requires(Permission.MATTER_CHANGE, methods=WAYS, opens=("conduct.concern", "number"), object_rule="concerns_for")
def from_concern(request: SignedInRequest, number: int) -> HttpResponse:
    """Open a matter from a concern."""
    concern = get_object_or_404(queries.concerns_for(user=request.user), pk=number)
    code = concern.organisation.code if concern.organisation else ""
    form = forms.MatterForm(sent(request), initial={"organisation": code})
    return _act(request, form, partial(actions.open_matter, concern=concern), OPEN, "")


@requires(Permission.MATTER_CHANGE, methods=WAYS, opens=("conduct.case", "reference"), object_rule="cases_for")
def from_case(request: SignedInRequest, reference: str) -> HttpResponse:
    """Open a matter from a case."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    employer = queries.employers_of(case=case, at=timezone.now()).first()
    form = forms.MatterForm(sent(request), initial={"organisation": employer.code if employer else ""})
    return _act(request, form, partial(actions.open_matter, case=case), OPEN, "")


@requires(Permission.MATTER_CHANGE, methods=WAYS, opens=MATTER, object_rule="matters_for")
def link(request: SignedInRequest, reference: str) -> HttpResponse:
    """Add a case or a concern to it."""
    held = _matter(request, reference)
    form = forms.MatterLinkForm(
        sent(request), cases=queries.cases_for(user=request.user), concerns=queries.concerns_for(user=request.user)
    )
    page = StepPage(f"Link a case or concern to {reference}", "Link", done="It is linked.")
    return _act(request, form, partial(actions.link_to_matter, matter=held), page, reference)


@requires(Permission.MATTER_CHANGE, methods=WAYS, opens=MATTER, object_rule="matters_for")
def note(request: SignedInRequest, reference: str) -> HttpResponse:
    """Write a note on it."""
    held = _matter(request, reference)
    page = StepPage(f"Add a note to {reference}", "Save note", done="The note is saved.")
    act = partial(actions.note_on_matter, matter=held)
    return _act(request, forms.MatterNoteForm(sent(request)), act, page, reference)


@requires(Permission.MATTER_CHANGE, methods=WAYS, opens=MATTER, object_rule="matters_for")
def close(request: SignedInRequest, reference: str) -> HttpResponse:
    """Close it, with the reason."""
    held = _matter(request, reference)
    page = StepPage(f"Close {reference}", "Close matter", "It is not opened again.", "warning", "The matter is closed.")
    act = partial(actions.close_matter, matter=held)
    return _act(request, forms.CloseMatterForm(sent(request)), act, page, reference)
