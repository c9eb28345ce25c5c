"""Tables that come from somebody's spreadsheet, or leave the system for one."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

ROWS_A_PIECE = 500
"""Rows that are sent at once."""
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a text begins that a spreadsheet program runs as a formula."""
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
XLSX = f"{KIND}.sheet"
AROUND = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
    '<sheets><sheet name="Answers" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
"""What a workbook of one sheet has around it (ECMA-376)."""
DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def cells_of(line: str) -> list[str] | None:
    """The cells of one line of CSV (RFC 4180); None where a quotation mark is not closed."""
    if '"' not in line:
        return line.split(",")
    try:
        return next(csv.reader([line], strict=True))
    except (csv.Error, StopIteration):
        return None


def inert(value: Any) -> Any:
    """A cell that stays what it says: an apostrophe before what would be run, wherever in it a line begins so.

    Lines are joined by a space; None is empty; what is no text stays as it is.
    """
    if not isinstance(value, str):
        return "" if value is None else value
    lines = value.splitlines() or [""]
    return " ".join(f"'{line}" if line.lstrip(" ").startswith(FORMULAS) else line for line in lines)


def csv_lines(rows: Iterable[Mapping[str, Any]], *, columns: Sequence[str]) -> Iterator[bytes]:
    """CSV (RFC 4180) with a header, some hundred rows at a time."""
    held = io.StringIO(newline="")
    writer = csv.writer(held)
    writer.writerow(columns)
    for place, row in enumerate(rows, 1):
        writer.writerow([inert(row[name]) for name in columns])
        if place % ROWS_A_PIECE == 0:
            yield _drained(held)
    yield _drained(held)


def _drained(held: io.StringIO) -> bytes:
    text = held.getvalue()
    held.seek(0)
    held.truncate()
    return text.encode()


def xlsx_pieces(rows: Iterable[Mapping[str, Any]], *, columns: Sequence[str]) -> Iterator[bytes]:
    """A workbook (XLSX) of one sheet with a header, some hundred rows at a time.

    Every text is typed as one, so that none is run; and is as `inert` has it, for whoever saves the sheet as CSV.
    """
    made = _Pieces()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]  # it needs no more
        for name, text in AROUND.items():
            archive.writestr(name, DECLARED + text)
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'{DECLARED}<worksheet xmlns="{MAIN}"><sheetData>{_row(columns)}'.encode())
            for place, row in enumerate(rows, 1):
                sheet.write(_row([inert(row[name]) for name in columns]).encode())
                if place % ROWS_A_PIECE == 0:
                    yield made.taken()
            sheet.write(b"</sheetData></worksheet>")
    yield made.taken()


class _Pieces:
    """What was written since it was last taken."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._held.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """There is nothing behind it."""

    def taken(self) -> bytes:
        held, self._held = self._held, []
        return b"".join(held)


def _row(cells: Iterable[Any]) -> str:
    return f"<row>{''.join(map(_cell, cells))}</row>"


def _cell(value: Any) -> str:
    if value == "":
        return "<c/>"
    if isinstance(value, int):
        return f"<c><v>{value:d}</v></c>"
    text = escape(NOT_XML.sub("\ufffd", ESCAPED.sub("_x005F_", str(value))))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
