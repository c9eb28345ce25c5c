"""How names are compared and searched."""

import pytest

from register.rules.names import first_given, likely_same, misspellings, normalise, words


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("O'Neill-Ångström", "oneillangstrom"),
        ("  Van  der Berg ", "vanderberg"),
        ("Straße", "strasse"),
        ("ﬁnn", "finn"),
        ("İpek", "ipek"),
        ("李", "李"),
        ("1-2 '", ""),
        ("O\u02bcNeill", "oneill"),
        ("O\u2019Neill", "oneill"),
        ("Hawai\u02bbi", "hawaii"),
    ],
)
def test_names_are_compared_without_marks_case_and_signs(typed: str, key: str) -> None:
    assert normalise(typed) == normalise(normalise(typed)) == key


def test_the_first_given_name_is_the_first_with_a_letter() -> None:
    assert first_given("- Anne-Marie Louise") == "annemarie"
    assert first_given(" ' ") == ""


def test_words_part_at_spaces_and_hyphens_only() -> None:
    assert words("Mary-Jane O'Neill – Smith") == ["mary", "jane", "oneill", "smith"]


@pytest.mark.parametrize("typed", ["boteng", "boaateng", "boatang", "baoteng", "boateng"])
def test_one_slip_of_any_sort_still_shares_a_spelling(typed: str) -> None:
    assert misspellings("boateng") & misspellings(typed)


def test_a_name_in_the_other_order_or_with_a_slip_may_be_the_same_person() -> None:
    osei = {"other_family_name": "Osei", "other_given_names": "Ama Serwaa"}
    assert likely_same(family_name="Ossei", given_names="Ama", **osei)
    assert likely_same(family_name="Ama", given_names="Osei", **osei)
    assert not likely_same(family_name="Boateng", given_names="Ama", **osei)
