"""Notes on a case, tasks in it, several cases handed over at once, and saved views of lists."""

from collections.abc import Sequence
from datetime import date, datetime

from conduct.actions.participants import require_part_declared
from conduct.actions.recusals import hand_case_over
from conduct.actions.steps import locked
from conduct.models import Case, CaseNote, CaseTask, SavedView
from conduct.queries import cases_for
from conduct.rules.independence import require_stranger
from conduct.rules.notes import Visibility, require_sees_case, require_undone
from kernel.errors import ActionRefused
from kernel.history import recorded
from kernel.models import User


@recorded()
def add_note(*, case: Case, visibility: Visibility, text: str, by: User, at: datetime) -> CaseNote:
    """Write a note on a case, for those it is for. Refuses the person the case is about."""
    held = locked(case=case, action=None, at=at, seen=None)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    require_part_declared(case=held, by=by)
    return held.notes.create(visibility=visibility, text=text, by=by, at=at)


@recorded()
def add_task(*, case: Case, text: str, owner: User, due_on: date, by: User, at: datetime) -> CaseTask:
    """Give somebody something to do in a case by a day. Refuses who may not open the case."""
    held = locked(case=case, action=None, at=at, seen=None)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    require_part_declared(case=held, by=by)
    require_sees_case(name=owner.name, sees=cases_for(user=owner).filter(pk=held.pk).exists())
    return held.tasks.create(text=text, owner=owner, due_on=due_on, made_by=by, made_at=at)


@recorded()
def finish_task(*, task: CaseTask, outcome: str, by: User, at: datetime) -> CaseTask:
    """Say what came of a task, once."""
    held = CaseTask.objects.select_for_update().get(pk=task.pk)
    require_undone(is_done=held.done_at is not None)
    held.done_by, held.done_at, held.outcome = by, at, outcome
    held.save(update_fields=["done_by", "done_at", "outcome"])
    return held


def hand_cases_over(
    *, cases: Sequence[Case], caseworker: User, reason: str, by: User, at: datetime
) -> list[tuple[Case, str]]:
    """Give several cases to one caseworker, each by itself. Returns each with why it was refused, or nothing."""
    told = []
    for case in cases:
        try:
            hand_case_over(case=case, caseworker=caseworker, reason=reason, by=by, at=at)
        except ActionRefused as refusal:
            told.append((case, refusal.text))
        else:
            told.append((case, ""))
    return told


@recorded()
def save_view(*, page: str, name: str, query: str, by: User, at: datetime) -> SavedView:
    """Keep the filters of a list under a name; the same name again takes the new filters."""
    view, is_new = SavedView.objects.get_or_create(user=by, page=page, name=name, defaults={"query": query})
    if not is_new and view.query != query:
        view.query = query
        view.save(update_fields=["query"])
    return view


@recorded()
def remove_view(*, view: SavedView, by: User, at: datetime) -> None:
    """Forget a saved view."""
    view.delete()
