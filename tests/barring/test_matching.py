"""Who is meant: the rules by which a subject is resolved, one by one."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from barring.rules.matching import Asked, Basis, Candidate, Certainty, RecordedName, asked_about, match, missing_facts
from register.rules.names import first_given, normalise

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


def named(family: str, given: str) -> RecordedName:
    return RecordedName(family_key=normalise(family), given_key=normalise(given), first_given_key=first_given(given))


def person(pk: int = 1, *names: tuple[str, str], number: str | None = None, born: date = BORN) -> Candidate:
    recorded = frozenset(named(*name) for name in names or (("Osei", "Ama"),))
    return Candidate(person_id=pk, number=number, names=recorded, dates_of_birth=frozenset({born}))


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


@pytest.mark.parametrize("given", ["Ama", "AMA", "Ama Serwaa", "Áma-"])
def test_by_name_equal_given_names_or_an_equal_first_one_are_one_person(given: str) -> None:
    assert match(asked=by_name(given_names=given), candidates=[OSEI]).person_id == 1


def test_any_recorded_name_and_any_name_given_as_previous_make_candidates() -> None:
    married = person(2, ("Mensah", "Ama"), ("Osei", "Ama"))
    assert match(asked=by_name(), candidates=[married]).person_id == 2
    before = by_name(family_name="Mensah", previous_family_names=["Osei"])
    assert match(asked=before, candidates=[OSEI]).person_id == 1


def test_two_who_fit_or_one_who_fits_in_all_but_given_names_are_for_review() -> None:
    twin = person(2, ("Osei", "Ama Louise"))
    assert match(asked=by_name(), candidates=[OSEI, twin]).candidates == (1, 2)
    assert match(asked=by_name(given_names="Kofi"), candidates=[OSEI]).certainty is Certainty.AMBIGUOUS


def test_one_who_fits_beside_one_of_another_given_name_is_that_person() -> None:
    assert match(asked=by_name(), candidates=[OSEI, person(2, ("Osei", "Kofi"))]).person_id == 1


def test_nobody_of_that_family_name_and_birth_is_no_match() -> None:
    others = [person(born=OTHER_DAY), person(2, ("Boateng", "Ama"))]
    assert match(asked=by_name(), candidates=others).certainty is Certainty.NONE


def test_a_namesake_whose_insurance_number_differs_is_for_review() -> None:
    holder = replace(OSEI, national_insurance=frozenset({"digest"}))
    assert match(asked=by_name(national_insurance="other"), candidates=[holder]).certainty is Certainty.AMBIGUOUS


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
