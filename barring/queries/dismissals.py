"""Who was said not to be meant by a question, for as long as that holds.

Everything is read as a snapshot sees it, so that an answer which rested on it can be worked out again.
"""

import json
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import connection

from barring.models import CheckReview, Dismissal
from barring.models.checks import ERASED
from barring.queries.corrections import snapshot_now
from barring.rules.matching import Asked, Certainty, Match, asked_about

# What `seen` sees and the question's own snapshot did not: whoever decided may not have seen it either.
FRESH = (
    "pg_visible_in_snapshot({0}, %(seen)s::pg_snapshot)"
    " AND NOT pg_visible_in_snapshot({0}, question.snapshot::pg_snapshot)"
)
UNCHANGED = " AND ".join(
    f"NOT EXISTS (SELECT FROM register_{table} AS fact WHERE fact.person_id = one.person_id AND"
    f" ({FRESH.format('fact.recorded_xid')} OR fact.superseded_xid IS NOT NULL"
    f" AND {FRESH.format('fact.superseded_xid')}))"
    for table in ("name", "birthdate", "nationalinsurance")
)
HOLDS = f"""
SELECT one.person_id, question.subject
  FROM barring_dismissal AS one
  JOIN barring_checkreview AS review ON review.id = one.review_id
  JOIN barring_check AS question ON question.id = review.check_asked_id
 WHERE one.organisation_id = %(organisation)s AND one.person_id = ANY (%(people)s) AND question.claims <> %(erased)s
   AND pg_visible_in_snapshot(one.ledger_xid, %(seen)s::pg_snapshot)
   AND NOT EXISTS (SELECT FROM barring_dismissalwithdrawal AS withdrawal WHERE withdrawal.review_id = review.id
       AND pg_visible_in_snapshot(withdrawal.ledger_xid, %(seen)s::pg_snapshot))
   AND {UNCHANGED}
   AND NOT EXISTS (SELECT FROM register_historicalperson AS given WHERE given.id = one.person_id
       AND given.registration_number IS NOT NULL AND {FRESH.format("given.ledger_xid")}
       AND NOT EXISTS (SELECT FROM register_historicalperson AS before WHERE before.id = given.id
           AND before.registration_number = given.registration_number
           AND pg_visible_in_snapshot(before.ledger_xid, question.snapshot::pg_snapshot)))
"""  # noqa: S608 - ours


def asked_in_stored(*, subject: Mapping[str, Any]) -> Asked:
    """A stored subject in the form in which it is compared."""
    born = subject["date_of_birth"]
    return asked_about(
        number=subject["registration_number"],
        family_name=subject["family_name"],
        given_names=subject["given_names"],
        previous_family_names=subject["previous_family_names"],
        date_of_birth=date.fromisoformat(born) if born else None,
        national_insurance=subject["national_insurance"],
    )


def settled(*, found: Match, asked: Asked, organisation_id: int, seen: str) -> Match:
    """A doubt that a person has settled before is nobody: where all who may be meant were said not to be.

    By the same organisation's question, and while neither its particulars nor theirs are others. Never anybody: where
    somebody else may be meant, a person decides again. `seen` is the snapshot by which the people were read.
    """
    if found.certainty is not Certainty.AMBIGUOUS:
        return found
    dismissed = _dismissed(asked, organisation_id, found.candidates, seen)
    return Match(certainty=Certainty.NONE) if set(found.candidates) <= dismissed else found


def _dismissed(asked: Asked, organisation_id: int, people: Collection[int], seen: str) -> set[int]:
    given = {"organisation": organisation_id, "people": list(people), "seen": seen, "erased": ERASED}
    return {person_id for person_id, subject in _holding(given) if asked_in_stored(subject=subject) == asked}


def _holding(given: Mapping[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    with connection.cursor() as cursor:
        cursor.execute(HOLDS, given)
        return [(person_id, json.loads(subject)) for person_id, subject in cursor.fetchall()]


def dismissed_by(*, review: CheckReview) -> list[Dismissal]:
    """Whom a review set aside."""
    return list(Dismissal.objects.filter(review=review).select_related("person").order_by("pk"))


def held_by(*, review: CheckReview) -> set[int]:
    """The people whom a review dismissed and whose dismissal still holds."""
    given = {
        "organisation": review.check_asked.organisation_id,
        "people": [one.person_id for one in dismissed_by(review=review)],
        "seen": snapshot_now(),
        "erased": ERASED,
    }
    return {person_id for person_id, _subject in _holding(given)}


def dismissed_before(*, review: CheckReview, people: Collection[int]) -> list[Dismissal]:
    """What the same organisation was told before of some of these people, the newest first: for whoever decides."""
    found = Dismissal.objects.filter(
        organisation_id=review.check_asked.organisation_id, person__in=people, review__withdrawal=None
    ).exclude(review=review)
    return list(found.select_related("review__check_asked", "review__resolved_by", "person").order_by("-pk"))
