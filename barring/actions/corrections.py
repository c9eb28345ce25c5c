"""Telling organisations of answers that would be different as known now.

Found by query, off the way of whoever corrects a fact: no act of the register knows of checks. A round deals with what
was recorded since the last, in short transactions, and goes on where one that died left off.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from django.db import Error, connection, transaction

from barring.actions.checks import asked_of
from barring.actions.replays import answered_again
from barring.actions.reviews import decided
from barring.models import Check, CheckCorrection, RecallPass
from barring.queries.corrections import (
    INSURANCE,
    NUMBER,
    comparable,
    due_checks,
    fresh_checks,
    last_correction,
    last_told,
    note_concerned,
    note_people,
    of_several_classes,
    people_to_tell,
    snapshot_now,
)
from barring.queries.dismissals import settled
from barring.queries.readings import Known, Reading, read_all
from barring.rules.answers import CheckOutcome
from barring.rules.corrections import said
from barring.rules.matching import Asked, match
from kernel.errors import ActionRefused
from kernel.mergers import heir_of
from kernel.models import Event, EventType, LedgerEra
from kernel.outbox import send_mail
from kernel.queries import organisation_class_seen

LONGEST = 10.0
"""Seconds of one run; what is still to be looked at is taken up by the next."""
CHECKS = 2_000
"""How many new checks one transaction takes up."""
TOGETHER = 200
"""How many answers one transaction works out again."""
LOCK = 5_012_904_783
"""The advisory lock of whoever looks; any number that nobody else uses."""
THE_ONE = 1  # the only row of RecallPass
log = logging.getLogger("house.recall")

# The numbers under which `register_match` looks for a question, by the names as its matcher counted them.
ENTER = f"""
WITH asked AS (
    SELECT each.*, matcher.entries AS size, left(born, 4) || right(born, 2) || substr(born, 5, 2) AS swapped,
        register_bearers(matcher.id, 'f', family) AS families, register_bearers(matcher.id, 'g', first) AS firsts,
        register_bearers(matcher.id, 'f', first) AS as_families, register_bearers(matcher.id, 'g', family) AS as_firsts
    FROM unnest(%(readings)s::bigint[], %(matchers)s::text[], %(families)s::text[], %(givens)s::text[],
        %(firsts)s::text[], %(borns)s::text[]) AS each (id, version, family, given, first, born)
    JOIN register_matcher AS matcher USING (version)
), sought AS (
    SELECT id, unnest(register_asked_keys(family, first, born, size, families, firsts, true)) AS key FROM asked
    UNION ALL SELECT id, unnest(register_asked_keys(turned, family, born, size, as_families, as_firsts, false))
      FROM asked, unnest(ARRAY[given, first]) AS turned WHERE turned <> ''
    UNION ALL SELECT id, unnest(register_asked_keys(family, first, swapped, size, families, firsts, false))
      FROM asked WHERE right(born, 2) BETWEEN '01' AND '12' AND swapped <> born
    UNION ALL SELECT id, hashtextextended(number, {NUMBER})
      FROM unnest(%(numbered)s::bigint[], %(numbers)s::text[]) AS each (id, number)
    UNION ALL SELECT id, hashtextextended(digest, {INSURANCE})
      FROM unnest(%(insured)s::bigint[], %(digests)s::text[]) AS each (id, digest)
)
INSERT INTO barring_checkkeys (check_asked_id, keys) SELECT id, array_agg(DISTINCT key) FROM sought GROUP BY id
ON CONFLICT (check_asked_id) DO NOTHING
"""  # noqa: S608 - two numbers of ours


def recall_checks(*, at: datetime) -> int:
    """Tell organisations of each answer of theirs that would, as known now and at its own instant, be different.

    Each is told once, and again only where it would differ from what was told. Looks for up to 10 seconds; how many
    checks and people it came through.
    """
    began, done = time.monotonic(), 0
    while time.monotonic() - began < LONGEST and (some := _step(at=at)) is not None:
        done += some
    return done


@transaction.atomic
def _step(*, at: datetime) -> int | None:
    """The next piece of a round, or the first of a new one. None where nothing is left, or another process is at it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if cursor.fetchone() == (False,):
            return None
    era = LedgerEra.objects.order_by("-number").values_list("number", flat=True)[0]
    place = RecallPass.objects.filter(pk=THE_ONE).first() or RecallPass(pk=THE_ONE, era=era)
    is_new = not place.reaching
    place.reaching = place.reaching or snapshot_now()
    done = _look_at_checks(place, at=at) or (note_concerned() if place.noted else 0) or _look_at_due(at=at)
    if not done:
        place.era, place.snapshot, place.reaching, place.check_id, place.noted = era, place.reaching, "", 0, False
        _write_to_people(place, at=at)
    place.save()
    return None if not done and is_new else done


def _look_at_checks(place: RecallPass, *, at: datetime) -> int:
    """Take up checks that were committed since the last round; 0 where all of them are, and people are noted."""
    if place.noted:
        return 0
    found = fresh_checks(place=place, limit=CHECKS)
    if not found:
        note_people(place=place)
        place.check_id, place.noted = 0, True
        return 0
    _enter(comparable(check_ids=[one.id for one in found if one.by_name]))
    older = [one.id for one in found if one.is_older]
    for first in range(0, len(older), TOGETHER):
        _compare(older[first : first + TOGETHER], at=at)
    place.check_id = found[-1].id
    return len(found)


def _look_at_due(*, at: datetime) -> int:
    """Work out again the next answers that a round's people concern; 0 where none is left."""
    ids = due_checks(limit=TOGETHER)
    if ids:
        _compare(ids, at=at)
    return len(ids)


def _enter(checks: Collection[Check]) -> None:
    """Note under which numbers these checks' questions look for people: whoever comes to stand there is seen."""
    questions = [(check, asked_of(check=check)) for check in checks]
    readings = [
        (check.pk, check.matcher, family, one.given_key, one.first_key, f"{one.date_of_birth:%Y%m%d}")
        for check, one in questions
        if one.has_whole_name
        for family in sorted(one.family_keys)
    ]
    numbers = [(check.pk, one.number) for check, one in questions if one.number]
    digests = [(check.pk, one.national_insurance) for check, one in questions if one.national_insurance]
    given: dict[str, list[object]] = {}
    for rows, names in (
        (readings, ("readings", "matchers", "families", "givens", "firsts", "borns")),
        (numbers, ("numbered", "numbers")),
        (digests, ("insured", "digests")),
    ):
        given |= {name: [row[place] for row in rows] for place, name in enumerate(names)}
    with connection.cursor() as cursor:
        cursor.execute(ENTER, given)


def _compare(check_ids: Collection[int], *, at: datetime) -> None:
    """Work these answers out again, and tell of each that differs from what was told of it last."""
    checks = list(comparable(check_ids=check_ids))
    told = last_told(check_ids=[check.pk for check in checks])
    found: list[CheckCorrection] = []
    for check, again in _as_known_now(checks):
        given = said(answer=check.answer, person_id=check.person_id, as_of=check.as_of)
        now = said(answer=again.answer, person_id=again.person_id, as_of=check.as_of)
        if now != told.get(check.pk, given):
            found.append(CheckCorrection(check_asked=check, found_at=at, digest=now, differs=now != given))
    CheckCorrection.objects.bulk_create(found)
    _tell(found, at=at)


def _as_known_now(checks: Sequence[Check]) -> Iterator[tuple[Check, Check]]:
    """Each check with how it would be answered; together, and one by one where some cannot be."""
    by_matcher = defaultdict(list)
    for check in checks:
        by_matcher[check.matcher].append(check)
    for matcher, some in by_matcher.items():
        try:
            yield from list(_read_again(some, matcher))
        except Error:
            raise
        except Exception as fault:  # one that cannot be worked out must not keep the others
            log.error("answers are worked out one by one: %s", type(fault).__name__)
            for check in some:
                try:
                    yield from list(_read_again([check], matcher))
                except Error:
                    raise
                except Exception as own:
                    log.error("the answer of check %s cannot be worked out: %s", check.pk, type(own).__name__)


def _read_again(checks: Sequence[Check], matcher: str) -> Iterator[tuple[Check, Check]]:
    """By all that is known now of people; by the weights, the rules and the kind of organisation as they were."""
    asked = [asked_of(check=check) for check in checks]
    given = [(one, check.role_organisation.code) for one, check in zip(asked, checks, strict=True)]
    several = of_several_classes(organisation_ids={check.role_organisation_id for check in checks})
    readings = read_all(asked=given, as_of=None, known=Known(matcher=matcher))
    for check, one, reading in zip(checks, asked, readings, strict=True):
        place = check.role_organisation
        kind = place.organisation_class
        if place.pk in several:
            kind = organisation_class_seen(organisation=place, snapshot=check.snapshot)
        yield check, _again(check, one, replace(reading, at=check.answered_at, organisation=(place.pk, kind)))


def _again(check: Check, asked: Asked, reading: Reading) -> Check:
    """A person at the regulator is believed for as long as whom they said was meant can be.

    That nobody was holds while nobody else may be, as for whoever asks the same again.
    """
    found = match(asked=asked, candidates=reading.candidates, matcher=reading.matcher)
    if check.outcome != CheckOutcome.NEEDS_REVIEW:  # which a person is about to answer
        found = settled(found=found, asked=asked, organisation_id=check.organisation_id, seen=reading.snapshot)
    if check.resolves_id is not None and check.person_id is not None:
        with suppress(ActionRefused):
            found = decided(asked=asked, reading=reading, person_id=check.person_id)
    return answered_again(check=check, asked=asked, reading=reading, found=found)


def _tell(corrections: Sequence[CheckCorrection], *, at: datetime) -> None:
    """An event for each organisation's programs, at once; people are written to when the round is over.

    Where the organisation closed, for those of the body that it went into.
    """
    places = {one.check_asked.organisation for one in corrections}
    heirs = {place.pk: heir_of(organisation=place, at=at).pk for place in places}
    Event.objects.bulk_create(
        Event(
            organisation_id=heirs[correction.check_asked.organisation_id],
            type=EventType.CHECK_CORRECTED,
            occurred_at=at,
            check_reference=correction.check_asked.reference,
        )
        for correction in corrections
    )


def _write_to_people(place: RecallPass, *, at: datetime) -> None:
    """One e-mail to each person who asked, or who answers for it, about all that a round found: it names nobody."""
    for person, own, others in people_to_tell(after=place.correction_id, at=at):
        send_mail(
            to=person.email,
            subject="An answer to a check would be different now",
            template="check_corrected",
            context={"name": person.name, "own": own, "others": others},
        )
    place.correction_id = last_correction()
