"""How responses come in day by day, and what is to be done next."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate

from consultation.models import Consultation, ResponseVersion
from consultation.queries.coding import found_in, worded_questions
from consultation.queries.consultations import consultations_for, stage
from consultation.queries.deciding import reading_of
from consultation.queries.publishing import how_far, unchecked
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


def standing_of(*, consultation: Consultation, user: User, at: datetime) -> Standing:
    """How far the work on a consultation is, for somebody: what they prepared they do not check."""
    now = stage(consultation=consultation, at=at)
    unread = 0
    if now == Status.CLOSED:
        found = [found_in(question=each) for each in worded_questions(consultation=consultation)]
        unread = sum(each.said - each.base for each in found)
    is_over = now in PREPARED_FROM
    return Standing(
        stage=now,
        unread=unread,
        unprepared=how_far(consultation=consultation).unprepared if is_over else 0,
        unchecked=unchecked(consultation=consultation, user=user).count() if is_over else 0,
        decisions=consultation.decisions.count(),
        is_read=now == Status.ANALYSED and reading_of(consultation=consultation) is not None,
    )


def steps_for(*, consultation: Consultation, user: User, at: datetime) -> list[Step]:
    """What this user can do next."""
    steps = next_steps(standing_of(consultation=consultation, user=user, at=at))
    return [step for step in steps if can(user, step.permission)]


def work_for(*, user: User, at: datetime) -> Iterable[WorkItem]:
    """What waits for a member of staff in consultations."""
    for held in consultations_for(user=user).exclude(status=Status.WITHDRAWN):
        for step in steps_for(consultation=held, user=user, at=at):
            yield WorkItem(f"{step.words}: {held.title}", step.route, {"slug": held.slug})
