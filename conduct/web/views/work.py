"""The timeline of a case, and the notes and tasks in it."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.web.forms.work import FinishForm, NoteForm, TaskForm, TimelineFilter
from conduct.web.presenters import work as presenters
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.acting import StepPage, sent

OPENS = ("conduct.case", "reference")
WAYS = ("GET", "POST")
NOTE = StepPage("Add a note", "Save note", done="The note is saved.")
TASK = StepPage("Add a task", "Save task", "It appears in their work until it is finished.", done="The task is saved.")
FINISH = StepPage("Finish the task", "Finish task", done="The task is finished.")


@requires(Permission.CASE_VIEW, opens=OPENS, object_rule="cases_for")
def timeline(request: SignedInRequest, reference: str) -> HttpResponse:
    """Everything that happened in a case, or what of one kind."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    form = TimelineFilter(request.GET)
    kind = form.cleaned_data["kind"] if form.is_valid() else ""
    shown = presenters.timeline_page(case, user=request.user, kind=kind)
    return render(request, "conduct/cases/timeline.jinja", {**shown, "form": form})


@requires(Permission.CASE_VIEW, opens=OPENS, object_rule="cases_for")
def tasks(request: SignedInRequest, reference: str) -> HttpResponse:
    """The notes on a case that this user may read, and its tasks."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    shown = presenters.tasks_page(case, user=request.user, at=timezone.now())
    return render(request, "conduct/cases/tasks.jinja", shown)


@requires(Permission.CASE_WORK, methods=WAYS, opens=OPENS, object_rule="cases_for")
def add_note(request: SignedInRequest, reference: str) -> HttpResponse:
    """Write a note, for those it is for."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    return _act(request, case, NoteForm(sent(request)), partial(actions.add_note, case=case), NOTE)


@requires(Permission.CASE_WORK, methods=WAYS, opens=OPENS, object_rule="cases_for")
def add_task(request: SignedInRequest, reference: str) -> HttpResponse:
    """Give somebody something to do by a day."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    form = TaskForm(sent(request), people=queries.task_owners(case=case))
    return _act(request, case, form, partial(actions.add_task, case=case), TASK)


@requires(Permission.CASE_WORK, methods=WAYS, opens=OPENS, object_rule="cases_for")
def finish_task(request: SignedInRequest, reference: str, task: int) -> HttpResponse:
    """Say what came of a task."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    found = get_object_or_404(queries.tasks_for(case=case, user=request.user), pk=task)
    page = StepPage(FINISH.heading, FINISH.button, done=FINISH.done, asked=found.text)
    return _act(request, case, FinishForm(sent(request)), partial(actions.finish_task, task=found), page)


def _act(request: SignedInRequest, case: Any, form: Any, act: Any, page: StepPage) -> HttpResponse:
    """Do it with the form's answers, and go back to the notes and tasks; or show what is wrong."""
    if form.is_bound and form.is_valid():
        try:
            act(by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, page.done)
            return redirect("conduct:case_tasks", reference=case.reference)
    return render(request, "conduct/cases/step.jinja", {"form": form, "case": case, "page": page})
