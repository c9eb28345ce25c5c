"""What comes through the door, what is left of it, and what stays outside."""

import io
import struct
import time
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, NameObject

from kernel.files import cleaning, examining
from kernel.files.cleaning import cleaned
from kernel.files.examining import LARGEST, examine, plain_name
from kernel.files.kinds import FileRefused, Kind
from tests.factories.files import CAMERA, EICAR, PLACE, SVG, action, archive, leading, pdf, picture, with_names

LAUNCH_ELSEWHERE = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S 4 0 R/F(calc.exe)>>>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj
4 0 obj/Launch endobj
trailer<</Root 1 0 R/Size 5>>
startxref
0
%%EOF
"""


def flood(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of few bytes that says it has very many points."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    packed = (struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def zeros(millions: int) -> bytes:
    """So many million zeros, packed by zlib: a million packed once, and said again and again."""
    packer = zlib.compressobj(9, wbits=-15)
    million = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    adler = struct.pack(">HH", millions * 1_000_000 % 65_521, 1)
    return b"\x78\xda" + million * millions + packer.flush() + adler


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_picture_is_upright_and_says_nothing_of_where_when_and_by_whom(form: str) -> None:
    content = picture(form, located=True)
    assert PLACE in content
    _, served = cleaned(content)
    with Image.open(io.BytesIO(served)) as shown:
        assert (shown.size, dict(shown.getexif()), shown.info.get("exif")) == ((20, 40), {}, None)
        assert shown.convert("RGB").getpixel((5, 5))[0] > 200  # type: ignore[index]
    assert not any(trace in served for trace in (PLACE, CAMERA.encode(), CAMERA.encode("utf-16-le"), b"Exif"))


def test_what_is_hidden_behind_a_picture_is_gone_from_the_served_copy() -> None:
    _, served = cleaned(picture() + b"<script>alert(1)</script>")
    assert b"script" not in served


JPEG_2000 = picture("JPEG2000")
LOCATED = (len(PLACE) + 8).to_bytes(4, "big") + b"uuid" + PLACE


@pytest.mark.parametrize(
    ("image", "packed"),
    [
        (picture(located=True), ("/DCTDecode",)),
        (zlib.compress(picture(located=True), 0), ("/FlateDecode", "/DCTDecode")),
        (JPEG_2000[:32] + LOCATED + JPEG_2000[32:], ("/JPXDecode",)),
    ],
    ids=["a JPEG", "a packed JPEG", "a JPEG 2000"],
)
def test_a_pdf_keeps_its_pages_and_loses_its_author_and_the_place_of_its_pictures(
    image: bytes, packed: tuple[str, ...]
) -> None:
    hidden = {"/PieceInfo": DictionaryObject({NameObject("/X"): action("/Y")})}
    content = pdf(image=image, packed=packed, catalog=hidden | leading("www.nhs.uk"))
    assert PLACE in content
    kind, served = cleaned(content)
    (page,) = PdfReader(io.BytesIO(served)).pages
    drawn: Any = page["/Resources"]["/XObject"]["/Im0"]  # type: ignore[index]
    with Image.open(io.BytesIO(drawn._data)) as shown:
        assert (kind, shown.size, shown.convert("RGB").getpixel((5, 5))[0] > 200) == (Kind.PDF, (40, 20), True)  # type: ignore[index]
    assert not any(trace in served for trace in (CAMERA.encode(), PLACE, b"Exif", b"PieceInfo"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (pdf(catalog={"/OpenAction": action("/JavaScript")}), "scripts"),
        (pdf(catalog={"/OpenAction": action("/JavaScript")}).replace(b"/JavaScript", b"/Java#53cript"), "scripts"),
        (pdf(catalog={"/OpenAction": action("/Launch")}), "orders to start programs"),
        (LAUNCH_ELSEWHERE, "orders to start programs"),
        (pdf(catalog=leading("java\nscript:alert(1)")), "links that lead to no web page"),
        (pdf(catalog=leading("file:///etc/passwd")), "links that lead to no web page"),
        (pdf(catalog=leading("\\\\host\\share")), "links that lead to no web page"),
        (pdf(image=zeros(600), packed=("/FlateDecode",)), "unpacks to far more"),
        (pdf(image=zlib.compress(b"x"), packed=("/FlateDecode", "/FlateDecode")), "packed more than once"),
        (pdf(image=picture(), size=20_000), "million points"),
        (pdf(catalog=with_names("/EmbeddedFiles")), "files inside it"),
        (pdf(catalog={"/AcroForm": DictionaryObject({NameObject("/XFA"): NameObject("/x")})}), "runs programs"),
        (pdf(password="secret"), "locked with a password"),
        (b"%PDF-1.7\nnothing", "cannot be read"),
        (picture() + archive(a=b"x"), "an archive in one"),
        (pdf() + archive(a=b"x"), "an archive in one"),
        (archive(a=bytes(30_000_000)), "is an archive"),
        (archive(**{"[Content_Types].xml": b"", "word/vbaProject.bin": b""}), "with macros"),
        (archive(**{"[Content_Types].xml": b"", "word/document.xml": b""}), "Office document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "Office document"),
        (SVG, "cannot be taken"),
        (b"\xef\xbb\xbf<html><script>", "cannot be taken"),
        (b"MZ" + bytes(100), "cannot be taken"),
        (b"GIF89a" + bytes(100), "cannot be taken"),
        (b"a\x00b", "cannot be taken"),
        (b"  \n", "cannot be taken"),
        (picture()[:300], "cannot be read"),
        (flood(), "million points"),
        (flood(10_000, 5_001), "million points"),
    ],
)
def test_what_could_do_harm_is_refused_in_words(content: bytes, said: str) -> None:
    began = time.monotonic()
    with pytest.raises(FileRefused, match=said):
        apart(content)
    assert time.monotonic() - began < 10


def apart(content: bytes) -> tuple[Kind, bytes]:
    """As the door does it: in a process of its own."""
    return examining._cleaned_apart(content)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("photo.pdf", picture(), "ends in .pdf, but the file is a JPEG picture"),
        ("photo.jpg.exe", picture(), "with a name that ends in .jpg"),
        ("photo", picture(), "with a name that ends in .jpg"),
        ("drawing.svg", SVG, "with a name that ends in .jpg"),
        ("notes.txt", SVG, "cannot be taken"),
        ("notes.txt", b"", "empty"),
        ("notes.txt", b"x" * (LARGEST + 1), "20 MB or less"),
    ],
)
def test_a_name_and_a_size_must_be_right_too(name: str, content: bytes, said: str) -> None:
    with pytest.raises(FileRefused, match=said):
        examine(name=name, content=content)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\photo.JPG", "photo.JPG"),
        ('a\r\nSet-Cookie: x=1;"b".txt', 'a Set-Cookie x=1;"b".txt'),
        ("\u202egpj.exe\x00.txt", "gpj.exe .txt"),
        ("..hidden.txt", "hidden.txt"),
        ("\ud800é.txt", "?é.txt"),
        ("x" * 400 + ".txt", "x" * 150 + ".txt"),
    ],
)
def test_a_name_holds_no_folders_line_ends_or_tricks(name: str, shown: str) -> None:
    assert plain_name(name).replace(":", "") == shown


def test_plain_text_comes_through_as_it_is_but_for_its_byte_order_mark() -> None:
    assert cleaned("\ufeffZoë said:\r\n1 < 2\t".encode()) == (Kind.TEXT, "Zoë said:\r\n1 < 2\t".encode())
    assert examine(name="eicar.txt", content=EICAR).served == EICAR


def test_a_file_that_keeps_its_reader_busy_is_given_up(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
) -> None:
    folder = tmp_path / "kernel" / "files"
    folder.mkdir(parents=True)
    (folder / "cleaning.py").write_text("while True: pass")
    settings.ROOT = tmp_path
    monkeypatch.setattr(examining, "SECONDS", 0.5)
    with pytest.raises(FileRefused, match="cannot be read"):
        examine(name="a.txt", content=b"x")


def test_the_process_that_reads_files_has_no_secrets(tmp_path: Path, settings: Any) -> None:
    folder = tmp_path / "kernel" / "files"
    folder.mkdir(parents=True)
    said = 'import json, os, sys; sys.stdout.write(json.dumps({"refused": ",".join(sorted(os.environ))}) + "\\n")'
    (folder / "cleaning.py").write_text(said)
    settings.ROOT = tmp_path
    with pytest.raises(FileRefused) as refused:
        examine(name="a.txt", content=b"x")
    assert not {"DATABASE_URL", "SECRET_KEY", "STATE_DIR", "REDIS_URL"} & set(refused.value.text.split(","))


def test_memory_is_capped_where_files_are_read() -> None:
    assert cleaning.MEMORY <= 1 << 30
