"""How long a trust waits to be told: from the commit of a decision to a webhook that its receiver accepts.

`webhook_p95`: of a whole running system with its own supervisor, worker and dispatcher, 95 of 100 decisions took no
longer. Each is about somebody else, whom the trust watches.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests.bench.deciding import BORN
from tests.bench.figures import Figure
from tests.faults.system import ROOT, System, until
from tests.receivers import Receiver, receiver

DECISIONS = 60
APART = 2.0  # seconds at most between two
GIVEN_UP = 300.0
CHANGED = "watch.standing_changed"


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder, receiver() as trust:
        host, port = trust.place
        system = System(Path(folder) / "state", WEBHOOK_EGRESS_ALLOW=f"{host}:{port}")
        try:
            system.start()
            waits = _waits(system, trust)
        finally:
            system.kill()
    p95 = statistics.quantiles(waits, n=20)[-1]
    yield Figure("webhook_p95", round(p95, 2), 60, "s", min(waits), max(waits), of=f"{len(waits)} decisions")


def _waits(system: System, trust: Receiver) -> list[float]:
    """The seconds of each decision from its commit to the receiver."""
    command = [sys.executable, "-m", "tests.bench.deciding", str(DECISIONS)]
    pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=system.environment(), cwd=ROOT, **pipes) as office:
        assert office.stdin
        assert office.stdout
        made = json.loads(office.stdout.readline())
        _watch(system.port, made, trust.address)
        decided = {}
        for number in made["people"]:
            time.sleep(random.uniform(0, APART))
            office.stdin.write(f"{number}\n")
            office.stdin.flush()
            decided[number] = float(office.stdout.readline())
        until(lambda: len(_told(trust)) == DECISIONS, seconds=GIVEN_UP, what="every decision told")
    return [at - decided[number] for number, at in _told(trust).items()]


def _told(trust: Receiver) -> dict[str, float]:
    """The instant at which each watch was first told of."""
    told: dict[str, float] = {}
    for one in list(trust.came):
        event = json.loads(one.body)
        if event["type"] == CHANGED:
            told.setdefault(event["watch"], one.at)
    return told


def _watch(port: int, made: Mapping[str, Any], address: str) -> None:
    """A program with a webhook that watches everybody, each under their number."""
    program = made["program"]
    credentials = {name: program[name] for name in ("client_id", "client_secret")}
    form = urlencode({"grant_type": "client_credentials", **credentials}).encode()
    token = _ask(port, "POST", "token", form, {})["access_token"]
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    _ask(port, "POST", "webhook-endpoints", json.dumps({"url": address, "events": [CHANGED]}).encode(), headers)
    for number in made["people"]:
        subject = {"registration_number": number, "date_of_birth": BORN.isoformat()}
        watch = {"subject": subject, "role": {"tier": "board_director"}}
        _ask(port, "PUT", f"watches/{number}", json.dumps(watch).encode(), headers)


def _ask(port: int, method: str, path: str, body: bytes, headers: dict[str, str]) -> Any:
    request = Request(f"http://127.0.0.1:{port}/api/v1/{path}", data=body, method=method, headers=headers)
    with urlopen(request, timeout=30) as answer:  # noqa: S310
        return json.load(answer)
