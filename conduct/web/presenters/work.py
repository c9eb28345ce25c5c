"""Staff work in words: the team queue, notes and tasks of a case, and its timeline."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from conduct import queries
from conduct.permissions import Permission
from conduct.queries import matters as matter_queries
from conduct.web.presenters.cases import due_cell, stage
from conduct.web.presenters.matters import rows as matter_rows
from conduct.web.presenters.sections import sections_of
from conduct.workflow import Status
from kernel.clocks import end_of_day, format_date, format_instant
from kernel.permissions import can

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from conduct.models import Case, CaseTask
    from conduct.web.forms.work import TeamFilter
    from kernel.models import User

MOST_CASES = 200


def offered(cases: "Iterable[Case]", *, at: datetime) -> dict[str, str]:
    """By reference, each case in a line: who holds it, where it stands, and how late it is and why; latest first."""
    found = list(cases)
    clocks = queries.running_clocks(cases=found)
    far = datetime.max.replace(tzinfo=at.tzinfo)
    found.sort(key=lambda case: clocks[case.pk].ends_at if case.pk in clocks else far)
    lines = {}
    for case in found:
        due = due_cell(clocks.get(case.pk), at=at)
        said = [f"Held by {case.caseworker.name}", str(Status(queries.stage_of(case=case, at=at)).label)]
        said += [f"Due: {due['text']}", due.get("sub", "")]
        lines[case.reference] = ". ".join(part for part in said if part)
    return lines


def team_queue(found: "QuerySet[Case]", chosen: "TeamFilter", *, at: datetime) -> dict[str, Any]:
    """The open cases by what is due first, as filtered, with who holds how many."""
    chosen.is_valid()
    given = chosen.cleaned_data
    held: dict[str, int] = {}
    for name in found.order_by().values_list("caseworker__name", flat=True):
        held[name] = held.get(name, 0) + 1
    if holder := given.get("holder"):
        found = queries.held_by(found, holder=int(holder))
    if given.get("late"):
        clocks = queries.running_clocks(cases=list(found))
        found = found.filter(pk__in=[key for key, clock in clocks.items() if clock.is_late(at)])
    lines = offered(found, at=at)
    shown = dict(list(lines.items())[:MOST_CASES])
    return {
        "offered": shown,
        "count": len(lines),
        "held": [[name, f"{count:,}"] for name, count in sorted(held.items())],
        "filtered": any(given.values()),
    }


def to_confirm(cases: "Iterable[Case]", *, caseworker: "User", reason: str) -> dict[str, Any]:
    """What will be done with each case, before it is."""
    rows = [[case.reference, case.caseworker.name, _foreseen(case, caseworker)] for case in cases]
    return {"rows": rows, "caseworker": caseworker.name, "reason": reason}


def _foreseen(case: "Case", caseworker: "User") -> str:
    if case.caseworker_id == caseworker.pk:
        return "Stays: they hold it already"
    if not queries.caseworkers_for(case=case).filter(pk=caseworker.pk).exists():
        return "Stays: they had another part in it, or stepped down from it"
    return f"Goes to {caseworker.name}"


def assigned(done: "list[tuple[Case, str]]", *, caseworker: "User") -> dict[str, Any]:
    """What became of each case."""
    rows = [
        [
            {"text": case.reference, "href": reverse("conduct:case", args=[case.reference])},
            {"text": "Not handed over", "sub": refusal} if refusal else f"Handed over to {caseworker.name}",
        ]
        for case, refusal in done
    ]
    return {"rows": rows, "count": sum(1 for _, refusal in done if not refusal)}


def tasks_page(case: "Case", *, user: "User", at: datetime) -> dict[str, Any]:
    """The notes that a user may read, and the tasks."""
    tasks = list(queries.tasks_for(case=case, user=user))
    return {
        **_section(case, user, "Notes and tasks", "conduct:case_tasks"),
        "notes": [
            {"heading": note.get_visibility_display(), "at": note.at, "by": note.by.name, "text": note.text}
            for note in queries.notes_for(case=case, user=user)
        ],
        "open_tasks": [_open(task, user, at) for task in tasks if task.done_at is None],
        "done_tasks": [
            [task.text, task.done_by.name, {"text": format_instant(task.done_at), "sub": task.outcome}]
            for task in tasks
            if task.done_at and task.done_by
        ],
        "may_write": can(user, Permission.CASE_WORK),
    }


def _open(task: "CaseTask", user: "User", at: datetime) -> list[Any]:
    late = at >= end_of_day(task.due_on)
    done: Any = "Waits"
    if can(user, Permission.CASE_WORK):
        address = reverse("conduct:case_task_finish", args=[task.case.reference, task.pk])
        done = {"text": "Finish", "href": address, "hidden": task.text}
    return [task.text, task.owner.name, {"text": format_date(task.due_on), "sub": "Late" if late else ""}, done]


def linked_page(case: "Case", *, user: "User", at: datetime) -> dict[str, Any]:
    """The linked cases that a user may open, and why they belong together."""
    found = list(queries.linked_cases(case=case, user=user))
    names = queries.names_of(person_ids=[one.person_id for one in found], at=at)
    group = queries.group_of(case=case) if found else None
    return {
        **_section(case, user, "Linked cases", "conduct:case_linked"),
        "reason": f"{group.by.name} on {format_instant(group.at)}: {group.reason}" if group else "",
        "rows": [
            [
                {"text": one.reference, "href": reverse("conduct:case", args=[one.reference])},
                names.get(one.person_id, "Not known"),
                stage(one, at=at),
                one.caseworker.name,
            ]
            for one in found
        ],
        "may_link": can(user, Permission.CASE_OPEN),
        "matters": matter_rows(matter_queries.matters_of(user=user, case=case)),
        "may_open_matter": can(user, Permission.MATTER_CHANGE),
    }


def timeline_page(case: "Case", *, user: "User", kind: str) -> dict[str, Any]:
    """Everything that happened, or what of one kind."""
    events = queries.timeline_of(case=case, user=user, kind=kind)
    return {
        **_section(case, user, "Timeline", "conduct:case_timeline"),
        "events": [{"heading": one.heading, "at": one.at, "by": one.by, "text": one.text} for one in events],
    }


def _section(case: "Case", user: "User", heading: str, address: str) -> dict[str, Any]:
    return {"case": case, "heading": heading, "sections": sections_of(case, user=user, current=address)}
