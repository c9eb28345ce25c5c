"""The door: what was sent comes out as an `ExaminedFile`, or is refused in words."""

import json
import re
import subprocess
import sys
import threading
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.conf import settings

from kernel.files.cleaning import SECONDS, UNREADABLE
from kernel.files.kinds import ABOUT, ENDINGS, TAKEN, FileRefused, Kind

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


def examine(*, name: str, content: bytes) -> ExaminedFile:
    """Refuse a file that is too large, of a type not on the list, or not what its name says; clean what is taken."""
    if not content:
        raise FileRefused("The file is empty. Choose another.")
    if len(content) > LARGEST:
        raise FileRefused(f"The file must be {LARGEST // 1_000_000} MB or less.")
    shown = plain_name(name)
    ending = PurePosixPath(shown).suffix.lower()
    if ending not in ENDINGS:
        raise FileRefused(f"The file must be {TAKEN}, with a name that ends in {', '.join(ENDINGS)}.")
    kind, served = _cleaned_apart(content)
    if ending not in ABOUT[kind].endings:
        raise FileRefused(
            f"The name ends in {ending}, but the file is {ABOUT[kind].words}. Save it again as it is named."
        )
    return ExaminedFile(name=shown, kind=kind, original=content, served=served)


def plain_name(name: str) -> str:
    """A name as people may read it: no folders, nothing invisible. It is shown, and is never a path or a header."""
    last = re.split(r"[/\\]", name)[-1]
    text = unicodedata.normalize("NFC", last.encode("utf-8", "replace").decode())
    shown = "".join(each if unicodedata.category(each)[0] not in "CZ" else " " for each in text)
    stem, dot, ending = " ".join(shown.split()).strip(". ").rpartition(".")
    return f"{stem[:LONGEST_NAME]}{dot}{ending[:10]}"


def _cleaned_apart(content: bytes) -> tuple[Kind, bytes]:
    with _places:
        try:
            done = subprocess.run(
                [sys.executable, "-m", "kernel.files.cleaning"],
                input=content,
                capture_output=True,
                timeout=SECONDS * 2,
                cwd=settings.ROOT,
                env={"LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise FileRefused(UNREADABLE) from None
    line, _, served = done.stdout.partition(b"\n")
    if done.returncode or not line:
        raise FileRefused(UNREADABLE)
    said = json.loads(line)
    if "refused" in said:
        raise FileRefused(said["refused"])
    return Kind(said["kind"]), served
