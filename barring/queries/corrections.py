"""Which earlier answers what was recorded since may bear on, and what was told of that.

What is fresh is what one snapshot sees and an earlier one did not, as the ledger has it: in whatever order it was
committed, none is missed.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from barring.models import Check, CheckCorrection, RecallPass
from barring.models.checks import ERASED
from kernel.models import LedgerEra, User

STANDING = ("restriction", "registration", "annotation")
IDENTITY = ("name", "birthdate", "nationalinsurance")
FRESH = """{0}.ledger_era = ANY (%(eras)s) AND {0}.ledger_xid >= split_part(%(last)s, ':', 1)::xid8
  AND NOT pg_visible_in_snapshot({0}.ledger_xid, %(last)s::pg_snapshot)
  AND pg_visible_in_snapshot({0}.ledger_xid, %(now)s::pg_snapshot)"""
EVER = "pg_visible_in_snapshot({0}.ledger_xid, %(now)s::pg_snapshot)"

# A check may be committed after the look at something that it did not see: its snapshot is the older then.
CHECKS = """
SELECT * FROM (
    SELECT c.id, coalesce(c.answer -> 'match' ->> 'basis', '') NOT LIKE 'number%%' AS by_name,
        %(last)s = '' OR pg_snapshot_xmax(c.snapshot::pg_snapshot) < pg_snapshot_xmax(nullif(%(last)s, '')::pg_snapshot)
        OR EXISTS (SELECT FROM pg_snapshot_xip(c.snapshot::pg_snapshot) AS running (xid)
            WHERE pg_visible_in_snapshot(running.xid, nullif(%(last)s, '')::pg_snapshot)) AS is_older
    FROM barring_check AS c WHERE c.id > %(after)s AND {fresh}
) AS one WHERE by_name OR is_older ORDER BY id LIMIT %(limit)s
"""
PEOPLE = """
SELECT person_id, bool_or(identity) FROM ({each}) AS recorded
WHERE person_id > %(after)s GROUP BY person_id ORDER BY person_id LIMIT %(limit)s
"""
# Who was set aside, and who is not any more.
DISMISSED = """(SELECT ledger_era, ledger_xid, person_id FROM barring_dismissal
    UNION ALL SELECT withdrawal.ledger_era, withdrawal.ledger_xid, person_id
      FROM barring_dismissalwithdrawal AS withdrawal JOIN barring_dismissal AS one USING (review_id))"""
# The seeds 1 to 19 are those of `register_match_keys`.
NUMBER, INSURANCE = 20, 21
KEYS_OF_PEOPLE = f"""
SELECT array_agg(DISTINCT key) FROM (
    SELECT unnest(register_match_keys(entry.family, entry.first, entry.born)) AS key
      FROM register_name AS name JOIN register_matchentry AS entry ON entry.name_id = name.id
     WHERE name.person_id = ANY (%(people)s)
    UNION ALL SELECT hashtextextended(registration_number, {NUMBER}) FROM register_person
     WHERE id = ANY (%(people)s) AND registration_number IS NOT NULL
    UNION ALL SELECT hashtextextended(digest, {INSURANCE}) FROM register_nationalinsurance
     WHERE person_id = ANY (%(people)s)
) AS each
"""  # noqa: S608 - two numbers of ours
CONCERNED = """
SELECT id FROM (
    SELECT id FROM barring_check WHERE person_id = ANY (%(people)s) AND id > %(after)s
    UNION SELECT check_asked_id FROM barring_checkkeys WHERE keys && %(keys)s::bigint[] AND check_asked_id > %(after)s
) AS one ORDER BY id LIMIT %(limit)s
"""


@dataclass(frozen=True, kw_only=True)
class Fresh:
    """A check that a round comes upon: whether people are searched for it by name, and whether it saw too little."""

    id: int
    by_name: bool
    is_older: bool


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A person of whom something was recorded; `identity` where it was who they are, not only how they stand."""

    id: int
    identity: bool


def snapshot_now() -> str:
    """What is committed at this instant."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        return str(cursor.fetchone()[0])


def fresh_checks(*, place: RecallPass, limit: int) -> list[Fresh]:
    """The next checks of a round that may have to be found later, or that may not have seen what a round dealt with."""
    fresh = (FRESH if place.snapshot else EVER).format("c")
    rows = _rows(CHECKS.format(fresh=fresh), {**_given(place), "after": place.check_id, "limit": limit})
    return [Fresh(id=pk, by_name=by_name, is_older=is_older) for pk, by_name, is_older in rows]


def changed_people(*, place: RecallPass, limit: int) -> list[Changed]:
    """The next people of a round of whom something was recorded; none of the first round, which looks at all checks."""
    if not place.snapshot:
        return []
    parts = [("register_historicalperson", "id", "true")]
    parts += [(f"register_historical{table}", "person_id", "true") for table in IDENTITY]
    parts += [(f"register_historical{table}", "person_id", "false") for table in STANDING]
    parts += [(DISMISSED, "person_id", "true")]
    each = " UNION ALL ".join(
        f"SELECT t.{column} AS person_id, {identity} AS identity FROM {table} AS t WHERE {FRESH.format('t')}"  # noqa: S608
        for table, column, identity in parts
    )
    rows = _rows(PEOPLE.format(each=each), {**_given(place), "after": place.person_id or 0, "limit": limit})
    return [Changed(id=pk, identity=identity) for pk, identity in rows]


def concerned(*, people: Sequence[Changed], after: int, limit: int) -> list[int]:
    """The checks, from a number on, that named these people or may mean them: by any name that they ever had."""
    named = [person.id for person in people if person.identity]
    keys = _rows(KEYS_OF_PEOPLE, {"people": named})[0][0] if named else None
    given = {"people": [person.id for person in people], "keys": keys or [], "after": after, "limit": limit}
    return [pk for (pk,) in _rows(CONCERNED, given)]


def _given(place: RecallPass) -> dict[str, Any]:
    eras = LedgerEra.objects.filter(number__gte=place.era).values_list("number", flat=True)
    return {"eras": list(eras), "last": place.snapshot, "now": place.reaching}


def _rows(statement: str, given: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        rows: list[Any] = cursor.fetchall()
    return rows


def comparable(*, check_ids: Collection[int]) -> QuerySet[Check]:
    """Of these checks, those whose answers may come to differ.

    Not one that was erased, or is of a test identity; nor one about what was known earlier, which stays as it was; nor
    a possible match that a person has resolved, whose answer stands in another check.
    """
    checks = Check.objects.filter(pk__in=check_ids, known_at=F("answered_at"), is_test=False).exclude(claims=ERASED)
    checks = checks.filter(Q(review=None) | Q(review__result=None)).defer("claims", "receipt_salt", "signature")
    return checks.select_related("organisation", "role_organisation", "rule_set", "asked_by").order_by("pk")


def last_told(*, check_ids: Collection[int]) -> dict[int, str]:
    """By check, the digest of what its organisation was last told; none for what was never corrected."""
    found = CheckCorrection.objects.filter(check_asked__in=check_ids).order_by("pk")
    return dict(found.values_list("check_asked", "digest"))


def askers_to_tell(*, after: int) -> list[tuple[User, int]]:
    """The people whose answers were corrected after the correction of this number, and how many answers of each."""
    found = CheckCorrection.objects.filter(pk__gt=after).values("check_asked__asked_by")
    counts = dict(
        found.annotate(count=Count("check_asked", distinct=True)).values_list("check_asked__asked_by", "count")
    )
    people = User.objects.filter(pk__in=counts, is_active=True, is_service=False).order_by("pk")
    return [(person, counts[person.pk]) for person in people]


def last_correction() -> int:
    """The number of the newest correction; 0 where there is none."""
    return CheckCorrection.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def of_several_classes(*, organisation_ids: Collection[int]) -> set[int]:
    """Those of these organisations that have not always been of one class."""
    rows = _rows(
        "SELECT id FROM kernel_historicalorganisation WHERE id = ANY (%(ids)s) GROUP BY id"
        " HAVING count(DISTINCT organisation_class) > 1",
        {"ids": list(organisation_ids)},
    )
    return {pk for (pk,) in rows}


def with_correction(checks: QuerySet[Check]) -> QuerySet[Check]:
    """The checks, each with what its organisation was last told of it, which `corrected_at` and `differs_now` read."""
    last = CheckCorrection.objects.filter(check_asked=OuterRef("pk")).order_by("-pk")
    return checks.annotate(
        told_at=Subquery(last.values("found_at")[:1]), told_differs=Subquery(last.values("differs")[:1])
    )


def corrected(checks: QuerySet[Check]) -> QuerySet[Check]:
    """Those of some checks that would be answered otherwise as known now."""
    later = CheckCorrection.objects.filter(check_asked=OuterRef("check_asked"), pk__gt=OuterRef("pk"))
    last = CheckCorrection.objects.filter(~Exists(later), check_asked=OuterRef("pk"), differs=True)
    return checks.filter(Exists(last))


def corrected_since(*, organisation_id: int, since: datetime) -> int:
    """How many of an organisation's answers would be different now, of those that were corrected since an instant."""
    checks = Check.objects.filter(organisation_id=organisation_id, corrections__found_at__gte=since)
    return corrected(checks).distinct().count()
