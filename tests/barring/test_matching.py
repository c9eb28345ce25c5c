"""Who is meant: the rules by which a subject is resolved, one by one."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from barring.rules.matching import Asked, Basis, Candidate, Certainty, Matcher, asked_about, likelihoods, missing_facts
from barring.rules.matching import match as match_by
from register.rules.names import normalise

BORN = date(1974, 3, 9)
OTHER_DAY = date(1974, 3, 10)
NUMBER = "NM-20441703-6"


def asked(**given: Any) -> Asked:
    facts: dict[str, Any] = {
        "number": None,
        "family_name": "",
        "given_names": "",
        "previous_family_names": (),
        "date_of_birth": None,
        "national_insurance": None,
    }
    return asked_about(**(facts | given))


def by_name(**given: Any) -> Asked:
    return asked(**({"family_name": "Osei", "given_names": "Ama", "date_of_birth": BORN} | given))


MATCHER = Matcher(version="trial", entries=1024, certain=0.9999, review=12.0)
SURE, ALIKE, FAINT = 30.0, 14.0, 1.0
"""Bits of evidence: enough to be certain among a thousand people, enough for a doubt, and next to nothing."""


def match(*, asked: Asked, candidates: list[Candidate]) -> Any:
    return match_by(asked=asked, candidates=candidates, matcher=MATCHER)


def person(
    pk: int = 1, family: str = "Osei", *, number: str | None = None, born: date = BORN, weight: float | None = SURE
) -> Candidate:
    keys = frozenset({normalise(family)})
    return Candidate(person_id=pk, number=number, family_keys=keys, dates_of_birth=frozenset({born}), weight=weight)


OSEI = person(1, number=NUMBER)


@pytest.mark.parametrize(
    ("second", "basis"),
    [
        ({"date_of_birth": BORN}, Basis.NUMBER_AND_DATE_OF_BIRTH),
        ({"family_name": "OSÉI"}, Basis.NUMBER_AND_FAMILY_NAME),
        ({"family_name": "Mensah", "previous_family_names": ["Osei"]}, Basis.NUMBER_AND_FAMILY_NAME),
        ({"date_of_birth": BORN, "family_name": "Osei"}, Basis.NUMBER_AND_DATE_OF_BIRTH),
        ({"national_insurance": "digest"}, Basis.NUMBER_AND_NATIONAL_INSURANCE_NUMBER),
        ({"date_of_birth": BORN, "given_names": "Somebody Else"}, Basis.NUMBER_AND_DATE_OF_BIRTH),
    ],
)
def test_a_known_number_with_second_facts_that_agree_is_one_person(second: dict[str, Any], basis: Basis) -> None:
    found = match(
        asked=asked(number=NUMBER, **second), candidates=[replace(OSEI, national_insurance=frozenset({"digest"}))]
    )
    assert (found.certainty, found.basis, found.person_id) == (Certainty.UNIQUE, basis, 1)


@pytest.mark.parametrize(
    "second",
    [
        {"date_of_birth": OTHER_DAY},
        {"family_name": "Boateng"},
        {"date_of_birth": BORN, "family_name": "Boateng"},
        {"date_of_birth": OTHER_DAY, "family_name": "Osei"},
        {"date_of_birth": BORN, "national_insurance": "another"},
    ],
)
def test_a_known_number_with_any_second_fact_that_disagrees_is_for_review(second: dict[str, Any]) -> None:
    holder = replace(OSEI, national_insurance=frozenset({"digest"}))
    found = match(asked=asked(number=NUMBER, **second), candidates=[holder])
    assert (found.certainty, found.person_id, found.candidates) == (Certainty.AMBIGUOUS, None, (1,))


def test_an_insurance_number_that_nothing_recorded_confirms_is_no_second_fact() -> None:
    assert match(asked=asked(number=NUMBER, national_insurance="x"), candidates=[OSEI]).certainty == "ambiguous"
    both = asked(number=NUMBER, date_of_birth=BORN, national_insurance="x")
    assert match(asked=both, candidates=[OSEI]).basis is Basis.NUMBER_AND_DATE_OF_BIRTH


def test_an_unknown_number_is_looked_up_by_name_only_where_the_name_is_whole() -> None:
    assert match(asked=by_name(number="NM-00000000-1"), candidates=[OSEI]).basis is Basis.NAME_AND_DATE_OF_BIRTH
    lone = asked(number="NM-00000000-1", family_name="Osei", date_of_birth=BORN)
    assert match(asked=lone, candidates=[OSEI]).certainty is Certainty.NONE


@pytest.mark.parametrize(
    ("weights", "certainty", "shown"),
    [
        ([], Certainty.NONE, ()),
        ([None], Certainty.NONE, ()),
        ([FAINT], Certainty.NONE, ()),
        ([SURE], Certainty.UNIQUE, (1,)),
        ([SURE, FAINT], Certainty.UNIQUE, (1,)),
        ([ALIKE], Certainty.AMBIGUOUS, (1,)),
        ([ALIKE, SURE, FAINT], Certainty.UNIQUE, (2,)),
        ([SURE, SURE], Certainty.AMBIGUOUS, (1, 2)),
        ([SURE, SURE - 12], Certainty.AMBIGUOUS, (1, 2)),
        ([SURE, SURE - 14], Certainty.UNIQUE, (1,)),
        ([ALIKE] * 3, Certainty.AMBIGUOUS, (1, 2, 3)),
    ],
)
def test_by_name_one_person_is_meant_only_all_but_certainly_and_by_a_margin(
    weights: list[float | None], certainty: Certainty, shown: tuple[int, ...]
) -> None:
    people = [person(pk, weight=weight) for pk, weight in enumerate(weights, 1)]
    found = match(asked=by_name(), candidates=people)
    assert (found.certainty, found.candidates) == (certainty, shown)


def test_the_same_evidence_proves_less_among_more_people() -> None:
    among = [replace(MATCHER, entries=entries) for entries in (1_000, 1_000_000)]
    assert [match_by(asked=by_name(), candidates=[person()], matcher=each).certainty for each in among] == [
        Certainty.UNIQUE,
        Certainty.AMBIGUOUS,
    ]


def test_likelihoods_leave_room_for_nobody() -> None:
    likely = likelihoods(asked=by_name(), candidates=[person(1, weight=10.0), person(2, weight=11.0)], matcher=MATCHER)
    assert likely == pytest.approx({1: 1 / 4, 2: 2 / 4})


def test_an_insurance_number_decides_where_both_sides_have_one() -> None:
    mine, other = frozenset({"digest"}), frozenset({"other"})
    question = by_name(national_insurance="digest")
    twins = [replace(person(1), national_insurance=mine), replace(person(2), national_insurance=other)]
    assert match(asked=question, candidates=twins).person_id == 1
    assert match(asked=question, candidates=[twins[1]]).certainty is Certainty.AMBIGUOUS
    renamed = replace(person(3, weight=None), national_insurance=mine)
    assert match(asked=question, candidates=[renamed]).candidates == (3,)


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"number": NUMBER}, ("date_of_birth", "family_name")),
        ({"number": NUMBER, "given_names": "Ama", "previous_family_names": ["Osei"]}, ("date_of_birth", "family_name")),
        ({"number": NUMBER, "family_name": "12345"}, ("date_of_birth", "family_name")),
        ({"number": NUMBER, "national_insurance": "digest"}, ()),
        ({"family_name": "Osei", "given_names": "Ama"}, ("date_of_birth",)),
        ({"family_name": "Osei", "given_names": "--", "date_of_birth": BORN}, ("given_names",)),
        ({"national_insurance": "digest"}, ("family_name", "given_names", "date_of_birth")),
        ({"family_name": "Osei", "given_names": "Ama", "date_of_birth": BORN}, ()),
    ],
)
def test_too_little_to_look_up_safely_names_what_to_add(given: dict[str, Any], missing: tuple[str, ...]) -> None:
    assert missing_facts(asked(**given)) == missing
