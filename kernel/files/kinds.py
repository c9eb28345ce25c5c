"""What a file is, by its content. What is on the list may come in, and nothing else."""

import io
import re
import zipfile
from dataclasses import dataclass
from enum import StrEnum

import puremagic

from kernel.errors import ActionRefused

TAKEN = "JPEG, PNG, PDF or plain text (TXT)"
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
MARKUP = re.compile(r"\s*(<[!?a-z]|#!|\{\\rtf|%!)", re.IGNORECASE)
OFFICE_BEFORE_2007 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PACKED = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")


class FileRefused(ActionRefused):
    """The file cannot be taken; the text says what to send instead."""


class Kind(StrEnum):
    """The content types that are taken."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    PDF = "application/pdf"
    TEXT = "text/plain"


@dataclass(frozen=True)
class About:
    """How files of a kind begin and may be called, in words, and the library's names for them."""

    words: str
    begins: bytes
    endings: tuple[str, ...]
    library: str


ABOUT = {
    Kind.JPEG: About("a JPEG picture", b"\xff\xd8\xff", (".jpg", ".jpeg"), "image/jpeg"),
    Kind.PNG: About("a PNG picture", b"\x89PNG\r\n\x1a\n", (".png",), "image/png"),
    Kind.PDF: About("a PDF", b"%PDF-", (".pdf",), "application/pdf"),
    Kind.TEXT: About("plain text", b"", (".txt",), ""),
}
ENDINGS = tuple(ending for about in ABOUT.values() for ending in about.endings)


def kind_of(content: bytes) -> Kind:
    """The kind of a file. Refuses archives, documents with programs in them, and two kinds in one file."""
    for kind, about in ABOUT.items():
        if about.begins and content.startswith(about.begins):
            _require_one_kind(content, about)
            return kind
    if content.startswith(PACKED) or zipfile.is_zipfile(io.BytesIO(content)):
        raise FileRefused(_packed(content))
    if content.startswith(OFFICE_BEFORE_2007):
        raise FileRefused("The file is an Office document, which can hold programs. Save it as PDF and send that.")
    if _is_plain_text(content):
        return Kind.TEXT
    raise FileRefused(f"The file is of a type that cannot be taken. Send {TAKEN}.")


def _require_one_kind(content: bytes, about: About) -> None:
    named = {match.mime_type for match in puremagic.magic_string(content)}
    if about.library not in named:
        raise FileRefused(f"The file begins like {about.words} and is none. Save it again and send that.")
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise FileRefused(f"The file is {about.words} and an archive in one. Save it again and send that.")


def _packed(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()[:10_000]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        names = []
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return "The file is an Office document with macros. Save it as PDF and send that."
    if "[Content_Types].xml" in names or "mimetype" in names:
        return "The file is an Office document, which can hold programs. Save it as PDF and send that."
    return "The file is an archive. Take the files out of it and send them one by one."


def _is_plain_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and not CONTROL.search(text) and not MARKUP.match(text)
