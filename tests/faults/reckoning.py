"""After the kills: what was promised, compared with what PostgreSQL holds and what the mail server was given."""

from __future__ import annotations

import email
import hashlib
import json
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg2

from tests.faults.browser import ask
from tests.faults.callers import CHECKS, Callers, Diary
from tests.faults.system import ROOT, System, until

DRAINED_WITHIN = 120.0
IN_FLIGHT = 3
"""Messages that can be on their way at one moment: the dispatcher's and one of each worker process."""


class PostBox:
    """A mail server's memory: every message as it came, by its Message-ID."""

    def __init__(self) -> None:
        self.came: list[tuple[str, str, bytes]] = []
        self._lock = threading.Lock()

    def take(self, content: bytes) -> str:
        message = email.message_from_bytes(content)
        with self._lock:
            self.came.append((str(message["Message-ID"]), str(message["To"]), hashlib.sha256(content).digest()))
        return "250 ok"


@dataclass
class Reckoning:
    """What was found. Every list is of faults, and empty when all is well."""

    acknowledged: int = 0
    answers_asked_again: int = 0
    by_short_way: int = 0
    """Checks answered before Django took them up, as the log says."""
    messages: int = 0
    duplicates: int = 0
    duplicates_allowed: int = 0
    ledger_size: int = 0
    lost: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    messages_lost: list[str] = field(default_factory=list)
    messages_invented: list[str] = field(default_factory=list)
    messages_changed: list[str] = field(default_factory=list)
    ledger: list[str] = field(default_factory=list)

    def faults(self) -> dict[str, list[str]]:
        found = {name: value for name, value in vars(self).items() if isinstance(value, list) and value}
        if self.duplicates > self.duplicates_allowed:
            found["duplicates"] = [f"{self.duplicates}, and at most {self.duplicates_allowed} are allowed"]
        return found


def reckon(system: System, callers: Callers, box: PostBox, *, kills: int) -> Reckoning:
    """Everything compared, once the outbox is empty."""
    diary = callers.diary
    found = Reckoning(acknowledged=diary.acknowledged, wrong=list(diary.surprises))
    found.duplicates_allowed = kills * IN_FLIGHT
    with superuser(system) as rows:
        until(lambda: rows("SELECT count(*) FROM kernel_outboxmessage WHERE sent_at IS NULL")[0] == (0,),
              seconds=DRAINED_WITHIN, what="an empty outbox")  # fmt: skip
        _reckon_checks(found, diary, rows("SELECT client_ref, reference, outcome FROM barring_check"))
        _reckon_concerns(found, diary, rows("SELECT what_happened, receipt_digest FROM conduct_concern"))
        invited = Counter(to for (to,) in rows("SELECT email FROM kernel_invitation"))
        written = rows("SELECT '<' || id || '@manager-register>', \"to\" FROM kernel_outboxmessage")
        _reckon_invitations(found, diary, invited)
        _reckon_messages(found, box, invited, dict(written))
    found.by_short_way = system.log("web").count('"way": "short"')
    _ask_again(found, system, callers)
    _verify_ledger(found, system)
    return found


@contextmanager
def superuser(system: System) -> Iterator[Any]:
    """A function that reads rows as one whom no policy keeps from any."""
    password = json.loads((system.state / "server-passwords.json").read_text())["register_admin"]
    folder = system.address("DATABASE_URL").rpartition("host=")[2]
    connection = psycopg2.connect(host=folder, user="register_admin", password=password, dbname="register")
    connection.autocommit = True

    def rows(sql: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall()) if cursor.description else []

    try:
        yield rows
    finally:
        connection.close()


def _reckon_checks(found: Reckoning, diary: Diary, rows: list[tuple[str, str, str]]) -> None:
    kept = {reference: (key, outcome) for key, reference, outcome in rows}
    times = Counter(key for key, _, _ in rows)
    found.invented += [f"check {key}" for key in times.keys() - diary.checks.keys()]
    for key, asked in diary.checks.items():
        if times[key] > (1 if asked.keyed else asked.sent):
            found.twice.append(f"check {key}: {times[key]} rows, sent {asked.sent} times")
        if len(set(asked.answers)) != (min(1, len(asked.answers)) if asked.keyed else len(asked.answers)):
            found.changed.append(f"check {key} has an answer too many or too few")
        for answer in map(json.loads, set(asked.answers)):
            if answer["id"] not in kept:
                found.lost.append(f"check {key}")
            elif kept[answer["id"]] != (key, answer["outcome"]):
                found.changed.append(f"check {key}")
            if answer["outcome"] != asked.outcome:
                found.wrong.append(f"check {key}: {answer['outcome']}, not {asked.outcome}")


def _reckon_concerns(found: Reckoning, diary: Diary, rows: list[tuple[str, str]]) -> None:
    times = Counter(words for words, _ in rows)
    found.twice += [f"concern {words}" for words, number in times.items() if number > 1]
    found.invented += [f"concern {words}" for words in times.keys() - diary.concerns.keys()]
    for words, codes in diary.concerns.items():
        digests = {hashlib.sha256(code.replace("-", "").encode()).hexdigest() for code in codes}
        if len(codes) > 1:
            found.changed.append(f"concern {words} has two receipts")
        found.lost += [f"concern {words}" for digest in digests if (words, digest) not in rows]


def _reckon_invitations(found: Reckoning, diary: Diary, invited: Counter[str]) -> None:
    found.twice += [f"invitation {to}" for to, number in invited.items() if number > 1]
    found.invented += [f"invitation {to}" for to in invited.keys() - diary.invitations.keys()]
    promised = (to for to, acknowledged in diary.invitations.items() if acknowledged)
    found.lost += [f"invitation {to}" for to in promised if to not in invited]


def _reckon_messages(found: Reckoning, box: PostBox, invited: Counter[str], written: dict[str, str]) -> None:
    """Each invitation has one message; the messages written are those that came, and a repeated one is the same."""
    times = Counter(name for name, _, _ in box.came)
    given = {name: to for name, to, _ in box.came}
    of_invitations = Counter(to for to in given.values() if to in invited)
    found.messages, found.duplicates = len(given), len(box.came) - len(given)
    found.messages_lost += [f"to {to}" for to in invited if to not in of_invitations]
    found.messages_lost += [f"{name}" for name in written.keys() - given.keys()]
    found.messages_invented += [f"{name} to {given[name]}" for name in given.keys() - written.keys()]
    found.messages_invented += [f"{number} to {to}" for to, number in of_invitations.items() if number > 1]
    found.messages_changed += [f"{name} came as {given[name]}" for name in times if written.get(name) != given[name]]
    bodies = {(name, digest) for name, _, digest in box.came}
    found.messages_changed += [name for name, number in Counter(name for name, _ in bodies).items() if number > 1]


def _ask_again(found: Reckoning, system: System, callers: Callers) -> None:
    """Answers fetched as their program fetches them are what was answered then: a sample, but all of the short way."""
    checks = callers.diary.checks.values()
    keyed = [asked.answers[0] for asked in checks if asked.keyed and asked.answers]
    answers = keyed[:: max(1, len(keyed) // 50)]
    answers += [answer for asked in checks if not asked.keyed for answer in asked.answers]
    for answer in answers:
        name = json.loads(answer)["id"]
        again = ask(system.port, "GET", f"{CHECKS}/{name}", headers=callers.authority())
        found.answers_asked_again += 1
        if again.status != 200 or json.loads(again.body) != json.loads(answer):
            found.changed.append(f"check {name} reads otherwise: {again.status}")


def manage(system: System, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A management command on the running system."""
    environment = system.environment()
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


def _verify_ledger(found: Reckoning, system: System) -> None:
    """Sealed to the end, and whole."""
    for words in (("ledger", "seal", "--until-idle"), ("ledger", "verify", "--json")):
        ran = manage(system, *words)
        if ran.returncode:
            found.ledger.append(f"{' '.join(words)}: {ran.stdout}{ran.stderr[-500:]}")
            return
    found.ledger_size = json.loads(ran.stdout)["size"]
