"""The chronology of a case, and its bundles."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.web.forms.proof import GiveBundleForm, LineForm
from conduct.web.presenters import proof as presenters
from conduct.web.views.acting import act_beside
from conduct.web.views.evidence import CASE, WAYS, case_of
from kernel.permissions import requires
from kernel.web import SignedInRequest, render
from kernel.web.acting import StepPage, sent
from kernel.web.forms.programs import ConfirmForm


@requires(Permission.EVIDENCE_VIEW, opens=CASE, object_rule="cases_for")
def chronology(request: SignedInRequest, reference: str) -> HttpResponse:
    """Who knew what, when, and did what."""
    case = case_of(request, reference)
    return render(request, "conduct/evidence/chronology.jinja", presenters.chronology_page(case, user=request.user))


@requires(Permission.EVIDENCE_KEEP, methods=WAYS, opens=CASE, object_rule="cases_for")
def add(request: SignedInRequest, reference: str) -> HttpResponse:
    """Add a line."""
    case = case_of(request, reference)
    page = StepPage(heading="Add a line", button="Add line", done="The line is added.")
    form = LineForm(sent(request), exhibits=queries.exhibits_of(case=case))
    back = reverse("conduct:chronology", args=[case.reference])
    return act_beside(request, case, form, partial(actions.add_line, case=case), page, back=back)


@requires(Permission.EVIDENCE_KEEP, methods=WAYS, opens=CASE, object_rule="cases_for")
def change(request: SignedInRequest, reference: str, line: int) -> HttpResponse:
    """Write a line anew."""
    case = case_of(request, reference)
    found = get_object_or_404(queries.chronology_of(case=case), pk=line)
    page = StepPage(heading="Change a line", button="Save line", done="The line is saved.")
    first = presenters.line_as_typed(found)
    form = LineForm(sent(request), exhibits=queries.exhibits_of(case=case), initial=first)
    back = reverse("conduct:chronology", args=[case.reference])
    away = reverse("conduct:line_remove", args=[case.reference, found.pk])
    act, template = partial(actions.change_line, found=found), "conduct/evidence/line.jinja"
    return act_beside(request, case, form, act, page, back=back, template=template, away=away)


@requires(Permission.EVIDENCE_KEEP, methods=WAYS, opens=CASE, object_rule="cases_for")
def remove(request: SignedInRequest, reference: str, line: int) -> HttpResponse:
    """Take a line out, once that is confirmed."""
    case = case_of(request, reference)
    found = get_object_or_404(queries.chronology_of(case=case), pk=line)
    page = StepPage(
        heading="Remove this line?", button="Remove line", asked=found.text, variant="warning", done="It is removed."
    )
    back = reverse("conduct:chronology", args=[case.reference])
    act = partial(actions.remove_line, found=found)
    return act_beside(request, case, ConfirmForm(sent(request)), act, page, back=back)


@requires(Permission.EVIDENCE_VIEW, opens=CASE, object_rule="cases_for")
def bundles(request: SignedInRequest, reference: str) -> HttpResponse:
    """The bundles of a case, what is in them, and who was given them."""
    case = case_of(request, reference)
    return render(request, "conduct/evidence/bundles.jinja", presenters.bundles_page(case, user=request.user))


@requires(Permission.EVIDENCE_KEEP, methods=WAYS, opens=CASE, object_rule="cases_for")
def ask_for_bundle(request: SignedInRequest, reference: str) -> HttpResponse:
    """Have a bundle made."""
    case = case_of(request, reference)
    page = StepPage(
        heading="Make a bundle",
        button="Make bundle",
        text="It takes up every exhibit in the version that was disclosed last, what the manager sent, the "
        "allegations, and the lines of the chronology that rest on these alone. It takes a minute or more.",
        done="The bundle is being made. Reload this page in a minute.",
    )
    back = reverse("conduct:bundles", args=[case.reference])
    act = partial(actions.ask_for_bundle, case=case)
    return act_beside(request, case, ConfirmForm(sent(request)), act, page, back=back)


@requires(Permission.EVIDENCE_DISCLOSE, methods=WAYS, opens=CASE, object_rule="cases_for")
def give_bundle(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Give somebody a bundle, after looking through it."""
    case = case_of(request, reference)
    found = get_object_or_404(queries.bundles_of(case=case), number=number)
    page = StepPage(
        heading=f"Give bundle {number}",
        button="Give bundle",
        text="Look through every page first. It cannot be taken back.",
        variant="warning",
        done="The bundle is given.",
    )
    back = reverse("conduct:bundles", args=[case.reference])
    act = partial(actions.give_bundle, bundle=found)
    return act_beside(request, case, GiveBundleForm(sent(request)), act, page, back=back)
