"""Which person an organisation means, decided from what it gave and what is recorded. Pure.

One wrong favourable answer can harm a patient, so every doubt leads to a review by a person: a registration number
is believed only with a second fact that agrees, and a name only where one person is meant all but certainly and
nobody else could be.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import fsum

from register.rules.names import normalise, words

INSURANCE_BITS = 24
"""What an equal National Insurance number proves: numbers are mistyped and lent, but hardly ever into another's."""


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
    first_key: str = ""
    """The first word of the given names; `given_key` begins with it."""
    date_of_birth: date | None = None
    national_insurance: str | None = None

    @property
    def has_whole_name(self) -> bool:
        return bool(self.family_key and self.given_key and self.date_of_birth)


@dataclass(frozen=True, kw_only=True)
class Matcher:
    """The numbers that a search by name goes by, as kept with each answer (`register.models.Matcher`)."""

    version: str
    entries: int
    """How many people are on record: before anything is compared, each is as likely as any other, or nobody."""
    certain: float
    """The least likelihood with which one person is answered about."""
    review: float
    """The least evidence in bits with which somebody may be meant: a measure of slips, whatever the register's size."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A person on record, with every family name, date of birth and National Insurance digest that is held for them.

    `weight` is the evidence of their most alike name in bits, and `levels` where it is from (`register_match`); None
    for whom a search by name did not come upon.
    """

    person_id: int
    number: str | None
    family_keys: frozenset[str]
    dates_of_birth: frozenset[date]
    national_insurance: frozenset[str] = frozenset()
    weight: float | None = None
    levels: tuple[int, ...] = ()


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
        first_key=next(iter(words(given_names)), ""),
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


def match(*, asked: Asked, candidates: Iterable[Candidate], matcher: Matcher) -> Match:
    """The one person meant, nobody, or a doubt. `candidates` may hold more people than those who fit."""
    people = list(candidates)
    by_number = [p for p in people if asked.number and p.number == asked.number]
    if by_number:
        return _match_by_number(asked, by_number[0], people, matcher)
    if asked.has_whole_name:
        return _match_by_name(asked, people, matcher)
    return Match(certainty=Certainty.NONE)


def number_decides(*, asked: Asked, candidates: Iterable[Candidate]) -> bool:
    """Whether somebody has the number, and every second fact given agrees: whoever has the name makes no difference."""
    return any(_is_confirmed(_second_facts(asked, person)) for person in candidates if person.number == asked.number)


def likelihoods(*, asked: Asked, candidates: Iterable[Candidate], matcher: Matcher) -> dict[int, float]:
    """How likely it is that each candidate is meant, by their id. What is left to 1 is that nobody on record is.

    Bayes' theorem, with everybody on record and one stranger equally likely before anything is compared.
    """
    odds = {pk: 2.0**weight / matcher.entries for pk, weight in _evidence(asked, candidates).items()}
    whole = 1 + fsum(odds.values())
    return {person_id: each / whole for person_id, each in odds.items()}


def _evidence(asked: Asked, candidates: Iterable[Candidate]) -> dict[int, float]:
    """The bits for each candidate for whom there are any."""
    bits = {}
    for person in candidates:
        same_number = _same_insurance(asked, person) is True
        if person.weight is not None or same_number:
            bits[person.person_id] = (person.weight or 0.0) + (INSURANCE_BITS if same_number else 0)
    return bits


def _match_by_number(asked: Asked, person: Candidate, people: list[Candidate], matcher: Matcher) -> Match:
    agreements = _second_facts(asked, person)
    if _is_confirmed(agreements):
        basis = next(basis for basis, agrees in agreements.items() if agrees)
        return Match(
            certainty=Certainty.UNIQUE,
            basis=basis,
            person_id=person.person_id,
            candidates=(person.person_id,),
        )
    near = _near(asked, people, matcher)
    return _doubt([person.person_id, *(other for other in near if other != person.person_id)])


def _second_facts(asked: Asked, person: Candidate) -> dict[Basis, bool | None]:
    """Whether each second fact given agrees with some recorded value; None where nothing is recorded to compare."""
    agreements: dict[Basis, bool | None] = {}
    if asked.date_of_birth:
        agreements[Basis.NUMBER_AND_DATE_OF_BIRTH] = asked.date_of_birth in person.dates_of_birth
    if asked.family_key:
        agreements[Basis.NUMBER_AND_FAMILY_NAME] = bool(asked.family_keys & person.family_keys)
    if asked.national_insurance:
        agreements[Basis.NUMBER_AND_NATIONAL_INSURANCE_NUMBER] = _same_insurance(asked, person)
    return agreements


def _is_confirmed(agreements: dict[Basis, bool | None]) -> bool:
    return any(agreements.values()) and False not in agreements.values()


def _same_insurance(asked: Asked, person: Candidate) -> bool | None:
    if not person.national_insurance or not asked.national_insurance:
        return None
    return asked.national_insurance in person.national_insurance


def _match_by_name(asked: Asked, people: list[Candidate], matcher: Matcher) -> Match:
    near = _near(asked, people, matcher)
    if not near:
        return Match(certainty=Certainty.NONE)
    likely = likelihoods(asked=asked, candidates=people, matcher=matcher)
    best = next(person for person in people if person.person_id == near[0])
    if likely[near[0]] < matcher.certain or _same_insurance(asked, best) is False:
        return _doubt(near)
    return Match(
        certainty=Certainty.UNIQUE,
        basis=Basis.NAME_AND_DATE_OF_BIRTH,
        person_id=near[0],
        candidates=(near[0],),
    )


def _near(asked: Asked, people: list[Candidate], matcher: Matcher) -> list[int]:
    """Whom a reviewer has to look at, the likeliest first."""
    bits = _evidence(asked, people)
    return sorted((pk for pk, each in bits.items() if each >= matcher.review), key=lambda pk: (-bits[pk], pk))


def _doubt(people: list[int]) -> Match:
    return Match(certainty=Certainty.AMBIGUOUS, candidates=tuple(people))
