"""How responses come in day by day, and what is to be done next."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, QuerySet
from django.db.models.functions import TruncDate

from consultation.models import AnalysisRead, Consultation, Decision, ResponseVersion
from consultation.queries.coding import unread_of
from consultation.queries.consultations import consultations_for, stage
from consultation.queries.publishing import publishable_of, waiting
from consultation.queries.sharing import sharing_work_for
from consultation.rules.next_steps import Standing, Step, next_steps
from consultation.rules.publishing import PREPARED_FROM
from consultation.rules.responding import Channel
from consultation.workflow import Status
from kernel.clocks import LONDON, today
from kernel.models import User
from kernel.permissions import can
from kernel.queries import WorkItem

Days = dict[date, dict[str, int]]


def received_by_day(*, consultation: Consultation, at: datetime) -> Days:
    """By London day from the opening on: how many responses came first on it, by channel. Days without any are there.

    A response that was changed or withdrawn later counts on the day on which it came.
    """
    first = ResponseVersion.objects.filter(response__consultation=consultation, number=1)
    by_day = first.annotate(day=TruncDate("received_at", tzinfo=LONDON)).values_list("day", "response__channel")
    counts: Days = defaultdict(dict)
    for day, channel, count in by_day.annotate(count=Count("pk")):
        counts[day][channel] = count
    begin, end = today(consultation.opens_at), min(today(consultation.closes_at), today(at))
    listed = {*counts, *(begin + timedelta(days=place) for place in range(max((end - begin).days + 1, 0)))}
    return {day: {each: counts[day].get(each, 0) for each in Channel.values} for day in sorted(listed)}


def standings_of(*, consultations: Sequence[Consultation], user: User, at: datetime) -> dict[int, Standing]:
    """How far the work on each is, for somebody: what they prepared they do not check. So many queries as for one."""
    stages = {each.pk: stage(consultation=each, at=at) for each in consultations}
    over = [pk for pk, now in stages.items() if now in PREPARED_FROM]
    in_analysis = [pk for pk, now in stages.items() if now == Status.CLOSED]
    may_be = publishable_of(over)
    unread = _by(unread_of(in_analysis), "version__response__consultation")
    unprepared = _by(may_be.filter(release=None), "response__consultation")
    unchecked = _by(waiting(may_be, user=user), "response__consultation")
    decisions = _by(Decision.objects.filter(consultation__in=in_analysis), "consultation")
    readings = AnalysisRead.objects.filter(analysed_at=F("consultation__analysed_at"), consultation__in=over)
    read = set(readings.values_list("consultation", flat=True))
    return {
        pk: Standing(
            stage=now,
            unread=unread.get(pk, 0),
            unprepared=unprepared.get(pk, 0),
            unchecked=unchecked.get(pk, 0),
            decisions=decisions.get(pk, 0),
            is_read=now == Status.ANALYSED and pk in read,
        )
        for pk, now in stages.items()
    }


def _by(found: QuerySet[Any], consultation: str) -> dict[int, int]:
    """How many there are of each consultation."""
    return dict(found.order_by().values_list(consultation).annotate(count=Count("pk")))


def steps_for(*, consultation: Consultation, user: User, at: datetime) -> list[Step]:
    """What this user can do next."""
    standing = standings_of(consultations=[consultation], user=user, at=at)[consultation.pk]
    return [step for step in next_steps(standing) if can(user, step.permission)]


def work_for(*, user: User, at: datetime) -> Iterable[WorkItem]:
    """What waits for a member of staff in consultations: what is theirs to read, and what is next."""
    yield from sharing_work_for(user=user)
    held = {each.pk: each for each in consultations_for(user=user).exclude(status=Status.WITHDRAWN)}
    for pk, standing in standings_of(consultations=[*held.values()], user=user, at=at).items():
        for step in next_steps(standing):
            if can(user, step.permission):
                yield WorkItem(f"{step.words}: {held[pk].title}", step.route, {"slug": held[pk].slug})
