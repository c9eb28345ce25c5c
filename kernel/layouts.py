"""Somebody's own table: its headings, its days, and the characters of its texts. Pure.

Lists are headed and written as their owners like. What their columns say is guessed from the headings and confirmed by
a person; days are read in the forms that spreadsheets give them.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from kernel.clocks import read_day

EVERYBODY = "all:"
"""Before a value: it is that of every row in the file, and no column says it."""
NOT_THERE = ("", "Not in this file")
Places = Mapping[str, str]
"""By what a row may say, what says it: the place of a heading, counted from 0; `all:` and a value; or nothing."""
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FULL_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
WRITTEN = re.compile(r"(\d{1,2})(?:[ /.-]+)(\d{1,2}|[A-Za-z]{3,9})(?:[ /.,-]+)(\d{4})", re.ASCII)
TIME_OF_DAY = re.compile(r"[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$", re.ASCII)
SERIAL = re.compile(r"\d{5}", re.ASCII)
FIRST_SERIAL = date(1899, 12, 30)
"""Day 0 of a spreadsheet's count of days. One of five digits is of May 1927 or later."""
UNUSABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffd]")
"""Characters that nobody can read, that make one name look like another, or that say that others were lost."""


def letters(heading: str) -> str:
    """What is compared of a heading."""
    return "".join(filter(str.isalpha, heading.casefold()))


def letter_of(place: int) -> str:
    """A column's letters in a spreadsheet: A, B, ... Z, AA."""
    more, last = divmod(place, 26)
    return (letter_of(more - 1) if more else "") + chr(ord("A") + last)


def columns_of(headings: Sequence[str]) -> list[tuple[str, str]]:
    """The columns to choose from, by their places."""
    return [(str(place), f"Column {letter_of(place)}: {text}") for place, text in enumerate(headings) if text]


def day_in(text: str) -> str:
    """A day as 1974-03-09: from that, 09/03/1974, 9 March 1974, 9-Mar-1974, or a spreadsheet's number of the day.

    The day stands before the month. What is no day, or has a year of two digits, stays as it is.
    """
    given = TIME_OF_DAY.sub("", text)
    try:
        if written := WRITTEN.fullmatch(given):
            day, month, year = written.groups()
            return date(int(year), month_in(month), int(day)).isoformat()
        if SERIAL.fullmatch(given):
            return (FIRST_SERIAL + timedelta(days=int(given))).isoformat()
        return read_day(given).isoformat()
    except ValueError:
        return text


def month_in(text: str) -> int:
    """The number of a month. Refuses (ValueError) what is no name of one."""
    if text.isdigit():
        return int(text)
    name = text.lower()
    return (MONTHS.index(name) if name in MONTHS else FULL_MONTHS.index(name)) + 1


def has_unusable(text: str, *, line_ends: str) -> bool:
    """Whether a text has a character that cannot be used, but for these."""
    return any(found[0] not in line_ends for found in UNUSABLE.finditer(text))
