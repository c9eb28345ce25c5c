"""A receiver of events, to begin with. It needs Python 3.11 and nothing else.

    WEBHOOK_SECRET=whsec_... PORT=8443 python webhook_receiver.py

Behind it put whatever ends HTTPS for you. Each event is verified over the bytes as they came (Standard Webhooks 1.0.0),
answered at once, and dealt with once, however often it comes.
"""

import base64
import binascii
import hashlib
import hmac
import json
import os
import queue
import threading
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOLERANCE = 300  # seconds that a request may be old, or ahead of our clock
LARGEST = 20_000  # bytes
REMEMBERED = 10_000  # ids of events dealt with; a real one keeps them in its database


class NotGenuine(Exception):
    """It was not sent by the register, or was sent too long ago."""


def verified(secret: str, headers: Mapping[str, str], body: bytes, *, now: float) -> dict[str, Any]:
    """The event in a request. Raises NotGenuine. During a rotation there are two signatures, and one is enough."""
    name, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not name or not at.isascii() or not at.isdigit() or len(at) > 12 or abs(now - int(at)) > TOLERANCE:
        raise NotGenuine("no id, or too old")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = hmac.digest(key, f"{name}.{at}.".encode() + body, hashlib.sha256)
    for each in headers.get("webhook-signature", "").split():
        version, _, signature = each.partition(",")
        try:
            given = base64.b64decode(signature, validate=True)
        except binascii.Error:
            continue
        if version == "v1" and hmac.compare_digest(given, expected):
            event: dict[str, Any] = json.loads(body)
            return event
    raise NotGenuine("no signature of it is ours")


def receiver(secret: str, port: int, deal_with: Callable[[dict[str, Any]], None]) -> ThreadingHTTPServer:
    """A server that hands each event to `deal_with` once, in a thread beside the requests."""
    waiting: queue.Queue[dict[str, Any]] = queue.Queue()
    known: dict[str, None] = {}
    lock = threading.Lock()

    class Receive(BaseHTTPRequestHandler):
        timeout = 20

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if not length.isdigit() or int(length) > LARGEST:
                self._answer(413)
                return
            try:
                event = verified(secret, self.headers, self.rfile.read(int(length)), now=time.time())
            except NotGenuine:
                self._answer(401)
                return
            with lock:
                is_new = event["id"] not in known
                known[event["id"]] = None
                if len(known) > REMEMBERED:
                    del known[next(iter(known))]
            if is_new:
                waiting.put(event)
            self._answer(204)

        def _answer(self, status: int) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_said: Any) -> None:
            """Nothing: who calls is no news."""

    def work() -> None:
        while True:
            deal_with(waiting.get())

    threading.Thread(target=work, daemon=True).start()
    return ThreadingHTTPServer(("127.0.0.1", port), Receive)


if __name__ == "__main__":
    receiver(os.environ["WEBHOOK_SECRET"], int(os.environ.get("PORT", "8443")), print).serve_forever()
