"""A trust's checks: ask, read the answer, look back."""

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from barring.actions.checks import OnBehalfOf, QuestionRefused, ask
from barring.actions.receipts import sign_later
from barring.permissions import Permission
from barring.queries import checks as queries
from barring.web.forms.checks import AskCheck, FindChecks
from barring.web.presenters import checks as present
from kernel.access_log import note_shown
from kernel.clocks import today
from kernel.permissions import requires
from kernel.web import SignedInRequest, render

if TYPE_CHECKING:
    from kernel.models import Organisation

PAGE_LENGTH = 25


def own_organisation(request: SignedInRequest) -> "Organisation":
    """The organisation in whose name a trust's user asks, or 404 for an account without one."""
    if request.user.organisation is None:
        raise Http404
    return request.user.organisation


@requires(Permission.CHECK_VIEW, object_rule="checks_of", lists="barring.check")
def checks(request: SignedInRequest) -> HttpResponse:
    """The organisation's own past checks, newest first."""
    organisation = own_organisation(request)
    form = FindChecks(request.GET or None)
    outcome = form.cleaned_data["outcome"] if form.is_valid() else ""
    found = queries.checks_of(organisation_id=organisation.pk, outcome=outcome)
    page = Paginator(found, PAGE_LENGTH).get_page(request.GET.get("page"))
    note_shown(request, [check.reference for check in page], count=page.paginator.count)
    context = {
        "form": form,
        "page": page,
        "head": present.CHECK_HEAD,
        "rows": present.list_rows(page.object_list),
        "organisation": organisation,
        "is_filtered": bool(outcome),
    }
    return render(request, "barring/checks/list.jinja", context)


@requires(Permission.CHECK_ASK, methods=("GET", "POST"), unlogged="the check itself is the record")
def ask_check(request: SignedInRequest) -> HttpResponse:
    """Ask about one person and one post."""
    organisation = own_organisation(request)
    form = AskCheck(request.POST or None, day=today(timezone.now()))
    if request.method == "POST" and form.is_valid():
        asker = OnBehalfOf(organisation_id=organisation.pk, organisation_code=organisation.code)
        try:
            check = ask(question=form.question, asker=asker, by=request.user)
        except QuestionRefused as refusal:
            form.add_faults(refusal)
        else:
            return redirect("barring:check", reference=check.reference)
    return render(request, "barring/checks/ask.jinja", {"form": form, "organisation": organisation})


@requires(Permission.CHECK_VIEW, opens=("barring.check", "reference"), object_rule="checks_of")
def check(request: SignedInRequest, reference: str) -> HttpResponse:
    """One answer in words, with what was searched for and when. It can be printed."""
    organisation = own_organisation(request)
    check = get_object_or_404(queries.checks_of(organisation_id=organisation.pk), reference=reference)
    sign_later(checks=[check])
    told = queries.as_told(check)
    context = {
        "check": check,
        "told": told,
        "due": present.due_words(check.review.due_at) if told["review"] else "",
        "outcome": present.outcome_tag(check.outcome),
        "correction": present.correction_words(check),
        "answer": present.answer_rows(check),
        "question": present.question_rows(check),
        "restriction_head": present.RESTRICTION_HEAD,
        "restrictions": present.restriction_rows(check),
        "organisation": organisation,
    }
    return render(request, "barring/checks/detail.jinja", context)
