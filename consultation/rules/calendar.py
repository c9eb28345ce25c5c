"""A calendar that other programs read (RFC 5545). Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

LONGEST_LINE: Final = 75  # octets


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Something at an instant. `key` stays the same, so that a program that reads it again moves what it has."""

    key: str
    at: datetime
    text: str
    address: str


def ics(entries: Iterable[Entry], *, name: str, made_at: datetime) -> bytes:
    """The entries as a file."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//manager-register//consultations//EN",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for each in entries:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{each.key}@manager-register",
            f"DTSTAMP:{_instant(made_at)}",
            f"DTSTART:{_instant(each.at)}",
            f"SUMMARY:{_text(each.text)}",
            f"URL:{each.address}",
            "END:VEVENT",
        ]
    return b"".join(folded for line in [*lines, "END:VCALENDAR"] for folded in _folded(line))


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """As RFC 5545 has text: nothing in it ends a line or begins another property."""
    plain = "".join(character if character.isprintable() else " " for character in words)
    for character in ("\\", ";", ","):
        plain = plain.replace(character, f"\\{character}")
    return plain


def _folded(line: str) -> Iterator[bytes]:
    """A line in pieces of at most 75 octets, none of which cuts a letter in two."""
    held = b""
    for character in line:
        octets = character.encode()
        if len(held) + len(octets) > LONGEST_LINE:
            yield held + b"\r\n"
            held = b" "
        held += octets
    yield held + b"\r\n"
