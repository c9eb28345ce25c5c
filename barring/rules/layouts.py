"""Which column of somebody's table says what, and its cells as a batch reads them. Pure.

People's lists are headed and written as their owners like: the columns are guessed from the headings and confirmed by
a person, and days and tiers are read in the forms that spreadsheets give them.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from kernel.clocks import read_day
from register.rules import Tier

COLUMNS = (
    "client_ref",
    "registration_number",
    "family_name",
    "given_names",
    "previous_family_names",
    "date_of_birth",
    "tier",
)
"""What a row of a batch says, in this order."""
EVERYBODY = "all:"
"""Before a tier: it is everybody's in the file, and no column says it."""
NAMES = {
    "client_ref": "clientref reference ref yourreference employeenumber employeeno employeeid staffnumber staffno "
    "staffid personnelnumber payrollnumber assignmentnumber esrnumber",
    "registration_number": "registrationnumber registrationno regnumber regno nmnumber managernumber",
    "family_name": "familyname surname lastname",
    "given_names": "givennames givenname firstname firstnames forename forenames",
    "previous_family_names": "previousfamilynames previousfamilyname previousnames previousname previoussurname "
    "maidenname formername formernames formersurname",
    "date_of_birth": "dateofbirth dob birthdate born birthday",
    "tier": "tier posttier roletier",
}
MEANT = {name: column for column, names in NAMES.items() for name in names.split()}
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
Places = Mapping[str, str]
"""By column of a batch, what says it: the place of a heading, counted from 0; `all:` and a tier; or nothing."""


def guessed(headings: Sequence[str], *, remembered: Mapping[str, str]) -> dict[str, str]:
    """Where each column most likely stands: as `remembered` (column by heading) of the last file, or by its name."""
    places: dict[str, str] = {}
    for known in (remembered, {}):
        for place, heading in enumerate(headings):
            column = known.get(heading) if known else MEANT.get(letters(heading))
            if column and column not in places and str(place) not in places.values():
                places[column] = str(place)
    for heading, column in remembered.items():
        if heading.startswith(EVERYBODY):
            places.setdefault(column, heading)
    return places


def to_remember(headings: Sequence[str], places: Places) -> dict[str, str]:
    """Column by heading, for the next file of the same layout."""
    return {
        place if place.startswith(EVERYBODY) else headings[int(place)]: column
        for column, place in places.items()
        if place
    }


def letters(heading: str) -> str:
    """What is compared of a heading."""
    return "".join(filter(str.isalpha, heading.casefold()))


def arranged(cells: Sequence[str], places: Places) -> list[str]:
    """The cells in the order of a batch's columns, days and tiers as a batch reads them where they can be told."""
    found = []
    for column in COLUMNS:
        place = places.get(column, "")
        cell = place if place.startswith(EVERYBODY) else cells[int(place)] if place else ""
        found.append(READ[column](cell) if column in READ else cell)
    return found


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


def tier_in(text: str) -> str:
    """A tier by its value or its words, however they are written; what is neither stays as it is."""
    return TIERS.get(letters(text.removeprefix(EVERYBODY)), text)


TIERS = {letters(name): tier.value for tier in Tier for name in (tier.value, tier.words)}
READ = {"date_of_birth": day_in, "tier": tier_in}
