"""A receiver of webhooks on this machine, which keeps what it is given and answers as it is told to."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = int | tuple[int, dict[str, str]] | Callable[[Any], None]


@dataclass(frozen=True)
class Received:
    """One request, as it came."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float = field(default_factory=time.time)

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    def verified_by(self, secret: str) -> Any:
        """The body, as the reference library reads it with a secret; raises where it refuses."""
        from standardwebhooks import Webhook  # which is not among what benchmarks run with

        return Webhook(secret).verify(self.body, self.headers)


@dataclass
class Receiver:
    """What came, and what it is to answer next: 200 when there is nothing left to."""

    address: str = ""
    came: list[Received] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    @property
    def place(self) -> tuple[str, int]:
        """Host and port, as WEBHOOK_EGRESS_ALLOW has them."""
        host, _, port = self.address.rpartition("//")[2].rpartition(":")
        return host, int(port)

    @property
    def ids(self) -> Counter[str]:
        return Counter(one.id for one in self.came)

    def ever(self, answer: Answer) -> None:
        self.answers = [answer] * 1_000


@contextmanager
def receiver(wrap: Callable[[Any], Any] = lambda listening: listening) -> Iterator[Receiver]:
    """Serves until the block ends. `wrap` makes the listening socket another, a secure one perhaps."""
    state = Receiver()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            state.came.append(Received(self.path, headers, body))
            answer = state.answers.pop(0) if state.answers else 200
            if callable(answer):
                answer(self)
                return
            status, more = (answer, {}) if isinstance(answer, int) else answer
            self.send_response(status)
            for name, value in {"Content-Length": "0", **more}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Who hangs up in the middle is what the tests are about."""

    server = Server(("127.0.0.1", 0), Answers)
    server.socket = wrap(server.socket)
    state.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
