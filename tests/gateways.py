"""Gateways for tests, on this machine: a mail server and a GOV.UK Notify that keep what they were given."""

import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey

SERVICE = "6d1c8c1b-9b0e-4d39-9c1f-aaaaaaaaaaaa"
SECRET = "e9a0e1c2-51a7-4cf6-9d68-bbbbbbbbbbbb"
KEY = f"test-key-{SERVICE}-{SECRET}"


class Notify:
    """What came to it, and what it is to answer next: a status for each POST, 201 when there is none left."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.statuses: list[int] = []
        self.lose_answers = 0
        self.address = ""

    def post(self, body: dict[str, Any]) -> int:
        status = self.statuses.pop(0) if self.statuses else 201
        if status == 201:
            self.sent.append(body)
        return status

    def having(self, reference: str) -> list[dict[str, Any]]:
        return [{"status": "sending"} for body in self.sent if body["reference"] == reference]


@contextmanager
def notify() -> Iterator[Notify]:
    """Checks the token of every request as Notify does; the wrong key or service is a 403."""
    state = Notify()

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status = state.post(body) if self._is_ours() else 403
            if state.lose_answers:
                state.lose_answers -= 1
                self.close_connection = True
                return
            self._answer(status, {"id": "x"})

        def do_GET(self) -> None:
            reference = parse_qs(urlsplit(self.path).query)["reference"][0]
            found = {"notifications": state.having(reference)}
            self._answer(200 if self._is_ours() else 403, found)

        def _is_ours(self) -> bool:
            text = self.headers["Authorization"].removeprefix("Bearer ")
            return bool(jwt.decode(text, OctKey.import_key(SECRET)).claims["iss"] == SERVICE)

        def _answer(self, status: int, body: dict[str, Any]) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with _serving(ThreadingHTTPServer(("127.0.0.1", 0), Answer)) as server:
        state.address = f"http://127.0.0.1:{server.server_address[1]}"
        yield state


@contextmanager
def mail_server(taken: Callable[[bytes], str]) -> Iterator[str]:
    """Gives every message to `taken`, and answers what that answers ("250 ok"); yields its EMAIL_URL."""

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 ready")
            while line := self.rfile.readline():
                word = line[:4].upper()
                if word == b"DATA":
                    self._say("354 go on")
                    self._say(taken(b"".join(iter(self.rfile.readline, b".\r\n"))))
                elif word == b"QUIT":
                    return self._say("221 bye")
                else:
                    self._say("250 ok")
            return None

        def _say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Who hangs up in the middle is what the tests are about."""

    with _serving(Server(("127.0.0.1", 0), Talk)) as server:
        yield f"smtp://127.0.0.1:{server.server_address[1]}"


@contextmanager
def _serving(server: Any) -> Iterator[HTTPServer]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
