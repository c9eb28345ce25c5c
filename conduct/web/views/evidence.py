"""Exhibits of a case: listed, left out of, checked by a second person, and disclosed to the manager."""

from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.web.forms.evidence import CheckForm, DiscloseForm, FromConcernForm, MarkForm, RedactForm, TieForm
from conduct.web.presenters import evidence as presenters
from conduct.web.views.acting import act_beside, sent_files
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, render
from kernel.web.acting import StepPage, sent
from kernel.web.downloads import attachment, takes_files

if TYPE_CHECKING:
    from uuid import UUID

    from conduct.models import Case, CaseFile
    from kernel.models import StoredFile

CASE = ("conduct.case", "reference")
FILE = ("conduct.file", "file")
WAYS = ("GET", "POST")


def case_of(request: SignedInRequest, reference: str) -> "Case":
    """The case of an address, if this user may open it."""
    return get_object_or_404(queries.cases_for(user=request.user), reference=reference)


def _exhibit(request: SignedInRequest, reference: str, number: int) -> "CaseFile":
    exhibits = queries.exhibits_for(case=case_of(request, reference), user=request.user)
    found = next((one for one in exhibits if one.number == number), None)
    if found is None:
        raise Http404
    return found


def _page_of(found: "CaseFile") -> str:
    return reverse("conduct:exhibit", args=[found.case.reference, found.number])


@requires(Permission.EVIDENCE_VIEW, opens=CASE, object_rule="cases_for")
def evidence(request: SignedInRequest, reference: str) -> HttpResponse:
    """Every exhibit, what waits for a check, and the log of what was disclosed."""
    case = case_of(request, reference)
    return render(request, "conduct/evidence/page.jinja", presenters.evidence_page(case, user=request.user))


@requires(Permission.EVIDENCE_VIEW, opens=CASE, object_rule="cases_for")
def exhibit(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """One exhibit: where it comes from, its hashes, its versions, and what it bears on."""
    found = _exhibit(request, reference, number)
    return render(request, "conduct/evidence/exhibit.jinja", presenters.exhibit_page(found, user=request.user))


@requires(Permission.CASE_FILE_ADD, methods=WAYS, opens=CASE, object_rule="cases_for")
def from_concern(request: SignedInRequest, reference: str, number: int, file: int) -> HttpResponse:
    """Make an exhibit of a file that came with a concern."""
    case = case_of(request, reference)
    offered = queries.reporters_files(case=case, user=request.user)
    found = next((one for one in offered if (one.concern_id, one.number) == (number, file)), None)
    if found is None:
        raise Http404
    page = StepPage(
        heading=f"Add file {file} of concern {number} as an exhibit",
        button="Add exhibit",
        text="The same file comes in under a name of ours, marked as one that could name whoever raised the concern: a "
        "second person checks each version before the manager is given it.",
        done="The exhibit is added.",
    )
    back = reverse("conduct:evidence", args=[reference])
    act = partial(actions.exhibit_from_concern, case=case, file=found)
    return act_beside(request, case, FromConcernForm(sent(request)), act, page, back=back)


@takes_files
@requires(Permission.CASE_FILE_ADD, methods=WAYS, opens=CASE, object_rule="cases_for")
def redact(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Add a version in which something is left out."""
    found = _exhibit(request, reference, number)
    page = StepPage(
        heading="Leave something out",
        button="Add version",
        text="Paint over it in a picture, or delete the words: a black box over words in a PDF leaves them to be "
        "copied out. A second person checks the version.",
        done="The version is added, and waits for a second person.",
    )
    act = partial(actions.redact, exhibit=found)
    form = RedactForm(sent(request), sent_files(request))
    return act_beside(request, found.case, form, act, page, back=_page_of(found))


@requires(Permission.CASE_FILE_ADD, methods=WAYS, opens=CASE, object_rule="cases_for")
def mark(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Say that an exhibit could name whoever raised a concern."""
    found = _exhibit(request, reference, number)
    page = StepPage(
        heading="It could name whoever raised a concern",
        button="Mark exhibit",
        text="From now on no version of it goes out before a second person has checked it. This is not taken back.",
        variant="warning",
        done="The exhibit is marked.",
    )
    act = partial(actions.mark_exhibit, exhibit=found)
    return act_beside(request, found.case, MarkForm(sent(request)), act, page, back=_page_of(found))


@requires(Permission.CASE_FILE_ADD, methods=WAYS, opens=CASE, object_rule="cases_for")
def tie(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Say which allegations an exhibit bears on."""
    found = _exhibit(request, reference, number)
    page = StepPage(heading="What it bears on", button="Save", done="What the exhibit bears on is saved.")
    bearing = [str(one.allegation.number) for one in found.bearings.all()]
    form = TieForm(sent(request), allegations=found.case.allegations.all(), initial={"allegations": bearing})
    act = partial(actions.tie_exhibit, exhibit=found)
    return act_beside(request, found.case, form, act, page, back=_page_of(found))


@requires(Permission.EVIDENCE_CHECK, methods=WAYS, opens=CASE, object_rule="cases_for", begins_work=True)
def check(request: SignedInRequest, reference: str, number: int, version: int) -> HttpResponse:
    """Look at a version as a second person, and say whether it may be handed on."""
    found = _exhibit(request, reference, number)
    chosen = get_object_or_404(found.versions.select_related("file"), number=version)
    page = StepPage(
        heading=f"Check version {version} of exhibit {number}", button="Save your check", done="Your check is saved."
    )
    shown = presenters.version_to_check(found, chosen)
    act, template = partial(actions.check_version, version=chosen), "conduct/evidence/check.jinja"
    form = CheckForm(sent(request))
    return act_beside(request, found.case, form, act, page, back=_page_of(found), template=template, **shown)


@requires(Permission.EVIDENCE_DISCLOSE, methods=WAYS, opens=CASE, object_rule="cases_for")
def disclose(request: SignedInRequest, reference: str) -> HttpResponse:
    """Give the manager versions of exhibits."""
    case = case_of(request, reference)
    page = StepPage(
        heading="Disclose evidence to the manager",
        button="Disclose to the manager",
        text="They can open these versions from now on, and are told by email that there is something to read. "
        "It cannot be taken back.",
        variant="warning",
        done="The evidence is disclosed.",
    )
    form = DiscloseForm(sent(request), versions=queries.versions_to_disclose(case=case))
    back = reverse("conduct:evidence", args=[case.reference])
    act = partial(actions.disclose, case=case)
    return act_beside(request, case, form, act, page, back=back, template="conduct/evidence/disclose.jinja")


@requires(Permission.CASE_FILE_OPEN, opens=FILE, object_rule="cases_for")
def download(request: SignedInRequest, reference: str, file: "UUID") -> HttpResponse:
    """One version of an exhibit, to save."""
    case = case_of(request, reference)
    return handed_out(
        request, queries.file_for(case=case, key=file, user=request.user), back="conduct:evidence", case=case
    )


@requires(Permission.OWN_CASE_VIEW, opens=FILE, object_rule="own_cases")
def download_own(request: SignedInRequest, reference: str, file: "UUID") -> HttpResponse:
    """What the manager was given, exactly as it was checked: a version of an exhibit, or a bundle."""
    case = get_object_or_404(queries.own_cases(user=request.user), reference=reference)
    given = queries.file_given_to_manager(case=case, key=file)
    return handed_out(request, given, back="conduct:own_case", case=case)


def handed_out(
    request: SignedInRequest, found: "tuple[StoredFile, str] | None", *, back: str, case: "Case"
) -> HttpResponse:
    """A file under a name of ours, if it was found; or where it waits for its scan, the page that it is from."""
    file, stem = found or (None, "")
    if file is None:
        raise Http404
    try:
        return attachment(file, stem=stem)
    except ActionRefused as refusal:
        messages.warning(request, refusal.text)
        return redirect(back, reference=case.reference)
