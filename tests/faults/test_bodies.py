"""How much of a request the web server takes in, and that none of it touches a disk."""

import sys
import weakref
from typing import Any

import pytest
from waitress.adjustments import Adjustments

from tests.faults.system import ROOT

sys.path.append(str(ROOT / "scripts"))
import bodies

FILES, SIZE, COOKIE = "/files/", 4_000_000, "Cookie: a=b\r\n"


@pytest.fixture(autouse=True)
def server(monkeypatch: pytest.MonkeyPatch) -> None:
    largest = {FILES: 5_000_000}
    monkeypatch.setattr(bodies.BoundedParser, "largest", staticmethod(lambda path: largest.get(path, 1_000_000)), False)
    monkeypatch.setattr(bodies.BoundedParser, "taking", weakref.WeakSet())


def sent(path: str, size: int = SIZE, headers: str = COOKIE) -> Any:
    parser = bodies.BoundedParser(Adjustments(max_request_body_size=bodies.READ_PAST))
    parser.received(f"POST {path} HTTP/1.1\r\nHost: a\r\n{headers}Content-Length: {size}\r\n\r\n".encode())
    while not parser.completed:
        assert isinstance(parser.body_rcv.getbuf(), bodies.CappedBuffer)
        parser.received(b"x" * min(size, 500_000))
    return parser


@pytest.mark.parametrize(
    ("path", "size", "headers", "kept"),
    [(FILES, SIZE, COOKIE, SIZE), (FILES, SIZE, "", 0), ("/else/", SIZE, COOKIE, 0), ("/else/", 900_000, "", 900_000)],
    ids=["a file", "a stranger's file", "too large", "small"],
)
def test_a_body_is_kept_up_to_the_limit_of_its_address(path: str, size: int, headers: str, kept: int) -> None:
    parser = sent(path, size, headers)
    assert (parser.error, len(parser.get_body_stream().read())) == (None, kept)
    assert parser.headers["CONTENT_LENGTH"] == str(size)


def test_a_chunked_body_is_kept_up_to_the_limit() -> None:
    parser = bodies.BoundedParser(Adjustments(max_request_body_size=bodies.READ_PAST))
    parser.received(f"POST {FILES} HTTP/1.1\r\nHost: a\r\n{COOKIE}Transfer-Encoding: chunked\r\n\r\n".encode())
    for _ in range(3):
        parser.received(b"7a120\r\n" + b"x" * 500_000 + b"\r\n")
    parser.received(b"0\r\n\r\n")
    assert (parser.completed, len(parser.get_body_stream().read())) == (True, 0)
    assert parser.headers["CONTENT_LENGTH"] == "1500000"


def test_far_over_every_limit_nothing_is_read() -> None:
    assert sent(FILES, bodies.READ_PAST).error.code == 413


def test_so_many_large_bodies_are_taken_in_at_once() -> None:
    waiting = [sent(FILES) for _ in range(bodies.LARGE_AT_ONCE)]
    assert sent(FILES).error.code == 503
    waiting.pop().close()
    assert sent(FILES).error is None
