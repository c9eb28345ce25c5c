"""Registration numbers: one mistake in typing never selects another person."""

from itertools import islice
from random import Random

import pytest

from register.rules.numbers import InvalidNumber, new_numbers, parse

CHARACTERS = "0123456789X"


def spelled(number: str) -> str:
    return number.replace("-", "").removeprefix("NM")


def numbers(count: int) -> list[str]:
    return list(islice(new_numbers(taken=(), random=Random(7)), count))


def test_any_wrong_character_and_any_swap_of_neighbours_is_caught() -> None:
    for number in ["NM-20441703-6", *numbers(40)]:
        body = spelled(number)
        wrong = [body[:n] + other + body[n + 1 :] for n in range(9) for other in CHARACTERS if other != body[n]]
        swapped = [body[:n] + body[n + 1] + body[n] + body[n + 2 :] for n in range(8) if body[n] != body[n + 1]]
        for mistaken in wrong + swapped:
            with pytest.raises(InvalidNumber):
                parse(f"NM-{mistaken[:8]}-{mistaken[8]}")


def test_a_number_is_read_whatever_its_case_spaces_and_hyphens() -> None:
    for typed in ("NM-20441703-6", "nm204417036", " Nm 2044 1703 – 6 ", "N-M-2-0-4-4-1-7-0-3-6", "nm\u00a020441703‑6"):
        assert parse(typed) == "NM-20441703-6"


def test_the_check_character_ten_is_an_x_in_either_case() -> None:
    ending_in_x = next(number for number in numbers(200) if number.endswith("X"))
    assert parse(ending_in_x.lower()) == ending_in_x


@pytest.mark.parametrize(
    "typed", ["", "NM", "20441703-6", "NM-2044170-36\x00", "NM-20441703-66", "NM-２0441703-6", "ＮM-20441703-6"]
)
def test_what_is_not_a_number_is_refused_in_words(typed: str) -> None:
    with pytest.raises(InvalidNumber, match="like NM-20441703-6"):
        parse(typed)


def test_new_numbers_are_never_taken_ones_and_do_not_count_up() -> None:
    first = numbers(1000)
    again = list(islice(new_numbers(taken=first, random=Random(7)), 1000))
    assert not set(first) & set(again)
    assert first != sorted(first)
    assert len(set(first)) == 1000
