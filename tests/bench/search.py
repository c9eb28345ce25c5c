"""How the public search takes a surname with a slip in it: its time beside that of trigrams, and what it finds."""

import time
from collections.abc import Callable, Iterator
from random import Random

from django.db import connection
from django.utils import timezone

from kernel.history import ALL, acting
from register.queries import public_names
from register.rules.names import normalise
from tests import database
from tests.bench.figures import ROUNDS, Figure
from tests.bench.people import Person, mistyped
from tests.bench.registers import Register

ASKED, SHOWN = 150, 20
NEAREST = "SELECT person_id FROM register_name WHERE superseded_xid IS NULL ORDER BY family_key <-> %s LIMIT %s"

Asked = list[tuple[Person, str]]


def figures(register: Register, *, size: int) -> Iterator[Figure]:
    """`search_p99` and `search_hits`, at `size` people."""
    register.grow(to=size)
    dice = Random(5)
    asked = [(person, mistyped(person.family, dice)) for person in dice.sample(register.people, ASKED)]
    with database.as_owner() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute("CREATE INDEX bench_nearest ON register_name USING gist (family_key gist_trgm_ops)")
    with acting(tenant=ALL):
        found = [_slowest(asked, _searched) / _slowest(asked, _nearest) for _ in range(ROUNDS)]
        hits = 100 * sum(_is_hit(person, typed) for person, typed in asked) / len(asked)
    with database.as_owner() as cursor:
        cursor.execute("DROP INDEX bench_nearest")
    yield Figure("search_p99", round(sorted(found)[len(found) // 2], 3), 0.02, "ratio", min(found), max(found))
    yield Figure("search_hits", round(hits, 1), 97, "%", hits, hits, at_least=True)


def _searched(typed: str) -> list[str]:
    names = public_names(name=typed, at=timezone.now())[:SHOWN]
    return [name.family_name for name in names]


def _nearest(typed: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, [normalise(typed), SHOWN])
        return [person for (person,) in cursor.fetchall()]


def _slowest(asked: Asked, search: Callable[[str], object]) -> float:
    """The seconds that one search in a hundred takes longer than."""
    times = []
    for _person, typed in asked:
        begin = time.perf_counter()
        search(typed)
        times.append(time.perf_counter() - begin)
    return sorted(times)[int(len(times) * 0.99)]


def _is_hit(person: Person, typed: str) -> bool:
    return any(normalise(family) == normalise(person.family) for family in _searched(typed))
