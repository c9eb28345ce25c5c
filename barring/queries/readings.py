"""The one statement that every check is answered from: one question or many, read by the same words of SQL.

`read` takes the candidates, their facts, the rule set, the database's clock and its snapshot in one statement, so that
nothing can change between one and the other, and the same snapshot can be asked again later.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from django.db import connection

from barring.queries.reading_rows import candidate_in, facts_in, instant_in, notes_in, quashed_in
from barring.rules.answers import Note
from barring.rules.invented import candidates_for, invented_in
from barring.rules.matching import Asked, Candidate, Matcher, number_decides
from barring.rules.receipts import EMPTY_TREE
from kernel.db.prepared import Prepared
from kernel.models import RuleSet
from kernel.rulesets import Rules, rules_of
from register.rules.standing import Facts

NOW = "{0}.superseded_xid IS NULL"
AT = "{0}.recorded_at <= %(known_at)s AND ({0}.superseded_at IS NULL OR {0}.superseded_at > %(known_at)s)"
IN_SNAPSHOT = (
    "pg_visible_in_snapshot({0}.recorded_xid, %(snapshot)s::pg_snapshot) AND ({0}.superseded_xid IS NULL"
    " OR NOT pg_visible_in_snapshot({0}.superseded_xid, %(snapshot)s::pg_snapshot))"
)
AT_AS_SEEN = (
    "pg_visible_in_snapshot({0}.recorded_xid, %(seen)s::pg_snapshot) AND {0}.recorded_at <= %(known_at)s"
    " AND ({0}.superseded_xid IS NULL OR {0}.superseded_at > %(known_at)s"
    " OR NOT pg_visible_in_snapshot({0}.superseded_xid, %(seen)s::pg_snapshot))"
)

MEANT = """
SELECT one.question, one.person_id, max(one.weight) AS weight,
           (array_agg(to_jsonb(one.levels) ORDER BY one.weight DESC))[1] AS levels
      FROM (SELECT * FROM matcher WHERE cardinality(%(questions)s::int[]) > 0) AS matcher
     CROSS JOIN LATERAL register_match(matcher.id, %(questions)s::int[], %(families)s::text[],
           %(givens)s::text[], %(firsts)s::text[], %(borns)s::text[],
           least(matcher.review, log(2, (matcher.entries * (1 - matcher.certain) / 100)::numeric)::float8)) AS one
      JOIN register_name AS name ON name.id = one.name_id
      JOIN register_birthdate AS birth ON birth.id = one.birthdate_id
     WHERE {name} AND {birth} GROUP BY one.question, one.person_id"""
NOBODY_NAMED = (
    "SELECT NULL::int AS question, NULL::bigint AS person_id, NULL::float8 AS weight, NULL::jsonb AS levels WHERE false"
)

# Its first row is what holds for every question; each of the others a person whom a question may mean. Facts are read
# only of those who may be the answer: who has the number asked about, or as much evidence as a doubt needs. Of the
# others, several for each question, only the evidence counts. None of its parts is joined to another: of a thousand
# questions each would be gone through again for every row.
STATEMENT = """
WITH {before}clock AS MATERIALIZED (
    SELECT clock_timestamp() AS at, pg_current_snapshot()::text AS snapshot
), matcher AS MATERIALIZED (
    SELECT * FROM register_matcher WHERE CASE WHEN %(matcher)s IS NOT NULL THEN version = %(matcher)s
        ELSE made_at <= coalesce(%(known_at)s, (SELECT at FROM clock))
             OR id = (SELECT min(id) FROM register_matcher) END ORDER BY id DESC LIMIT 1
), meant AS MATERIALIZED (
    {meant}
), found AS MATERIALIZED (
    SELECT numbers.question, numbered.id AS person_id, true AS may_be_it, NULL::float8 AS weight, NULL::jsonb AS levels
      FROM unnest(%(numbered)s::int[], %(numbers)s::text[]) AS numbers (question, number)
      JOIN register_person AS numbered ON numbered.registration_number = numbers.number
     WHERE EXISTS (SELECT FROM register_name AS name WHERE name.person_id = numbered.id AND {name})
     UNION ALL SELECT insured.question, insurance.person_id, true, NULL, NULL
      FROM unnest(%(insured)s::int[], %(digests)s::text[]) AS insured (question, digest)
      JOIN register_nationalinsurance AS insurance ON insurance.digest = insured.digest AND {insurance}
     UNION ALL SELECT question, person_id, weight >= matcher.review, weight, levels FROM meant CROSS JOIN matcher
), candidate AS MATERIALIZED (
    SELECT question, person_id, bool_or(may_be_it) AS may_be_it, max(weight) AS weight,
           (array_agg(levels) FILTER (WHERE levels IS NOT NULL))[1] AS levels
      FROM found GROUP BY question, person_id
)
SELECT NULL::int, jsonb_build_array(clock.at, clock.snapshot,
       (SELECT jsonb_build_array(size, encode(root, 'hex')) FROM kernel_ledgerhead ORDER BY size DESC LIMIT 1),
       (SELECT jsonb_object_agg(code, jsonb_build_array(id, organisation_class)) FROM kernel_organisation
         WHERE code = ANY (%(organisations)s::text[])),
       (SELECT jsonb_build_array(id, version, name, parameters)::text FROM kernel_ruleset
         WHERE during @> coalesce(%(as_of)s, %(known_at)s, clock.at)),
       (SELECT jsonb_build_array(version, entries, certain, review) FROM matcher){told}),
       NULL::bigint, NULL, NULL::float8, NULL::jsonb, NULL::jsonb, NULL::jsonb, NULL::jsonb, NULL::jsonb, NULL::jsonb,
       NULL::jsonb, NULL::jsonb
  FROM clock
UNION ALL
SELECT candidate.question, NULL, person_id, person.registration_number, weight, CASE WHEN may_be_it THEN levels END,
       (SELECT jsonb_agg(DISTINCT family_key) FROM register_name AS name
         WHERE may_be_it AND name.person_id = person.id AND {name}),
       (SELECT jsonb_agg(date_of_birth) FROM register_birthdate AS birth
         WHERE may_be_it AND birth.person_id = person.id AND {birth}),
       (SELECT jsonb_agg(digest) FROM register_nationalinsurance AS insurance
         WHERE may_be_it AND insurance.person_id = person.id AND {insurance}),
       (SELECT jsonb_agg(to_jsonb(registration) - 'during'
                         || jsonb_build_object('begins', lower(during), 'ends', upper(during)))
          FROM register_registration AS registration
         WHERE may_be_it AND registration.person_id = person.id AND {registration}),
       (SELECT jsonb_agg(to_jsonb(restriction) - 'during'
                         || jsonb_build_object('begins', lower(during), 'ends', upper(during)) ORDER BY during, id)
          FROM register_restriction AS restriction
         WHERE may_be_it AND restriction.person_id = person.id AND {restriction}),
       (SELECT jsonb_agg(to_jsonb(annotation) - 'during'
                         || jsonb_build_object('begins', lower(during), 'ends', upper(during)) ORDER BY during, id)
          FROM register_annotation AS annotation
         WHERE may_be_it AND annotation.person_id = person.id AND {annotation}),
       (SELECT jsonb_agg(jsonb_build_array(kind, source, served_at, quashed_at)) FROM register_restriction AS since
         WHERE may_be_it AND since.person_id = person.id AND {since} AND quashed_at IS NOT NULL)
  FROM candidate LEFT JOIN register_person AS person ON person.id = CASE WHEN may_be_it THEN person_id END
"""
TABLES = ("name", "birth", "insurance", "registration", "restriction", "annotation")
TYPES = {
    "questions": "int[]",
    "families": "text[]",
    "givens": "text[]",
    "firsts": "text[]",
    "borns": "text[]",
    "numbered": "int[]",
    "numbers": "text[]",
    "insured": "int[]",
    "digests": "text[]",
    "organisations": "text[]",
    "as_of": "timestamptz",
    "known_at": "timestamptz",
    "snapshot": "text",
    "seen": "text",
    "matcher": "text",
}
"""What the statement is given, by PostgreSQL's types."""


@dataclass(frozen=True, kw_only=True)
class Besides:
    """What the statement finds out besides: tables of its own, values told in the first row, and types of what they
    are given."""

    before: str
    told: str
    types: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Known:
    """What may be known: everything now, or what was at a past instant (exactly so where its snapshot was kept).

    An answer is worked out again with `seen`, the snapshot under which it was read, and its version of the matcher.
    """

    at: datetime | None = None
    snapshot: str | None = None
    seen: str | None = None
    matcher: str | None = None

    @property
    def condition(self) -> str:
        if self.snapshot is not None:
            return IN_SNAPSHOT
        if self.at is None:
            return NOW
        return AT if self.seen is None else AT_AS_SEEN

    @property
    def since(self) -> str:
        """What was known when the answer was read, later than the instant that it is about."""
        return NOW if self.seen is None else IN_SNAPSHOT.replace("snapshot)s", "seen)s")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What one statement saw. `organisation` is the id and class of the post's; None if there is no such code."""

    at: datetime
    snapshot: str
    ledger: tuple[int, str]
    """Size and root of the newest signed head."""
    organisation: tuple[int, str] | None
    rules: Rules | None
    matcher: Matcher
    is_test: bool = False
    """Whether a test identity was asked about: then nobody on record is among the candidates."""
    candidates: tuple[Candidate, ...] = ()
    facts: Mapping[int, Facts]
    notes: Mapping[int, tuple[Note, ...]]
    quashed: Mapping[int, Mapping[tuple[str, str, datetime | None], datetime]]


def read(*, asked: Asked, organisation: str, as_of: datetime | None, known: Known) -> Reading:
    """Candidates, facts, rule set, clock and snapshot, in one statement. `organisation` is the post's code.

    Names are searched only where a number does not decide alone.
    """
    if asked.number:
        [reading] = read_all(asked=[(without_names(asked), organisation)], as_of=as_of, known=known)
        if number_decides(asked=asked, candidates=reading.candidates):
            return reading
    return read_all(asked=[(asked, organisation)], as_of=as_of, known=known)[0]


def without_names(asked: Asked) -> Asked:
    """The question without what a search by name needs."""
    return replace(asked, given_key="", first_key="")


def read_all(*, asked: Sequence[tuple[Asked, str]], as_of: datetime | None, known: Known) -> list[Reading]:
    """What `read` gives, for each question with the code of its post's organisation, of one instant and snapshot."""
    given = given_for(asked, as_of=as_of, known=known)
    _told, readings = readings_in(_rows(known, given, is_one=len(asked) == 1), asked)
    return readings


def given_for(asked: Sequence[tuple[Asked, str]], *, as_of: datetime | None, known: Known) -> dict[str, Any]:
    """What the statement is given for these questions."""
    return {
        **_sought([one for one, _organisation in asked]),
        "organisations": sorted({organisation for _one, organisation in asked}),
        "as_of": as_of,
        "known_at": known.at,
        "snapshot": known.snapshot,
        "seen": known.seen,
        "matcher": known.matcher,
    }


def readings_in(rows: list[Any], asked: Sequence[tuple[Asked, str]]) -> tuple[list[Any], list[Reading]]:
    """What the first row tells besides, and the reading of each question."""
    people: dict[int, list[Any]] = defaultdict(list)
    header: list[Any] = []
    for question, told, *person in rows:
        if question is None:
            header = json.loads(told)
        else:
            people[question].append(person)
    at, snapshot, head, organisations, rule_set, matcher, *besides = header
    size, root = head or (0, EMPTY_TREE)
    version, entries, certain, review = matcher
    common = {
        "at": instant_in(at),
        "snapshot": snapshot,
        "ledger": (size, root),
        "rules": _rules(rule_set),
        "matcher": Matcher(version=version, entries=entries, certain=certain, review=review),
    }
    places = {code: (pk, kind) for code, (pk, kind) in (organisations or {}).items()}
    return besides, [
        _or_invented(one, _reading(sorted(people.get(nth, ())), organisation=places.get(organisation), **common))
        for nth, (one, organisation) in enumerate(asked)
    ]


def _or_invented(asked: Asked, reading: Reading) -> Reading:
    """The reading; for a test identity what is invented of it, and nobody on record."""
    one = invented_in(asked)
    if one is None:
        return reading
    return replace(
        reading,
        is_test=True,
        candidates=candidates_for(one, asked=asked, review=reading.matcher.review),
        facts={one.person_id: one.facts or Facts()},
        notes={one.person_id: ()},
        quashed={one.person_id: {}},
    )


def _rows(known: Known, given: dict[str, Any], *, is_one: bool) -> list[Any]:
    """One question is prepared; many are planned for as many as they are."""
    if is_one:
        statement = prepared(known.condition, known.since, names=bool(given["questions"]))
        return statement.rows(*(given[name] for name in TYPES))
    with connection.cursor() as cursor:
        cursor.execute(_text(known.condition, known.since), given)
        rows: list[Any] = cursor.fetchall()
    return rows


@cache
def prepared(condition: str, since: str, besides: Besides | None = None, *, names: bool) -> Prepared:
    """The statement for one question, searching names or not; with what it is to find out besides, at once."""
    types = TYPES | dict(besides.types if besides else ())
    places = {name: f"${place}" for place, name in enumerate(types, start=1)}
    return Prepared(_text(condition, since, besides, names=names) % places, tuple(types.values()), planned_once=True)


@cache
def _text(condition: str, since: str, besides: Besides | None = None, *, names: bool = True) -> str:
    conditions = {table: condition.format(table) for table in TABLES}
    conditions["meant"] = MEANT.format(**conditions) if names else NOBODY_NAMED
    before, told = (besides.before, besides.told) if besides else ("", "")
    return STATEMENT.format(since=since.format("since"), **conditions, before=before, told=told)


def _sought(asked: Sequence[Asked]) -> dict[str, list[Any]]:
    """The questions as arrays. A question is read once for each family name that was given with it."""
    readings = [
        (nth, family, one.given_key, one.first_key, f"{one.date_of_birth:%Y%m%d}" if one.date_of_birth else "")
        for nth, one in enumerate(asked)
        if one.has_whole_name
        for family in sorted(one.family_keys)
    ]
    numbers = [(nth, one.number) for nth, one in enumerate(asked) if one.number]
    digests = [(nth, one.national_insurance) for nth, one in enumerate(asked) if one.national_insurance]
    return {
        **_columns(readings, "questions", "families", "givens", "firsts", "borns"),
        **_columns(numbers, "numbered", "numbers"),
        **_columns(digests, "insured", "digests"),
    }


def _columns(rows: Sequence[tuple[Any, ...]], *names: str) -> dict[str, list[Any]]:
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def _reading(people: list[Any], **common: Any) -> Reading:
    return Reading(
        **common,
        candidates=tuple(candidate_in(*person[:7]) for person in people),
        facts={person[0]: facts_in(person[7], person[8]) for person in people},
        notes={person[0]: notes_in(person[9]) for person in people},
        quashed={person[0]: quashed_in(person[10]) for person in people},
    )


@lru_cache(maxsize=100)
def _rules(row: str | None) -> Rules | None:
    """Read once for each version: its parameters are long."""
    if row is None:
        return None
    pk, version, name, parameters = json.loads(row)
    return rules_of(RuleSet(pk=pk, version=version, name=name, parameters=parameters))
