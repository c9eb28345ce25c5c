"""When a hearing may be, and what it needs before it begins. Pure."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import TextChoices

from kernel.clocks import add_working_days, format_date, period_beginning_with, today
from kernel.errors import ActionRefused

MOST_DAYS: Final = 60


class Place(TextChoices):
    ROOM = "room", "In a room"
    VIDEO = "video", "By video"


class Attendance(TextChoices):
    PRESENT = "present", "The manager attends"
    REPRESENTED = "represented", "Somebody attends for the manager"
    ABSENT = "absent", "Nobody attends for the manager"


class NoHearing(ActionRefused):
    """No hearing is listed, or one is already."""


class WrongDay(ActionRefused):
    """A hearing is not on this day, or not yet."""


class NoNotice(ActionRefused):
    """The manager has not had the notice of hearing for as long as the rules say."""


class NoReasons(ActionRefused):
    """What was decided needs its reasons."""


def sitting_days(*, first: date, number: int) -> list[date]:
    """A first day, and the working days after it, so many in all."""
    days = [first]
    while len(days) < number:
        days.append(add_working_days(to=days[-1] + timedelta(days=1), days=0))
    return days


def require_days(*, days: Collection[date], today: date) -> None:
    """Refuse a hearing without a day, or on one that is over."""
    if not days:
        raise WrongDay("A hearing needs a day.")
    if min(days) < today:
        raise WrongDay(f"{format_date(min(days))} is over. A hearing is listed for today or later.")
    if len(days) > MOST_DAYS:
        raise WrongDay(f"A hearing is listed for {MOST_DAYS} days at most. Adjourn it to more when it comes to that.")


def require_day(*, days: Collection[date], today: date) -> None:
    """Refuse to sit on a day for which the hearing is not listed."""
    if today not in days:
        listed = ", ".join(format_date(day) for day in sorted(days))
        raise WrongDay(f"The hearing is listed for {listed}, so it cannot go on today. Postpone or adjourn it first.")


def notice_is_over_at(*, served: datetime, days: int) -> datetime:
    """When a hearing may begin: after so many days beginning with the day on which the notice was served."""
    return period_beginning_with(day=today(served), days=days)


def require_notice(*, served: datetime | None, consent: str, days: int, at: datetime) -> None:
    """Refuse to begin before the manager has had notice for so many days, unless they agreed to less."""
    if consent:
        return
    if served is None:
        raise NoNotice("The manager has no notice of this hearing. Serve it first.")
    over = notice_is_over_at(served=served, days=days)
    if at < over:
        raise NoNotice(
            f"The manager has {days} days’ notice of a hearing, so it cannot begin before {format_date(today(over))}. "
            "Postpone it, or record that they agreed to shorter notice."
        )


def require_reasons_in_absence(*, is_absent: bool, reasons: str) -> None:
    """Refuse to hear a case in the manager's absence without saying why."""
    if is_absent and not reasons.strip():
        raise NoReasons("Nobody attends for the manager. Say why the panel goes on in their absence.")
