"""How PostgreSQL prints a row for the ledger: the canonical text of a leaf, and the commitment in it.

The text is a JSON array as `json_build_array` prints it: table, version of the format, key of the row, the open
columns in the format's order, and the commitment in hex. Settings that would change the print are pinned.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

from django.db import connection
from django.db.backends.utils import CursorWrapper

from kernel.db.coverage import SALT
from kernel.db.triggers import quote

PINNED = (
    "SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'iso_8601'; "
    "SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'; SET LOCAL jit = off; "
    "SET LOCAL search_path = pg_catalog, public, pg_temp"
)

MANY = 5_000
"""Rows from which on work is worth several processes of PostgreSQL."""
SHARED = (
    "SET LOCAL max_parallel_workers_per_gather = 2; SET LOCAL work_mem = '64MB'; SET LOCAL parallel_setup_cost = 0; "
    "SET LOCAL parallel_tuple_cost = 0; SET LOCAL min_parallel_table_scan_size = 0; "
    "SET LOCAL min_parallel_index_scan_size = 0"
)
"""Several processes of PostgreSQL for each query, whatever the planner believes of tables that have just grown."""


@dataclasses.dataclass(frozen=True)
class Format:
    """One version of how the rows of a table become leaves. `alias` in every expression below is `t`."""

    covered: int
    version: int
    table: str
    key: str
    kind: str
    """The type of the key."""
    open: tuple[str, ...]
    personal: tuple[str, ...]

    @property
    def source(self) -> str:
        return f"public.{quote(self.table)}"

    @property
    def row(self) -> str:
        """The key of a row as text."""
        return f"t.{quote(self.key)}::text"

    def joined(self, low: int, high: int) -> str:
        """SQL for the leaves `l` of this format from position `low` up to `high`, each with its row `t`, if any."""
        return (
            f"public.kernel_ledgerleaf l LEFT JOIN {self.source} t ON t.{quote(self.key)} = l.row::{self.kind} "
            f"WHERE l.covered = {self.covered} AND l.version = {self.version} "
            f"AND l.position >= {low} AND l.position < {high}"
        )

    def commitment(self) -> str:
        """SQL for the salted hash of the personal columns; empty once the salt is gone."""
        return (
            f"CASE WHEN t.{SALT} IS NULL THEN ''::bytea "
            f"ELSE sha256(uuid_send(t.{SALT}) || convert_to({self.personal_text()}, 'UTF8')) END"
        )

    def personal_text(self) -> str:
        """SQL for what the commitment is over."""
        return f"json_build_array({', '.join(_columns(self.personal))})::text"

    def text(self, commitment: str) -> str:
        """SQL for the canonical text of a leaf, given SQL for the commitment."""
        named = [f"'{self.table}'", str(self.version), f"t.{quote(self.key)}"]
        return f"json_build_array({', '.join([*named, *_columns(self.open)])}, encode({commitment}, 'hex'))::text"


def _columns(names: Iterable[str]) -> Iterator[str]:
    return (f"t.{quote(name)}" for name in names)


def leaf_of(text: str) -> str:
    """SQL for the hash of a leaf, given SQL for its text."""
    return f"sha256('\\x00'::bytea || convert_to({text}, 'UTF8'))"


def formats() -> dict[tuple[int, int], Format]:
    """Every format there has been, by table number and version."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT f.covered, f.version, f."table", f.key, format_type(a.atttypid, a.atttypmod), f.open, f.committed
            FROM public.kernel_ledgerformat f JOIN pg_attribute a
            ON a.attrelid = to_regclass('public.' || quote_ident(f."table")) AND a.attname = f.key
            ORDER BY f.covered, f.version"""
        )
        return {
            (covered, version): Format(covered, version, table, key, kind, tuple(shown), tuple(committed))
            for covered, version, table, key, kind, shown, committed in cursor.fetchall()
        }


def newest(known: dict[tuple[int, int], Format]) -> list[Format]:
    """The format that rows are sealed under from now on, of each table."""
    return list({each.covered: each for each in known.values()}.values())


def pin(cursor: CursorWrapper) -> None:
    """Make this transaction print rows as the ledger does, whatever the session's settings."""
    cursor.execute(PINNED)
