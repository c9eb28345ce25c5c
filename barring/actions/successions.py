"""Watches follow an organisation into the one that it went into."""

import logging
from dataclasses import replace
from datetime import datetime

from django.db import Error, transaction

from barring.actions.checks import OnBehalfOf, QuestionRefused, question_of
from barring.actions.watches import event_of, watch
from barring.models import Watch
from barring.queries.watches import to_be_succeeded
from barring.rules.answers import Purpose
from barring.rules.watches import succeeded_reference
from kernel.errors import Erased
from kernel.ledger import LedgerBehind
from kernel.mergers import heir_of
from kernel.models import EventType, Organisation
from kernel.queries import system_user

MOST = 1_000  # watches in one run
log = logging.getLogger("house.watches")


def follow_successors(*, at: datetime) -> int:
    """Have those watched by whom an organisation closed before an instant's day went into; how many watches moved.

    Each begins there with a check of its own, since no organisation may read another's; the old one ends.
    """
    moved = 0
    for pk in to_be_succeeded(at=at).values_list("pk", flat=True)[:MOST]:
        try:
            with transaction.atomic():
                moved += _follow(pk, at=at)
        except (Error, LedgerBehind):
            raise
        except Exception as fault:  # one that cannot move must not keep the others
            log.error("a watch could not follow its organisation: %s", type(fault).__name__)
    return moved


def _follow(pk: int, *, at: datetime) -> int:
    old = to_be_succeeded(at=at).select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if old is None:
        return 0
    there = heir_of(organisation=old.organisation, at=at)
    check = old.first_check
    try:
        question = replace(question_of(check=check), purpose=Purpose(old.purpose), client_ref="")
        if check.role_organisation_id == old.organisation_id:
            question = replace(question, organisation=there.code)
        watch(
            reference=_free_reference(old, there),
            question=question,
            asker=OnBehalfOf(organisation_id=there.pk, organisation_code=there.code),
            by=system_user(),
            at=at,
        )
    except (Erased, QuestionRefused):  # whom it is about cannot be said again, so there is nobody to watch
        pass
    old.ended_at, old.ended_because = at, Watch.Ending.SUCCEEDED
    old.save(update_fields=["ended_at", "ended_because"])
    event_of(of=old, type=EventType.WATCH_ENDED, at=at).save(force_insert=True)
    return 1


def _free_reference(old: Watch, there: Organisation) -> str:
    """The reference that it had, unless its new organisation uses that; then with the old one's code before it."""
    if not Watch.objects.filter(organisation=there, reference=old.reference).exists():
        return old.reference
    return succeeded_reference(code=old.organisation.code, reference=old.reference)
