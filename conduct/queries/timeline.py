"""Everything that happened in a case, in one order: each kind read by those who may."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from conduct.models import Case, CaseFile, HearingStep
from conduct.permissions import Permission
from conduct.queries.concerns import concerns_for, words_of
from conduct.queries.evidence import exhibits_for, reads_working_papers
from conduct.queries.files import files_for
from conduct.queries.hearings import hearings_of
from conduct.queries.letters import letters_of
from conduct.queries.notes import notes_for, tasks_for
from conduct.queries.proof import demands_of
from kernel.clocks import format_date, start_of_day
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
    reads_all = reads_working_papers(user=user)
    for step in case.steps.select_related("by", "assigned"):
        given = f"To {step.assigned.name}. " if step.assigned else ""
        text = given + (step.reason if reads_all else "")
        yield Event(at=step.at, heading=step.get_action_display(), by=step.by.name, text=text)


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
    """What the manager sent; exhibits are a kind of their own."""
    for one in files_for(case=case, user=user).filter(kind=CaseFile.Kind.RESPONSE):
        who = one.file.uploaded_by.name
        yield Event(at=one.file.uploaded_at, heading=f"File: {one.get_kind_display()}", by=who, text=one.description)


def _exhibits(case: Case, user: User) -> Iterable[Event]:
    if not can(user, Permission.EVIDENCE_VIEW):
        return
    reads_all = reads_working_papers(user=user)
    for exhibit in exhibits_for(case=case, user=user):
        name = f"Exhibit {exhibit.number}"
        for one in exhibit.versions.all():
            if not (reads_all or hasattr(one, "disclosure")):
                continue
            first = one.number == 1
            heading = f"{name} added" if first else f"{name}: version {one.number} made"
            text = exhibit.description if first else one.redactions
            yield Event(at=one.made_at, heading=heading, by=one.made_by.name, text=text)
            if one.checked_at and one.checked_by:
                said = "may be handed on" if one.passed else "sent back"
                heading = f"{name}: version {one.number} checked, {said}"
                yield Event(at=one.checked_at, heading=heading, by=one.checked_by.name, text=one.check_words)
            if hasattr(one, "disclosure"):
                given, heading = one.disclosure, f"{name}: version {one.number} disclosed to the manager"
                yield Event(at=given.at, heading=heading, by=given.by.name)


def _demands(case: Case, user: User) -> Iterable[Event]:
    if not reads_working_papers(user=user):
        return
    for one in demands_of(case=case):
        name = f"Demand {one.number}"
        yield Event(at=one.sent_at, heading=f"{name}, to {one.addressee}", by=one.sent_by.name, text=one.what)
        if one.answered_at and one.ended_by:
            heading = f"{name}: {one.get_status_display()}"
            yield Event(at=one.answered_at, heading=heading, by=one.ended_by.name, text=one.outcome)


def _letters(case: Case, user: User) -> Iterable[Event]:
    if not can(user, Permission.LETTER_VIEW):
        return
    for one in letters_of(case=case).filter(sent_at__isnull=False):
        if one.sent_at and one.sent_by:
            heading = f"Letter {one.number} sent, to {one.name}"
            yield Event(at=one.sent_at, heading=heading, by=one.sent_by.name, text=one.title)
        if one.posted_on and one.posted_by:
            at = start_of_day(one.posted_on)
            yield Event(at=at, heading=f"Letter {one.number} posted", by=one.posted_by.name)


def _hearings(case: Case, user: User) -> Iterable[Event]:
    for hearing in hearings_of(case=case):
        days = ", ".join(format_date(one.day) for one in hearing.days.all())
        yield Event(at=hearing.listed_at, heading=f"Hearing {hearing.number} listed", text=f"For {days}")
    for step in HearingStep.objects.filter(hearing__case=case).select_related("hearing", "by"):
        heading = f"Hearing {step.hearing.number}: {step.get_action_display()}"
        yield Event(at=step.at, heading=heading, by=step.by.name, text=step.reason)


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
    EventKind("files", "Files from the manager", _files),
    EventKind("exhibits", "Exhibits", _exhibits),
    EventKind("demands", "Demands for documents", _demands),
    EventKind("letters", "Letters", _letters),
    EventKind("hearings", "Hearings", _hearings),
    EventKind("messages", "Messages", _messages),
)
"""Every kind of thing on the timeline. A part with things of its own adds them here."""


def timeline_of(*, case: Case, user: User, kind: str = "") -> list[Event]:
    """What happened in a case, or what of one kind, newest first, as far as a user may read it."""
    chosen = [one for one in KINDS if kind in ("", one.name)]
    events = [event for one in chosen for event in one.events(case, user)]
    return sorted(events, key=lambda event: event.at, reverse=True)
