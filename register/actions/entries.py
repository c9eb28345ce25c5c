"""Corrections of an entry's statuses: a day or a grade entered wrongly, or a status that should never have been.

Statuses follow on each other. Where one's first day is corrected, the one before it ends on that day; where one is
taken off, the one before it goes on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kernel.clocks import start_of_day
from kernel.errors import ActionRefused
from kernel.models import User
from register.actions.facts import SupersededMeanwhile, locked, replace_fact, require_past, supersede, writing
from register.actions.registrations import RemovalInForce, require_born
from register.models import Registration, Restriction, period
from register.rules import Grade, Kind, RegistrationStatus


class AnotherFollows(ActionRefused):
    """A later status rests on this one."""


@dataclass(frozen=True)
class _Place:
    """A status as recorded now, and its neighbours in time."""

    present: Registration
    before: Registration | None
    after: Registration | None


def correct_registration(
    *, registration: Registration, grade: Grade, registered_on: date, reason: str, by: User, at: datetime
) -> Registration:
    """Supersede a registration whose first day or grade was recorded wrongly. Its end is corrected as `correct_ending`.

    Refuses a day in the future, before the person's birth, on or before the day of the status before it, on or after
    that of the status after it, or while a removal is in force; one superseded meanwhile; and no change.
    """
    require_past(day=registered_on, at=at, what="The day of registration")
    with writing(by=by, reason=reason):
        place = _place_of(registration)
        if start_of_day(registered_on) != place.present.begins:
            require_born(person=registration.person, day=registered_on)
            _require_no_removal(registration, start_of_day(registered_on))
        corrected = _correct(place, {"grade": grade}, start_of_day(registered_on))
        after = place.after
        if after and after.status != RegistrationStatus.REGISTERED and after.grade != grade:
            replace_fact(fact=after, changes={"grade": grade})
    return corrected


def correct_ending(
    *, registration: Registration, ending: str, ended_on: date, reason: str, by: User, at: datetime
) -> Registration:
    """Supersede the end of a registration: "lapsed" or "resigned", from a London day. Refuses as the other does."""
    require_past(day=ended_on, at=at, what="The day")
    with writing(by=by, reason=reason):
        return _correct(_place_of(registration), {"status": RegistrationStatus(ending)}, start_of_day(ended_on))


def take_off_registration(*, registration: Registration, reason: str, by: User, at: datetime) -> None:
    """Take off the last status, entered wrongly altogether, as for another person. The number stays the person's.

    Refuses one that another status follows (the last is taken off first), and one superseded meanwhile.
    """
    with writing(by=by, reason=reason):
        place = _place_of(registration)
        if place.after:
            raise AnotherFollows("The register has a later status, which rests on this one. Take that off first.")
        supersede(fact=place.present)
        if place.before and place.before.ends == place.present.begins:
            replace_fact(fact=place.before, changes={"during": period(place.before.begins, place.present.ends)})


def _place_of(registration: Registration) -> _Place:
    person = locked(person=registration.person)
    spans = list(Registration.objects.current().filter(person=person).order_by("during"))
    found = next((place for place, span in enumerate(spans) if span.pk == registration.pk), None)
    if found is None:
        raise SupersededMeanwhile("Somebody else has changed this since you opened the page. Look at it again.")
    before, after = spans[:found], spans[found + 1 :]
    return _Place(spans[found], before[-1] if before else None, after[0] if after else None)


def _correct(place: _Place, changes: Mapping[str, Any], begins: datetime) -> Registration:
    present, before = place.present, place.before
    changes = {**changes, "during": period(begins, present.ends)}
    if begins == present.begins:
        return _replaced(present, changes)
    if before and before.begins and begins <= before.begins:
        raise ActionRefused("An earlier status began on that day or later. Enter a later day.")
    if present.ends and begins >= present.ends:
        raise ActionRefused("The status after it began on that day or earlier. Enter an earlier day.")
    if before is None or (before.ends != present.begins and before.ends and before.ends <= begins):
        return _replaced(present, changes)
    # One status at a time, at every moment: whichever of the two gets shorter is written first.
    met = {"during": period(before.begins, begins)}
    if present.begins and begins > present.begins:
        corrected = _replaced(present, changes)
        replace_fact(fact=before, changes=met)
    else:
        replace_fact(fact=before, changes=met)
        corrected = _replaced(present, changes)
    return corrected


def _replaced(present: Registration, changes: Mapping[str, Any]) -> Registration:
    replaced: Registration = replace_fact(fact=present, changes=changes)
    return replaced


def _require_no_removal(registration: Registration, begins: datetime) -> None:
    """A registration that begins after a removal restores the person: a correction must not do so in passing."""
    removals = Restriction.objects.current().at(begins).filter(kind=Kind.REMOVAL, quashed_at=None)
    if removals.filter(person=registration.person_id).exists():
        raise RemovalInForce("A determination had removed this person by that day. Enter an earlier day.")
