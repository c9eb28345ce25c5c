"""Everything that happened in a case, in one order: each kind read by those who may."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from conduct.models import Case
from conduct.permissions import Permission
from conduct.queries.concerns import concerns_for, words_of
from conduct.queries.files import files_for
from conduct.queries.notes import notes_for, tasks_for
from kernel.models import User
from kernel.permissions import can


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened."""

    at: datetime
    heading: str
    by: str = ""
    text: str = ""


@dataclass(frozen=True)
class EventKind:
    """A kind of things on the timeline, and what of it a user may read in a case."""

    name: str
    label: str
    events: Callable[[Case, User], Iterable[Event]]


def _steps(case: Case, user: User) -> Iterable[Event]:
    for step in case.steps.select_related("by", "assigned"):
        given = f"To {step.assigned.name}. " if step.assigned else ""
        yield Event(at=step.at, heading=step.get_action_display(), by=step.by.name, text=f"{given}{step.reason}")


def _declared(case: Case, user: User) -> Iterable[Event]:
    for one in case.declarations.select_related("user"):
        yield Event(at=one.at, heading="Declared no conflict of interest", by=one.user.name)


def _notes(case: Case, user: User) -> Iterable[Event]:
    for note in notes_for(case=case, user=user):
        yield Event(at=note.at, heading=f"Note for: {note.get_visibility_display()}", by=note.by.name, text=note.text)


def _tasks(case: Case, user: User) -> Iterable[Event]:
    for task in tasks_for(case=case, user=user):
        yield Event(at=task.made_at, heading=f"Task for {task.owner.name}", by=task.made_by.name, text=task.text)
        if task.done_at and task.done_by:
            yield Event(at=task.done_at, heading="Task finished", by=task.done_by.name, text=task.outcome)


def _files(case: Case, user: User) -> Iterable[Event]:
    for one in files_for(case=case, user=user):
        who = one.file.uploaded_by.name
        yield Event(at=one.file.uploaded_at, heading=f"File: {one.get_kind_display()}", by=who, text=one.description)


def _messages(case: Case, user: User) -> Iterable[Event]:
    if not can(user, Permission.CONCERN_VIEW):
        return
    for concern in concerns_for(user=user).filter(case_concern__case=case):
        for message in words_of(concern=concern, user=user).messages:
            way = "From the reporter of" if message.from_reporter else "To the reporter of"
            who = message.by.name if message.by else ""
            yield Event(at=message.at, heading=f"{way} concern {concern.pk}", by=who, text=message.text)


KINDS: Final = (
    EventKind("steps", "Steps", _steps),
    EventKind("conflicts", "Declarations of conflict", _declared),
    EventKind("notes", "Notes", _notes),
    EventKind("tasks", "Tasks", _tasks),
    EventKind("files", "Files", _files),
    EventKind("messages", "Messages", _messages),
)
"""Every kind of thing on the timeline. A part with things of its own adds them here."""


def timeline_of(*, case: Case, user: User, kind: str = "") -> list[Event]:
    """What happened in a case, or what of one kind, newest first, as far as a user may read it."""
    chosen = [one for one in KINDS if kind in ("", one.name)]
    events = [event for one in chosen for event in one.events(case, user)]
    return sorted(events, key=lambda event: event.at, reverse=True)
