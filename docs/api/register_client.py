"""A client of the register in one file. It needs Python 3.11 and nothing else: copy it into your program.

    from register_client import Register

    register = Register("https://register.example.org", client_id="...", client_secret="...")
    answer = register.check({"registration_number": "NM-99999907-5", "date_of_birth": "1890-07-01"},
                            tier="board_director", purpose="pre_appointment")
    if answer["test"] or answer["employable_in_role"] != "not_prevented":
        ...

What is sent again is sent with the same Idempotency-Key, so nothing is done twice.
"""

import base64
import hashlib
import hmac
import json
import random
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
ATTEMPTS = 6
LONGEST_WAIT = 60.0  # seconds between two attempts, unless the register asks for more
BEFORE_ITS_END = 60.0  # seconds; a token that has no longer to live is not used any more


class Refused(Exception):
    """The register refused a request: `status`, `code`, `request_id`, and `errors` with a pointer to each mistake."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.code: str = problem.get("code") or problem.get("error") or ""
        self.errors: list[dict[str, str]] = problem.get("errors", [])
        self.request_id: str = problem.get("request_id", "")
        said = "; ".join(f"{one['pointer']}: {one['detail']}" for one in self.errors)
        super().__init__(f"{status} {self.code} {said}".strip())


class Unreachable(Exception):
    """Every attempt failed on the way, or was told to come back later."""


class Register:
    """One program's way to the register. Threads may share it."""

    def __init__(
        self,
        base_url: str,
        *,
        client_id: str,
        client_secret: str,
        scope: str = "",
        timeout: float = 30.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._credentials = (client_id, client_secret)
        self._scope, self._timeout, self._sleep = scope, timeout, sleep
        self._token, self._token_until = "", 0.0

    # Checks

    def check(
        self,
        subject: Mapping[str, Any],
        *,
        tier: str,
        purpose: str,
        organisation: str | None = None,
        key: str = "",
        **more: Any,
    ) -> dict[str, Any]:
        """Ask about one person and one post. `key` is your Idempotency-Key; one is made where you give none.

        `more`: client_ref, subject_informed, as_of, known_at.
        """
        role = {"tier": tier, **({"organisation": organisation} if organisation else {})}
        body = {"subject": subject, "role": role, "purpose": purpose, **more}
        return self._send("POST", "/api/v1/checks", body, key=key or str(uuid.uuid4()))

    def read_check(self, check: str) -> dict[str, Any]:
        """One of your organisation's checks, as it was answered, and what became of its review."""
        return self._send("GET", f"/api/v1/checks/{check}")

    def checks(self) -> Iterator[dict[str, Any]]:
        """All of them, newest first, page by page."""
        return self._pages("/api/v1/checks", "cursor")

    # Receipts

    def verify(self, receipt: str) -> dict[str, Any]:
        """Whether a receipt is good, by the register: `valid`, `claims`, `reason`. Without it: verify_receipt.py."""
        return self._send("POST", "/api/v1/receipts/verify", {"receipt": receipt}, with_token=False)

    @staticmethod
    def is_about(claims: Mapping[str, Any], subject: Mapping[str, Any], salt: str) -> bool:
        """Whether a receipt's claims commit to these particulars, given the `receipt_salt` of its check."""
        named = {
            name: subject.get(name) or None
            for name in ("registration_number", "family_name", "given_names", "date_of_birth")
        }
        said = {**named, "previous_family_names": list(subject.get("previous_family_names") or ())}
        text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        digest = hmac.digest(salt.encode(), text.encode(), hashlib.sha256)
        worked_out = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        return hmac.compare_digest(worked_out, str(claims["subject_commitment"]))

    # Batches

    def send_batch(self, csv: bytes, *, purpose: str, key: str = "") -> dict[str, Any]:
        """Send a CSV file of people; see batches.md for its columns."""
        boundary = uuid.uuid4().hex
        parts = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="purpose"\r\n\r\n{purpose}\r\n'
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="people.csv"\r\n'
            "Content-Type: text/csv\r\n\r\n"
        )
        body = parts.encode() + csv + f"\r\n--{boundary}--\r\n".encode()
        kind = f"multipart/form-data; boundary={boundary}"
        return self._send("POST", "/api/v1/check-batches", body, key=key or str(uuid.uuid4()), kind=kind)

    def wait_for_batch(self, batch: str, *, every: float = 2.0) -> dict[str, Any]:
        """The batch once it is over: `state` is complete, cancelled or failed."""
        while True:
            told = self._send("GET", f"/api/v1/check-batches/{batch}")
            if told["state"] not in ("queued", "running"):
                return told
            self._sleep(every)

    def results(self, batch: str) -> Iterator[dict[str, Any]]:
        """Each row in its order, as it comes."""
        with self._open("GET", f"/api/v1/check-batches/{batch}/results", accept="application/x-ndjson") as lines:
            for line in lines:
                yield json.loads(line)

    # Watches and events

    def watch(self, ref: str, subject: Mapping[str, Any], *, tier: str, purpose: str = "in_post") -> dict[str, Any]:
        """Watch a person under your own reference; again replaces and renews it."""
        body = {"subject": subject, "role": {"tier": tier}, "purpose": purpose}
        return self._send("PUT", f"/api/v1/watches/{urllib.parse.quote(ref, safe='')}", body)

    def watches(self) -> Iterator[dict[str, Any]]:
        """Whom you watch, page by page."""
        return self._pages("/api/v1/watches", "cursor")

    def end_watch(self, ref: str) -> None:
        """Watch them no longer."""
        self._send("DELETE", f"/api/v1/watches/{urllib.parse.quote(ref, safe='')}")

    def events(self, after: int = 0) -> Iterator[dict[str, Any]]:
        """What has happened since an event's `sequence`, in order. Keep the last `sequence` that you dealt with."""
        return self._pages(f"/api/v1/events?after={after}", "after")

    # The way there

    def _pages(self, path: str, parameter: str) -> Iterator[dict[str, Any]]:
        address = path
        while True:
            page = self._send("GET", address)
            yield from page["results"]
            if page["next"] is None:
                return
            parts = urllib.parse.urlsplit(path)
            query = dict(urllib.parse.parse_qsl(parts.query)) | {parameter: str(page["next"])}
            address = f"{parts.path}?{urllib.parse.urlencode(query)}"

    def _send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str = "",
        kind: str = JSON,
        with_token: bool = True,
    ) -> dict[str, Any]:
        content = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        with self._open(method, path, content, key=key, kind=kind, with_token=with_token) as reply:
            text = reply.read()
        told: dict[str, Any] = json.loads(text) if text else {}
        return told

    def _open(
        self,
        method: str,
        path: str,
        content: bytes | None = None,
        *,
        key: str = "",
        kind: str = JSON,
        accept: str = JSON,
        with_token: bool = True,
    ) -> Any:
        """The open answer. Tries again what may succeed later, and once with another token."""
        had_another_token = False
        for attempt in range(ATTEMPTS):
            headers = {"Accept": accept, **({"Content-Type": kind} if content is not None else {})}
            headers |= {"Idempotency-Key": key} if key else {}
            try:
                headers |= {"Authorization": f"Bearer {self._live_token()}"} if with_token else {}
                request = urllib.request.Request(self.base_url + path, content, headers, method=method)  # noqa: S310
                return urllib.request.urlopen(request, timeout=self._timeout)  # noqa: S310
            except urllib.error.HTTPError as answered:
                refused, asked = _refused(answered), answered.headers.get("Retry-After")
                if answered.code == 401 and with_token and not had_another_token:
                    had_another_token, self._token = True, ""
                    continue
                if answered.code not in (429, 503) and refused.code != "still_running":
                    raise refused from None
                wait = _asked_for(asked) or _growing(attempt)
            except OSError:  # no answer: whether it was done is not known, and sending it again does it once
                wait = _growing(attempt)
            if attempt + 1 < ATTEMPTS:
                self._sleep(wait)
        raise Unreachable(f"{method} {path.partition('?')[0]}")

    def _live_token(self) -> str:
        if self._token and time.monotonic() < self._token_until:
            return self._token
        form = {"grant_type": "client_credentials", **({"scope": self._scope} if self._scope else {})}
        pair = base64.b64encode(":".join(self._credentials).encode()).decode()
        request = urllib.request.Request(  # noqa: S310
            self.base_url + "/api/v1/token",
            urllib.parse.urlencode(form).encode(),
            {"Authorization": f"Basic {pair}", "Content-Type": FORM},
        )
        try:
            with urllib.request.urlopen(request, timeout=self._timeout) as reply:  # noqa: S310
                told = json.loads(reply.read())
        except urllib.error.HTTPError as answered:
            if answered.code in (429, 503):
                raise
            raise _refused(answered) from None
        self._token = str(told["access_token"])
        self._token_until = time.monotonic() + told["expires_in"] - BEFORE_ITS_END
        return self._token


def _refused(answered: urllib.error.HTTPError) -> Refused:
    with answered:
        text = answered.read()
    try:
        problem = json.loads(text)
    except ValueError:  # a proxy's page
        problem = {}
    return Refused(answered.code, problem if isinstance(problem, dict) else {})


def _asked_for(header: str | None) -> float:
    return float(header) if header and header.isascii() and header.isdigit() else 0.0


def _growing(attempt: int) -> float:
    """Twice as long each time, a part of it at random, so that many do not come back together."""
    return min(LONGEST_WAIT, 2.0**attempt) * random.uniform(0.5, 1)  # noqa: S311
