"""How fast a batch is: every row answered by name and date of birth, and kept, beside programs that only link lists.

A staff list, three in ten of it on the register, with the slips of real life. Ours is a batch as a trust sends it, from
its first row to its last answer, with nothing left out. And what it costs: memory, and time of single checks beside it.
"""

import json
import os
import resource
import signal
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from random import Random

from django.db import connection
from django.utils import timezone

from barring.actions.batch_work import work_off
from barring.actions.batches import cancel, taking_in
from barring.actions.checks import OnBehalfOf
from barring.models import CheckBatch
from kernel.history import ALL, acting
from kernel.models import User
from kernel.permissions import Role
from kernel.queries import system_user_id
from tests.bench.checks import Caller, by_name
from tests.bench.figures import Figure, ratio_figure
from tests.bench.people import Typed, people, typed
from tests.bench.registers import Register
from tests.factories.kernel import organisation, user_with

ON_THE_REGISTER = 0.3
ROUNDS = 3
BETWEEN_ROUNDS = 10
"""Seconds that the worker spends on other due work after twenty on batches."""
CHECKS = 200
"""Single checks by name that are timed beside a batch, and without one."""


def figures(register: Register, *, size: int) -> Iterator[Figure]:
    """`batch_vs_splink`, `batch_vs_duckdb`, `batch_memory` and `batch_beside`: a list of a tenth of the register."""
    register.grow(to=size)
    asked = staff_list(register, size // 10)
    with acting(user=system_user_id(), tenant=ALL):
        user = user_with(Role.TRUST_USER, of=organisation())
    memory = memory_of(asked, user)
    yield Figure("batch_memory", memory, 500, "MB", memory, memory)
    yield ratio_figure("batch_beside", 2, [beside(register, asked, user) for _ in range(ROUNDS)])
    yield from _beside_others(register, asked, user)


def _beside_others(register: Register, asked: list[Typed], user: User) -> Iterator[Figure]:
    """The other programs run threads of their own, after which no process may be forked: they come last."""
    from tests.bench.linking import joined_by_duckdb, linked_by_splink

    ours, splink, duckdb = [], [], []
    with second_worker():
        for _ in range(ROUNDS):
            ours.append(batch_of(asked, user))
            duckdb.append(joined_by_duckdb(register.people, asked))
            splink.append(linked_by_splink(register.people, asked))
    ratios = [theirs / own for own, theirs in zip(ours, splink, strict=True)]
    yield ratio_figure("batch_vs_splink", 4, ratios, at_least=True)
    yield ratio_figure("batch_vs_duckdb", 15, [own / theirs for own, theirs in zip(ours, duckdb, strict=True)])


def staff_list(register: Register, size: int) -> list[Typed]:
    """What a trust has typed of people who are on the register, and of others."""
    dice = Random(5)
    known = dice.sample(register.people, int(size * ON_THE_REGISTER))
    asked = [typed(one, dice) for one in (*known, *islice(people(seed=1), size - len(known)))]
    dice.shuffle(asked)
    return asked


def batch_of(asked: list[Typed], user: User) -> float:
    """The seconds from the first row of a user's batch to its last answer."""
    trust = user.organisation
    assert trust is not None
    asker = OnBehalfOf(organisation_id=trust.pk, organisation_code=trust.code)
    began = time.perf_counter()
    with acting(user=user.pk, tenant=trust.pk), taking_in(asker=asker, by=user) as intake:
        for place, one in enumerate(asked):
            name = " ".join(one.given)
            intake.add([str(place), "", one.family, name, "", one.born.isoformat(), "board_director"])
        batch = intake.finish(purpose="in_post", at=timezone.now())
    with acting(user=system_user_id(), tenant=ALL):
        while not CheckBatch.objects.filter(pk=batch.pk, ended_at__isnull=False).exists():
            if not work_off(at=timezone.now()):
                time.sleep(0.01)  # the other worker has the last part
        took = time.perf_counter() - began
        done = CheckBatch.objects.select_related("progress").get(pk=batch.pk)
        assert (done.status, done.progress.done) == ("COMPLETE", len(asked))
    return took


@contextmanager
def second_worker() -> Iterator[None]:
    """Besides this process another one answers batches, as the worker does besides the dispatcher."""
    child = os.fork()
    if child == 0:
        try:
            connection.connection = None
            with acting(user=system_user_id(), tenant=ALL):
                while True:
                    time.sleep(BETWEEN_ROUNDS if work_off(at=timezone.now()) else 0.1)
        finally:
            os._exit(1)
    try:
        yield
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def memory_of(asked: list[Typed], user: User) -> float:
    """Megabytes that a batch adds at most: in a process of its own, and in its session of PostgreSQL."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            connection.connection = None  # the parent's; the child opens its own
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            batch_of(asked, user)
            grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
            os.write(writing, str((grown + _of_session()) / 1024).encode())
        finally:
            os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    return round(float(os.read(reading, 100)), 1)


def _of_session() -> int:
    """Kilobytes of the session's own memory, shared buffers apart."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (session,) = cursor.fetchone()
    status = Path(f"/proc/{session}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("RssAnon:"))


def beside(register: Register, asked: list[Typed], user: User) -> float:
    """How much longer single checks take beside a batch, by the slowest in twenty of them."""
    caller = Caller(Random(3).sample(register.people, 1_000))
    alone = [_one_check(caller) for _ in range(CHECKS)]
    child = os.fork()
    if child == 0:
        try:
            connection.connection = None
            while True:
                batch_of(asked, user)
        finally:
            os._exit(1)
    try:
        time.sleep(1)  # until it has begun
        together = [_one_check(caller) for _ in range(CHECKS)]
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with acting(user=system_user_id(), tenant=ALL):
            for batch in CheckBatch.objects.filter(ended_at=None):
                cancel(batch=batch, at=timezone.now())
    return statistics.quantiles(together, n=20)[-1] / statistics.quantiles(alone, n=20)[-1]


def _one_check(caller: Caller) -> float:
    subject = by_name(next(caller.people))
    body = {"subject": subject, "role": {"tier": "board_director"}, "purpose": "in_post"}
    return caller._timed([caller._environ("POST", "/api/v1/checks", json.dumps(body).encode())], 201)
