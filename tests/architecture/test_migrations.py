"""Migrations that write rows: the triggers stand before the rows do."""

from pathlib import Path

from django.db.migrations import RunPython
from django.db.migrations.loader import MigrationLoader

from kernel.history import SyncHistory

OURS = {"kernel", "register", "conduct", "barring", "consultation"}
ROOT = Path(__file__).parents[2]


def test_no_migration_writes_rows_before_the_history_of_its_tables_is_in_step() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    late = []
    for (app, name), migration in loader.disk_migrations.items():
        kinds = [type(operation) for operation in migration.operations]
        if app in OURS and RunPython in kinds and SyncHistory not in kinds[: kinds.index(RunPython)]:
            late.append(f"{app}.{name}")
    assert late == []


def test_a_new_database_is_made_without_gaps_in_the_numbers() -> None:
    for app in OURS:
        numbers = sorted(int(path.name[:4]) for path in (ROOT / app / "migrations").glob("[0-9]*.py"))
        assert numbers == list(range(1, len(numbers) + 1)), app
