"""Which column says what is guessed, and days and tiers are read as people write them."""

import pytest

from barring.rules.layouts import arranged, guessed, tier_in, to_remember
from kernel.layouts import day_in

HEADINGS = ["Staff No.", "Surname", "FORENAME(S)", "D.O.B.", "Ward", "Surname"]


def test_columns_are_guessed_from_the_headings_and_then_as_they_were_chosen_before() -> None:
    first = guessed(HEADINGS, remembered={})
    assert first == {"client_ref": "0", "family_name": "1", "given_names": "2", "date_of_birth": "3"}
    chosen = first | {"client_ref": "4", "tier": "all:other_manager"}
    remembered = to_remember(HEADINGS, chosen)
    assert guessed(["Ward", *HEADINGS[:4]], remembered=remembered) == {
        "client_ref": "0", "family_name": "2", "given_names": "3", "date_of_birth": "4", "tier": "all:other_manager",
    }  # fmt: skip


def test_cells_are_put_into_the_order_of_a_batch() -> None:
    places = {"family_name": "1", "date_of_birth": "0", "tier": "all:direct_report"}
    assert arranged(["9/3/1974", "Osei", "Ward 3"], places) == ["", "", "Osei", "", "", "1974-03-09", "direct_report"]
    assert arranged(["Board  Director"], {"tier": "0"})[-1] == "board_director"
    assert tier_in("porter") == "porter"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1974-03-09", "1974-03-09"),
        ("09/03/1974", "1974-03-09"),
        ("9.3.1974", "1974-03-09"),
        ("9 March 1974", "1974-03-09"),
        ("09-MAR-1974", "1974-03-09"),
        ("27097", "1974-03-09"),
        ("1974-03-09 00:00:00", "1974-03-09"),
        ("09/03/1974 00:00", "1974-03-09"),
        ("13/13/1974", "13/13/1974"),
        ("9/3/74", "9/3/74"),
        ("1974", "1974"),
        ("9 Marsh 1974", "9 Marsh 1974"),
        ("31/02/1974", "31/02/1974"),
        ("", ""),
    ],
)
def test_a_day_is_read_in_the_forms_of_spreadsheets_and_no_other(written: str, day: str) -> None:
    assert day_in(written) == day
