"""Writes about registrations: given with a number for life, lapsed, given up."""

from datetime import date, datetime
from itertools import islice

from kernel.clocks import start_of_day
from kernel.errors import ActionRefused
from kernel.models import User
from register.actions.facts import copy_fact, locked, replace_fact, require_past, writing
from register.models import BirthDate, Person, Registration, Restriction, period
from register.rules import Grade, Kind, RegistrationStatus
from register.rules.numbers import new_numbers


class AlreadyRegistered(ActionRefused):
    """The person is registered now."""


class NotRegistered(ActionRefused):
    """The person is not registered now."""


class RemovalInForce(ActionRefused):
    """The person was removed by a determination that still stands."""


def register_person(*, person: Person, grade: Grade, registered_on: date, by: User, at: datetime) -> Registration:
    """Register a person from the beginning of a London day, giving a number at the first registration.

    Refuses somebody registered or removed by a determination, a day in the future, and one before birth or before
    an earlier status.
    """
    require_past(day=registered_on, at=at, what="The day of registration")
    begins = start_of_day(registered_on)
    with writing(by=by):
        person = locked(person=person)
        if Restriction.objects.current().at(at).filter(person=person, kind=Kind.REMOVAL, quashed_at=None).exists():
            raise RemovalInForce("A determination removed this person. It must be ended before they can register.")
        require_born(person=person, day=registered_on)
        last = Registration.objects.current().filter(person=person).order_by("-during").first()
        if last is not None:
            _close(last, begins)
        if person.registration_number is None:
            person.registration_number = free_numbers(count=1)[0]
            person.save(update_fields=["registration_number"])
        registration: Registration = Registration.objects.create(
            person=person, status=RegistrationStatus.REGISTERED, grade=grade, during=period(begins)
        )
    return registration


def require_born(*, person: Person, day: date) -> None:
    """Refuse a day before the person's birth."""
    if BirthDate.objects.current().filter(person=person, date_of_birth__gt=day).exists():
        raise ActionRefused("The register says that this person was born after that day.")


def free_numbers(*, count: int) -> list[str]:
    """So many numbers that nobody has."""
    drawn, free = new_numbers(taken=()), list[str]()
    while len(free) < count:
        some = list(islice(drawn, count - len(free)))
        taken = Person.objects.filter(registration_number__in=some).values_list("registration_number", flat=True)
        free += [number for number in some if number not in set(taken)]
    return free


def lapse_registration(*, person: Person, lapsed_on: date, reason: str, by: User, at: datetime) -> Registration:
    """The registration has lapsed, from the beginning of a London day. Refuses somebody not registered."""
    return _end(person, RegistrationStatus.LAPSED, lapsed_on, reason, by, at)


def end_registration(
    *, person: Person, ending: str, ended_on: date, reason: str, by: User, at: datetime
) -> Registration:
    """One of the two, by its name ("lapsed" or "resigned"), for who has asked which it was."""
    return _end(person, RegistrationStatus(ending), ended_on, reason, by, at)


def change_grade(*, person: Person, grade: Grade, begins_at: datetime, reason: str, by: User, at: datetime) -> None:
    """The registration goes on in another grade from an instant. Nothing changes where it has that grade, or where the
    person is not registered then."""
    with writing(by=by, reason=reason):
        spans = Registration.objects.current().filter(person=locked(person=person))
        last = spans.order_by("-during").first()
        if last is None or last.status != RegistrationStatus.REGISTERED or last.grade == grade:
            return
        if last.ends is not None and last.ends <= begins_at:
            return
        if last.begins is not None and last.begins < begins_at:
            replace_fact(fact=last, changes={"during": period(last.begins, begins_at)})
            copy_fact(fact=last, changes={"during": period(begins_at, last.ends), "grade": grade})
        else:
            replace_fact(fact=last, changes={"grade": grade})


def undo_grade(*, person: Person, since: datetime, reason: str, by: User, at: datetime) -> None:
    """A registration was never in the grade of an associate from an instant on: what made it so is void."""
    with writing(by=by, reason=reason):
        for span in Registration.objects.current().filter(person=locked(person=person), grade=Grade.ASSOCIATE):
            if span.begins is not None and span.begins >= since:
                replace_fact(fact=span, changes={"grade": Grade.FULL})


def restore_registration(*, person: Person, reason: str, by: User, at: datetime) -> Registration:
    """Register again somebody whom a determination removed, from now on, in the grade they had. That ends the removal
    (line 2 of standing). Refuses somebody whose removal is not in force, and who was never registered."""
    with writing(by=by, reason=reason):
        held = locked(person=person)
        removals = Restriction.objects.current().at(at).filter(person=held, kind=Kind.REMOVAL, quashed_at=None)
        last = Registration.objects.current().filter(person=held).order_by("-during").first()
        if last is None or not removals.exists():
            raise NotRegistered("The register has no removal of this person in force.")
        if last.ends is None or last.ends > at:
            replace_fact(fact=last, changes={"during": period(last.begins, at)})
        restored: Registration = Registration.objects.create(
            person=held, status=RegistrationStatus.REGISTERED, grade=last.grade, during=period(at)
        )
    return restored


def _end(
    person: Person, status: RegistrationStatus, ended_on: date, reason: str, by: User, at: datetime
) -> Registration:
    require_past(day=ended_on, at=at, what="The day")
    begins = start_of_day(ended_on)
    with writing(by=by, reason=reason):
        last = Registration.objects.current().filter(person=locked(person=person)).order_by("-during").first()
        if last is None or last.status != RegistrationStatus.REGISTERED:
            raise NotRegistered("This person is not registered now.")
        if last.begins and begins <= last.begins:
            raise ActionRefused("The registration began on that day or later. Enter a later day.")
        replace_fact(fact=last, changes={"during": period(last.begins, begins)})
        ended: Registration = Registration.objects.create(
            person=person, status=status, grade=last.grade, during=period(begins)
        )
    return ended


def _close(last: Registration, begins: datetime) -> None:
    if last.status == RegistrationStatus.REGISTERED and last.ends is None:
        raise AlreadyRegistered("This person is already registered.")
    if last.begins and begins <= last.begins:
        raise ActionRefused("An earlier status began on that day or later. Enter a later day.")
    if last.ends is None or last.ends > begins:
        replace_fact(fact=last, changes={"during": period(last.begins, begins)})
