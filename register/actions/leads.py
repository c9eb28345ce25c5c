"""Writes about who leads on speaking up."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from types import EllipsisType
from typing import Any

from kernel.clocks import end_of_day, start_of_day
from kernel.errors import ActionRefused
from kernel.models import Organisation, User
from register.actions.facts import SupersededMeanwhile, replace_fact, require_past, supersede, writing
from register.models import Person, Post, Registration, SpeakUpLead, period
from register.rules import LeadKind, Tier


class NotOnTheBoard(ActionRefused):
    """A lead is a board director of the organisation on the day, and has an entry that the public can read."""


class AnotherLeads(ActionRefused):
    """The organisation has a lead of this kind in some of the time."""


def name_lead(*, post: Post, kind: LeadKind, started_on: date, by: User, at: datetime) -> SpeakUpLead:
    """Whoever holds a post on a board leads on speaking up there, from the beginning of a London day.

    Refuses a day in the future or out of the post's time, a post that is not on the board, somebody without an entry,
    and a second lead of one kind.
    """
    require_past(day=started_on, at=at, what="The first day")
    during = period(start_of_day(started_on))
    with _writing_of(post.organisation, by=by):
        _require_on_the_board(post.person, post.organisation, started_on)
        _require_free(post.organisation, kind, during, other_than=None)
        lead: SpeakUpLead = SpeakUpLead.objects.create(
            person=post.person, organisation=post.organisation, kind=kind, during=during
        )
    return lead


def end_lead(*, lead: SpeakUpLead, ended_on: date, by: User, at: datetime) -> SpeakUpLead:
    """Somebody leads no longer: a London day was the last. Refuses a day before the first, and one in the future."""
    require_past(day=ended_on, at=at, what="The last day")
    with _writing_of(lead.organisation, by=by):
        lead = _current(lead)
        _require_in_order(lead.begins, end_of_day(ended_on))
        ended: SpeakUpLead = replace_fact(fact=lead, changes={"during": period(lead.begins, end_of_day(ended_on))})
    return ended


def correct_lead(
    *,
    lead: SpeakUpLead,
    kind: LeadKind,
    started_on: date,
    ended_on: date | None,
    reason: str,
    by: User,
    at: datetime,
) -> SpeakUpLead:
    """Supersede what was recorded wrongly. Refuses as `name_lead`, and a correction that changes nothing."""
    require_past(day=started_on, at=at, what="The first day")
    if ended_on:
        require_past(day=ended_on, at=at, what="The last day")
    begins, ends = start_of_day(started_on), end_of_day(ended_on) if ended_on else None
    _require_in_order(begins, ends)
    with _writing_of(lead.organisation, by=by, reason=reason):
        lead = _current(lead)
        _require_on_the_board(lead.person, lead.organisation, started_on)
        _require_free(lead.organisation, kind, period(begins, ends), other_than=lead)
        corrected: SpeakUpLead = replace_fact(fact=lead, changes={"kind": kind, "during": period(begins, ends)})
    return corrected


def take_off_lead(*, lead: SpeakUpLead, reason: str, by: User, at: datetime) -> None:
    """Somebody was never the lead: what was recorded stays in the history alone."""
    with _writing_of(lead.organisation, by=by, reason=reason):
        supersede(fact=_current(lead))


@contextmanager
def _writing_of(organisation: Organisation, *, by: User, reason: str | EllipsisType = ...) -> Iterator[None]:
    """Leads of one organisation are written one after another."""
    with writing(by=by, reason=reason):
        Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
        yield


def _current(lead: SpeakUpLead) -> SpeakUpLead:
    current: SpeakUpLead | None = SpeakUpLead.objects.current().filter(pk=lead.pk).first()
    if current is None:
        raise SupersededMeanwhile("Somebody else has changed this since you opened the page. Look at it again.")
    return current


def _require_in_order(begins: datetime | None, ends: datetime | None) -> None:
    if begins and ends and ends <= begins:
        raise ActionRefused("The last day must not be before the first.")


def _require_on_the_board(person: Person, organisation: Organisation, day: date) -> None:
    posts = Post.objects.current().at(start_of_day(day)).filter(person=person, organisation=organisation)
    if not posts.filter(tier=Tier.BOARD_DIRECTOR.value).exists():
        raise NotOnTheBoard("The person held no post on this board on the first day. Choose a day in the post’s time.")
    if not Registration.objects.current().filter(person=person).exists():
        raise NotOnTheBoard("Who leads on speaking up is published with their entry. Register the person first.")


def _require_free(organisation: Organisation, kind: LeadKind, during: Any, *, other_than: SpeakUpLead | None) -> None:
    others = SpeakUpLead.objects.current().filter(organisation=organisation, kind=kind, during__overlap=during)
    if other_than:
        others = others.exclude(pk=other_than.pk)
    if others.exists():
        raise AnotherLeads(
            f"{organisation.name} has another {LeadKind(kind).words.lower()} lead in some of that time. "
            "End theirs first."
        )
