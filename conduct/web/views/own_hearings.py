"""The manager's notice of hearing, and their reply to it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.web.forms.hearings import YES, ReplyForm
from conduct.web.presenters import hearings as present
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, render
from kernel.web.acting import sent

OPENS = ("conduct.case", "reference")


@requires(Permission.OWN_CASE_ANSWER, methods=("GET", "POST"), opens=OPENS, object_rule="own_cases")
def own_hearing(request: SignedInRequest, reference: str) -> HttpResponse:
    """When and where the hearing is, who sits, and what the manager says to it."""
    case, now = get_object_or_404(queries.own_cases(user=request.user), reference=reference), timezone.now()
    shown = present.own_hearing(case, at=now)
    if shown is None:
        raise Http404
    seen = {"seen": queries.last_told_step(case=case)}
    form = ReplyForm(sent(request), is_short=shown["is_short"], initial=seen)
    if form.is_bound and form.is_valid():
        try:
            _reply(case, request, at=now, **form.cleaned_data)
        except ActionRefused as refusal:
            form.show_refusal(refusal, **seen)
        else:
            messages.success(request, "We have received your reply.")
            return redirect("conduct:own_hearing", reference=case.reference)
    may_act = queries.may_act_for(case=case, user=request.user)
    return render(request, "conduct/own_cases/hearing.jinja", {**shown, "form": form, "may_act": may_act})


def _reply(case: Any, request: SignedInRequest, *, at: Any, seen: int, agrees: str = "", **answers: Any) -> None:
    given = {"case": case, "by": request.user, "at": at, "shown": seen, "agrees": agrees == YES}
    actions.reply_to_own_notice(**given, **answers)
