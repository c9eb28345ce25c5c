"""Which person an organisation means, decided from what it gave and what is recorded. Pure.

One wrong favourable answer can harm a patient, so every doubt leads to a review by a person: a registration number
is believed only with a second fact that agrees, and a name only where exactly one person with that family name and
date of birth has that given name.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from register.rules.names import first_given, normalise

MATCHER = "exact-1"
"""Kept with each answer, so that it can be worked out again by the rules it was given by."""


class Certainty(StrEnum):
    UNIQUE = "unique"
    NONE = "none"
    AMBIGUOUS = "ambiguous"


class Basis(StrEnum):
    """The facts on which one person was found."""

    NUMBER_AND_DATE_OF_BIRTH = "number_and_date_of_birth"
    NUMBER_AND_FAMILY_NAME = "number_and_family_name"
    NUMBER_AND_NATIONAL_INSURANCE_NUMBER = "number_and_national_insurance_number"
    NAME_AND_DATE_OF_BIRTH = "name_and_date_of_birth"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was given about the person, in the form in which it is compared.

    `family_keys` holds the family name and every previous one. `national_insurance` is the keyed digest.
    """

    number: str | None = None
    family_key: str = ""
    family_keys: frozenset[str] = frozenset()
    given_key: str = ""
    first_given_key: str = ""
    date_of_birth: date | None = None
    national_insurance: str | None = None

    @property
    def has_whole_name(self) -> bool:
        return bool(self.family_key and self.given_key and self.date_of_birth)


@dataclass(frozen=True, kw_only=True)
class RecordedName:
    family_key: str
    given_key: str
    first_given_key: str


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A person on record, with every name, date of birth and National Insurance digest that is held for them."""

    person_id: int
    number: str | None
    names: frozenset[RecordedName]
    dates_of_birth: frozenset[date]
    national_insurance: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Match:
    """Who was found. `candidates` are the people a reviewer has to look at; the organisation never sees them."""

    certainty: Certainty
    basis: Basis | None = None
    person_id: int | None = None
    candidates: tuple[int, ...] = ()


def asked_about(
    *,
    number: str | None,
    family_name: str,
    given_names: str,
    previous_family_names: Iterable[str],
    date_of_birth: date | None,
    national_insurance: str | None,
) -> Asked:
    """The question in the form in which it is compared: NFKD, marks dropped, case folded, letters only.

    `number` is already in its canonical form, `national_insurance` already a keyed digest.
    """
    family_key = normalise(family_name)
    previous = {normalise(name) for name in previous_family_names}
    return Asked(
        number=number,
        family_key=family_key,
        family_keys=frozenset({family_key, *previous} - {""}),
        given_key=normalise(given_names),
        first_given_key=first_given(given_names),
        date_of_birth=date_of_birth,
        national_insurance=national_insurance,
    )


def missing_facts(asked: Asked) -> tuple[str, ...]:
    """The names of the facts to add before a search is safe; empty when there are enough.

    A number needs one second fact; without a number, family name, given names and date of birth are all needed.
    """
    if asked.number:
        second = asked.date_of_birth or asked.family_key or asked.national_insurance
        return () if second else ("date_of_birth", "family_name")
    given = {
        "family_name": asked.family_key,
        "given_names": asked.given_key,
        "date_of_birth": asked.date_of_birth,
    }
    return tuple(name for name, value in given.items() if not value)


def match(*, asked: Asked, candidates: Iterable[Candidate]) -> Match:
    """The one person meant, nobody, or a doubt. `candidates` may hold more people than those who fit."""
    people = list(candidates)
    by_number = [p for p in people if asked.number and p.number == asked.number]
    if by_number:
        return _match_by_number(asked, by_number[0], people)
    if asked.has_whole_name:
        return _match_by_name(asked, people)
    return Match(certainty=Certainty.NONE)


def _match_by_number(asked: Asked, person: Candidate, people: list[Candidate]) -> Match:
    agreements = _second_facts(asked, person)
    if any(agreements.values()) and False not in agreements.values():
        basis = next(basis for basis, agrees in agreements.items() if agrees)
        return Match(
            certainty=Certainty.UNIQUE,
            basis=basis,
            person_id=person.person_id,
            candidates=(person.person_id,),
        )
    others = _of_family_and_birth(asked, people)
    return _doubt([person, *(other for other in others if other is not person)])


def _second_facts(asked: Asked, person: Candidate) -> dict[Basis, bool | None]:
    """Whether each second fact given agrees with some recorded value; None where nothing is recorded to compare."""
    agreements: dict[Basis, bool | None] = {}
    if asked.date_of_birth:
        agreements[Basis.NUMBER_AND_DATE_OF_BIRTH] = asked.date_of_birth in person.dates_of_birth
    if asked.family_key:
        recorded = {name.family_key for name in person.names}
        agreements[Basis.NUMBER_AND_FAMILY_NAME] = bool(asked.family_keys & recorded)
    if asked.national_insurance:
        agreements[Basis.NUMBER_AND_NATIONAL_INSURANCE_NUMBER] = _same_insurance(asked, person)
    return agreements


def _same_insurance(asked: Asked, person: Candidate) -> bool | None:
    if not person.national_insurance:
        return None
    return asked.national_insurance in person.national_insurance


def _match_by_name(asked: Asked, people: list[Candidate]) -> Match:
    near = _of_family_and_birth(asked, people)
    same = [person for person in near if _same_given(asked, person)]
    if not near:
        return Match(certainty=Certainty.NONE)
    if len(same) != 1 or (asked.national_insurance and _same_insurance(asked, same[0]) is False):
        return _doubt(near)
    return Match(
        certainty=Certainty.UNIQUE,
        basis=Basis.NAME_AND_DATE_OF_BIRTH,
        person_id=same[0].person_id,
        candidates=(same[0].person_id,),
    )


def _of_family_and_birth(asked: Asked, people: list[Candidate]) -> list[Candidate]:
    return [
        person
        for person in people
        if asked.date_of_birth in person.dates_of_birth
        and any(name.family_key in asked.family_keys for name in person.names)
    ]


def _same_given(asked: Asked, person: Candidate) -> bool:
    """Equal given names, or an equal first one, under any recorded name."""
    return any(
        name.given_key == asked.given_key or name.first_given_key == asked.first_given_key
        for name in person.names
        if name.given_key
    )


def _doubt(people: list[Candidate]) -> Match:
    return Match(certainty=Certainty.AMBIGUOUS, candidates=tuple(person.person_id for person in people))
