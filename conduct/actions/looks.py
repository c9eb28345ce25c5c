"""Telling who holds a case that others opened it."""

from collections import defaultdict
from datetime import datetime, time, timedelta

from django.db import transaction

from conduct.queries import holders_of_cases
from kernel.clocks import LONDON, start_of_day, today
from kernel.models import AccessDigest, User
from kernel.outbox import send_mail
from kernel.queries import looks_from_outside

NOUN = "conduct.case"
MORNING = time(7)
SUBJECT = "Somebody who does not work on it opened a case of yours"


@transaction.atomic
def tell_who_looked(*, at: datetime) -> int:
    """After seven in the morning in London, once a day: write to each caseworker whose cases others opened.

    It covers all until the midnight before, from where the last one ended; the first covers a day. The message says how
    many people and cases, and nothing of either. Returns how many were written to.
    """
    day = today(at)
    if at.astimezone(LONDON).time() < MORNING:
        return 0
    until = start_of_day(day)
    last = AccessDigest.objects.order_by("-until").first()
    _, is_new = AccessDigest.objects.get_or_create(day=day, defaults={"until": until})
    if not is_new:
        return 0
    since = last.until if last else start_of_day(day - timedelta(days=1))
    told = _looks_by_holder(since, until)
    for holder, looks in told.items():
        people, cases = ({look[part] for look in looks} for part in (0, 1))
        send_mail(
            to=holder.email,
            subject=SUBJECT,
            template="case_looked_at",
            context={"name": holder.name, "people": len(people), "cases": len(cases)},
        )
    return len(told)


def _looks_by_holder(since: datetime, until: datetime) -> dict[User, list[tuple[int, str]]]:
    """By caseworker, who opened which case; not what they opened themselves."""
    seen = looks_from_outside(noun=NOUN).filter(at__gte=since, at__lt=until)
    looks = set(seen.order_by().values_list("user_id", "reference"))
    holders = holders_of_cases(references={reference for _, reference in looks})
    told: dict[User, list[tuple[int, str]]] = defaultdict(list)
    for user_id, reference in looks:
        holder = holders.get(reference)
        if holder is not None and holder.is_active and holder.pk != user_id:
            told[holder].append((user_id, reference))
    return told
