"""PDFs: what a page does not need is a danger or a trace, and is refused or left out."""

import io
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from kernel.files.kinds import FileRefused
from kernel.files.pictures import without_notes

MOST_PAGES = 3_000
MOST_OBJECTS = 300_000
AGAIN = "Print it to a new PDF and send that."

# By the names that PDF gives them, as keys or as the kind of an action, annotation or stream.
DANGERS = {
    "/JS": "scripts",
    "/JavaScript": "scripts",
    "/Launch": "orders to start programs",
    "/GoToE": "links into other files",
    "/GoToR": "links into other files",
    "/ImportData": "orders to fetch or send what was filled in",
    "/SubmitForm": "orders to fetch or send what was filled in",
    "/EF": "files inside it",
    "/EmbeddedFile": "files inside it",
    "/EmbeddedFiles": "files inside it",
    "/FileAttachment": "files inside it",
    "/XFA": "a form of a kind that runs programs",
    "/RichMedia": "films, sounds or models",
    "/RichMediaContent": "films, sounds or models",
    "/Rendition": "films, sounds or models",
    "/Movie": "films, sounds or models",
    "/Sound": "films, sounds or models",
    "/3D": "films, sounds or models",
}
SAYS_WHAT_IT_IS = ("/S", "/Type", "/Subtype")
TRACES = ("/Metadata", "/PieceInfo", "/LastModified", "/AA", "/Thumb")


def pages_alone(content: bytes) -> bytes:
    """The pages of a PDF in a new file: no metadata, no earlier versions, nothing that no page leads to.

    Refuses one that is encrypted or holds what could run, send or hide something.
    """
    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted:
        raise FileRefused(f"The PDF is locked with a password. {AGAIN}")
    found = {DANGERS[name] for each in _reached(reader.trailer) for name in _names(each) if name in DANGERS}
    if found:
        raise FileRefused(f"The PDF has {' and '.join(sorted(found))} in it. {AGAIN}")
    if not 0 < len(reader.pages) <= MOST_PAGES:
        raise FileRefused(f"The PDF must have between 1 and {MOST_PAGES:,} pages. {AGAIN}")
    writer = PdfWriter()
    for page in reader.pages:
        writer.add_page(page)
    for each in _reached(writer.root_object):
        _without_traces(each)
    writer.metadata = None
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def _reached(start: Any) -> Iterator[DictionaryObject]:
    """Every dictionary and stream that a document leads to, each once."""
    waiting, seen = [start], set()
    while waiting:
        each = waiting.pop()
        if isinstance(each, IndirectObject):
            if (each.idnum, each.generation) in seen:
                continue
            seen.add((each.idnum, each.generation))
            each = each.get_object()
        if len(seen) > MOST_OBJECTS:
            raise FileRefused(f"The PDF has too many parts. {AGAIN}")
        if isinstance(each, DictionaryObject):
            yield each
            waiting += each.values()
        elif isinstance(each, ArrayObject):
            waiting += list.__iter__(each)


def _names(each: DictionaryObject) -> Iterator[str]:
    yield from each
    for key in SAYS_WHAT_IT_IS:
        if isinstance(kind := each.get(key), str):
            yield kind


def _without_traces(each: DictionaryObject) -> None:
    for name in TRACES:
        each.pop(name, None)
    if isinstance(each, StreamObject) and each.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
        each._data = without_notes(each._data)
