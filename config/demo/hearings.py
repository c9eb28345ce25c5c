"""Panels and hearings of the demonstration."""

from datetime import date, datetime, time, timedelta
from typing import Any, Final

from conduct import actions as conduct
from conduct.models import Case, HearingDay, PanelMember
from conduct.queries import offered_days
from conduct.rules.determining import Findings, Outcome
from conduct.rules.panels import Kind
from config.demo import stories
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


def noticed(cast: Cast, case: Case, *, on: date, at: datetime, **how: Any) -> None:
    """A hearing to come of which the manager has notice."""
    listed(cast, case, on=on, at=at, **how)
    conduct.give_notice_of_hearing(case=case, channel="hand", by=cast.one(Role.CASEWORKER), at=at)


def begun(cast: Cast, case: Case, *, at: datetime) -> datetime:
    """A hearing that began on the latest free day, with the manager's consent to short notice; when it began."""
    on = free_day(at)
    sat = start_of_day(on) + timedelta(hours=10)
    noticed(cast, case, on=on, at=sat - timedelta(hours=1))
    conduct.consent_to_short_notice(case=case, consent=CONSENT, by=cast.one(Role.CASEWORKER), at=sat)
    conduct.begin_hearing(case=case, attendance="represented", by=panel(cast)[0], at=sat)
    return sat


def adjourned(cast: Cast, case: Case, *, at: datetime) -> None:
    """Part heard, a part of it in private, and going on in five weeks."""
    sat, (chair, *members) = begun(cast, case, at=at), panel(cast)
    conduct.sit_in_private(case=case, part="The evidence of witness B", reason="Their health.", by=chair, at=sat)
    goes_on = today(at) + timedelta(days=35)
    for user in (chair, *members):
        conduct.offer_days(days=[*offered_days(user=user, since=today(at)), goes_on], by=user, at=at)
    later = sat + timedelta(hours=5)
    conduct.adjourn_hearing(case=case, days=[goes_on], reason="A witness is ill.", by=chair, at=later)


def agreed(cast: Cast, case: Case, *, at: datetime, decision: Findings | None = None) -> None:
    """Concluded, and its panel agrees to what the chair has put to it: the chair records it next."""
    sat, (chair, *members) = begun(cast, case, at=at), panel(cast)
    conduct.conclude_hearing(case=case, by=chair, at=sat)
    for user in (chair, *members):
        conduct.declare_no_conflict(case=case, by=user, at=at)
    findings = decision or stories.findings(Outcome.CONDITIONS, months=6)
    conduct.propose_determination(case=case, findings=findings, by=chair, at=at)
    for member in members:
        conduct.answer_proposal(case=case, agree=True, by=member, at=at)


def determined(cast: Cast, case: Case, decision: Findings, *, at: datetime) -> None:
    """A hearing some days before, and on an instant what its panel has agreed to."""
    agreed(cast, case, at=at, decision=decision)
    conduct.determine(case=case, by=panel(cast)[0], at=at)
