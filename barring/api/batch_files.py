"""Reading a batch as it comes in: lines of CSV or of JSON, a piece at a time and never the whole.

Only the first line of a CSV file can make it wrong as a whole; whatever else is wrong is wrong with its row.
"""

import csv
import hashlib
from collections.abc import Callable
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.datastructures import MultiValueDict

from barring.actions.batch_rows import COLUMNS, PURPOSES, Row
from kernel.api.problems import Fault, Invalid, Malformed

LONGEST_LINE = 10_000
"""Bytes of a line, beyond which nobody's name and date of birth go."""
PIECE = 1 << 16
BOM = b"\xef\xbb\xbf"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
Take = Callable[[Row], None]


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
    """Lines of CSV as rows of cells. Refuses (Invalid) a file whose first line is not the header."""

    def __init__(self, take: Take) -> None:
        self._take, self._has_header = take, False

    def line(self, line: bytes | None) -> None:
        """One line, or None for one that is too long."""
        if not self._has_header:
            self._header(line)
        elif line is None:
            self._take({"code": "too_long", "client_ref": ""})
        else:
            self._take(self._row(line))

    def end(self) -> None:
        """Nothing more comes."""
        if not self._has_header:
            self._header(None)

    def _header(self, line: bytes | None) -> None:
        if line is not None and line.startswith(UTF_16):
            raise of_file("encoding", "The file is not UTF-8. Save it as CSV UTF-8.")
        cells = cells_of(line.removeprefix(BOM).decode("utf-8", "replace")) if line else None
        if cells is None or tuple(cell.strip() for cell in cells) != COLUMNS:
            raise of_file("header", f"The first line must be: {','.join(COLUMNS)}")
        self._has_header = True

    def _row(self, line: bytes) -> Row:
        try:
            text = line.decode()
        except UnicodeDecodeError:
            return {"code": "encoding", "client_ref": ""}
        if "\0" in text:
            return {"code": "encoding", "client_ref": ""}
        cells = cells_of(text)
        if cells is None or len(cells) != len(COLUMNS):
            return {"code": "columns", "client_ref": (cells or [""])[0].strip()[:200]}
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


def cells_of(line: str) -> list[str] | None:
    """The cells of a line of CSV (RFC 4180); None where a quotation mark is not closed."""
    if '"' not in line:
        return line.split(",")
    try:
        return next(csv.reader([line], strict=True))
    except (csv.Error, StopIteration):
        return None


def of_file(code: str, detail: str) -> Invalid:
    """A refusal of the file as a whole."""
    return Invalid([Fault(pointer="/file", code=code, detail=detail)])


class Upload:
    """The body of a request that sends a batch, read once. `digest` is of what it asks, however it was wrapped."""

    def __init__(self, request: Any) -> None:
        self._request = request
        self._digest = hashlib.sha256()
        self.purpose = ""
        self.is_read = False

    def read(self, take: Take) -> None:
        """Hand on each row. Refuses (Invalid, Malformed) a body that is not one file of rows with its purpose."""
        self.is_read = True
        kind = self._request.content_type
        self._digest.update(kind.encode())
        if kind == "multipart/form-data":
            self._form(take)
        else:
            self._lines(JsonRows(take))

    def digest(self) -> bytes:
        """What a repeated request is compared by."""
        if not self.is_read:
            self.read(lambda row: None)
        return self._digest.digest()

    def _lines(self, rows: JsonRows) -> None:
        lines = Lines(rows.line)
        while piece := self._request.read(PIECE):
            self._digest.update(piece)
            lines.feed(piece)
        lines.end()
        rows.end()

    def _form(self, take: Take) -> None:
        file = _OneFile(CsvRows(take), self._digest)
        try:
            parser = MultiPartParser(self._request.META, self._request, [file], "utf-8")
            fields, _files = parser.parse()
        except (MultiPartParserError, SuspiciousOperation):
            raise Malformed("The form cannot be read.") from None
        self.purpose = _purpose_in(fields)
        if not file.is_there:
            raise of_file("required", "Send the file in the field “file”.")
        self._digest.update(self.purpose.encode())


class _OneFile(FileUploadHandler):
    """Takes the form's one file, piece by piece."""

    def __init__(self, rows: CsvRows, digest: Any) -> None:
        super().__init__()
        self.chunk_size = PIECE
        self.is_there = False
        self._rows, self._digest = rows, digest
        self._lines = Lines(rows.line)

    def new_file(self, field_name: str, *args: Any, **named: Any) -> None:
        if field_name != "file" or self.is_there:
            raise Invalid([Fault(pointer="", code="unknown_field", detail="Send one file, in the field “file”.")])
        self.is_there = True
        super().new_file(field_name, *args, **named)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._digest.update(raw_data)
        self._lines.feed(raw_data)

    def file_complete(self, file_size: int) -> None:
        self._lines.end()
        self._rows.end()


def _purpose_in(fields: "MultiValueDict[str, str]") -> str:
    if fields.keys() - {"purpose"}:
        raise Invalid([Fault(pointer="", code="unknown_field", detail="The form has a field that is not known.")])
    purposes = fields.getlist("purpose")
    if len(purposes) != 1 or purposes[0] not in PURPOSES:
        detail = f"Give one purpose, one of: {', '.join(PURPOSES)}."
        raise Invalid([Fault(pointer="/purpose", code="choice", detail=detail)])
    return purposes[0]
