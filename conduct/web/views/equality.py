"""Equality data: given by managers, and the figures made of it, which name nobody."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from conduct import queries
from conduct.actions import equality as actions
from conduct.permissions import Permission
from conduct.queries.equality import fairness_report, own_equality
from conduct.rules.disclosures import in_words, year_span
from conduct.web.forms.equality import EqualityForm
from conduct.web.forms.years import YearForm
from conduct.web.presenters.equality import as_csv, report_page
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.acting import sent
from kernel.web.downloads import made_file

WAYS = ("GET", "POST")
APART = "one's own answers, which lie apart from who gave them: a look written down would lead to them"
NUMBERS = "numbers that name nobody"


@requires(Permission.OWN_EQUALITY, methods=WAYS, unlogged=APART)
def own(request: SignedInRequest) -> HttpResponse:
    """What one says of oneself, to change or to withdraw."""
    given = own_equality(user=request.user)
    form = EqualityForm(sent(request), initial=given)
    if form.is_bound and form.is_valid():
        try:
            actions.give_equality(answers=form.cleaned_data, by=request.user)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "We have kept what you said. You can change or withdraw it here at any time.")
            return redirect("conduct:own_equality")
    return render(request, "conduct/own_cases/equality.jinja", {"form": form, "is_given": bool(given)})


@requires(Permission.OWN_EQUALITY, methods=("POST",), unlogged=APART)
def withdraw(request: SignedInRequest) -> HttpResponse:
    """Delete it."""
    try:
        actions.withdraw_equality(by=request.user)
        messages.success(request, "We have deleted what you said.")
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("conduct:own_equality")


@requires(Permission.CASE_FIGURES, unlogged=NUMBERS)
def report(request: SignedInRequest) -> HttpResponse:
    """The figures of one year by characteristic, or that they are not made yet."""
    now = timezone.now()
    form = YearForm(request.GET, first=queries.first_year(), at=now)
    made = fairness_report(year=form.chosen)
    context = {
        "form": form,
        "chosen": form.chosen,
        "year": in_words(form.chosen),
        "made": made,
        "tables": report_page(made) if made else [],
        "may_make": made is None and year_span(form.chosen)[1] <= now,
    }
    return render(request, "conduct/cases/fairness_report.jinja", context)


@requires(Permission.CASE_FIGURES, methods=("POST",), unlogged=NUMBERS)
def make(request: SignedInRequest, year: int) -> HttpResponse:
    """Make the figures of a year that is over."""
    try:
        actions.make_fairness_report(year=year, by=request.user, at=timezone.now())
        messages.success(request, "The figures are made. They will not change.")
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('conduct:fairness_report')}?year={year}")


@requires(Permission.CASE_FIGURES, unlogged=NUMBERS)
def table(request: SignedInRequest, year: int) -> HttpResponse:
    """The same figures as CSV."""
    made = fairness_report(year=year)
    if made is None:
        raise Http404
    return made_file(as_csv(made), name=f"fairness-{year}.csv")
