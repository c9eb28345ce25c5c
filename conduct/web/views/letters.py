"""Letters of a case: written from a template, looked at, sent, posted; and the templates."""

from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.queries import letters as letter_queries
from conduct.web.forms import letters as forms
from conduct.web.presenters import letters as present
from conduct.web.views.acting import act_beside
from conduct.web.views.evidence import case_of, handed_out
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.acting import StepPage, sent
from kernel.web.downloads import made_file
from kernel.web.forms.programs import ConfirmForm

if TYPE_CHECKING:
    from uuid import UUID

    from conduct.models import Case, Letter

CASE = ("conduct.case", "reference")
FILE = ("conduct.file", "file")
WAYS = ("GET", "POST")
NOBODY = "templates name nobody"
STEP = "conduct/letters/step.jinja"


def _letter(request: SignedInRequest, reference: str, number: int) -> "Letter":
    return get_object_or_404(letter_queries.letters_of(case=case_of(request, reference)), number=number)


def _page_of(found: "Letter") -> str:
    return reverse("conduct:letter", args=[found.case.reference, found.number])


@requires(Permission.LETTER_VIEW, opens=CASE, object_rule="cases_for")
def letters(request: SignedInRequest, reference: str) -> HttpResponse:
    """Every letter, and which wait to be posted."""
    case = case_of(request, reference)
    return render(request, "conduct/letters/list.jinja", present.letters_page(case, user=request.user))


@requires(Permission.LETTER_VIEW, opens=CASE, object_rule="cases_for")
def letter(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """One letter exactly as it goes or went."""
    found = _letter(request, reference, number)
    shown = present.letter_page(found, user=request.user, at=timezone.now())
    return render(request, "conduct/letters/page.jinja", shown)


@requires(Permission.LETTER_SEND, methods=WAYS, opens=CASE, object_rule="cases_for")
def write(request: SignedInRequest, reference: str) -> HttpResponse:
    """Choose a template and to whom it goes."""
    case = case_of(request, reference)
    people = letter_queries.addressees_of(case=case, at=timezone.now())
    form = forms.WriteForm(sent(request), templates=letter_queries.templates_for(demand=False), addressees=people)
    page = StepPage("Write a letter", "Continue")
    return _begin(request, case, form, partial(actions.write_letter, case=case), page)


@requires(Permission.LETTER_SEND, methods=WAYS, opens=CASE, object_rule="cases_for")
def write_to_demand(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Send a demand for documents as a letter."""
    case = case_of(request, reference)
    demand = get_object_or_404(queries.demands_of(case=case), number=number)
    form = forms.DemandLetterForm(sent(request), templates=letter_queries.templates_for(demand=True))
    page = StepPage(f"Send demand {number} as a letter", "Continue", asked=f"To {demand.addressee}: {demand.what}")
    act = partial(actions.write_letter, case=case, demand=demand, addressee=letter_queries.addressee_of_demand(demand))
    return _begin(request, case, form, act, page)


def _begin(
    request: SignedInRequest, case: "Case", form: forms.DemandLetterForm, act: "partial[Letter]", page: StepPage
) -> HttpResponse:
    """Write the draft, and go on to its words; or show what is wrong."""
    if form.is_bound and form.is_valid():
        try:
            made = act(by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            return redirect("conduct:letter_change", reference=case.reference, number=made.number)
    back = reverse("conduct:letters", args=[case.reference])
    return render(request, STEP, {"form": form, "case": case, "page": page, "back": back})


@requires(Permission.LETTER_SEND, methods=WAYS, opens=CASE, object_rule="cases_for")
def change(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """The words of a draft, and how it goes."""
    found = _letter(request, reference, number)
    has_account = letter_queries.account_of(found) is not None
    form = forms.LetterForm(sent(request), has_account=has_account, initial=present.as_typed(found))
    page = StepPage(f"Letter {number}", "Save and look at it", done="The draft is saved. Look at it, then send it.")
    act = partial(actions.change_letter, letter=found)
    return act_beside(request, found.case, form, act, page, back=_page_of(found), template=STEP)


@requires(Permission.LETTER_VIEW, opens=CASE, object_rule="cases_for")
def document(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """The document, as it would go today, or as it went."""
    found = _letter(request, reference, number)
    stem = f"{reference}-letter-{number}"
    if found.file is not None:
        return handed_out(request, (found.file, stem), back="conduct:letters", case=found.case)
    return made_file(letter_queries.printed(found, at=timezone.now()), name=f"{stem}-draft.pdf")


@requires(Permission.LETTER_SEND, methods=("POST",), opens=CASE, object_rule="cases_for")
def send(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Send what was looked at."""
    found = _letter(request, reference, number)
    form = forms.SendLetterForm(request.POST)
    if form.is_valid():
        try:
            actions.send_letter(letter=found, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            messages.warning(request, refusal.text)
        else:
            messages.success(request, "The letter is sent.")
    return redirect(_page_of(found))


@requires(Permission.LETTER_SEND, methods=WAYS, opens=CASE, object_rule="cases_for")
def posted(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Write down that it was posted."""
    found = _letter(request, reference, number)
    page = StepPage(f"Record that letter {number} was posted", "Record posting", done="The posting is recorded.")
    act = partial(actions.record_posting, letter=found)
    form = forms.PostedForm(sent(request))
    return act_beside(request, found.case, form, act, page, back=_page_of(found), template=STEP)


@requires(Permission.LETTER_SEND, methods=WAYS, opens=CASE, object_rule="cases_for")
def discard(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Throw a draft away."""
    found = _letter(request, reference, number)
    page = StepPage(f"Throw letter {number} away", "Throw it away", variant="warning", done="The draft is thrown away.")
    act = partial(actions.discard_letter, letter=found)
    back = reverse("conduct:letters", args=[reference])
    return act_beside(request, found.case, ConfirmForm(sent(request)), act, page, back=back, template=STEP)


@requires(Permission.LETTER_TEMPLATE, unlogged=NOBODY)
def templates(request: SignedInRequest) -> HttpResponse:
    """Every template, and the facts that one may name."""
    return render(request, "conduct/letters/templates.jinja", present.templates_page())


@requires(Permission.LETTER_TEMPLATE, methods=WAYS, unlogged=NOBODY)
def new_template(request: SignedInRequest) -> HttpResponse:
    """Write a template."""
    return _save_template(request, forms.TemplateForm(sent(request)), key="")


@requires(Permission.LETTER_TEMPLATE, methods=WAYS, unlogged=NOBODY)
def template(request: SignedInRequest, key: str) -> HttpResponse:
    """The next version of a template; those before it stay."""
    versions = list(letter_queries.versions_of_template(key=key))
    if not versions:
        raise Http404
    last = versions[0]
    form = forms.TemplateForm(sent(request), initial={"title": last.title, "body": last.body})
    return _save_template(request, form, key=key, versions=present.versions_shown(versions))


def _save_template(
    request: SignedInRequest, form: forms.TemplateForm, *, key: str, versions: object = ()
) -> HttpResponse:
    if form.is_bound and form.is_valid():
        try:
            actions.save_letter_template(key=key, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The template is saved.")
            return redirect("conduct:letter_templates")
    return render(request, "conduct/letters/template.jinja", {"form": form, "versions": versions})


@requires(Permission.OWN_CASE_VIEW, opens=FILE, object_rule="own_cases")
def download_own(request: SignedInRequest, reference: str, file: "UUID") -> HttpResponse:
    """A letter that one got, to save."""
    case = get_object_or_404(queries.own_cases(user=request.user), reference=reference)
    found = letter_queries.own_letter_file(case=case, key=file)
    return handed_out(request, (found, f"{reference}-letter") if found else None, back="conduct:own_case", case=case)
