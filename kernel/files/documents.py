"""PDFs: what a page does not need is a danger or a trace, and is refused or left out."""

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from kernel.files.kinds import FileRefused
from kernel.files.pictures import without_boxes, without_notes

MOST_PAGES = 3_000
MOST_OBJECTS = 300_000
MOST_UNPACKED = 500_000_000
MOST_POINTS = 200_000_000
"""Of one picture: twice that of a page of A3 scanned at 600 points an inch."""
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
OTHER_FILES = DANGERS["/GoToR"]
LEADS_TO_A_PAGE = re.compile(r"(https?|mailto|tel):|(?![a-z][a-z0-9+.-]*:|[/\\]{2})", re.IGNORECASE)
SAYS_WHAT_IT_IS = ("/S", "/Type", "/Subtype")
TRACES = ("/Metadata", "/PieceInfo", "/LastModified", "/AA", "/Thumb")


def pages_alone(content: bytes) -> bytes:
    """The pages of a PDF in a new file: no metadata, no earlier versions, nothing that no page leads to.

    Refuses one that is encrypted or holds what could run, send or hide something.
    """
    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted:
        raise FileRefused(f"The PDF is locked with a password. {AGAIN}")
    found = {danger for each in _reached(reader.trailer) for danger in _dangers(each)}
    if found:
        raise FileRefused(f"The PDF has {' and '.join(sorted(found))} in it. {AGAIN}")
    if not 0 < len(reader.pages) <= MOST_PAGES:
        raise FileRefused(f"The PDF must have between 1 and {MOST_PAGES:,} pages. {AGAIN}")
    writer = PdfWriter()
    for page in reader.pages:
        writer.add_page(page)
    unpacked = 0
    for each in _reached(writer.root_object):
        _without_traces(each)
        unpacked += _unpacked(each)
        if unpacked > MOST_UNPACKED:
            raise FileRefused(f"The PDF unpacks to far more than a document needs. {AGAIN}")
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


def _dangers(each: DictionaryObject) -> Iterator[str]:
    """What could run, send or hide something, in words; also where a name or address is kept elsewhere."""
    for name in (*each, *(_value(each, key) for key in SAYS_WHAT_IT_IS)):
        if isinstance(name, str) and name in DANGERS:
            yield DANGERS[name]
    address = _value(each, "/URI")
    if isinstance(address, bytes):
        address = address.decode("latin-1")
    if isinstance(address, str) and not LEADS_TO_A_PAGE.match(re.sub(r"[\x00-\x20\x7f]", "", address)):
        yield "links that lead to no web page"
    if isinstance(each, StreamObject) and "/F" in each:
        yield OTHER_FILES


def _value(each: DictionaryObject, key: str) -> Any:
    value = each.get(key)
    return value.get_object() if value is not None else None


def _without_traces(each: DictionaryObject) -> None:
    for name in TRACES:
        each.pop(name, None)
    if not isinstance(each, StreamObject):
        return
    if (_value(each, "/Width") or 0) * (_value(each, "/Height") or 0) > MOST_POINTS:
        raise FileRefused(
            f"The PDF has a picture of more than {MOST_POINTS // 1_000_000} million points in it. {AGAIN}"
        )
    filters = _filters(each)
    if filters == ["/FlateDecode", "/DCTDecode"]:
        each._data = zlib.decompressobj().decompress(each._data, MOST_UNPACKED)
        filters = ["/DCTDecode"]
        each[NameObject("/Filter")] = NameObject("/DCTDecode")
        each.pop("/DecodeParms", None)
    if filters == ["/DCTDecode"]:
        each._data = without_notes(each._data)
    elif filters == ["/JPXDecode"]:
        each._data = without_boxes(each._data)
    elif {"/DCTDecode", "/JPXDecode"} & set(filters) or filters.count("/FlateDecode") > 1:
        raise FileRefused(f"The PDF has a part in it that is packed more than once. {AGAIN}")


def _filters(stream: StreamObject) -> list[str]:
    """How a stream is packed, outermost first."""
    value = _value(stream, "/Filter")
    return [str(each.get_object()) for each in value] if isinstance(value, list) else [str(value)] if value else []


def _unpacked(each: DictionaryObject) -> int:
    """Bytes that a stream becomes in whoever reads it; counted in pieces, and no further than the limit."""
    if not isinstance(each, StreamObject) or _filters(each)[:1] != ["/FlateDecode"]:
        return 0
    inflating, packed, size = zlib.decompressobj(), each._data, 0
    try:
        while packed and size <= MOST_UNPACKED:
            size += len(inflating.decompress(packed, 1 << 20))
            packed = inflating.unconsumed_tail
    except zlib.error:
        pass  # a reader takes what could be unpacked until here
    return size
