"""What other programs make of a staff list and the register: they link, and keep nothing."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow
import splink.comparison_library as compare
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from register.rules.names import normalise, words

if TYPE_CHECKING:
    from tests.bench.people import Person, Typed

BLOCKS = [
    ("born", "family_begins"),
    ("born", "first_begins"),
    ("born", "family_ends"),
    ("born", "first_ends"),
    ("family", "first", "month"),
    ("family", "first", "day"),
    ("family", "first", "birthday"),
]
"""Which two or three facts must agree for two records to be compared: what our keys are made of."""
DERIVED = """
    SELECT *, left(family, 2) AS family_begins, right(family, 3) AS family_ends, left(first, 2) AS first_begins,
        right(first, 3) AS first_ends, left(born, 7) AS month, left(born, 4) || right(born, 3) AS day,
        right(born, 5) AS birthday
    FROM {table}
"""
JOIN = " UNION ".join(
    f"SELECT a.unique_id AS asked, r.unique_id AS person FROM a JOIN r USING ({', '.join(block)})" for block in BLOCKS
)


def joined_by_duckdb(register: list[Person], asked: list[Typed]) -> float:
    """The seconds to load both lists, block them as we do, compare by Jaro and Winkler, and count the best of each."""
    with duckdb.connect() as database:
        people, list_ = _table(register), _table(asked)
        began = time.perf_counter()
        for name, table in (("r", people), ("a", list_)):
            database.register(f"{name}_given", table)
            database.execute(f"CREATE TABLE {name} AS {DERIVED.format(table=f'{name}_given')}")
        database.execute(
            f"""CREATE TABLE best AS SELECT asked, max_by(person, score) AS person, max(score) AS score FROM (
                SELECT asked, person, jaro_winkler_similarity(a.family, r.family)
                    + jaro_winkler_similarity(a.first, r.first) + jaro_winkler_similarity(a.born, r.born) AS score
                FROM ({JOIN}) JOIN a ON a.unique_id = asked JOIN r ON r.unique_id = person
            ) WHERE score > 2.6 GROUP BY asked"""
        )
        assert database.execute("SELECT count(*) FROM best").fetchall()[0][0] > len(asked) // 5
        return time.perf_counter() - began


def linked_by_splink(register: list[Person], asked: list[Typed]) -> float:
    """The seconds from both lists to their links: its training, without labels, is part of it."""
    people, list_ = _table(register), _table(asked)
    began = time.perf_counter()
    database = DuckDBAPI()
    tables = [database.register(list_, dataset_display_name="a"), database.register(people, dataset_display_name="r")]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            compare.JaroWinklerAtThresholds("family", [0.92, 0.8]).configure(term_frequency_adjustments=True),
            compare.JaroWinklerAtThresholds("first", [0.92, 0.8]).configure(term_frequency_adjustments=True),
            compare.DamerauLevenshteinAtThresholds("born", [1, 2]),
        ],
        blocking_rules_to_generate_predictions=[block_on("born"), block_on("family", "first")],
    )
    linker = Linker(tables, settings, log_level="ERROR")
    linker.training.estimate_probability_two_random_records_match([block_on("family", "first", "born")], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("born"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("family", "first"))
    found = linker.inference.predict(threshold_match_weight=0).as_duckdbpyrelation()
    assert found.count("*").fetchall()[0][0] > len(asked) // 5
    return time.perf_counter() - began


def _table(people: Iterable[Any]) -> pyarrow.Table:
    """Both lists as their owners would prepare them: normalised names, a number for each."""
    rows = [
        (place, normalise(one.family), next(iter(words(one.given[0])), ""), one.born.isoformat())
        for place, one in enumerate(people)
    ]
    names = ["unique_id", "family", "first", "born"]
    return pyarrow.table({name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)})
