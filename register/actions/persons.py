"""Writes about who a person is: names, dates of birth, their own account."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from kernel.clocks import start_of_day
from kernel.errors import ActionRefused
from kernel.keys import keyed_hash
from kernel.models import User
from register.actions.emails import record_email
from register.actions.facts import locked, replace_fact, require_past, supersede, writing
from register.models import BirthDate, Name, NameKind, NationalInsurance, Person, period
from register.rules.names import normalise, words

EARLIEST_BIRTH = date(1900, 1, 1)
NATIONAL_INSURANCE = re.compile(r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]")


class NameNeedsLetters(ActionRefused):
    """A name without a letter could never be found again."""


class ReferenceTaken(ActionRefused):
    """Another person was entered under this reference."""


class AccountTaken(ActionRefused):
    """The account is another person's, or the person has one."""


def name_columns(*, family_name: str, given_names: str) -> dict[str, str]:
    """The columns of a name: as written, with the keys it is compared and searched by. Refuses one without letters."""
    family_name, given_names = " ".join(family_name.split()), " ".join(given_names.split())
    keys = {"family_key": normalise(family_name), "given_key": normalise(given_names)}
    if not all(keys.values()):
        raise NameNeedsLetters("Enter a family name and given names with letters in them.")
    searched = [*words(given_names), *words(family_name)]
    written = {"family_name": family_name, "given_names": given_names, "search_text": f" {' '.join(searched)} "}
    return {**written, **keys}


def national_insurance_digest(*, number: str) -> str:
    """The keyed hash of a National Insurance number, read without regard to case and spaces. Refuses a wrong form."""
    compact = "".join(number.split()).upper()
    if not NATIONAL_INSURANCE.fullmatch(compact):
        raise ActionRefused("A National Insurance number is 2 letters, 6 numbers and A, B, C or D, like QQ 12 34 56 C.")
    return keyed_hash(purpose="national-insurance", value=compact)


def require_birth(*, born: date, at: datetime) -> None:
    """Refuse a date of birth after today, or before 1900."""
    require_past(day=born, at=at, what="The date of birth")
    if born < EARLIEST_BIRTH:
        raise ActionRefused("The date of birth must be in 1900 or later.")


def add_person(
    *,
    family_name: str,
    given_names: str,
    date_of_birth: date,
    email: str | None = None,
    previous_family_names: Iterable[str] = (),
    national_insurance_number: str | None = None,
    reference: str | None = None,
    by: User,
    at: datetime,
) -> Person:
    """Enter a person, with or without a registration to come. Whoever calls has looked for the same one.

    Refuses a name without letters, a date of birth that cannot be, and a reference that is taken.
    """
    require_birth(born=date_of_birth, at=at)
    with writing(by=by):
        if reference and Person.objects.filter(reference=reference).exists():
            raise ReferenceTaken("Somebody is already entered under this reference.")
        person = Person.objects.create(reference=reference or None)
        names = [(NameKind.LEGAL, family_name), *((NameKind.PREVIOUS, name) for name in previous_family_names)]
        for kind, family in names:
            columns = name_columns(family_name=family, given_names=given_names)
            Name.objects.create(person=person, kind=kind, during=period(None), **columns)
        BirthDate.objects.create(person=person, date_of_birth=date_of_birth, during=period(None))
        if email:
            record_email(person=person, email=email)
        if national_insurance_number:
            digest = national_insurance_digest(number=national_insurance_number)
            NationalInsurance.objects.create(person=person, digest=digest, during=period(None))
    return person


def change_name(
    *, person: Person, family_name: str, given_names: str, changed_on: date, reason: str, by: User, at: datetime
) -> Name:
    """A new legal name from the beginning of a London day; the old one stays as the name until then.

    Refuses a day in the future, and one on or before which the present name began.
    """
    require_past(day=changed_on, at=at, what="The day of the change")
    columns = name_columns(family_name=family_name, given_names=given_names)
    with writing(by=by, reason=reason):
        present = _legal_name(locked(person=person))
        begins = start_of_day(changed_on)
        if present.begins and begins <= present.begins:
            raise ActionRefused("The present name began on that day or later. Correct it instead.")
        replace_fact(fact=present, changes={"during": period(present.begins, begins)})
        new: Name = Name.objects.create(person=person, kind=NameKind.LEGAL, during=period(begins), **columns)
    return new


def correct_name(*, person: Person, family_name: str, given_names: str, reason: str, by: User, at: datetime) -> Name:
    """Supersede a legal name that was recorded wrongly, for all of its period. Refuses no change."""
    columns = name_columns(family_name=family_name, given_names=given_names)
    with writing(by=by, reason=reason):
        corrected: Name = replace_fact(fact=_legal_name(locked(person=person)), changes=columns)
    return corrected


def record_alias(*, person: Person, family_name: str, given_names: str, reason: str, by: User, at: datetime) -> Name:
    """Another name that the person goes by. Aliases may overlap; the same one twice is refused."""
    columns = name_columns(family_name=family_name, given_names=given_names)
    with writing(by=by, reason=reason):
        known = Name.objects.current().filter(person=locked(person=person), family_key=columns["family_key"])
        if known.filter(given_key=columns["given_key"]).exists():
            raise ActionRefused("The register already has this name for this person.")
        alias: Name = Name.objects.create(person=person, kind=NameKind.ALIAS, during=period(None), **columns)
    return alias


def correct_birth_date(*, person: Person, date_of_birth: date, reason: str, by: User, at: datetime) -> BirthDate:
    """Supersede a date of birth that was recorded wrongly. Refuses no change and an impossible date."""
    require_birth(born=date_of_birth, at=at)
    with writing(by=by, reason=reason):
        present = BirthDate.objects.current().get(person=locked(person=person))
        corrected: BirthDate = replace_fact(fact=present, changes={"date_of_birth": date_of_birth})
    return corrected


def correct_national_insurance(*, person: Person, number: str, reason: str, by: User, at: datetime) -> None:
    """Record a National Insurance number, in place of a wrong one if there is one."""
    digest = national_insurance_digest(number=number)
    with writing(by=by, reason=reason):
        person = locked(person=person)
        for present in NationalInsurance.objects.current().filter(person=person):
            supersede(fact=present)
        NationalInsurance.objects.create(person=person, digest=digest, during=period(None))


def link_account(*, person: Person, user: User, by: User, at: datetime) -> Person:
    """Make an account the person's own. Refuses an account or a person that is linked already."""
    with writing(by=by):
        person = locked(person=person)
        if person.user_id == user.pk:
            return person
        if person.user_id or Person.objects.filter(user=user).exists():
            raise AccountTaken("This person or this account is already linked to another.")
        person.user = user
        person.save(update_fields=["user"])
    return person


def _legal_name(person: Person) -> Name:
    name: Name = Name.objects.current().filter(person=person, kind=NameKind.LEGAL).latest("during")
    return name
