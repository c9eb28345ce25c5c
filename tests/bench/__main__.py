"""`python -m tests.bench [--people N] [NAME ...]`: runs these benchmarks, or all: history, ledger, febrl, matching,
search, checks, batches, notices, responses, importing.

They have a database of their own. Writes var/bench.json; figures of benchmarks that were not run stay in it.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable
from importlib import import_module

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
settings.INSTALLED_APPS.append("tests.bench")
django.setup()

from django.db import connection  # noqa: E402

from tests import database  # noqa: E402
from tests.bench import checks, history, importing, ledger, notices, responses, safety, search  # noqa: E402
from tests.bench.figures import Figure  # noqa: E402
from tests.bench.registers import MILLION, Register  # noqa: E402

register, size = Register(), MILLION
BENCHMARKS: dict[str, Callable[[], Iterable[Figure]]] = {
    "history": history.figures,
    "ledger": ledger.figures,
    "febrl": lambda: import_module("tests.bench.febrl").figures(),
    "matching": lambda: safety.figures(register),
    "search": lambda: search.figures(register, size=size),
    "checks": lambda: checks.figures(register, size=size),
    "batches": lambda: import_module("tests.bench.batches").figures(register, size=size),
    "notices": notices.figures,
    "responses": responses.figures,
    "importing": importing.figures,
}


def measure(names: list[str]) -> list[Figure]:
    database.log_in_as_owner()
    database_name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        with database.runtime_role():
            require_durability()
            return [figure for name in names for figure in BENCHMARKS[name]()]
    finally:
        connection.creation.destroy_test_db(database_name, verbosity=0)


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
        spread = f"{figure.lowest:,.3f} to {figure.highest:,.3f}"
        met = "met" if figure.is_met else "NOT MET"
        value = f"{figure.value:11,.3f} {figure.unit:10} goal {figure.goal:11,.3f}"
        print(f"{figure.name:24} {value} {met:8} rounds {spread}  {figure.of}")
    file.write_text(json.dumps(kept, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("names", nargs="*", choices=[[], *BENCHMARKS], default=[], metavar="NAME")
    parser.add_argument("--people", type=int, default=MILLION, help="of the register that checks are asked of, to try")
    given = parser.parse_args()
    size = given.people
    report(measure(given.names or list(BENCHMARKS)))
