"""What pages that act on a case or concern share: one form, one action, back to what was acted on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from conduct import queries
from conduct.web.forms.steps import StepForm
from kernel.errors import ActionRefused
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.acting import StepPage, sent

if TYPE_CHECKING:
    from conduct.models import Case, Concern


HEARING: Final = "conduct:hearing"
LEFT: Final = "You have stepped down from the case."


@dataclass(frozen=True)
class DecisionPage(StepPage):
    """The words of a page on which a panel decides, with what it decides on."""

    like: dict[str, Any] | None = None
    """Like cases, for whoever decides."""
    stages: tuple[dict[str, str], ...] = ()
    """A determination that is decided on."""


def sent_files(request: SignedInRequest) -> Any:
    """The form's files when it was sent."""
    return request.FILES if request.method == "POST" else None


def seen_of_case(case: "Case") -> dict[str, int]:
    """The state that a page on a case shows."""
    return {"seen": queries.last_step(case=case)}


def seen_of_concern(concern: "Concern") -> dict[str, int]:
    """The state that a page on a concern shows."""
    return {"seen": queries.last_concern_step(concern=concern)}


def seen_of_hearing(case: "Case") -> dict[str, int]:
    """The state that a page on a case's hearing shows."""
    return {"seen": queries.last_hearing_step(case=case)}


def act_on_case(
    request: SignedInRequest,
    case: "Case",
    form: StepForm,
    act: Callable[..., Any],
    page: StepPage,
    template: str = "conduct/cases/step.jinja",
    back: str = "conduct:case",
    shown: Mapping[str, Any] | None = None,
    *,
    seen: "Callable[[Case], dict[str, int]]" = seen_of_case,
) -> HttpResponse:
    """Do it, with the form's answers, and go back to the case, or its page `back`; or show what is wrong and all
    that was typed."""
    if form.is_bound and form.is_valid():
        try:
            act(by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            form.show_refusal(refusal, **seen(case))
        else:
            messages.success(request, page.done)
            return redirect(back, reference=case.reference)
    return render(request, template, {"form": form, "case": case, "page": page, "back": back, **(shown or {})})


def leave_case(
    request: SignedInRequest, case: "Case", form: StepForm, act: Callable[..., Any], page: StepPage
) -> HttpResponse:
    """The same for an act by which a case is gone for whoever does it: back to the list."""
    if form.is_bound and form.is_valid():
        try:
            act(by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            form.show_refusal(refusal, **seen_of_case(case))
        else:
            messages.success(request, LEFT)
            return redirect("conduct:cases")
    return render(request, "conduct/cases/step.jinja", {"form": form, "case": case, "page": page})


def act_on_hearing(
    request: SignedInRequest,
    reference: str,
    form_class: type[StepForm],
    action: Callable[..., Any],
    page: StepPage,
) -> HttpResponse:
    """The same for the hearing of a case that the user may open, and back to the page of the hearing."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    form = form_class(sent(request), initial=seen_of_hearing(case))
    return act_on_case(request, case, form, partial(action, case=case), page, seen=seen_of_hearing, back=HEARING)


def act_beside(
    request: SignedInRequest,
    case: "Case",
    form: Any,
    act: Callable[..., Any],
    page: StepPage,
    *,
    back: str,
    template: str = "conduct/evidence/step.jinja",
    **shown: Any,
) -> HttpResponse:
    """The same for what lies beside the stages: the form shows no state of the case, and it leads to `back`."""
    if form.is_bound and form.is_valid():
        try:
            act(by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, page.done)
            return redirect(back)
    return render(request, template, {"form": form, "case": case, "page": page, "back": back, **shown})


def act_on_concern(
    request: SignedInRequest, concern: "Concern", form: StepForm, act: Callable[..., Any], page: StepPage
) -> HttpResponse:
    """The same for a concern, with the form's answers."""
    if form.is_bound and form.is_valid():
        try:
            act(concern=concern, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            form.show_refusal(refusal, **seen_of_concern(concern))
        else:
            messages.success(request, page.done)
            return redirect("conduct:concern", number=concern.pk)
    return render(request, "conduct/concerns/step.jinja", {"form": form, "concern": concern, "page": page})
