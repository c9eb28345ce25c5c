"""The first names of a public search, found without looking at all that are like what was typed.

What is typed is looked up among the words of names, under each of its spellings with one letter left out. A few names
of each of the likeliest families come first: what was typed may be somebody else's name too, and nobody is to be
crowded out by a family of thousands.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from kernel.db.prepared import Prepared

FIRST, FAMILIES, OF_EACH = 20, 8, 2
"""How many names come first: so many of each of so many families, and the rest of the likeliest one."""


class FoundName(NamedTuple):
    """A name that the public sees, and whose it is."""

    pk: int
    person_id: int
    number: str
    family_name: str
    given_names: str

    def __str__(self) -> str:
        return f"{self.given_names} {self.family_name}"


COLUMNS = "name.id, name.person_id, person.registration_number, name.family_name, name.given_names"
WORDS = """register_nameword AS n JOIN register_name AS name ON name.id = n.name_id
    JOIN register_person AS person ON person.id = name.person_id"""
SHOWN = """name.superseded_xid IS NULL AND name.kind = 'legal' AND name.during @> $2
    AND person.registration_number IS NOT NULL AND EXISTS (SELECT FROM register_registration AS registration
        WHERE registration.person_id = person.id AND registration.superseded_xid IS NULL)"""
"""Whom `register.queries.search.public_names` shows."""

IS_FAMILY = "EXISTS (SELECT FROM register_nameword AS n WHERE n.word = alike.word AND n.family = alike.word)"
# Of what begins with a letter or two there are thousands: only those as near as the eighth family are counted.
LIKELIEST = Prepared(
    f"""
    WITH alike AS MATERIALIZED (
        SELECT word, rank, CASE WHEN length(word) = length($1) AND register_is_swap(word, $1) THEN 1
            ELSE levenshtein(word, $1) END AS slips
        FROM register_words_like($1)
    ), furthest AS MATERIALIZED (
        SELECT slips FROM alike WHERE {IS_FAMILY} ORDER BY slips LIMIT 1 OFFSET {FAMILIES - 1}
    ), near AS MATERIALIZED (
        SELECT word, rank, row_number() OVER (
            ORDER BY word = $1 DESC, slips, counted.count DESC NULLS LAST, word) AS place
        FROM alike LEFT JOIN register_namecount AS counted
            ON counted.matcher_id = (SELECT max(id) FROM register_matcher) AND counted.part = 'f' AND counted.key = word
        WHERE slips <= coalesce((SELECT slips FROM furthest), slips) AND {IS_FAMILY}
        ORDER BY place LIMIT {FAMILIES}
    )
    SELECT found.* FROM near CROSS JOIN LATERAL (
        SELECT {COLUMNS} FROM {WORDS} WHERE n.word = near.word AND n.family = near.word AND {SHOWN}
        ORDER BY n.given, n.name_id
        LIMIT CASE near.place WHEN 1 THEN {FIRST} - {OF_EACH} * ((SELECT count(*) FROM near) - 1) ELSE {OF_EACH} END
    ) AS found ORDER BY near.rank, near.place, found.given_names, found.id
    """,  # noqa: S608 - ours
    ("text", "timestamptz"),
    planned_once=True,
)
# A letter or two begin thousands of words, of which each would be followed to people for the two or three names that a
# page lacks. So the words are put in the order of their first name, which an index alone gives, and only the first of
# them are followed: sure is what stands before the first name of all the others.
OTHERS = Prepared(
    f"""
    WITH near AS MATERIALIZED (
        SELECT near.word, near.rank, one.*, row_number() OVER (ORDER BY near.rank, family, given, name_id) AS place
        FROM register_words_like($1) AS near CROSS JOIN LATERAL (
            SELECT n.family, n.given, n.name_id FROM register_nameword AS n WHERE n.word = near.word
            ORDER BY n.family, n.given, n.name_id LIMIT 1
        ) AS one
    ), once AS (
        SELECT DISTINCT ON (found.id) near.rank, found.* FROM near CROSS JOIN LATERAL (
            SELECT n.family, n.given, {COLUMNS} FROM {WORDS}
            WHERE n.word = near.word AND {SHOWN} AND name.id <> ALL ($3)
            ORDER BY n.family, n.given, n.name_id LIMIT $4
        ) AS found WHERE near.place <= $5 ORDER BY found.id, near.rank
    )
    SELECT once.id, person_id, registration_number, family_name, given_names, NOT EXISTS (
        SELECT FROM near WHERE place = $5 + 1
            AND (near.rank, near.family, near.given, near.name_id) < (once.rank, once.family, once.given, once.id))
    FROM once ORDER BY rank, family, given, id LIMIT $4
    """,  # noqa: S608 - ours
    ("text", "timestamptz", "bigint[]", "bigint", "bigint"),
    planned_once=True,
)
FOLLOWED, ALL = 60, 10**9
"""How many words are followed to people first; and where that is not enough."""
FITTING = Prepared(
    f"""
    SELECT {COLUMNS} FROM register_names_like($1, $5) AS n JOIN register_name AS name ON name.id = n.name_id
    JOIN register_person AS person ON person.id = name.person_id
    WHERE {SHOWN} AND name.id <> ALL ($3)
    ORDER BY CASE
        WHEN name.family_key = $5 OR NOT EXISTS (SELECT FROM unnest($1) AS word
            WHERE position(' ' || word || ' ' IN name.search_text) = 0) THEN 0
        WHEN starts_with(name.family_key, $5) OR NOT EXISTS (SELECT FROM unnest($1) AS word
            WHERE position(' ' || word IN name.search_text) = 0) THEN 1
        ELSE 2 END, name.family_key, name.given_key, name.id
    LIMIT $4
    """,  # noqa: S608 - ours
    ("text[]", "timestamptz", "bigint[]", "bigint", "text"),
    planned_once=True,
)


def likeliest(*, typed: str, at: datetime) -> list[FoundName]:
    """The names that come first, in their order: of people whose whole family name is like what was typed.

    `typed` is normalised. The fewer slips a family is away, and the more people bear it, the likelier it is.
    """
    return [FoundName(*row) for row in LIKELIEST.rows(typed, at)]


def others(*, typed: Sequence[str], at: datetime, but: Sequence[FoundName], limit: int) -> list[FoundName]:
    """The names that come after those, in the order of `public_names`; by the words that were typed."""
    known = [name.pk for name in but]
    if len(typed) == 1:
        rows = OTHERS.rows(typed[0], at, known, limit, FOLLOWED)
        if len(rows) < limit or not rows[-1][-1]:
            rows = OTHERS.rows(typed[0], at, known, limit, ALL)
        return [FoundName(*row[:-1]) for row in rows]
    return [FoundName(*row) for row in FITTING.rows(list(typed), at, known, limit, "".join(typed))]
