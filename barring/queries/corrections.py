"""Which earlier answers what was recorded since may bear on, and what was told of that.

What is fresh is what one snapshot sees and an earlier one did not, as the ledger has it: in whatever order it was
committed, none is missed.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from barring.models import Check, CheckCorrection, RecallDue, RecallPass, RecallPerson
from barring.models.checks import ERASED
from kernel.mergers import answerable_in, heir_of
from kernel.models import LedgerEra, Organisation, User

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
NOTE = """
INSERT INTO barring_recallperson (person_id, identity)
SELECT person_id, bool_or(identity) FROM ({each}) AS recorded GROUP BY person_id
ON CONFLICT (person_id) DO NOTHING
"""
# Who was set aside, and who is not any more.
DISMISSED = """(SELECT ledger_era, ledger_xid, person_id FROM barring_dismissal
    UNION ALL SELECT withdrawal.ledger_era, withdrawal.ledger_xid, person_id
      FROM barring_dismissalwithdrawal AS withdrawal JOIN barring_dismissal AS one USING (review_id))"""
# The seeds 1 to 19 are those of `register_match_keys`.
NUMBER, INSURANCE = 20, 21
KEYS_OF_PEOPLE = f"""
    SELECT unnest(register_match_keys(entry.family, entry.first, entry.born)) AS key
      FROM register_name AS name JOIN register_matchentry AS entry ON entry.name_id = name.id
     WHERE name.person_id = ANY (%(named)s)
    UNION SELECT hashtextextended(registration_number, {NUMBER}) FROM register_person
     WHERE id = ANY (%(named)s) AND registration_number IS NOT NULL
    UNION SELECT hashtextextended(digest, {INSURANCE}) FROM register_nationalinsurance
     WHERE person_id = ANY (%(named)s)
"""  # noqa: S608 - two numbers of ours
# One way goes by an index, a few microseconds for each number; the other through the numbers of all answers there are.
BY_INDEX = "WHERE keys && (SELECT coalesce(array_agg(key), '{}') FROM wanted)"
BY_ALL = "CROSS JOIN LATERAL unnest(keys) AS each (key) JOIN wanted USING (key)"
CONCERNED = """
WITH wanted AS MATERIALIZED ({keys})
INSERT INTO barring_recalldue (check_id)
SELECT id FROM barring_check WHERE person_id = ANY (%(people)s)
UNION SELECT check_asked_id FROM barring_checkkeys {way}
ON CONFLICT (check_id) DO NOTHING
"""
FEW, MANY = 200, 20_000
"""How many people one statement takes up by the index, and how many where all answers are gone through."""
WORTH_ALL = 20
"""So many answers are gone through in the time of one person by the index."""


@dataclass(frozen=True, kw_only=True)
class Fresh:
    """A check that a round comes upon: whether people are searched for it by name, and whether it saw too little."""

    id: int
    by_name: bool
    is_older: bool


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


def note_people(*, place: RecallPass) -> None:
    """Note of whom something was recorded in a round; of nobody in the first, which looks at all checks."""
    if not place.snapshot:
        return
    parts = [("register_historicalperson", "id", "true")]
    parts += [(f"register_historical{table}", "person_id", "true") for table in IDENTITY]
    parts += [(f"register_historical{table}", "person_id", "false") for table in STANDING]
    parts += [(DISMISSED, "person_id", "true")]
    each = " UNION ALL ".join(
        f"SELECT t.{column} AS person_id, {identity} AS identity FROM {table} AS t WHERE {FRESH.format('t')}"  # noqa: S608
        for table, column, identity in parts
    )
    _run(NOTE.format(each=each), _given(place))


def note_concerned() -> int:
    """Note the checks that some of the noted people were named by, or may be meant by; how many people it took up.

    By any name that they ever had.
    """
    noted = RecallPerson.objects.order_by("person_id")
    answers = _rows("SELECT reltuples FROM pg_class WHERE oid = 'public.barring_checkkeys'::regclass", {})[0][0]
    is_many = noted.count() * WORTH_ALL > answers
    people = list(noted[: MANY if is_many else FEW].values_list("person_id", "identity"))
    if people:
        ids = [pk for pk, _identity in people]
        way = BY_ALL if is_many else BY_INDEX
        statement = CONCERNED.format(keys=KEYS_OF_PEOPLE, way=way)
        _run(statement, {"people": ids, "named": [pk for pk, identity in people if identity]})
        RecallPerson.objects.filter(person_id__in=ids).delete()
    return len(people)


def due_checks(*, limit: int) -> list[int]:
    """The next answers that a round has to work out again; taken off its list."""
    ids = list(RecallDue.objects.order_by("check_id").values_list("check_id", flat=True)[:limit])
    RecallDue.objects.filter(check_id__in=ids).delete()
    return ids


def _given(place: RecallPass) -> dict[str, Any]:
    eras = LedgerEra.objects.filter(number__gte=place.era).values_list("number", flat=True)
    return {"eras": list(eras), "last": place.snapshot, "now": place.reaching}


def _run(statement: str, given: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)


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
    checks = checks.filter(Q(review=None) | Q(review__result=None)).defer("receipt_salt", "signature")
    return checks.prefetch_related("organisation", "role_organisation", "rule_set").order_by("pk")  # few of each


def last_told(*, check_ids: Collection[int]) -> dict[int, str]:
    """By check, the digest of what its organisation was last told; none for what was never corrected."""
    found = CheckCorrection.objects.filter(check_asked__in=check_ids).order_by("pk")
    return dict(found.values_list("check_asked", "digest"))


def people_to_tell(*, after: int, at: datetime) -> list[tuple[User, int, int]]:
    """Whom to write to of corrections after the one of this number: how many answers of their own, and of others'.

    The others are people who left the organisation, and programs that were revoked: of their answers its administrators
    are told, or else everybody there, or in the body that it went into.
    """
    found = CheckCorrection.objects.filter(pk__gt=after).values("check_asked__organisation", "check_asked__asked_by")
    counts = found.annotate(count=Count("check_asked", distinct=True))
    rows = list(counts.values_list("check_asked__organisation", "check_asked__asked_by", "count"))
    accounts = User.objects.in_bulk({asker for _organisation, asker, _count in rows})
    places = Organisation.objects.in_bulk({organisation for organisation, _asker, _count in rows})
    heirs = {pk: heir_of(organisation=place, at=at) for pk, place in places.items()}
    own, others = Counter[User](), Counter[User]()
    for organisation, asker, count in rows:
        account, heir = accounts[asker], heirs[organisation]
        if not account.is_active or account.organisation_id not in (organisation, heir.pk):
            for person in answerable_in(organisation_id=heir.pk):
                others[person] += count
        elif not account.is_service:  # which its feed of events tells
            own[account] += count
    return [(one, own[one], others[one]) for one in sorted({*own, *others}, key=lambda person: person.pk)]


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
