"""The door: what was sent comes out as an `ExaminedFile` or an `ExaminedTable`, or is refused in words."""

import json
import re
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings

from kernel.files.cleaning import SECONDS, UNREADABLE
from kernel.files.kinds import ABOUT, ENDINGS, TAKEN, FileRefused, Kind
from kernel.files.tables import CSV, PEOPLE, WORKBOOK

LARGEST = 20_000_000
"""Bytes of one file. A scanner takes 25 MB as it comes."""
LARGEST_REQUEST = LARGEST + 5_000_000
"""Bytes of a request with a file: enough that a file a little too large is refused beside its question."""
LONGEST_NAME = 150

_places = threading.BoundedSemaphore(2)  # each may take a gigabyte


@dataclass(frozen=True)
class ExaminedFile:
    """A file that may be stored: only `examine` makes one."""

    name: str
    kind: Kind
    original: bytes
    served: bytes


@dataclass(frozen=True)
class ExaminedTable:
    """A table that somebody sent: rows of text as wide as its headings, each a JSON text. `examine_table` makes one.

    A row that could not be read is the code of what is wrong with it. `sheet` is empty for CSV.
    """

    name: str
    sheet: str
    other_sheets: int
    headings: tuple[str, ...]
    rows: tuple[str, ...]


def examine_table(*, name: str, content: bytes, shape: str = PEOPLE) -> ExaminedTable:
    """Refuse a file that is too large, no CSV and no workbook, or has more in it than a table; read what is taken.

    `shape` is one of `kernel.files.tables.SHAPES`.
    """
    shown = _taken_name(name, content, (CSV, WORKBOOK), "a CSV file or an XLSX workbook")
    line, _, rows = _apart("kernel.files.tables", content, PurePosixPath(shown).suffix.lower(), shape).partition(b"\n")
    about = _told(line)
    lines = rows.decode().split("\n")[:-1]  # no other end of line: cells may have those
    return ExaminedTable(shown, about["sheet"], about["other_sheets"], tuple(about["headings"]), tuple(lines))


def examine(*, name: str, content: bytes) -> ExaminedFile:
    """Refuse a file that is too large, of a type not on the list, or not what its name says; clean what is taken."""
    shown = _taken_name(name, content, ENDINGS, TAKEN)
    ending = PurePosixPath(shown).suffix.lower()
    kind, served = _cleaned_apart(content)
    if ending not in ABOUT[kind].endings:
        raise FileRefused(
            f"The name ends in {ending}, but the file is {ABOUT[kind].words}. Save it again as it is named."
        )
    return ExaminedFile(name=shown, kind=kind, original=content, served=served)


def bound(parts: Sequence[tuple[str, bytes]], *, prefix: str) -> tuple[list[int], bytes]:
    """PDFs and pictures as one flattened PDF, its pages labelled prefix and number; and how many pages each has."""
    asked = {"prefix": prefix, "parts": [(kind, len(content)) for kind, content in parts]}
    content = json.dumps(asked).encode() + b"\n" + b"".join(content for _, content in parts)
    line, _, made = _apart("kernel.files.binding", content).partition(b"\n")
    return list(_told(line)["pages"]), made


def words_in(*, kind: Kind, content: bytes) -> str:
    """What can be copied out of the served copy of a file; nothing of a picture."""
    if kind is Kind.TEXT:
        return content.decode()
    if kind is not Kind.PDF:
        return ""
    return str(_told(_apart("kernel.files.wording", content).strip())["words"])


def plain_name(name: str) -> str:
    """A name as people may read it: no folders, nothing invisible. It is shown, and is never a path or a header."""
    last = re.split(r"[/\\]", name)[-1]
    text = unicodedata.normalize("NFC", last.encode("utf-8", "replace").decode())
    shown = "".join(each if unicodedata.category(each)[0] not in "CZ" else " " for each in text)
    stem, dot, ending = " ".join(shown.split()).strip(". ").rpartition(".")
    return f"{stem[:LONGEST_NAME]}{dot}{ending[:10]}"


def _taken_name(name: str, content: bytes, endings: tuple[str, ...], taken: str) -> str:
    if not content:
        raise FileRefused("The file is empty. Choose another.")
    if len(content) > LARGEST:
        raise FileRefused(f"The file must be {LARGEST // 1_000_000} MB or less.")
    shown = plain_name(name)
    if PurePosixPath(shown).suffix.lower() not in endings:
        raise FileRefused(f"The file must be {taken}, with a name that ends in {', '.join(endings)}.")
    return shown


def _cleaned_apart(content: bytes) -> tuple[Kind, bytes]:
    line, _, served = _apart("kernel.files.cleaning", content).partition(b"\n")
    return Kind(_told(line)["kind"]), served


def _apart(module: str, content: bytes, *options: str) -> bytes:
    """What a module makes of the content, in a process without secrets, in which it can do no harm."""
    with _places:
        try:
            done = subprocess.run(  # noqa: S603 - one of our modules
                [sys.executable, "-m", module, *options],
                input=content,
                capture_output=True,
                timeout=SECONDS * 2,
                cwd=settings.ROOT,
                env={"LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise FileRefused(UNREADABLE) from None
    return b"" if done.returncode else done.stdout


def _told(line: bytes) -> dict[str, Any]:
    if not line:
        raise FileRefused(UNREADABLE)
    said: dict[str, Any] = json.loads(line)
    if "refused" in said:
        raise FileRefused(said["refused"])
    return said
