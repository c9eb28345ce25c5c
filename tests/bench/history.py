"""What history costs: writes of a table with history to those of the same table without.

All in one open transaction whose actor is set, and rolled back, so that the tables stay small.
"""

from functools import partial

from django.db import transaction

from kernel.history import acting
from kernel.queries import system_user_id
from tests.bench.figures import Figure, ratios, stopwatch, worst
from tests.bench.models import Columns, Kept, Plain

Model = type[Columns]
FEW, MANY = 30, 2000


def create(model: Model) -> float:
    with stopwatch() as watch:
        for place in range(FEW):
            model._default_manager.create(name="Ama Osei", place=place)
    return watch.seconds


def save(model: Model) -> float:
    rows = model._default_manager.bulk_create([model(name="Ama Osei") for _ in range(FEW)])
    with stopwatch() as watch:
        for row in rows:
            row.place += 1
            row.save()
    return watch.seconds


def bulk_create(model: Model) -> float:
    rows = [model(name="Ama Osei") for _ in range(MANY)]
    with stopwatch() as watch:
        model._default_manager.bulk_create(rows)
    return watch.seconds


def update(model: Model) -> float:
    first = model._default_manager.bulk_create([model(name="Ama Osei") for _ in range(MANY)])[0]
    with stopwatch() as watch:
        changed = model._default_manager.filter(pk__gte=first.pk).update(place=1)
    assert changed == MANY
    return watch.seconds


def figures() -> list[Figure]:
    """`history_cost` of single writes and `history_bulk` of many at once."""
    with acting(user=system_user_id(), reason="Benchmark", request_id="0123456789abcdef"), transaction.atomic():
        measured = {
            work.__name__: ratios(of=partial(work, Kept), to=partial(work, Plain), pieces=pieces)
            for work, pieces in ((create, 12), (save, 12), (bulk_create, 3), (update, 3))
        }
        transaction.set_rollback(True)
    single, many = ("create", "save"), ("bulk_create", "update")
    return [
        worst("history_cost", 1.4, {way: measured[way] for way in single}),
        worst("history_bulk", 3.0, {way: measured[way] for way in many}),
    ]
