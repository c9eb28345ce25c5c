"""Documents bound into one PDF: flattened, and numbered through. Pure, without Django or the database.

`examining` runs it as `python -m kernel.files.binding`, held down as what cleans a file is. Of each page only what is
drawn on it is taken along: what somebody commented or filled in becomes part of the drawing, and nothing is left to
click, fill in or run.
"""

import io
import json
import sys
from typing import Any

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    RectangleObject,
    StreamObject,
)

from kernel.files.cleaning import UNREADABLE, hold_down
from kernel.files.kinds import FileRefused, Kind

DRAWN = {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Resources", "/Contents", "/UserUnit", "/Group", "/Rotate"}
UNSEEN = 2 | 32  # hidden, and not to be shown
NO_DRAWING = ("/Link", "/Popup")
A4 = (595, 842)
MARGIN = 36
FONT = "/HouseLabel"


def bound(parts: list[tuple[str, bytes]], *, prefix: str) -> tuple[list[int], bytes]:
    """One PDF of PDFs and pictures, its pages labelled prefix and number from 1; and how many pages each has."""
    writer, counts = PdfWriter(), []
    font = writer._add_object(
        DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
                NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
            }
        )
    )
    for kind, content in parts:
        source = PdfReader(io.BytesIO(content if kind == Kind.PDF else _page_of_picture(content)), strict=False)
        for page in source.pages:
            added = writer.add_page(page)
            _flatten(writer, added, font, label=f"{prefix}{len(writer.pages)}")
        counts.append(len(source.pages))
    writer.metadata = None
    made = io.BytesIO()
    writer.write(made)
    return counts, made.getvalue()


def _page_of_picture(content: bytes) -> bytes:
    """A picture on a page, no larger than A4."""
    from PIL import Image  # only what the file needs is loaded

    made = io.BytesIO()
    with Image.open(io.BytesIO(content)) as picture:
        points = max(72.0, *(72 * size / (paper - 2 * MARGIN) for size, paper in zip(picture.size, A4, strict=True)))
        picture.convert("RGB").save(made, "PDF", resolution=points)
    return made.getvalue()


def _flatten(writer: PdfWriter, page: PageObject, font: Any, *, label: str) -> None:
    drawings = _drawings(writer, page)
    for name in [name for name in page if name not in DRAWN]:
        del page[name]
    if page.rotation:
        page.transfer_rotation_to_content()
    content = page.get("/Contents")
    found = content.get_object() if content is not None else None
    before = list(found) if isinstance(found, ArrayObject) else [content] if content is not None else []
    box = RectangleObject(page.cropbox)
    after = "\nQ\n" + drawings + _label(label, box)
    drawn = [one if hasattr(one, "idnum") else writer._add_object(one) for one in before]
    page[NameObject("/Contents")] = ArrayObject([_stream(writer, "q\n"), *drawn, _stream(writer, after)])
    _resource(page, "/Font", FONT, font)


def _drawings(writer: PdfWriter, page: PageObject) -> str:
    """What comments and fields look like, drawn on the page where they stand."""
    found = []
    annotations = page.get("/Annots")
    for place, one in enumerate(annotations.get_object() if annotations is not None else []):
        each = one.get_object()
        if each.get("/Subtype") in NO_DRAWING or int(each.get("/F", 0)) & UNSEEN or "/Rect" not in each:
            continue
        look = each.get("/AP", DictionaryObject()).get_object().get("/N")
        look = look.get_object() if look is not None else None
        if isinstance(look, DictionaryObject) and not isinstance(look, StreamObject):
            chosen = look.get(str(each.get("/AS", "")))
            look = chosen.get_object() if chosen is not None else None
        if each.get("/Subtype") == "/Text" or not isinstance(look, StreamObject):
            found.append(_words(each))
        if isinstance(look, StreamObject) and "/BBox" in look:
            look[NameObject("/Type")], look[NameObject("/Subtype")] = NameObject("/XObject"), NameObject("/Form")
            name = f"/HouseDrawing{place}"
            _resource(page, "/XObject", name, getattr(look, "indirect_reference", None) or writer._add_object(look))
            found.append(f"q {_matrix(each, look)} cm {name} Do Q\n")
    return "".join(found)


def _numbers(array: Any) -> list[float]:
    return [float(one) for one in array.get_object()] if hasattr(array, "get_object") else list(map(float, array))


def _words(each: DictionaryObject) -> str:
    """What a comment says that no drawing shows, in small letters where it stands."""
    box, said = _numbers(each["/Rect"]), str(each.get("/Contents", ""))
    lines = [line.encode("latin-1", "replace").hex() for line in said.splitlines()[:20]]
    shown = "".join(f"<{line}> Tj 0 -8 Td " for line in lines)
    return f"q 0 g BT {FONT} 7 Tf {box[0]:.2f} {box[3] - 8:.2f} Td {shown}ET Q\n" if lines else ""


def _matrix(each: DictionaryObject, look: StreamObject) -> str:
    """What brings a drawing's box, as its own matrix turns it, to where its comment stands (ISO 32000, 12.5.5)."""
    a, b, c, d, e, f = _numbers(look.get("/Matrix", [1, 0, 0, 1, 0, 0]))
    left, low, right, high = _numbers(look["/BBox"])
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (low, high)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    to = _numbers(each["/Rect"])
    width, height = max(xs) - min(xs) or 1.0, max(ys) - min(ys) or 1.0
    across, up = abs(to[2] - to[0]) / width, abs(to[3] - to[1]) / height
    shift = (min(to[0], to[2]) - across * min(xs), min(to[1], to[3]) - up * min(ys))
    return f"{across:.5f} 0 0 {up:.5f} {shift[0]:.5f} {shift[1]:.5f}"


def _label(label: str, box: RectangleObject) -> str:
    x, y, wide = float(box.right) - 64, float(box.bottom) + 12, 52
    return f"q 1 g {x:.2f} {y:.2f} {wide} 16 re f 0 g BT {FONT} 11 Tf {x + 6:.2f} {y + 4:.2f} Td ({label}) Tj ET Q\n"


def _stream(writer: PdfWriter, text: str) -> Any:
    made = StreamObject()
    made._data = text.encode("ascii")
    made[NameObject("/Length")] = NumberObject(len(made._data))
    return writer._add_object(made)


def _resource(page: PageObject, kind: str, name: str, value: Any) -> None:
    resources = page.get("/Resources", DictionaryObject()).get_object()
    group = resources.get(kind, DictionaryObject()).get_object()
    group[NameObject(name)] = value
    resources[NameObject(kind)] = group
    page[NameObject("/Resources")] = resources


def main() -> None:
    """On standard input a line that says what follows; on standard output one on what came of it, and the PDF."""
    hold_down()
    content = b""
    try:
        asked, parts = json.loads(sys.stdin.buffer.readline()), []
        for kind, size in asked["parts"]:
            parts.append((kind, sys.stdin.buffer.read(size)))
        counts, content = bound(parts, prefix=asked["prefix"])
        said: dict[str, Any] = {"pages": counts}
    except FileRefused as refusal:
        said = {"refused": refusal.text}
    except Exception:  # whatever the libraries make of it: it was not readable
        said = {"refused": UNREADABLE}
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + content)


if __name__ == "__main__":
    main()
