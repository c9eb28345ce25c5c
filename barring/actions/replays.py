"""Working out stored answers again, from what was known when they were given."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby, islice
from typing import Any
from urllib.parse import urlsplit

from barring.actions.checks import Answer, OnBehalfOf, answered, asked_of, question_of
from barring.actions.reviews import decided
from barring.models import Check
from barring.queries.checks import replayable, snapshot_of
from barring.queries.dismissals import settled
from barring.queries.readings import Known, Reading, read_all
from barring.rules.matching import Asked, Match, match
from kernel.errors import ActionRefused
from kernel.queries import organisation_class_seen
from kernel.rulesets import rules_of

TOGETHER = 200
"""How many answers of one snapshot are read by one statement."""
NAMED = 20


@dataclass
class Replay:
    """How many answers were worked out again, how many came out otherwise, and the first of those."""

    checked: int = 0
    mismatched: int = 0
    first: list[str] = field(default_factory=list)


def replay(*, since: datetime | None) -> Replay:
    """Work out every answer given from `since` on, by the facts, organisation, rules and matcher of its snapshot.

    Who resolved a possible match is believed. Erased checks are left out. What is compared is what was said of the
    person: not the sentences, nor the address of this site, which may have changed.
    """
    done = Replay()
    for known, checks in groupby(replayable(since=since), key=_known):
        while some := list(islice(checks, TOGETHER)):
            for check, again in zip(some, _again(some, known), strict=True):
                done.checked += 1
                if again is None or _said(again) != _said(check):
                    done.mismatched += 1
                    done.first = [*done.first, check.reference][:NAMED]
    return done


def _known(check: Check) -> Known:
    """What was to be known, as it was when the check was answered."""
    if check.known_at == check.answered_at:
        snapshot: str | None = check.snapshot
    else:
        snapshot = snapshot_of(organisation_id=check.organisation_id, known_at=check.known_at)
    return Known(at=check.known_at, snapshot=snapshot, seen=check.snapshot, matcher=check.matcher)


def _again(checks: Sequence[Check], known: Known) -> Iterator[Check | None]:
    asked = [asked_of(check=check) for check in checks]
    given = [(one, check.role_organisation.code) for one, check in zip(asked, checks, strict=True)]
    readings = read_all(asked=given, as_of=None, known=known)
    places = {check.role_organisation for check in checks}  # all of one snapshot
    classes = {place.pk: organisation_class_seen(organisation=place, snapshot=checks[0].snapshot) for place in places}
    for check, one, reading in zip(checks, asked, readings, strict=True):
        place = (check.role_organisation_id, classes[check.role_organisation_id])
        yield _one_again(check, one, replace(reading, at=check.answered_at, organisation=place))


def answered_again(*, check: Check, asked: Asked, reading: Reading, found: Match) -> Check:
    """A check as it comes out of a reading, with whoever is meant by it."""
    return answered(
        given=Answer(
            question=replace(question_of(check=check), as_of=check.as_of, known_at=check.known_at),
            asked=asked,
            asker=OnBehalfOf(
                organisation_id=check.organisation_id,
                organisation_code=check.organisation.code,
                client_id=check.client_id,
            ),
            by=check.asked_by_id,
            reading=reading,
            rules=rules_of(check.rule_set),
            match=found,
        )
    )


def _one_again(check: Check, asked: Asked, reading: Reading) -> Check | None:
    """The check as it comes out now; None where whoever was meant could not have been found."""
    try:
        return answered_again(check=check, asked=asked, reading=reading, found=_match(check, asked, reading))
    except ActionRefused:
        return None


def _match(check: Check, asked: Asked, reading: Reading) -> Match:
    if check.resolves_id is not None:
        return decided(asked=asked, reading=reading, person_id=check.person_id)
    found = match(asked=asked, candidates=reading.candidates, matcher=reading.matcher)
    if check.known_at != check.answered_at:
        return found
    return settled(found=found, asked=asked, organisation_id=check.organisation_id, seen=check.snapshot)


def _said(check: Check) -> tuple[int | None, Mapping[str, Any]]:
    said = {name: value for name, value in check.answer.items() if name != "statement"}
    return check.person_id, said | {"restrictions": [_without_site(one) for one in said["restrictions"]]}


def _without_site(restriction: Mapping[str, Any]) -> Mapping[str, Any]:
    address = restriction.get("decision")
    return {**restriction, "decision": urlsplit(address).path} if address else restriction
