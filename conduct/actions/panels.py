"""Who may sit on panels, and on which days they can."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from conduct.hearing_workflow import HearingStatus
from conduct.models import HearingDay, PanelDay, PanelMember
from conduct.permissions import Permission
from conduct.rules.panels import Kind, NotAPanel
from kernel.clocks import format_date, today
from kernel.history import recorded
from kernel.models import User
from kernel.permissions import can


@recorded()
def appoint_to_panels(
    *,
    user: User,
    kind: Kind,
    is_qualified: bool,
    first_on: date,
    until_on: date,
    trained_on: date | None,
    by: User,
    at: datetime,
) -> PanelMember:
    """Appoint somebody for a term of office; `until_on` is its last day. Refuses two terms at one time."""
    if not can(user, Permission.HEARING_SIT):
        raise NotAPanel(f"{user.name} has no role for panels. Give their account one first.")
    if until_on < first_on:
        raise NotAPanel("The last day of the term must not come before its first.")
    term = DateRange(first_on, until_on, "[]")
    try:
        with transaction.atomic():
            return PanelMember.objects.create(
                user=user, kind=kind, is_qualified=is_qualified, term=term, trained_on=trained_on
            )
    except IntegrityError as refused:
        raise NotAPanel(f"{user.name} has a term already in that time. Choose other days.") from refused


@recorded()
def record_training(*, member: PanelMember, trained_on: date, by: User, at: datetime) -> PanelMember:
    """Record when a member was last trained to sit."""
    if trained_on > today(at):
        raise NotAPanel("The day of the training must be in the past.")
    held = PanelMember.objects.select_for_update().get(pk=member.pk)
    held.trained_on = trained_on
    held.save(update_fields=["trained_on"])
    return held


@recorded()
def offer_days(*, days: Collection[date], by: User, at: datetime) -> None:
    """Say on which days from today on one can sit, all of them at once. Refuses to take back one that is listed."""
    User.objects.select_for_update().get(pk=by.pk)
    wanted = {day for day in days if day >= today(at)}
    offered = set(PanelDay.objects.filter(user=by, day__gte=today(at)).values_list("day", flat=True))
    listed = HearingDay.objects.filter(
        hearing__seats__user=by, hearing__seats__left_at=None, day__in=offered - wanted
    ).exclude(hearing__status=HearingStatus.CANCELLED)
    if kept := sorted(listed.values_list("day", flat=True)):
        raise NotAPanel(
            f"You sit in a hearing on {format_date(kept[0])}. Step down from it first, or keep the day in your list."
        )
    PanelDay.objects.filter(user=by, day__in=offered - wanted).delete()
    PanelDay.objects.bulk_create([PanelDay(user=by, day=day) for day in sorted(wanted - offered)])
