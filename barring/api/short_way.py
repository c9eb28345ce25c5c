"""Checks on the short way: asked of the present, in plain words, by a program that may ask."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import Error
from django.utils import timezone

from barring.actions.checks import OnBehalfOf, Question, QuestionRefused, answer_from, asked_in
from barring.actions.question_shapes import CheckIn, question_from
from barring.api.refusals import note_unmatched
from barring.api.views.checks import ChecksView
from barring.queries.checks import as_told
from barring.queries.entering import Entered, Entry, enter_and_read
from barring.queries.readings import Known, read
from barring.rules.answers import CheckOutcome
from barring.rules.matching import Asked
from kernel.api.serializers import NotPlain, plainly
from kernel.api.short_way import LongWay, PlainAnswer, PlainRequest, as_json
from kernel.api.strict_json import NotStrictJson, loads
from kernel.api.throttles import Allowance, key_of
from kernel.db.prepared import insert
from kernel.history import acting
from kernel.idempotency import Reply, fingerprint, insert_once
from kernel.ledger import LedgerBehind, require_sound
from kernel.limits import Place, place_of
from kernel.permissions import Access, can
from kernel.tokens import Bearer, checksum_of, last_seen

if TYPE_CHECKING:
    from barring.models import Check

PATH = "/api/v1/checks"
DOOR: Access = ChecksView.post.access  # type: ignore[attr-defined]  # what the view declares


def answer_check(request: PlainRequest) -> PlainAnswer:
    """Answer a check as the view does, in two round trips. Raises LongWay where that is not for this way."""
    question, asked = _question_in(request)
    checksum = checksum_of(request.token)
    seen = last_seen(checksum=checksum)
    if seen is None:
        raise LongWay
    place = place_of(key=key_of(client_id=seen.token.client_id), at=timezone.now())
    entered = enter_and_read(
        entry=Entry(checksum=checksum, client_id=seen.token.client_id, place=place),
        asked=asked,
        organisation=question.organisation or seen.account.organisation_code,
    )
    allowed, bearer = _let_in(entered, place, seen)
    account = bearer.account
    asker = OnBehalfOf(
        organisation_id=account.organisation_id,
        organisation_code=account.organisation_code,
        client_id=bearer.token.client_id,
    )
    with acting(user=account.pk, tenant=account.organisation_id, request_id=request.id):
        organisation = question.organisation or account.organisation_code
        reading = entered.reading or read(asked=asked, organisation=organisation, as_of=None, known=Known())
        keep = _keeper(request, bearer, allowed)
        try:
            check = answer_from(reading=reading, question=question, asked=asked, asker=asker, by=account.pk, keep=keep)
        except QuestionRefused:
            raise LongWay(allowed) from None
        except Error as fault:
            raise LongWay(allowed, failed=fault) from fault
        body = as_json(as_told(check))
        with suppress(Error):  # the check is kept: the request must not go the long way as well
            note_unmatched(check, bearer.token)
    return PlainAnswer(body=body, location=f"{PATH}/{check.reference}", allowed=allowed, user=account.pk)


def _keeper(request: PlainRequest, bearer: Bearer, allowed: Allowance) -> "Callable[[Check], None]":
    """What keeps the check; where the request may be repeated, with the answer, by one statement, or not at all."""
    key = request.key
    if key is None:
        return insert

    def keep(check: "Check") -> None:
        if check.outcome == CheckOutcome.NEEDS_REVIEW:  # its answer tells of a row that comes after it
            raise LongWay(allowed)
        headers = {"Content-Type": "application/json", "Location": f"{PATH}/{check.reference}"}
        is_kept = insert_once(
            row=check,
            client_id=bearer.token.client_id,
            key=key,
            asked=fingerprint(method="POST", path=PATH, kind=request.kind, body=request.body),
            reply=Reply(status=201, headers=headers, body=as_json(as_told(check))),
            at=timezone.now(),
        )
        if not is_kept:
            raise LongWay(allowed)

    return keep


def _question_in(request: PlainRequest) -> tuple[Question, Asked]:
    """The question, and in the form in which it is compared."""
    try:
        question = question_from(given=plainly(CheckIn, loads(request.body)))
        asked = asked_in(subject=question.subject)
        require_sound()
    except (NotStrictJson, NotPlain, QuestionRefused, LedgerBehind):
        raise LongWay from None
    if question.as_of or question.known_at:
        raise LongWay
    return question, asked


def _let_in(entered: Entered, place: Place, seen: Bearer) -> tuple[Allowance, Bearer]:
    """What is left of the limit, and who asks, if they may: the same door as the view's."""
    bearer, hits = entered.bearer, entered.hits
    if bearer is None or hits is None:
        raise LongWay
    limit = settings.CHECKS_PER_MINUTE
    allowed = Allowance(limit=limit, left=limit - hits if hits <= limit else -1, wait=place.wait)
    may_ask = can(bearer.account, DOOR.permission) and DOOR.scope in bearer.token.scope.split()
    slowed_until = bearer.token.slowed_until
    may_ask = may_ask and (slowed_until is None or slowed_until <= timezone.now())
    if allowed.left < 0 or not may_ask or bearer.account.organisation_code != seen.account.organisation_code:
        raise LongWay(allowed)
    return allowed, bearer
