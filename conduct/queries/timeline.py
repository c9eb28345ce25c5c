"""Everything that happened in a case, in one order: each kind read by those who may."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from conduct.models import Case, CaseFile, ConcernStep, HearingStep, InterimStep, MatterLink
from conduct.permissions import Permission
from conduct.queries.concerns import concerns_for, words_of
from conduct.queries.employer_notices import employer_notices
from conduct.queries.evidence import disclosed_to_manager, exhibits_for, reads_working_papers
from conduct.queries.fairness import recommendations_for
from conduct.queries.files import files_for
from conduct.queries.hearings import hearings_of
from conduct.queries.letters import letters_of
from conduct.queries.matters import matters_for
from conduct.queries.notes import notes_for, tasks_for
from conduct.queries.own_side import representations_of
from conduct.queries.proof import bundles_of, demands_of, witnesses_of
from conduct.queries.published import publication_of
from conduct.rules.bundles import Recipient
from conduct.workflow import ConcernAction
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


def _concerns(case: Case, user: User) -> Iterable[Event]:
    if not can(user, Permission.CONCERN_VIEW):
        return
    joined = [ConcernAction.OPEN_CASE, ConcernAction.JOIN_CASE]
    seen = concerns_for(user=user).filter(case_concern__case=case).values("pk")
    for step in ConcernStep.objects.filter(concern__in=seen, action__in=joined).select_related("by"):
        said = "led to the case" if step.action == ConcernAction.OPEN_CASE else "joined the case"
        yield Event(at=step.at, heading=f"Concern {step.concern_id} {said}", by=step.by.name)


def _interim(case: Case, user: User) -> Iterable[Event]:
    if not can(user, Permission.INTERIM_VIEW):
        return
    for step in InterimStep.objects.filter(order__case=case).select_related("order", "by"):
        heading = f"{step.order.reference}: {step.get_action_display()}"
        yield Event(at=step.at, heading=heading, by=step.by.name, text=step.reason)


def _employers(case: Case, user: User) -> Iterable[Event]:
    reads_all = reads_working_papers(user=user)
    for one in employer_notices(case=case):
        name = f"telling {one.organisation.name}"
        text = one.necessity if reads_all else ""
        yield Event(at=one.asked_at, heading=f"Proposed: {name}", by=one.asked_by.name, text=text)
        if one.decided_at and one.decided_by:
            text = one.decision_reason if reads_all else ""
            heading = f"Decided on {name}: {one.get_status_display()}"
            yield Event(at=one.decided_at, heading=heading, by=one.decided_by.name, text=text)
        if one.manager_told_at:
            yield Event(at=one.manager_told_at, heading=f"The manager was told of {name}")


def _publication(case: Case, user: User) -> Iterable[Event]:
    """That it is published is for everybody; that it is prepared, and why it was taken down, for who reads it all."""
    found = publication_of(case=case)
    if found is None:
        return
    reads_all = reads_working_papers(user=user)
    checked_by = found.checked_by.name if found.checked_by else ""
    if reads_all:
        yield Event(at=found.prepared_at, heading="Publication prepared", by=found.prepared_by.name)
    if found.published_at:
        yield Event(at=found.published_at, heading="Decision published", by=checked_by)
    if found.taken_down_at:
        text = found.taken_down_because if reads_all else ""
        yield Event(at=found.taken_down_at, heading="Publication taken down", text=text)


def _recommendations(case: Case, user: User) -> Iterable[Event]:
    for one in (
        recommendations_for(user=user).filter(case=case).select_related("organisation", "made_by", "answered_by")
    ):
        to = one.organisation.name
        yield Event(at=one.made_at, heading=f"Recommendation to {to}", by=one.made_by.name, text=one.text)
        if one.answered_at and one.answered_by:
            heading = f"Answer of {to}: {one.get_answer_display()}"
            yield Event(at=one.answered_at, heading=heading, by=one.answered_by.name, text=one.answer_text)


def _witnesses(case: Case, user: User) -> Iterable[Event]:
    """As on their page: whoever examines or decides reads of measures, and of no statement they were not given."""
    if not can(user, Permission.EVIDENCE_VIEW):
        return
    reads_all = reads_working_papers(user=user)
    given = set() if reads_all else set(disclosed_to_manager(case=case).values_list("exhibit", flat=True))
    for witness in witnesses_of(case=case):
        name = f"Witness {witness.number}, {witness.name}"
        yield Event(at=witness.added_at, heading=f"{name}: added", by=witness.added_by.name, text=witness.role)
        for one in witness.statements.select_related("added_by"):
            if reads_all or one.exhibit_id in given:
                yield Event(at=one.added_at, heading=f"{name}: statement {one.number} added", by=one.added_by.name)
        for each in witness.measures.all():
            what = f"{name}: {each.get_measure_display()}"
            yield Event(at=each.asked_at, heading=f"{what}, asked for", by=each.asked_by.name, text=each.reason)
            if each.ruled_at and each.ruled_by:
                ruled = "granted" if each.granted else "refused"
                yield Event(at=each.ruled_at, heading=f"{what}, {ruled}", by=each.ruled_by.name, text=each.ruling)


def _court_orders(case: Case, user: User) -> Iterable[Event]:
    if not reads_working_papers(user=user):
        return
    for one in case.court_disclosures.select_related("recorded_by", "given_by"):
        name = f"Order of {one.court}, {one.order_reference}"
        yield Event(at=one.recorded_at, heading=f"{name}: recorded", by=one.recorded_by.name, text=one.what)
        if one.given_at and one.given_by:
            heading = f"{name}: given to {one.to_whom}"
            yield Event(at=one.given_at, heading=heading, by=one.given_by.name, text=one.given_words)


def _bundles(case: Case, user: User) -> Iterable[Event]:
    if not can(user, Permission.EVIDENCE_VIEW):
        return
    reads_all = reads_working_papers(user=user)
    for bundle in bundles_of(case=case):
        for gift in bundle.gifts.all():
            if reads_all or gift.recipient == Recipient.PANEL:
                heading = f"Bundle {bundle.number} given: {gift.get_recipient_display()}"
                yield Event(at=gift.at, heading=heading, by=gift.by.name, text=gift.words if reads_all else "")


def _representation(case: Case, user: User) -> Iterable[Event]:
    for one in representations_of(case=case).select_related("named_by"):
        yield Event(at=one.named_at, heading=f"{one.name} named to act for the manager", by=one.named_by.name)
        if one.accepted_at:
            yield Event(at=one.accepted_at, heading=f"{one.name} acts for the manager")
        if one.ended_at and one.ended_by:
            heading = f"{one.name} no longer acts for the manager"
            yield Event(at=one.ended_at, heading=heading, by=one.ended_by.name, text=one.end_reason)


def _matters(case: Case, user: User) -> Iterable[Event]:
    links = MatterLink.objects.filter(case=case, matter__in=matters_for(user=user).values("pk"))
    for link in links.select_related("matter__organisation", "by"):
        heading = f"Part of {link.matter.reference}, against {link.matter.organisation.name}"
        yield Event(at=link.at, heading=heading, by=link.by.name)


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
    EventKind("concerns", "Concerns that joined", _concerns),
    EventKind("interim", "Interim orders", _interim),
    EventKind("employers", "Telling employers", _employers),
    EventKind("publication", "Publication", _publication),
    EventKind("recommendations", "Recommendations", _recommendations),
    EventKind("witnesses", "Witnesses and measures", _witnesses),
    EventKind("orders", "Orders of courts for documents", _court_orders),
    EventKind("bundles", "Bundles given", _bundles),
    EventKind("representation", "Representation", _representation),
    EventKind("matters", "Matters against organisations", _matters),
)
"""Every kind of thing on the timeline. A part with things of its own adds them here."""


def timeline_of(*, case: Case, user: User, kind: str = "") -> list[Event]:
    """What happened in a case, or what of one kind, newest first, as far as a user may read it."""
    chosen = [one for one in KINDS if kind in ("", one.name)]
    events = [event for one in chosen for event in one.events(case, user)]
    return sorted(events, key=lambda event: event.at, reverse=True)
