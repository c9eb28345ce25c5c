"""Watching: begin and end it; see what has changed, and tell whoever watches."""

import hashlib
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import Error, connection, transaction

from barring.actions.checks import (
    Asker,
    OnBehalfOf,
    Question,
    QuestionFault,
    QuestionRefused,
    ask,
    asked_of,
    question_of,
)
from barring.models import Check, Watch, WatchLook, WatchPass
from barring.queries.dismissals import settled
from barring.queries.readings import Known, read
from barring.queries.watches import (
    Grounds,
    grounds_of,
    live,
    post_is_over,
    recorded_since,
    reviewed,
    seen_by,
    to_be_renewed,
    unwritten_of,
)
from barring.rules.answers import CheckOutcome, Purpose
from barring.rules.matching import Asked, Certainty, Match, match
from barring.rules.watches import NOBODY, REFERENCE, WARNED_BEFORE, Seen, is_reference, renew_by
from kernel.errors import ActionRefused, Erased
from kernel.mergers import answerable_in
from kernel.models import Event, EventType
from kernel.outbox import send_mail

BATCH = 500
MOST = 5_000  # ended or warned of in one run
LONGEST_RUN = 40.0  # seconds of looking; what is still due is taken up by the next run
UNREAD = ("subject", "answer", "claims", "receipt_salt", "snapshot")  # of a check, while nobody is to be matched
SEEN = ["digest", "scheduled", "looked_at", "due_at"]
LATER = timedelta(minutes=5)
"""When a look is tried again that could not be done."""
THE_ONE = 1  # the only row of WatchPass
log = logging.getLogger("house.watches")


class WatchEnded(ActionRefused):
    """The watch is over."""


@transaction.atomic
def watch(*, reference: str, question: Question, asker: OnBehalfOf, by: Asker, at: datetime) -> tuple[Watch, bool]:
    """Ask a first check, and watch from then on for a year; gives the watch, and whether it is new.

    The same reference again replaces what it stood for, and renews it. Refuses what `ask` refuses.
    """
    with connection.cursor() as cursor:
        key = f"watch {asker.organisation_id} {reference}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    check = ask(question=replace(question, client_ref=question.client_ref or reference), asker=asker, by=by)
    found = Watch.objects.select_for_update().filter(organisation_id=asker.organisation_id, reference=reference).first()
    is_new = found is None or found.ended_because == Watch.Ending.BY_ORGANISATION
    kept = found or Watch(organisation_id=asker.organisation_id, reference=reference)
    kept.first_check, kept.person_id, kept.asked_by_id = check, check.person_id, by.pk
    kept.purpose = check.purpose
    kept.started_at, kept.renew_by = at, renew_by(started_at=at)
    kept.ended_at, kept.ended_because = None, ""
    kept.save()
    _begin_looking(kept, check)
    return kept, is_new


@transaction.atomic
def begin_watching(*, reference: str, question: Question, asker: OnBehalfOf, by: Asker, at: datetime) -> Watch:
    """Watch somebody under a reference that stands for nobody now. Refuses what `watch` refuses, and one in use."""
    if not is_reference(reference):
        raise QuestionRefused([QuestionFault("reference", "invalid", REFERENCE)])
    if live().select_for_update().filter(organisation_id=asker.organisation_id, reference=reference).exists():
        text = "You watch somebody under this reference already. End that watch first, or choose another reference."
        raise QuestionRefused([QuestionFault("reference", "taken", text)])
    kept, _ = watch(reference=reference, question=question, asker=asker, by=by, at=at)
    return kept


@transaction.atomic
def renew_watch(*, watch: Watch, purpose: Purpose, at: datetime) -> Watch:
    """Say again why a person is watched, which keeps the watch for a year from now. Refuses one that has ended."""
    kept = Watch.objects.select_for_update().get(pk=watch.pk)
    if kept.ended_at is not None:
        raise WatchEnded("This watch has ended. Watch the person anew.")
    kept.purpose, kept.renew_by = purpose.value, renew_by(started_at=at)
    kept.save(update_fields=["purpose", "renew_by"])
    return kept


@transaction.atomic
def stop_watching(*, watch: Watch, at: datetime) -> None:
    """End a watch as its organisation asked."""
    kept = Watch.objects.select_for_update().get(pk=watch.pk)
    _end(kept, Watch.Ending.BY_ORGANISATION, at=at)


def look_at_watches(*, at: datetime) -> int:
    """See what has changed for each watch that something was recorded for, or whose time has come; how many events.

    Found by query, so whatever happens while nobody looks is told at the next look.
    """
    _mark(at=at)
    began, told = time.monotonic(), 0
    while time.monotonic() - began < LONGEST_RUN and (some := _look_at_some(at=at)) is not None:
        told += some
    return told


def end_watches(*, at: datetime) -> int:
    """End the watches whose post is over, and those not renewed in time; warn of those that will be. How many."""
    done = 0
    for because, due in (
        (Watch.Ending.POST_ENDED, post_is_over(at=at)),
        (Watch.Ending.NOT_RENEWED, live().filter(renew_by__lte=at)),
    ):
        with transaction.atomic():
            for watch in due.select_for_update(of=("self",), skip_locked=True)[:MOST]:
                _end(watch, because, at=at)
                _tell(watch, EventType.WATCH_ENDED, at=at)
                done += 1
    return done + _warn(at=at)


def _begin_looking(watch: Watch, check: Check) -> None:
    """What was told now is what later looks are compared with. One follows at once: what was recorded since counts."""
    seen = _told_by(watch, check)
    WatchLook.objects.update_or_create(
        watch=watch,
        defaults={
            "digest": seen.digest if seen else NOBODY,
            "scheduled": seen.scheduled if seen else "",
            "looked_at": check.answered_at,
            "due_at": check.answered_at,
            "warned_of": None,
        },
    )


def _told_by(watch: Watch, check: Check) -> Seen | None:
    if watch.person_id is None:
        return None
    grounds = grounds_of(watches=[watch], instants=[check.answered_at], known=check.snapshot)
    return seen_by(watch, at=check.answered_at, grounds=grounds)


@transaction.atomic
def _mark(*, at: datetime) -> None:
    """Have looked at whatever the facts recorded since the last pass may bear on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('look at watches', 0))")
    found = recorded_since(WatchPass.objects.filter(pk=THE_ONE).first(), at=at)
    touched = [live().filter(person_id__in=found.person_ids), reviewed()]
    if found.identity:
        touched.append(live().filter(person=None))
    for watches in [live()] if found.everything else touched:
        WatchLook.objects.filter(watch__in=watches).update(due_at=at)
    WatchPass.objects.update_or_create(
        pk=THE_ONE,
        defaults={"era": found.era, "snapshot": found.snapshot, "rule_set_id": found.rule_set},
    )


@transaction.atomic
def _look_at_some(*, at: datetime) -> int | None:
    """Look at up to BATCH watches that are due; how many events came of it, None where none is due."""
    due = WatchLook.objects.filter(due_at__lte=at, watch__ended_at=None).order_by("due_at")
    looks = list(
        due.select_for_update(of=("self", "watch"), skip_locked=True)
        .select_related("watch__first_check__role_organisation", "watch__organisation")
        .defer(*(f"watch__first_check__{name}" for name in UNREAD))[:BATCH]
    )
    if not looks:
        return None
    grounds, told = _grounds(looks, at=at), 0
    seen: list[WatchLook] = []
    events: list[Event] = []
    for look in looks:
        try:
            if grounds is None or look.watch.person_id is None:
                with transaction.atomic():
                    told += _look(look, at=at)
            else:
                events += [event_of(of=look.watch, type=type, at=at) for type in _see(look, grounds, at=at)]
                seen.append(look)
        except Error:
            raise
        except Exception as fault:  # one that cannot be looked at must not keep the others
            log.error("a watch could not be looked at: %s", type(fault).__name__)
            WatchLook.objects.filter(pk=look.pk).update(due_at=at + LATER)
    Event.objects.bulk_create(events)
    _remember_together(seen)
    return told + len(events)


def _remember_together(seen: Sequence[WatchLook]) -> None:
    """One statement for all of them: by the ORM's own it would take longer than looking."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE barring_watchlook AS look SET digest = one.digest, scheduled = one.scheduled, "
            "looked_at = one.looked_at, due_at = one.due_at FROM unnest(%s::bigint[], %s::text[], %s::text[], "
            "%s::timestamptz[], %s::timestamptz[]) AS one (watch_id, digest, scheduled, looked_at, due_at) "
            "WHERE look.watch_id = one.watch_id",
            [[getattr(look, name) for look in seen] for name in ("watch_id", *SEEN)],
        )


def _grounds(looks: Sequence[WatchLook], *, at: datetime) -> Grounds | None:
    """What the looks at matched people are worked out from; None where it cannot be read together, but for some."""
    matched = [look for look in looks if look.watch.person_id is not None]
    try:
        return grounds_of(watches=[look.watch for look in matched], instants={at, *(one.looked_at for one in matched)})
    except Error:
        raise
    except Exception as fault:
        log.error("watches are looked at one by one: %s", type(fault).__name__)
        return None


def _look(look: WatchLook, *, at: datetime) -> int:
    """Look at one watch by itself: tell of what has changed, and remember what is seen now; how many events."""
    if look.watch.person_id is None:
        return _try_to_match(look, at=at)
    types = _see(look, grounds_of(watches=[look.watch], instants=[at, look.looked_at]), at=at)
    for type in types:
        _tell(look.watch, type, at=at)
    look.save(update_fields=SEEN)
    return len(types)


def _see(look: WatchLook, grounds: Grounds, *, at: datetime) -> list[EventType]:
    """What is to be told of a matched person; the look takes up what is seen now."""
    now = seen_by(look.watch, at=at, grounds=grounds)
    then = seen_by(look.watch, at=look.looked_at, grounds=grounds)
    types = []
    if then.digest != look.digest and look.digest != NOBODY:
        types.append(EventType.WATCH_CORRECTED)
    if now.digest != look.digest:
        types.append(EventType.WATCH_STANDING_CHANGED)
    if now.scheduled not in ("", look.scheduled):
        types.append(EventType.WATCH_CHANGE_SCHEDULED)
    look.digest, look.scheduled, look.looked_at, look.due_at = now.digest, now.scheduled, at, now.changes_at
    return types


def _try_to_match(look: WatchLook, *, at: datetime) -> int:
    """Whoever a person at the regulator said is meant, or whoever fits now; or one more question for that person."""
    watch, check = look.watch, look.watch.first_check
    if check.outcome == CheckOutcome.NEEDS_REVIEW:
        result = check.review.result
        if result is not None:
            _meant(look, result, at=at)
        else:
            _remember(look, digest=look.digest, scheduled="", due_at=None, at=at)
        return 0
    if check.is_test:  # of whom nothing changes
        _remember(look, digest=look.digest, scheduled="", due_at=None, at=at)
        return 0
    try:
        asked = asked_of(check=check)
    except Erased:  # whom it is about is not known any more, and only a match would have kept it
        _remember(look, digest=look.digest, scheduled="", due_at=None, at=at)
        return 0
    found = _fits(asked, check)
    if found.certainty is Certainty.UNIQUE:
        watch.person_id = found.person_id
        watch.save(update_fields=["person"])
        return _look(look, at=at)
    digest = _digest_of(found)
    if digest not in (NOBODY, look.digest):
        _ask_again(watch)
    _remember(look, digest=digest, scheduled="", due_at=None, at=at)
    return 0


def _fits(asked: Asked, check: Check) -> Match:
    """Who fits what a check asked, as recorded now; nobody, where all who may were set aside."""
    reading = read(asked=asked, organisation=check.role_organisation.code, as_of=None, known=Known())
    found = match(asked=asked, candidates=reading.candidates, matcher=reading.matcher)
    return settled(found=found, asked=asked, organisation_id=check.organisation_id, seen=reading.snapshot)


def _meant(look: WatchLook, answer: Check, *, at: datetime) -> None:
    """Take up what a reviewer decided; the answer itself has told the organisation.

    Whoever was looked at and is not meant is not asked about again, until somebody else may be.
    """
    watch = look.watch
    watch.first_check, watch.person_id = answer, answer.person_id
    watch.save(update_fields=["first_check", "person"])
    if answer.person_id is not None:
        _begin_looking(watch, answer)
    else:
        _remember(look, digest=_digest_of(_fits(asked_of(check=answer), answer)), scheduled="", due_at=None, at=at)


def _ask_again(watch: Watch) -> None:
    """Have a person at the regulator say whether somebody who nearly fits is meant: by a check, as for anybody."""
    check = watch.first_check
    asker = OnBehalfOf(
        organisation_id=watch.organisation_id,
        organisation_code=watch.organisation.code,
        client_id=check.client_id,
    )
    again = ask(question=question_of(check=check), asker=asker, by=watch.asked_by)
    if again.outcome == CheckOutcome.NEEDS_REVIEW:
        watch.first_check = again
        watch.save(update_fields=["first_check"])


def _digest_of(found: Match) -> str:
    """Of those who may be meant; a digest of nobody where there is none."""
    return hashlib.sha256(repr(sorted(found.candidates)).encode()).hexdigest() if found.candidates else NOBODY


def _remember(look: WatchLook, *, digest: str, scheduled: str, due_at: datetime | None, at: datetime) -> None:
    look.digest, look.scheduled, look.looked_at, look.due_at = digest, scheduled, at, due_at
    look.save(update_fields=SEEN)


def _tell(watch: Watch, type: EventType, *, at: datetime) -> None:
    event_of(of=watch, type=type, at=at).save(force_insert=True)


def event_of(*, of: Watch, type: EventType, at: datetime) -> Event:
    """An event about a watch, to be written."""
    return Event(organisation_id=of.organisation_id, type=type, occurred_at=at, watch=of.reference)


def _end(watch: Watch, because: Watch.Ending, *, at: datetime) -> None:
    watch.ended_at, watch.ended_because = at, because
    watch.save(update_fields=["ended_at", "ended_because"])


@transaction.atomic
def _warn(*, at: datetime) -> int:
    """Tell organisations of watches that end within 30 days, each once; and whoever answers for them by one e-mail.

    All that end on one day come to be due together, and the first run that tells of any of them writes of all.
    """
    due = list(to_be_renewed(by=at + WARNED_BEFORE).select_for_update(of=("self",), skip_locked=True)[:MOST])
    unwritten = unwritten_of(by=at + WARNED_BEFORE) if due else {}
    for watch in due:
        _tell(watch, EventType.WATCH_RENEWAL_DUE, at=at)
        WatchLook.objects.filter(watch=watch).update(warned_of=watch.renew_by)
    _write_of(unwritten)
    return len(due)


def _write_of(unwritten: Mapping[int, int]) -> None:
    """One e-mail to each person who answers for an organisation, with how many of its watches end."""
    for organisation_id, count in unwritten.items():
        for person in answerable_in(organisation_id=organisation_id):
            send_mail(
                to=person.email,
                subject="Watches end soon unless they are renewed",
                template="watches_end_soon",
                context={"name": person.name, "count": count},
            )
