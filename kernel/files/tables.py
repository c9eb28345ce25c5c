"""A table that somebody sends as CSV or as a workbook (XLSX), made into rows of plain text. Pure, without Django.

`examining` runs it as `python -m kernel.files.tables`, apart from everything else, as it does `cleaning`. Formulas are
not run: their cells say what the spreadsheet program last made of them. Of a workbook nothing but one sheet is read.
"""

import csv
import datetime
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from kernel.files.cleaning import UNREADABLE, hold_down
from kernel.files.kinds import PACKED, FileRefused
from kernel.tables import cells_of

CSV, WORKBOOK = ".csv", ".xlsx"
MOST_ROWS = 250_000
MOST_COLUMNS = 100
LONGEST_LINE = 10_000
"""Bytes of a line, beyond which nobody's name and date of birth go."""
PEOPLE, ANSWERS = "people", "answers"
SHAPES = {PEOPLE: 1_000, ANSWERS: 20_000}
"""What a table is a list of, and the characters of its longest cell. Answers may have several lines and times."""
LONGEST_HEADING = 1_000
MOST_PARTS = 10_000
MOST_UNPACKED = 400_000_000
MOST_CHARACTERS = 60_000_000
FAR_MORE = "The file unpacks to far more than a list needs. Copy the list alone to a new one."
BOM = b"\xef\xbb\xbf"
NOT_TEXT = re.compile("[\0\ud800-\udfff]")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
Row = list[str] | str
"""Cells, or the code of what is wrong with the row: `encoding`, `columns` or `too_long`."""


def rows_in(content: bytes, ending: str, shape: str = PEOPLE) -> tuple[dict[str, Any], Iterator[Row]]:
    """What the table is called and how it is headed, and its rows, each as wide as the heading; none is blank."""
    of_csv = _of_prose if shape == ANSWERS else _of_csv
    name, others, rows = _of_workbook(content, shape) if ending == WORKBOOK else ("", 0, of_csv(_utf_8(content)))
    filled = (row for row in rows if isinstance(row, str) or any(row))
    headings = next(filled, None)
    if not isinstance(headings, list):
        raise FileRefused("The first line of the table cannot be read, or there is none. Begin it with headings.")
    while not headings[-1]:
        headings.pop()
    if len(headings) > MOST_COLUMNS:
        raise FileRefused(f"The table must have {MOST_COLUMNS} columns or fewer.")
    about = {"sheet": name, "other_sheets": others, "headings": [heading[:LONGEST_HEADING] for heading in headings]}
    return about, (_fitted(row, len(headings), SHAPES[shape]) for row in filled)


def _fitted(row: Row, width: int, longest: int) -> Row:
    if isinstance(row, str):
        return row
    if len(row) < width or any(row[width:]):
        return "columns"
    return "too_long" if any(len(cell) > longest for cell in row) else row[:width]


def _utf_8(content: bytes) -> bytes:
    if content.startswith(UTF_16) or content.startswith(PACKED):
        raise FileRefused("The file is not CSV in UTF-8. Save it as CSV UTF-8, or as a workbook (XLSX).")
    return content.removeprefix(BOM)


def _of_csv(content: bytes) -> Iterator[Row]:
    """Each line by itself, so that an open quotation mark swallows no other."""
    for line in io.BytesIO(content):
        yield _of_line(line.rstrip(b"\r\n"))


def _of_prose(content: bytes) -> Iterator[Row]:
    """Cells in quotation marks may have several lines; a mark that is never closed is of no row that can be told."""
    csv.field_size_limit(len(content) + 1)
    reader = csv.reader(io.StringIO(content.decode(errors="surrogateescape"), newline=""), strict=True)
    try:
        for cells in reader:
            yield "encoding" if any(NOT_TEXT.search(cell) for cell in cells) else [cell.strip() for cell in cells]
    except csv.Error:
        raise FileRefused(
            f"A quotation mark before line {reader.line_num + 1} is never closed, or stands within a cell. Close it."
        ) from None


def _of_line(line: bytes) -> Row:
    if len(line) > LONGEST_LINE:
        return "too_long"
    try:
        text = line.decode()
    except UnicodeDecodeError:
        return "encoding"
    cells = cells_of(text)
    if "\0" in text or cells is None:
        return "encoding" if "\0" in text else "columns"
    return [cell.strip() for cell in cells]


def _of_workbook(content: bytes, shape: str) -> tuple[str, int, Iterator[Row]]:
    """The first sheet that is shown and has something in it: its name, how many others have, and its rows."""
    _require_plain_workbook(content)
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        shown = [
            each.name
            for each in workbook.sheets_metadata
            if each.typ == SheetTypeEnum.WorkSheet and each.visible == SheetVisibleEnum.Visible
        ]
        sheets = (workbook.get_sheet_by_name(name) for name in shown)
        sheet = next((each for each in sheets if each.height), None)
    except CalamineError:
        raise FileRefused(UNREADABLE) from None
    if sheet is None:
        raise FileRefused("The workbook has no sheet with anything in it.")
    return sheet.name, len(shown) - 1, ([_text(value, shape) for value in row] for row in sheet.iter_rows())


def _require_plain_workbook(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise FileRefused("The file is no workbook (XLSX). If it has a password, save it without one.") from None
    names = {part.filename.lower() for part in parts}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise FileRefused("The workbook has macros. Save it as an XLSX workbook without them.")
    if "xl/workbook.xml" not in names:
        raise FileRefused("The file is no workbook (XLSX). Save it as one, or as CSV UTF-8.")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise FileRefused(FAR_MORE)


def _text(value: Any, shape: str) -> str:
    """A cell as text: a whole number without a point, a day as 1974-03-09. Cells with an error have none."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, datetime.datetime):
        if shape == ANSWERS and value.time() != datetime.time():
            return value.isoformat(" ", "seconds")
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def _lines(rows: Iterable[Row]) -> list[str]:
    """Each row as JSON. Refuses more of them, or longer ones, than a list of people has."""
    lines: list[str] = []
    size = 0
    for row in rows:
        lines.append(json.dumps(row, ensure_ascii=False))
        size += len(lines[-1])
        if len(lines) > MOST_ROWS:
            raise FileRefused(
                f"A file may have {MOST_ROWS:,} rows here. Send it in parts, or let your program send it."
            )
        if size > MOST_CHARACTERS:
            raise FileRefused(FAR_MORE)
    return lines


def main() -> None:
    """The file on standard input; on standard output what the table is, and a row a line, both as JSON."""
    hold_down()
    ending, shape = sys.argv[1:]
    lines: list[str] = []
    try:
        about, rows = rows_in(sys.stdin.buffer.read(), ending, shape)
        lines = _lines(rows)
    except FileRefused as refusal:
        about = {"refused": refusal.text}
    except Exception:  # whatever the libraries make of it: it was not readable
        about = {"refused": UNREADABLE}
    for line in chain([json.dumps(about)], lines):
        sys.stdout.buffer.write(line.encode("utf-8", "replace") + b"\n")


if __name__ == "__main__":
    main()
