"""Files as people send them: good ones, and those made to do harm."""

import io
import zipfile
from typing import Any

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject, TextStringObject

from kernel.files.examining import ExaminedFile, examine

PLACE, CAMERA = b"GPSLatitude-51.5014", "Owner-Adeyemi"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(form: str = "JPEG", size: tuple[int, int] = (40, 20), *, located: bool = False) -> bytes:
    """A red picture; `located` says where, when and by whom it was taken, and is turned by its EXIF."""
    made = io.BytesIO()
    options: dict[str, Any] = {}
    if located:
        exif = Image.Exif()
        exif[0x0112], exif[0x9C9D], exif[0x010E] = 6, CAMERA, PLACE.decode()
        exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 5.0)})
        options = {"exif": exif, "comment": PLACE} if form == "JPEG" else {"exif": exif}
    Image.new("RGB", size, "red").save(made, form, **options)
    return made.getvalue()


def pdf(
    *,
    catalog: dict[str, Any] | None = None,
    image: bytes = b"",
    packed: tuple[str, ...] = ("/DCTDecode",),
    size: int = 1,
    password: str = "",
) -> bytes:
    """A PDF of one page; with entries in its catalog, with an image `packed` so on the page, or locked."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": CAMERA})
    for name, value in (catalog or {}).items():
        writer.root_object[NameObject(name)] = value
    if image:
        stream = StreamObject()
        stream._data = image
        for name, kind in (("/Type", "/XObject"), ("/Subtype", "/Image")):
            stream[NameObject(name)] = NameObject(kind)
        stream[NameObject("/Filter")] = ArrayObject([NameObject(each) for each in packed])
        stream[NameObject("/Width")] = stream[NameObject("/Height")] = NumberObject(size)
        drawn = DictionaryObject({NameObject("/Im0"): writer._add_object(stream)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): drawn})
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def leading(to: str) -> dict[str, Any]:
    """A catalog with a link."""
    link = DictionaryObject({NameObject("/S"): NameObject("/URI"), NameObject("/URI"): TextStringObject(to)})
    return {"/OpenAction": link}


def action(kind: str) -> DictionaryObject:
    """Something a PDF does by itself."""
    return DictionaryObject({NameObject("/S"): NameObject(kind), NameObject("/F"): TextStringObject("calc.exe")})


def with_names(kind: str) -> dict[str, Any]:
    """A catalog whose names lead to something hidden."""
    inner = DictionaryObject({NameObject("/Names"): ArrayObject([TextStringObject("a"), action("/JavaScript")])})
    return {"/Names": DictionaryObject({NameObject(kind): inner})}


def archive(**members: bytes) -> bytes:
    """A ZIP file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return made.getvalue()


def examined(content: bytes = b"Minutes of the board.", name: str = "minutes.txt") -> ExaminedFile:
    """A file that came through the door."""
    return examine(name=name, content=content)
