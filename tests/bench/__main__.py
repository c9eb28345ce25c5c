"""`python -m tests.bench`: runs the benchmarks in a database of their own and writes var/bench.json."""

import json
import os
import sys

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
settings.INSTALLED_APPS.append("tests.bench")
django.setup()

from django.db import connection  # noqa: E402

from tests import database  # noqa: E402
from tests.bench import history, ledger  # noqa: E402
from tests.bench.figures import Figure  # noqa: E402

BENCHMARKS = (history, ledger)


def measure() -> list[Figure]:
    database.log_in_as_owner()
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        with database.runtime_role():
            require_durability()
            return [figure for benchmark in BENCHMARKS for figure in benchmark.figures()]
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def require_durability() -> None:
    with connection.cursor() as cursor:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute(f"SHOW {setting}")
            if cursor.fetchone() != ("on",):
                sys.exit(f"The benchmarks need a server with {setting} on.")


def report(figures: list[Figure]) -> None:
    file = settings.ROOT / "var" / "bench.json"
    file.parent.mkdir(exist_ok=True)
    kept = json.loads(file.read_text()) if file.exists() else {}
    for figure in figures:
        kept[figure.name] = {"value": figure.value, "goal": figure.goal, "unit": figure.unit}
        spread = f"{figure.lowest:.2f} to {figure.highest:.2f}"
        met = "met" if figure.is_met else "NOT MET"
        value = f"{figure.value:8.2f} {figure.unit:10} goal {figure.goal:8.2f}"
        print(f"{figure.name:16} {value} {met:8} rounds {spread}  {figure.of}")
    file.write_text(json.dumps(kept, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    report(measure())
