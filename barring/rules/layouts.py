"""Which column of somebody's table says what, and its cells as a batch reads them. Pure.

People's lists are headed and written as their owners like: the columns are guessed from the headings and confirmed by
a person, and days and tiers are read in the forms that spreadsheets give them.
"""

from collections.abc import Mapping, Sequence

from kernel.layouts import EVERYBODY, Places, day_in, letters
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


def arranged(cells: Sequence[str], places: Places) -> list[str]:
    """The cells in the order of a batch's columns, days and tiers as a batch reads them where they can be told."""
    found = []
    for column in COLUMNS:
        place = places.get(column, "")
        cell = place if place.startswith(EVERYBODY) else cells[int(place)] if place else ""
        found.append(READ[column](cell) if column in READ else cell)
    return found


def tier_in(text: str) -> str:
    """A tier by its value or its words, however they are written; what is neither stays as it is."""
    return TIERS.get(letters(text.removeprefix(EVERYBODY)), text)


TIERS = {letters(name): tier.value for tier in Tier for name in (tier.value, tier.words)}
READ = {"date_of_birth": day_in, "tier": tier_in}
