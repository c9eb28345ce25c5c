"""Possible matches: a registrar looks at the candidates side by side and says who was meant."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from barring.actions.dismissals import withdraw_dismissals
from barring.actions.reviews import candidates_of, resolve_review
from barring.permissions import Permission
from barring.queries import checks as queries
from barring.queries.dismissals import dismissed_before
from barring.web.forms.checks import ResolveReview, WithdrawDismissals
from barring.web.presenters import checks as present
from barring.web.presenters.dismissals import BEFORE_HEAD, before_rows, set_aside
from barring.web.presenters.evidence import evidence_rows
from kernel.access_log import note_shown
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, add_refusal, render

PAGE_LENGTH = 25


@requires(Permission.REVIEW_VIEW, lists="barring.review")
def reviews(request: SignedInRequest) -> HttpResponse:
    """Those that wait, the most urgent first; or those resolved."""
    is_open = request.GET.get("show") != "resolved"
    page = Paginator(queries.reviews(is_open=is_open), PAGE_LENGTH).get_page(request.GET.get("page"))
    note_shown(request, [one.check_asked.reference for one in page], count=page.paginator.count)
    rows = present.review_rows(page.object_list)
    context = {"page": page, "rows": rows, "head": present.REVIEW_HEAD, "is_open": is_open}
    return render(request, "barring/reviews/list.jinja", context)


@requires(Permission.REVIEW_RESOLVE, methods=("GET", "POST"), opens=("barring.review", "reference"))
def review(request: SignedInRequest, reference: str) -> HttpResponse:
    """The candidates beside what was asked, and the form that resolves it."""
    review = get_object_or_404(queries.review_of(reference=reference))
    candidates = candidates_of(check=review.check_asked)
    people = queries.people_shown(person_ids=[one.person_id for one in candidates])
    form = ResolveReview(request.POST or None, people=present.choices(people))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            resolve_review(review=review, person_id=form.person_id, reason=reason, by=request.user)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The possible match is resolved, and the organisation can read the answer.")
            return redirect("barring:reviews")
    head, rows = present.side_by_side(review.check_asked, people)
    rows += evidence_rows(candidates)
    context = {"review": review, "form": form, "head": head, "rows": rows}
    context["due"] = present.due_words(review.due_at)
    context["counted"] = present.due_counted(review)
    context["question"] = present.question_rows(review.check_asked)
    context["before"] = before_rows(dismissed_before(review=review, people=[one.person_id for one in candidates]))
    context["before_head"] = BEFORE_HEAD
    context["set_aside"] = set_aside(review)
    return render(request, "barring/reviews/detail.jinja", context)


@requires(Permission.REVIEW_RESOLVE, methods=("GET", "POST"), opens=("barring.review", "reference"))
def withdraw(request: SignedInRequest, reference: str) -> HttpResponse:
    """Have whoever was set aside looked at again at the next such question."""
    review = get_object_or_404(queries.review_of(reference=reference))
    form = WithdrawDismissals(request.POST or None)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            withdraw_dismissals(review=review, reason=reason, by=request.user, at=timezone.now())
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The next such question is looked at by a person.")
            return redirect("barring:review", reference=reference)
    return render(request, "barring/reviews/withdraw.jinja", {"review": review, "form": form})
