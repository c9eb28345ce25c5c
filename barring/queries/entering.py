"""Who asks, and what a check is answered from, in one statement: a program waits for each round trip."""

from dataclasses import dataclass

from barring.queries.readings import (
    NOW,
    TYPES,
    Besides,
    Known,
    Reading,
    given_for,
    prepared,
    readings_in,
    without_names,
)
from barring.rules.matching import Asked, number_decides
from kernel.history import ALL, acting
from kernel.limits import COUNT, Place
from kernel.tokens import WHOSE, Bearer, bearer_in

COUNTED = COUNT.format(one="SELECT %(place)s, %(minute)s, 1 FROM door WHERE client = %(client)s")
DOOR = Besides(
    before=f"door AS MATERIALIZED ({WHOSE.format(checksum='%(checksum)s')}), counted AS ({COUNTED}), ",
    told=", (SELECT account::text FROM door), (SELECT hits FROM counted)",
    types=(("checksum", "text"), ("place", "text"), ("minute", "bigint"), ("client", "bigint")),
)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Who seems to ask: a token, and where the requests of the client that it was last seen of are counted."""

    checksum: str
    client_id: int
    place: Place


@dataclass(frozen=True, kw_only=True)
class Entered:
    """Who does, how many requests of theirs are counted in this minute, and what a check is answered from.

    `bearer` is None for a token that is not live. What comes from another client than `Entry` has is not counted.
    `reading` is of the present; None where a number does not decide alone, and names have to be searched.
    """

    bearer: Bearer | None
    hits: int | None
    reading: Reading | None


def enter_and_read(*, entry: Entry, asked: Asked, organisation: str) -> Entered:
    """Who asks, counted, with what `readings.read` gives of the present. `organisation` is the post's code."""
    first = [(without_names(asked) if asked.number else asked, organisation)]
    given = given_for(first, as_of=None, known=Known()) | {
        "checksum": entry.checksum,
        "place": entry.place.digest,
        "minute": entry.place.minute,
        "client": entry.client_id,
    }
    with acting(tenant=ALL):  # it says for which organisation the rest is done
        statement = prepared(NOW, NOW, DOOR, names=bool(given["questions"]))
        rows = statement.rows(*(given[name] for name in (*TYPES, *(name for name, _ in DOOR.types))))
    (account, hits), [reading] = readings_in(rows, first)
    decided = not asked.number or number_decides(asked=asked, candidates=reading.candidates)
    return Entered(bearer=bearer_in(account) if account else None, hits=hits, reading=reading if decided else None)
