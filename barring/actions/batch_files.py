"""Reading a batch as it comes in: lines of CSV or of JSON, a piece at a time and never the whole.

Only the first line of a CSV file can make it wrong as a whole; whatever else is wrong is wrong with its row.
"""

import csv
from collections.abc import Callable, Iterable
from datetime import datetime

from barring.actions.batch_rows import COLUMNS, Row
from barring.actions.batches import taking_in
from barring.actions.checks import Asker, OnBehalfOf
from barring.models import CheckBatch
from kernel.errors import ActionRefused

LONGEST_LINE = 10_000
"""Bytes of a line, beyond which nobody's name and date of birth go."""
PIECE = 1 << 16
BOM = b"\xef\xbb\xbf"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
Take = Callable[[Row], None]


class FileRefused(ActionRefused):
    """The file as a whole cannot be read."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class Lines:
    """Cuts what comes in into lines, and hands each on. One that is too long is handed on as None."""

    def __init__(self, take: Callable[[bytes | None], None]) -> None:
        self._take, self._held, self._is_skipping = take, b"", False

    def feed(self, piece: bytes) -> None:
        """The next bytes."""
        *lines, self._held = (self._held + piece).split(b"\n")
        for line in lines:
            self._line(line)
        if len(self._held) > LONGEST_LINE:
            if not self._is_skipping:
                self._take(None)
            self._held, self._is_skipping = b"", True

    def end(self) -> None:
        """Nothing more comes."""
        if self._held:
            self._line(self._held)

    def _line(self, line: bytes) -> None:
        if self._is_skipping:
            self._is_skipping = False
        elif len(line) > LONGEST_LINE:
            self._take(None)
        elif line := line.removesuffix(b"\r"):
            self._take(line)


class CsvRows:
    """Lines of CSV as rows of cells in the order of COLUMNS. Refuses (FileRefused) a file without such a header.

    With `any_order`, a file that has the columns in another order, fewer or more is read by their names.
    """

    def __init__(self, take: Take, *, any_order: bool = False) -> None:
        self._take, self._any_order = take, any_order
        self._places: list[int | None] | None = None
        self._width = 0

    def line(self, line: bytes | None) -> None:
        """One line, or None for one that is too long."""
        if self._places is None:
            self._places = self._header(line)
        elif line is None:
            self._take({"code": "too_long", "client_ref": ""})
        else:
            self._take(self._row(line, self._places))

    def end(self) -> None:
        """Nothing more comes."""
        if self._places is None:
            self._header(None)

    def _header(self, line: bytes | None) -> list[int | None]:
        """Where in a line each column stands, if it does."""
        if line is not None and line.startswith(UTF_16):
            raise FileRefused("encoding", "The file is not UTF-8. Save it as CSV UTF-8.")
        cells = _cells_of(line.removeprefix(BOM).decode("utf-8", "replace")) if line else None
        names = [cell.strip() for cell in cells or ()]
        self._width = len(names)
        if self._any_order and len(set(names)) == len(names) and "tier" in names:
            return [names.index(column) if column in names else None for column in COLUMNS]
        if tuple(names) != COLUMNS:
            raise FileRefused("header", f"The first line must be: {','.join(COLUMNS)}")
        return list(range(len(COLUMNS)))

    def _row(self, line: bytes, places: list[int | None]) -> Row:
        try:
            text = line.decode()
        except UnicodeDecodeError:
            return {"code": "encoding", "client_ref": ""}
        if "\0" in text:
            return {"code": "encoding", "client_ref": ""}
        cells = _cells_of(text)
        if cells is None or len(cells) != self._width:
            reference = cells[places[0]] if cells and places[0] is not None and places[0] < len(cells) else ""
            return {"code": "columns", "client_ref": reference.strip()[:200]}
        return [cells[place] if place is not None else "" for place in places] if self._any_order else cells


class JsonRows:
    """Lines of JSON as rows."""

    def __init__(self, take: Take) -> None:
        self._take = take

    def line(self, line: bytes | None) -> None:
        """One line, or None for one that is too long."""
        if line is None:
            self._take({"code": "too_long", "client_ref": ""})
            return
        try:
            text = line.decode()
        except UnicodeDecodeError:
            self._take({"code": "encoding", "client_ref": ""})
            return
        if text.strip():
            self._take(text)

    def end(self) -> None:
        """Nothing more comes."""


def _cells_of(line: str) -> list[str] | None:
    """The cells of a line of CSV (RFC 4180); None where a quotation mark is not closed."""
    if '"' not in line:
        return line.split(",")
    try:
        return next(csv.reader([line], strict=True))
    except (csv.Error, StopIteration):
        return None


def send_file(*, pieces: Iterable[bytes], purpose: str, asker: OnBehalfOf, by: Asker, at: datetime) -> CheckBatch:
    """Take in a CSV file with its columns in any order. Refuses what `Intake` refuses, and (FileRefused) a header."""
    with taking_in(asker=asker, by=by) as intake:
        rows = CsvRows(intake.add, any_order=True)
        lines = Lines(rows.line)
        for piece in pieces:
            lines.feed(piece)
        lines.end()
        rows.end()
        return intake.finish(purpose=purpose, at=at)
