"""Registration numbers: NM-, eight digits, - and a check character, as in NM-20441703-6.

The check character is that of ISO 7064 MOD 11-2, which finds every wrong character and every swap of neighbours.
Numbers are drawn at random, so that one says nothing about the next.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from random import Random, SystemRandom

from stdnum.iso7064 import mod_11_2

RESERVED = "999999"
"""What the digits of numbers for tests begin with."""
SHAPE = re.compile(r"NM([0-9]{8})([0-9X])")


class InvalidNumber(ValueError):
    """Not a registration number: a wrong shape, or a check character that does not fit. The text says which."""


def check_character(digits: str) -> str:
    """The check character of eight digits: 0 to 9, or X for ten."""
    return str(mod_11_2.calc_check_digit(digits))


def parse(text: str) -> str:
    """The number in its one written form, read without regard to case, spaces and hyphens, or InvalidNumber."""
    kept = "".join(letter for letter in text if not letter.isspace() and unicodedata.category(letter) != "Pd")
    match = SHAPE.fullmatch(kept.upper()) if kept.isascii() else None
    if match is None:
        raise InvalidNumber("A registration number is NM, 8 digits and a check character, like NM-20441703-6.")
    digits, check = match.groups()
    if check_character(digits) != check:
        raise InvalidNumber("The registration number has a mistake in it. Check each character.")
    return written(digits)


def written(digits: str) -> str:
    """Eight digits as a number."""
    return f"NM-{digits}-{check_character(digits)}"


def reserved(place: int) -> str:
    """One of the hundred numbers that are kept for tests, and are never anybody's. `place` is 0 to 99."""
    return written(f"{RESERVED}{place:02d}")


def is_reserved(number: str) -> bool:
    """Whether a number, in its written form, is kept for tests."""
    return number.startswith(f"NM-{RESERVED}")


def new_numbers(*, taken: Iterable[str], random: Random | None = None) -> Iterator[str]:
    """Numbers without end, each new, none of those taken and none that is kept for tests."""
    source = random or SystemRandom()
    used = set(taken)
    while True:
        number = written(f"{source.randrange(10**8):08d}")
        if number not in used and not is_reserved(number):
            used.add(number)
            yield number
