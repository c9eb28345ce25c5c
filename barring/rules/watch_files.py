"""A file of people to be watched, read line by line: what is wrong with one loses no other. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from barring.rules.watches import REFERENCE, is_reference
from kernel.clocks import read_day
from kernel.tables import cells_of
from register.rules import Tier

COLUMNS = (
    "ref",
    "client_ref",
    "registration_number",
    "family_name",
    "given_names",
    "previous_family_names",
    "date_of_birth",
    "tier",
)
NEEDED = ("ref", "tier")
MOST_ROWS = 50_000
LONGEST_CELL = 200
BOM = "\ufeff"


class NotRead(ValueError):
    """The file as a whole cannot be read; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line by its number, the header being the first: what it says, or (`code`, `detail`) what is wrong."""

    number: int
    cells: dict[str, str] = field(default_factory=dict)
    code: str = ""
    detail: str = ""

    @property
    def reference(self) -> str:
        return self.cells.get("ref", "")


def lines_of(content: bytes) -> list[Line]:
    """Every line below the header. Refuses (NotRead) a file that is no CSV in UTF-8, has no such header, or no rows."""
    try:
        text = content.decode().removeprefix(BOM)
    except UnicodeDecodeError:
        raise NotRead("The file is not UTF-8. Save it as CSV UTF-8.") from None
    rows = _rows(text)
    header = [cell.strip() for cell in next(rows, (1, []))[1]]
    if len(set(header)) != len(header) or not set(NEEDED) <= set(header) <= set(COLUMNS):
        raise NotRead(f"The first line must name the columns: {','.join(COLUMNS)}")
    found = list(_read(rows, header))
    if not found:
        raise NotRead("The file has no rows.")
    if len(found) > MOST_ROWS:
        raise NotRead(f"A file may have {MOST_ROWS:,} rows. Send it in parts.")
    return found


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Lines with something in them, each parsed by itself, so that an open quotation mark swallows no other."""
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if line.strip():
            yield number, cells_of(line) or []


def _read(rows: Iterable[tuple[int, list[str]]], header: list[str]) -> Iterator[Line]:
    taken: set[str] = set()
    for number, given in rows:
        if len(given) != len(header):
            detail = f"The line does not have the {len(header)} columns of the header."
            yield Line(number=number, code="columns", detail=detail)
            continue
        cells = dict(zip(header, (cell.strip() for cell in given), strict=True))
        code, detail = _fault(cells, taken)
        taken.add(cells["ref"])
        yield Line(number=number, cells={"ref": cells["ref"]} if code else cells, code=code, detail=detail)


def _fault(cells: dict[str, str], taken: set[str]) -> tuple[str, str]:
    """What is wrong with a line, as a code and in words; two empty texts where nothing is."""
    if not all(cell.isprintable() and len(cell) <= LONGEST_CELL for cell in cells.values()):
        return "invalid", f"A cell has more than {LONGEST_CELL} characters, or one that cannot be shown."
    if not is_reference(cells["ref"]):
        return "invalid_ref", REFERENCE
    if cells["ref"] in taken:
        return "repeated_ref", "An earlier line of the file has this reference."
    if cells["tier"] not in list(Tier):
        return "invalid_tier", f"The tier is one of: {', '.join(Tier)}."
    born = cells.get("date_of_birth", "")
    if born and not _is_day(born):
        return "invalid_date", "The date of birth is a real day, like 1974-03-09."
    return "", ""


def _is_day(text: str) -> bool:
    try:
        read_day(text)
    except ValueError:
        return False
    return True
