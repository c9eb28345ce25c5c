"""The least of a browser: cookies, forms and sign-in, over a connection of its own for each request."""

from __future__ import annotations

import base64
import hmac
import http.client
import re
import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

PATIENCE = 20.0
HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|so_far)"[^>]*value="([^"]+)"')
STEP = 30


class NoAnswer(Exception):
    """The connection was refused or broke: whether anything was done is not known."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def ask(port: int, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
    """One request, and its whole answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request(method, path, body or None, dict(headers or {}))
        response = connection.getresponse()
        content = response.read()
        fields = {name.lower(): value for name, value in response.getheaders() if name.lower() != "set-cookie"}
        fields["set-cookie"] = "\n".join(response.headers.get_all("Set-Cookie") or [])
        return Answer(response.status, fields, content)
    except (OSError, http.client.HTTPException) as fault:
        raise NoAnswer from fault
    finally:
        connection.close()


def hidden_fields(page: Answer) -> dict[str, str]:
    """What a page's form carries along."""
    return dict(HIDDEN.findall(page.text))


class Browser:
    """Somebody at a screen."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        return self._keep(ask(self._port, "GET", path, headers=self._headers()))

    def open_form(self, path: str) -> dict[str, str]:
        """The hidden fields of a page's form; none where the page did not come."""
        answer = self.get(path)
        return hidden_fields(answer) if answer.status == 200 else {}

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        headers = self._headers() | {"Content-Type": "application/x-www-form-urlencoded"}
        return self._keep(ask(self._port, "POST", path, urlencode(fields).encode(), headers))

    def sign_in(self, user: Mapping[str, str], *, at: float | None = None) -> bool:
        """By the page that anyone uses, and with the code that the account's app shows now, or at another time."""
        hidden = self.open_form("/sign-in/")
        answer = self.post("/sign-in/", {**hidden, "login": user["email"], "password": user["password"]})
        if user.get("totp_secret") and answer.status == 302:
            where = answer.headers["location"].partition("?")[0]
            answer = self.post(
                where,
                {**self.open_form(where), "code": code_of(user["totp_secret"], time.time() if at is None else at)},
            )
        return answer.status == 302 and "session" in self._cookies

    def _headers(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}

    def _keep(self, answer: Answer) -> Answer:
        for line in answer.headers["set-cookie"].splitlines():
            name, _, value = line.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer


def code_of(secret: str, at: float) -> str:
    """The one-time code that an app shows then (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(at) // STEP), "sha1")
    place = digest[-1] & 15
    return f"{(int.from_bytes(digest[place : place + 4]) & 0x7FFFFFFF) % 1_000_000:06d}"
