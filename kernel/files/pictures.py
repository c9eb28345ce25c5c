"""Pictures, made anew from their points: nothing else that was in the file comes along."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from kernel.files.kinds import FileRefused, Kind

MOST_POINTS = 50_000_000
QUALITY = 92
MODES = {Kind.JPEG: ("L", "RGB"), Kind.PNG: ("L", "RGB", "RGBA")}
FORMATS = {Kind.JPEG: "JPEG", Kind.PNG: "PNG"}
TOO_MANY = f"The picture has more than {MOST_POINTS // 1_000_000} million points. Save it smaller and send that."
UNREADABLE = "The picture cannot be read. Open it, save it again and send that."

Image.MAX_IMAGE_PIXELS = MOST_POINTS


def made_anew(content: bytes, kind: Kind) -> bytes:
    """The same picture, upright, without places, names, times, colour profiles, thumbnails or trailing bytes.

    Its size is read from the header and refused before any point is unpacked.
    """
    try:
        with Image.open(io.BytesIO(content), formats=[FORMATS[kind]]) as picture:
            if picture.width * picture.height > MOST_POINTS:
                raise FileRefused(TOO_MANY)
            upright = ImageOps.exif_transpose(picture)
            mode = upright.mode if upright.mode in MODES[kind] else _nearest(upright, kind)
            points = upright.convert(mode)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise FileRefused(TOO_MANY) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, MemoryError):
        raise FileRefused(UNREADABLE) from None
    bare = Image.frombytes(points.mode, points.size, points.tobytes())
    made = io.BytesIO()
    bare.save(made, FORMATS[kind], **({"quality": QUALITY} if kind is Kind.JPEG else {}))
    return made.getvalue()


def _nearest(picture: Image.Image, kind: Kind) -> str:
    return "RGBA" if kind is Kind.PNG and picture.has_transparency_data else "RGB"


def without_notes(jpeg: bytes) -> bytes:
    """A JPEG inside a PDF without its notes: places, names and thumbnails live in segments that no picture needs."""
    kept, place = bytearray(jpeg[:2]), 2
    while place + 4 <= len(jpeg) and jpeg[place] == 0xFF:
        marker, length = jpeg[place + 1], int.from_bytes(jpeg[place + 2 : place + 4], "big")
        if marker == 0xDA:  # the points begin
            break
        is_note = marker == 0xFE or (0xE1 <= marker <= 0xEF and marker != 0xEE)  # 0xEE says how colours are kept
        kept += b"" if is_note else jpeg[place : place + 2 + length]
        place += 2 + length
    return bytes(kept) + jpeg[place:]


def without_boxes(picture: bytes) -> bytes:
    """A JPEG 2000 inside a PDF without its notes: of its boxes, those that say what it is, and the points."""
    if picture[4:8] != b"jP  ":
        return picture  # the points alone
    kept, place = bytearray(), 0
    while place + 8 <= len(picture):
        length, kind = int.from_bytes(picture[place : place + 4], "big"), picture[place + 4 : place + 8]
        if length == 1:
            length = int.from_bytes(picture[place + 8 : place + 16], "big")
        ends = place + length if length else len(picture)
        if kind in (b"jP  ", b"ftyp", b"jp2h", b"jp2c"):
            kept += picture[place:ends]
        place = max(ends, place + 8)
    return bytes(kept)
