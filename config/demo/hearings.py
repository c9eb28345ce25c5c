"""Panels and hearings of the demonstration."""

from datetime import date, datetime, time, timedelta
from typing import Any, Final

from conduct import actions as conduct
from conduct.models import Case, HearingDay, PanelMember
from conduct.queries import offered_days
from conduct.rules.determining import Findings
from conduct.rules.panels import Kind
from config.demo.cast import Cast
from kernel.clocks import start_of_day, today
from kernel.models import User
from kernel.permissions import Role

ROOM: Final = "Room 2, 20 Park Street, Leeds LS1 2AB"
CONSENT: Final = "Their representative wrote that they agree to shorter notice."


def panel(cast: Cast) -> tuple[User, User, User]:
    """The chair, a lay member and one who is on the register, appointed for some years."""
    people = cast.one(Role.PANEL_CHAIR), cast.one(Role.PANEL_MEMBER, 0), cast.one(Role.PANEL_MEMBER, 1)
    if not PanelMember.objects.exists():
        first = today(cast.at) - timedelta(days=1000)
        for user, kind in zip(people, (Kind.LAY, Kind.LAY, Kind.REGISTRANT), strict=True):
            conduct.appoint_to_panels(
                user=user,
                kind=kind,
                is_qualified=user == people[0],
                first_on=first,
                until_on=first + timedelta(days=2000),
                trained_on=first,
                by=cast.one(Role.ADMINISTRATOR),
                at=cast.at,
            )
    return people


def free_day(at: datetime) -> date:
    """The latest day, not after an instant, on which the panel does not sit."""
    day = today(at)
    while HearingDay.objects.filter(day=day).exists():
        day -= timedelta(days=1)
    return day


def listed(cast: Cast, case: Case, *, on: date, at: datetime, **how: Any) -> None:
    """A hearing is listed for a day."""
    chair, *members = panel(cast)
    for user in (chair, *members):
        conduct.offer_days(days=[*offered_days(user=user, since=on), on], by=user, at=start_of_day(on))
    where: dict[str, Any] = {"place_kind": "room", "where": ROOM, "starts": time(10), **how}
    people: dict[str, Any] = {"chair": chair, "members": members, "by": cast.one(Role.CASEWORKER)}
    conduct.list_hearing(case=case, days=[on], at=at, **people, **where)


def determined(cast: Cast, case: Case, decision: Findings, *, at: datetime) -> None:
    """A hearing some days before, and on an instant what its panel has agreed to."""
    chair, *members = panel(cast)
    on = free_day(at)
    sat = start_of_day(on) + timedelta(hours=10)
    listed(cast, case, on=on, at=sat)
    conduct.consent_to_short_notice(case=case, consent=CONSENT, by=cast.one(Role.CASEWORKER), at=sat)
    conduct.begin_hearing(case=case, attendance="represented", by=chair, at=sat)
    conduct.conclude_hearing(case=case, by=chair, at=sat)
    for user in (chair, *members):
        conduct.declare_no_conflict(case=case, by=user, at=at)
    conduct.propose_determination(case=case, findings=decision, by=chair, at=at)
    for member in members:
        conduct.answer_proposal(case=case, agree=True, by=member, at=at)
    conduct.determine(case=case, by=chair, at=at)
