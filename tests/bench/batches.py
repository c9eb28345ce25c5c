"""How fast a batch is: every row answered by name and date of birth, and kept, beside programs that only link lists.

A staff list, three in ten of it on the register, with the slips of real life. Ours is a batch as a trust sends it, from
its first row to its last answer, with nothing left out.
"""

import time
from collections.abc import Iterator
from itertools import islice
from random import Random

from django.utils import timezone

from barring.actions.batch_work import work_off
from barring.actions.batches import taking_in
from barring.actions.checks import OnBehalfOf
from barring.models import CheckBatch
from kernel.history import ALL, acting
from kernel.permissions import Role
from kernel.queries import system_user_id
from tests.bench.figures import Figure
from tests.bench.linking import joined_by_duckdb, linked_by_splink
from tests.bench.people import Typed, people, typed
from tests.bench.registers import Register
from tests.factories.kernel import organisation, user_with

ROWS = 100_000
ON_THE_REGISTER = 0.3
ROUNDS = 3


def figures(register: Register) -> Iterator[Figure]:
    """`batch_vs_splink` and `batch_vs_duckdb` at a million people, a list of 100,000."""
    register.grow(to=1_000_000)
    asked = staff_list(register, ROWS)
    ours, splink, duckdb = [], [], []
    for _ in range(ROUNDS):
        ours.append(batch_of(asked))
        duckdb.append(joined_by_duckdb(register.people, asked))
        splink.append(linked_by_splink(register.people, asked))
    yield _figure("batch_vs_splink", 4, [other / own for own, other in zip(ours, splink, strict=True)], at_least=True)
    yield _figure("batch_vs_duckdb", 15, [own / other for own, other in zip(ours, duckdb, strict=True)])


def _figure(name: str, goal: float, rounds: list[float], *, at_least: bool = False) -> Figure:
    middle = sorted(rounds)[len(rounds) // 2]
    return Figure(name, round(middle, 3), goal, "ratio", min(rounds), max(rounds), at_least=at_least)


def staff_list(register: Register, size: int) -> list[Typed]:
    """What a trust has typed of people who are on the register, and of others."""
    dice = Random(5)
    known = dice.sample(register.people, int(size * ON_THE_REGISTER))
    asked = [typed(one, dice) for one in (*known, *islice(people(seed=1), size - len(known)))]
    dice.shuffle(asked)
    return asked


def batch_of(asked: list[Typed]) -> float:
    """The seconds from the first row of a batch to its last answer."""
    with acting(user=system_user_id(), tenant=ALL):
        trust = organisation()
        user = user_with(Role.TRUST_USER, of=trust)
    began = time.perf_counter()
    with (
        acting(user=user.pk, tenant=trust.pk),
        taking_in(asker=OnBehalfOf(organisation_id=trust.pk, organisation_code=trust.code), by=user) as intake,
    ):
        for place, one in enumerate(asked):
            name = " ".join(one.given)
            intake.add([str(place), "", one.family, name, "", one.born.isoformat(), "board_director"])
        batch = intake.finish(purpose="in_post", at=timezone.now())
    with acting(user=system_user_id(), tenant=ALL):
        while work_off(at=timezone.now()):
            pass
        took = time.perf_counter() - began
        done = CheckBatch.objects.select_related("progress").get(pk=batch.pk)
        assert (done.status, done.progress.done) == ("COMPLETE", len(asked))
    return took
