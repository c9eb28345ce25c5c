"""Reading a batch as it comes in: lines of CSV or of JSON, a piece at a time and never the whole.

Only the first line of a CSV file can make it wrong as a whole; whatever else is wrong is wrong with its row.
"""

from collections.abc import Callable

from barring.actions.batch_rows import Row
from barring.rules.layouts import COLUMNS
from kernel.errors import ActionRefused
from kernel.tables import cells_of

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
    """Lines of CSV as rows of cells in the order of COLUMNS. Refuses (FileRefused) a file without that header."""

    def __init__(self, take: Take) -> None:
        self._take, self._is_headed = take, False

    def line(self, line: bytes | None) -> None:
        """One line, or None for one that is too long."""
        if not self._is_headed:
            self._header(line)
        elif line is None:
            self._take({"code": "too_long", "client_ref": ""})
        else:
            self._take(_row(line))

    def end(self) -> None:
        """Nothing more comes."""
        if not self._is_headed:
            self._header(None)

    def _header(self, line: bytes | None) -> None:
        if line is not None and line.startswith(UTF_16):
            raise FileRefused("encoding", "The file is not UTF-8. Save it as CSV UTF-8.")
        cells = cells_of(line.removeprefix(BOM).decode("utf-8", "replace")) if line else None
        if tuple(cell.strip() for cell in cells or ()) != COLUMNS:
            raise FileRefused("header", f"The first line must be: {','.join(COLUMNS)}")
        self._is_headed = True


def _row(line: bytes) -> Row:
    try:
        text = line.decode()
    except UnicodeDecodeError:
        return {"code": "encoding", "client_ref": ""}
    if "\0" in text:
        return {"code": "encoding", "client_ref": ""}
    cells = cells_of(text)
    if cells is None or len(cells) != len(COLUMNS):
        return {"code": "columns", "client_ref": cells[0].strip()[:200] if cells else ""}
    return cells


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
