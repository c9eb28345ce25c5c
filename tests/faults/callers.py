"""Programs, reporters and an administrator at work while the system is killed; each notes what it was promised."""

from __future__ import annotations

import json
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from tests.faults.browser import Answer, Browser, NoAnswer, ask, hidden_fields

CHECKS = "/api/v1/checks"
TOKEN = "/api/v1/token"
INVITE = "/trust/users/invite/"
NEW_CONCERN, ALL_ANSWERED = "/concerns/new/", 'data-test="answers"'
RECEIPT = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){6}")
FRESH = 240.0  # seconds
PROGRAMS = 3
REPORTERS = 2
T = TypeVar("T")
PAUSE = 0.1
KEYED = 0.5
"""The share of checks with an idempotency key: those without are answered by the short way."""
PASSING = frozenset({409, 429, 503})
"""Statuses that say: try again. Nothing is promised by them."""


@dataclass
class Asked:
    """One check, under an idempotency key or without: what must be answered, and every answer that came."""

    body: bytes
    outcome: str
    keyed: bool
    sent: int = 0
    """How often it was sent. Without a key each time is a check of its own."""
    answers: list[bytes] = field(default_factory=list)


@dataclass
class Diary:
    """All that was asked, and all that was promised."""

    checks: dict[str, Asked] = field(default_factory=dict)
    concerns: dict[str, set[str]] = field(default_factory=dict)
    """The words of each concern, with the receipt codes given for it."""
    invitations: dict[str, bool] = field(default_factory=dict)
    """Each address invited, and whether that was acknowledged."""
    statuses: Counter[str] = field(default_factory=Counter)
    surprises: list[str] = field(default_factory=list)

    @property
    def acknowledged(self) -> int:
        # The callers go on writing meanwhile: copies are counted.
        checks = sum(bool(asked.answers) for asked in tuple(self.checks.values()))
        concerns = sum(map(bool, tuple(self.concerns.values())))
        return checks + concerns + sum(tuple(self.invitations.values()))


class Callers:
    """Threads that go on asking until told to stop."""

    def __init__(self, port: int, cast: Mapping[str, Any], seed: int) -> None:
        self.diary = Diary()
        self.faults: list[BaseException] = []
        self._port, self._cast, self._seed = port, cast, seed
        self._stop = threading.Event()
        self._administrator = Browser(port)
        self._signed_in_at = -FRESH

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Work while the block lasts. A fault of a caller, not of the system, is raised at its end."""
        turns = [self._program] * PROGRAMS + [self._reporter] * REPORTERS + [self._inviter]
        threads = [threading.Thread(target=self._work, args=[turn, place]) for place, turn in enumerate(turns)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()
            self._stop.clear()
        if self.faults:
            raise self.faults[0]

    def _work(self, turn: Callable[[random.Random, int], None], place: int) -> None:
        dice = random.Random(f"{self._seed} {place} {time.monotonic()}")  # no key twice, also in another round
        number = 0
        try:
            while not self._stop.is_set():
                turn(dice, number := number + 1)
        except BaseException as fault:
            self.faults.append(fault)

    def _try(self, deed: Callable[[], T | None]) -> T | None:
        """Again and again until something came of it, or the work is over."""
        while not self._stop.is_set():
            try:
                if (found := deed()) is not None:
                    return found
            except NoAnswer:
                self.diary.statuses["no answer"] += 1
            self._stop.wait(PAUSE)
        return None

    def _told(self, answer: Answer, wanted: int) -> bool:
        """Whether this is the promise; a status that neither promises nor passes is a surprise."""
        self.diary.statuses[str(answer.status)] += 1
        if answer.status != wanted and answer.status not in PASSING:
            self.diary.surprises.append(f"{answer.status}: {answer.body[:200]!r}")
        return answer.status == wanted

    def _program(self, dice: random.Random, number: int) -> None:
        """One check, asked until it is answered, and sometimes once more afterwards."""
        person = dice.choice(self._cast["people"])
        key = f"{dice.getrandbits(64):016x}"
        question = {"client_ref": key, "subject": person["subject"], "role": {"tier": "board_director"}}
        body = json.dumps(question | {"purpose": "in_post"}).encode()
        self.diary.checks[key] = asked = Asked(body, person["outcome"], keyed=dice.random() < KEYED)
        headers = {"Content-Type": "application/json"} | ({"Idempotency-Key": key} if asked.keyed else {})

        def send() -> bool | None:
            authority = self.authority()
            asked.sent += 1
            answer = ask(self._port, "POST", CHECKS, asked.body, headers | authority)
            if self._told(answer, 201):
                asked.answers.append(answer.body)
                return True
            return None

        if self._try(send) and dice.random() < 0.2:
            self._try(send)

    def authority(self) -> dict[str, str]:
        if "token" not in self._cast:
            program = self._cast["program"]
            form = f"grant_type=client_credentials&client_id={program['client_id']}"
            form += f"&client_secret={program['client_secret']}"
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            answer = ask(self._port, "POST", TOKEN, form.encode(), headers)
            if not self._told(answer, 200):
                raise NoAnswer
            self._cast = {**self._cast, "token": json.loads(answer.body)["access_token"]}
        return {"Authorization": f"Bearer {self._cast['token']}"}

    def _reporter(self, dice: random.Random, number: int) -> None:
        """One concern, its form sent again until there is a receipt."""
        browser, words = Browser(self._port), f"What happened, {dice.getrandbits(64):016x}"
        self.diary.concerns[words] = set()
        fields = {"raised_as": "public", "subject": "manager", "mode": "anonymous", "notices_to": ""}
        fields |= {"category": "candour", "about_name": "A manager", "what_happened": words}
        hidden = self._try(lambda: browser.open_form(NEW_CONCERN) or None)
        while hidden and (page := self._try(partial(self._next, browser, {**fields, **hidden}))):
            hidden = hidden_fields(page)
            if ALL_ANSWERED in page.text:
                break
        else:
            return

        def send() -> bool | None:
            answer = self._next(browser, hidden)
            if answer is None:
                return None
            if (code := RECEIPT.search(answer.text)) is None:
                self.diary.surprises.append("a page that is no receipt")
                return False
            self.diary.concerns[words].add(code[0])
            return True

        if self._try(send) and dice.random() < 0.2:
            self._try(send)

    def _next(self, browser: Browser, fields: Mapping[str, str]) -> Answer | None:
        answer = browser.post(NEW_CONCERN, fields)
        return answer if self._told(answer, 200) else None

    def _inviter(self, dice: random.Random, number: int) -> None:
        """One invitation, which is one message; not repeated, so that what is unknown stays so."""
        address = f"{dice.getrandbits(64):016x}@trust.example"
        hidden = self._try(self._open_invitation)
        if hidden is None:
            return
        self.diary.invitations[address] = False
        try:
            answer = self._administrator.post(INVITE, {**hidden, "name": "Somebody", "email": address})
            self.diary.invitations[address] = self._told(answer, 302)
        except NoAnswer:
            self.diary.statuses["no answer"] += 1

    def _open_invitation(self) -> dict[str, str] | None:
        """The form, for somebody who gave their second factor lately: it asks for one every five minutes."""
        if time.monotonic() - self._signed_in_at > FRESH:
            self._administrator = Browser(self._port)
            if not self._administrator.sign_in(self._cast["administrator"]):
                self._stop.wait(PAUSE * 10)
                return None
            self._signed_in_at = time.monotonic()
        return self._administrator.open_form(INVITE) or None
