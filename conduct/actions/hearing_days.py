"""The days of a hearing: put off, begun, adjourned, partly in private, concluded, or cancelled."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Final

from conduct.actions.hearing_steps import give_up_seat, locked_hearing, move_hearing, require_in_the_chair
from conduct.actions.notices import tell_manager
from conduct.actions.participants import end_parts
from conduct.hearing_workflow import HearingAction
from conduct.models import Case, Hearing, HearingDay, PrivatePart
from conduct.queries.hearings import is_called_off, seats_of, sitters
from conduct.rules.hearing import Attendance, require_day, require_days, require_notice, require_reasons_in_absence
from conduct.rules.independence import require_stranger
from conduct.rules.panels import require_fit, require_panel
from kernel import rulesets
from kernel.clocks import format_date, today
from kernel.history import recorded
from kernel.models import User
from kernel.rulesets import Rules

OF_THE_OLD_DAYS: Final = ("notice_channel", "notice_sent_at", "notice_served_at", "consent")


@recorded()
def postpone_hearing(
    *, case: Case, days: Collection[date], reason: str, by: User, at: datetime, seen: int | None = None
) -> Hearing:
    """Put a hearing that has not begun off to other days, before the same panel.

    A notice of it, and consent to a shorter one, were for the old days: the manager has a new notice of the others.
    """
    held, hearing = locked_hearing(case=case, action=HearingAction.POSTPONE, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    hearing.days.all().delete()
    _sit_on(hearing, days, at=at)
    if hearing.notice_sent_at is not None:
        tell_manager(case=held, template="conduct_hearing_put_off", subject="The day in your notice has changed")
    hearing.notice_channel, hearing.notice_sent_at, hearing.notice_served_at, hearing.consent = "", None, None, ""
    words = f"{_until(days)}: {reason}"
    move_hearing(hearing=hearing, action=HearingAction.POSTPONE, by=by, at=at, reason=words, changed=OF_THE_OLD_DAYS)
    return hearing


@recorded()
def begin_hearing(
    *,
    case: Case,
    attendance: str,
    absence_because: str = "",
    by: User,
    at: datetime,
    seen: int | None = None,
) -> Hearing:
    """Begin a hearing, by its chair, on one of its days.

    Refuses one before a panel that is not whole, without the notice that the rules ask for or the manager's consent to
    less, and one in the manager's absence without reasons.
    """
    _, hearing = locked_hearing(case=case, action=HearingAction.BEGIN, at=at, seen=seen)
    require_in_the_chair(hearing=hearing, by=by)
    rules = rulesets.by_key(hearing.rule_set_id)
    _require_sitting(hearing, rules, at=at)
    require_notice(served=hearing.notice_served_at, consent=hearing.consent, days=rules.hearing_notice_days, at=at)
    is_absent = attendance == Attendance.ABSENT
    require_reasons_in_absence(is_absent=is_absent, reasons=absence_because)
    hearing.began_at, hearing.attendance = at, attendance
    hearing.absence_because = absence_because.strip() if is_absent else ""
    changed = ("began_at", "attendance", "absence_because")
    move_hearing(hearing=hearing, action=HearingAction.BEGIN, by=by, at=at, changed=changed)
    return hearing


@recorded()
def adjourn_hearing(
    *, case: Case, days: Collection[date], reason: str, by: User, at: datetime, seen: int | None = None
) -> Hearing:
    """Adjourn a hearing that has begun, part heard, to other days. The manager is told, whether they came or not."""
    held, hearing = locked_hearing(case=case, action=HearingAction.ADJOURN, at=at, seen=seen)
    require_in_the_chair(hearing=hearing, by=by)
    hearing.days.filter(day__gt=today(at)).delete()
    _sit_on(hearing, days, at=at)
    move_hearing(hearing=hearing, action=HearingAction.ADJOURN, by=by, at=at, reason=f"{_until(days)}: {reason}")
    tell_manager(case=held, template="conduct_hearing_adjourned", subject="A hearing goes on another day")
    return hearing


@recorded()
def resume_hearing(*, case: Case, by: User, at: datetime, seen: int | None = None) -> Hearing:
    """Go on with a hearing that was adjourned, on one of its days."""
    _, hearing = locked_hearing(case=case, action=HearingAction.RESUME, at=at, seen=seen)
    require_in_the_chair(hearing=hearing, by=by)
    _require_sitting(hearing, rulesets.by_key(hearing.rule_set_id), at=at)
    move_hearing(hearing=hearing, action=HearingAction.RESUME, by=by, at=at)
    return hearing


@recorded()
def sit_in_private(
    *, case: Case, part: str, reason: str, by: User, at: datetime, seen: int | None = None
) -> PrivatePart:
    """Rule that a part of a hearing is heard in private: which, and why."""
    _, hearing = locked_hearing(case=case, action=HearingAction.SIT_IN_PRIVATE, at=at, seen=seen)
    require_in_the_chair(hearing=hearing, by=by)
    move_hearing(hearing=hearing, action=HearingAction.SIT_IN_PRIVATE, by=by, at=at, reason=reason)
    return hearing.private_parts.create(part=part, reason=reason, by=by, at=at)


@recorded()
def conclude_hearing(*, case: Case, by: User, at: datetime, seen: int | None = None) -> Hearing:
    """End the hearing of evidence and argument. The panel deliberates next."""
    _, hearing = locked_hearing(case=case, action=HearingAction.CONCLUDE, at=at, seen=seen)
    require_in_the_chair(hearing=hearing, by=by)
    hearing.days.filter(day__gt=today(at)).delete()
    move_hearing(hearing=hearing, action=HearingAction.CONCLUDE, by=by, at=at)
    return hearing


@recorded()
def cancel_hearing(*, case: Case, reason: str, by: User, at: datetime, seen: int | None = None) -> Hearing:
    """Cancel a hearing. Its panel has no further part in the case: another one is listed before different people.

    Whoever had notice of it is told.
    """
    held, hearing = locked_hearing(case=case, action=HearingAction.CANCEL, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    for seat in seats_of(hearing=hearing):
        give_up_seat(hearing=hearing, user=seat.user, reason=reason, at=at)
        end_parts(case=held, user=seat.user, reason=reason, at=at)
    move_hearing(hearing=hearing, action=HearingAction.CANCEL, by=by, at=at, reason=reason)
    if is_called_off(case=held):
        tell_manager(case=held, template="conduct_hearing_cancelled", subject="A hearing does not take place")
    return hearing


def _require_sitting(hearing: Hearing, rules: Rules, *, at: datetime) -> None:
    """Refuse to sit on another day than listed, or before a panel that lacks somebody."""
    days = [one.day for one in hearing.days.all()]
    require_day(days=days, today=today(at))
    panel = [seat.user for seat in seats_of(hearing=hearing)]
    require_panel(sitters=sitters(users=panel, days=days, hearing=hearing), numbers=rules.panel_numbers)


def _sit_on(hearing: Hearing, days: Collection[date], *, at: datetime) -> None:
    """More days for the panel as it is, each of whom can sit on them."""
    require_days(days=days, today=today(at))
    for sitter in sitters(users=[seat.user for seat in seats_of(hearing=hearing)], days=days, hearing=hearing):
        require_fit(sitter)
    there = set(hearing.days.values_list("day", flat=True))
    HearingDay.objects.bulk_create([HearingDay(hearing=hearing, day=day) for day in sorted(set(days) - there)])


def _until(days: Collection[date]) -> str:
    return f"Until {format_date(min(days))}"
