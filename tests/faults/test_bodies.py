"""How much of a request the web server takes in, for how long, and that none of it touches a disk."""

import io
import socket
import sys
import threading
import weakref
from collections.abc import Iterator
from typing import Any

import pytest
from waitress.adjustments import Adjustments

from tests.faults.system import ROOT

sys.path.append(str(ROOT / "scripts"))
import bodies
import serve

FILES, SIZE, COOKIE = "/files/", 4_000_000, "Cookie: a=b\r\n"
OPEN = "/open/"


@pytest.fixture(autouse=True)
def server(monkeypatch: pytest.MonkeyPatch) -> None:
    largest = {FILES: 5_000_000, OPEN: 5_000_000}
    monkeypatch.setattr(bodies.BoundedParser, "largest", staticmethod(lambda path: largest.get(path, 1_000_000)), False)
    monkeypatch.setattr(bodies.BoundedParser, "is_for_strangers", staticmethod(lambda path: path == OPEN), False)
    monkeypatch.setattr(bodies.BoundedParser, "taking", weakref.WeakSet())


def sent(path: str, size: int = SIZE, headers: str = COOKIE) -> Any:
    parser = bodies.BoundedParser(Adjustments(max_request_body_size=bodies.LARGEST))
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
    parser = bodies.BoundedParser(Adjustments(max_request_body_size=bodies.LARGEST))
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
    waiting[0].close()
    assert sent(FILES).error is None


def test_of_strangers_few_at_once_are_taken_in_and_leave_room_for_those_who_are_known() -> None:
    waiting = [sent(OPEN, headers="") for _ in range(bodies.OF_STRANGERS_AT_ONCE)]
    assert [each.error for each in waiting] == [None] * bodies.OF_STRANGERS_AT_ONCE
    assert sent(OPEN, headers="").error.code == 503
    assert sent(OPEN).error is None
    assert len(waiting[0].get_body_stream().read()) == SIZE


@pytest.mark.parametrize(("known", "error"), [(True, None), (False, 413)], ids=["a program's", "a stranger's"])
def test_a_batch_is_kept_sealed_and_a_stranger_s_is_dropped_as_soon_as_it_is_known(
    monkeypatch: pytest.MonkeyPatch, known: bool, error: int | None
) -> None:
    monkeypatch.setattr(bodies, "READ_PAST", 3_000_000)
    monkeypatch.setattr(bodies.BoundedParser, "is_known", staticmethod(lambda *given: known), False)
    file = io.BytesIO()
    monkeypatch.setattr("tempfile.TemporaryFile", lambda **_: file)
    parser = bodies.BoundedParser(Adjustments(max_request_body_size=bodies.LARGEST))
    parser.received(f"POST {FILES} HTTP/1.1\r\nHost: a\r\n{COOKIE}Content-Length: {SIZE}\r\n\r\n".encode())
    while not parser.has_asked:
        threading.Event().wait(0.001)
    for _ in range(4):
        parser.received(b"0123456789" * 100_000)
    assert (parser.error and parser.error.code) == error
    if known:
        assert b"0123456789" not in file.getvalue()
        assert parser.get_body_stream().read() == b"0123456789" * 400_000


PERIOD = 0.4
KNOWN = {("a=signed in", ""), ("", "Bearer live")}


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The web server in a thread, giving a whole request PERIOD seconds; whose cookie says so is signed in."""
    monkeypatch.setattr(bodies.BoundedParser, "is_known", staticmethod(lambda *given: given in KNOWN), False)
    monkeypatch.setattr(bodies, "LEAST_A_SECOND", 400_000)

    def answer(environ: Any, start: Any) -> list[bytes]:
        start("200 OK", [("Content-Length", "0")])
        return [b""]

    listener, stop = socket.create_server(("127.0.0.1", 0)), threading.Event()
    server = serve.build_server(answer, listener, request_seconds=PERIOD)

    def loop() -> None:
        while not stop.is_set():
            server.asyncore.loop(timeout=0.02, map=server._map, use_poll=True, count=1)

    thread = threading.Thread(target=loop)
    thread.start()
    yield listener.getsockname()[1]
    stop.set()
    thread.join()
    server.task_dispatcher.shutdown()
    server.close()


def answer_to_slow(port: int, *, header: str, pieces: int, piece: int) -> bytes:
    """What a sender is answered who brings a body piece by piece, ten in each PERIOD."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        head = f"POST {FILES} HTTP/1.1\r\nHost: a\r\n{header}\r\nContent-Length: {pieces * piece}\r\n\r\n"
        try:
            line.sendall(head.encode())
            for _ in range(pieces):
                line.sendall(b"x" * piece)
                threading.Event().wait(PERIOD / 10)
            return line.recv(12)
        except OSError:
            return b""


@pytest.mark.parametrize(
    ("header", "piece", "answer"),
    [
        ("Cookie: a=signed in", 60_000, b"HTTP/1.1 200"),
        ("Cookie: a=a stranger", 60_000, b""),
        ("Cookie: a=signed in", 6_000, b""),
        ("Authorization: Bearer live", 60_000, b"HTTP/1.1 200"),
        ("Authorization: Bearer dead", 60_000, b""),
    ],
    ids=["a user's", "a stranger's", "a user's that trickles", "a program's", "a program's without a live token"],
)
def test_a_file_may_take_longer_if_a_user_brings_enough_of_it(
    port: int, header: str, piece: int, answer: bytes
) -> None:
    pieces = 25 if piece > 10_000 else 250
    assert answer_to_slow(port, header=header, pieces=pieces, piece=piece) == answer
