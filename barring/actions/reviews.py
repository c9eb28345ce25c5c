"""Resolving the checks that a person has to look at."""

from datetime import datetime

from django.db import transaction

from barring.actions.checks import Answer, OnBehalfOf, asked_of, question_of, record, require_answerable
from barring.actions.dismissals import remember_dismissed
from barring.models import Check, CheckReview
from barring.queries.readings import Known, Reading, read
from barring.rules.matching import Asked, Basis, Candidate, Certainty, Match, match
from barring.workflow import REVIEW, ReviewAction
from kernel.errors import ActionRefused
from kernel.ledger import require_sound
from kernel.models import User
from kernel.outbox import send_mail
from kernel.queries import system_user
from kernel.workflow import NotAllowedNow

MOST_TESTS = 200  # in one run


@transaction.atomic
def resolve_review(*, review: CheckReview, person_id: int | None, reason: str, by: User) -> Check:
    """Say who was meant (None: nobody on record), which answers the question anew, as of now, and tell who asked.

    Refuses a review that was resolved already, and a person who is not among the candidates.
    """
    require_sound()
    review = CheckReview.objects.select_for_update(of=("self",)).select_related("check_asked").get(pk=review.pk)
    status = REVIEW.target(ReviewAction.RESOLVE, status=review.status)
    old = review.check_asked
    question = question_of(check=old)
    asked = asked_of(check=old)
    reading = read(asked=asked, organisation=question.organisation, as_of=None, known=Known())
    rules = require_answerable(question=question, reading=reading)
    found = decided(asked=asked, reading=reading, person_id=person_id)
    asker = OnBehalfOf(
        organisation_id=old.organisation_id, organisation_code=old.organisation.code, client_id=old.client_id
    )
    check = record(
        given=Answer(
            question=question, asked=asked, asker=asker, by=by.pk, reading=reading, rules=rules, match=found, old=old
        )
    )
    review.status, review.result, review.reason = status, check, reason
    review.resolved_by, review.resolved_at = by, reading.at
    review.save(update_fields=["status", "result", "reason", "resolved_by", "resolved_at"])
    if not old.is_test:  # of which nobody is on record
        near = match(asked=asked, candidates=reading.candidates, matcher=reading.matcher).candidates
        remember_dismissed(review=review, person_ids=[pk for pk in near if pk != person_id])
    _tell_asker(old, answered_by=check)
    return check


def resolve_tests(*, at: datetime) -> int:
    """Answer the open reviews of test identities, as nobody on record; how many. No person has to look at these."""
    waiting = CheckReview.objects.filter(status=REVIEW.start, check_asked__is_test=True)
    done = 0
    for review in waiting.order_by("pk")[:MOST_TESTS]:
        try:
            resolve_review(review=review, person_id=None, reason="A test identity", by=system_user())
        except NotAllowedNow:  # another run was first
            continue
        done += 1
    return done


def candidates_of(*, check: Check) -> tuple[Candidate, ...]:
    """The people whom a reviewer has to look at, the likeliest first, as the register stands now."""
    asked = asked_of(check=check)
    reading = read(asked=asked, organisation=check.role_organisation.code, as_of=None, known=Known())
    found = match(asked=asked, candidates=reading.candidates, matcher=reading.matcher)
    people = {person.person_id: person for person in reading.candidates}
    return tuple(people[person_id] for person_id in found.candidates)


def decided(*, asked: Asked, reading: Reading, person_id: int | None) -> Match:
    """What the reviewer decided, in the form of a match. Refuses somebody who is not among those who may be meant."""
    if person_id is None:
        return Match(certainty=Certainty.NONE)
    chosen = next((one for one in reading.candidates if one.person_id == person_id), None)
    if chosen is None:
        raise ActionRefused("That person is no longer among the possible matches. Reload the page and look again.")
    by_number = bool(asked.number) and chosen.number == asked.number
    return Match(
        certainty=Certainty.UNIQUE,
        basis=_basis(asked) if by_number else Basis.NAME_AND_DATE_OF_BIRTH,
        person_id=person_id,
        candidates=(person_id,),
    )


def _basis(asked: Asked) -> Basis:
    if asked.date_of_birth:
        return Basis.NUMBER_AND_DATE_OF_BIRTH
    return Basis.NUMBER_AND_FAMILY_NAME if asked.family_key else Basis.NUMBER_AND_NATIONAL_INSURANCE_NUMBER


def _tell_asker(old: Check, *, answered_by: Check) -> None:
    """A person is written to; a program reads its list. The e-mail names nobody: the answer is behind sign-in."""
    asker = old.asked_by
    if asker.is_active and not asker.is_service:
        send_mail(
            to=asker.email,
            subject="A check you asked for has been answered",
            template="check_resolved",
            context={"name": asker.name, "reference": answered_by.reference},
        )
