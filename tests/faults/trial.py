"""One trial: a system of its own, callers at work, kills at random instants, and the reckoning."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.faults.callers import Callers
from tests.faults.first_start import copied_to
from tests.faults.killing import BACK_WITHIN, VICTIMS, kill, wait_for, wait_until_back
from tests.faults.reckoning import PostBox, superuser
from tests.faults.system import ROOT, System, until
from tests.gateways import mail_server

LONGEST_PAUSE = 0.8
PROMISES_BETWEEN = 5


class Trial:
    """A running system that sends its mail to `box`, and what its callers were promised."""

    def __init__(self, system: System, box: PostBox, cast: dict[str, Any], seed: int) -> None:
        self.system, self.box = system, box
        self.callers = Callers(system.port, cast, seed)
        self.dice = random.Random(seed)
        self.kills = 0
        self.longest_silence = 0.0

    def round_of_kills(self) -> None:
        """Each victim once, in any order, at random instants, each when callers are being answered again."""
        diary = self.callers.diary
        with self.callers.at_work():
            until(lambda: any(tuple(diary.invitations.values())), seconds=BACK_WITHIN, what="an administrator at work")
            for victim in self.dice.sample(sorted(VICTIMS), len(VICTIMS)):
                wait_for(victim, self.system)
                self.go_on_until(promises=PROMISES_BETWEEN)
                time.sleep(self.dice.uniform(0, LONGEST_PAUSE))
                self.kills += kill(self.system, victim)
            wait_until_back(self.system)

    def go_on_until(self, *, promises: int) -> None:
        """Wait until so many more were given."""
        before = self.callers.diary.acknowledged
        began = time.monotonic()
        until(lambda: self.callers.diary.acknowledged >= before + promises, seconds=BACK_WITHIN, what="promises")
        self.longest_silence = max(self.longest_silence, time.monotonic() - began)

    def lose_the_last_commits(self) -> None:
        """Every process of PostgreSQL killed under load, with commits acknowledged before they are on the disk."""
        with superuser(self.system) as rows:
            rows("ALTER SYSTEM SET synchronous_commit = off")
            rows("ALTER SYSTEM SET wal_writer_delay = '10s'")
            rows("SELECT pg_reload_conf()")
        with self.callers.at_work():
            self.go_on_until(promises=20)
            kill(self.system, "PostgreSQL, all of it")
            wait_until_back(self.system)

    def lose_the_queue(self) -> None:
        """Redis killed and emptied under load, with messages in it that no worker has begun."""
        with self.callers.at_work():
            for _ in range(3):
                kill(self.system, "worker")
                self.go_on_until(promises=10)
                kill(self.system, "Redis, flushed")
                wait_until_back(self.system)


def prepared(environment: dict[str, str], *days: str) -> dict[str, Any]:
    """What `tests.faults.prepare` made in the system of this environment."""
    command = [sys.executable, "-m", "tests.faults.prepare", *days]
    run = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    made: dict[str, Any] = json.loads(run.stdout)
    return made


@contextmanager
def trial(folder: Path, seed: int, **environment: str) -> Iterator[Trial]:
    """A new system under trial; gone at the end."""
    box = PostBox()
    with mail_server(box.take) as url:
        limits = {"PUBLIC_PER_MINUTE": "1000000", "CHECKS_PER_MINUTE": "1000000"}
        given: dict[str, Any] = {"EMAIL_URL": url, **limits, **environment}
        system = System(copied_to(folder / "state"), **given)
        try:
            system.start()
            yield Trial(system, box, prepared(system.environment()), seed)
        finally:
            system.kill()
