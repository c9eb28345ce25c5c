"""Stolen passwords are asked after by five digits of their digest; a silent service lets the password pass."""

import io
from typing import Any
from urllib.error import URLError

import pytest

from kernel import passwords

DIGEST = "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8"  # of "password"


@pytest.mark.parametrize(
    ("said", "breached"),
    [
        (f"{DIGEST[5:]}:9545824", True),
        (f"{DIGEST[5:].lower()}:3\r\nABC:1", True),
        (f"{DIGEST[5:]}:0", False),
        ("ABC:1", False),
        ("", False),
    ],
)
def test_only_the_beginning_of_the_digest_leaves(
    said: str, breached: bool, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    asked: list[str] = []

    def answer(address: str, timeout: int) -> io.BytesIO:
        asked.append(address)
        return io.BytesIO(said.encode())

    settings.BREACHED_PASSWORDS_URL = "https://range.example.test/range/"
    monkeypatch.setattr(passwords, "urlopen", answer)
    assert passwords.is_breached("password") is breached
    assert asked == [f"https://range.example.test/range/{DIGEST[:5]}"]


def test_it_is_off_by_default_and_a_service_that_fails_stops_nobody(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    def fail(address: str, timeout: int) -> io.BytesIO:
        raise URLError("no such host")

    monkeypatch.setattr(passwords, "urlopen", fail)
    assert not passwords.is_breached("password")
    settings.BREACHED_PASSWORDS_URL = "https://range.example.test/range/"
    assert not passwords.is_breached("password")
