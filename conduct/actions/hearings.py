"""Listing a hearing before a panel, and replacing a member of it."""

from collections.abc import Collection
from datetime import date, datetime, time

from django.db.models import Max

from conduct.actions.hearing_steps import give_up_seat, locked_hearing, move_hearing, require_unchanged
from conduct.actions.participants import end_parts, join
from conduct.actions.steps import locked
from conduct.hearing_workflow import OPEN, HearingAction
from conduct.models import Case, Hearing, HearingDay, HearingSeat, Participant
from conduct.permissions import Permission
from conduct.queries.cases import people_involved
from conduct.queries.hearings import seats_of, seats_there_are, sitters, term_on
from conduct.rules.hearing import NoHearing, Place, require_days
from conduct.rules.independence import Part, require_no_part, require_stranger
from conduct.rules.panels import NotAPanel, Sitter, require_chair, require_fit, require_panel
from conduct.workflow import Action
from kernel import rulesets
from kernel.clocks import today
from kernel.history import recorded
from kernel.models import User
from kernel.permissions import can


@recorded()
def list_hearing(
    *,
    case: Case,
    days: Collection[date],
    starts: time,
    place_kind: str,
    where: str,
    chair: User,
    members: Collection[User],
    private_because: str = "",
    by: User,
    at: datetime,
    seen: int | None = None,
) -> Hearing:
    """List a hearing for its days before a panel. Refuses a panel that is not whole, and a member who may not sit.

    Each member has the part of an adjudicator from now on. `where` is a room, or the address of a video hearing.
    """
    held, rules = locked(case=case, action=Action.DETERMINE, at=at, seen=None), rulesets.current(at)
    require_unchanged(case=held, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    if held.hearings.filter(status__in=OPEN).exists():
        raise NoHearing("A hearing of this case is listed already. Postpone or cancel that.")
    require_days(days=days, today=today(at))
    panel = [chair, *members]
    _require_able(held, panel)
    found = sitters(users=panel, days=days)
    for sitter in found:
        require_fit(sitter)
    require_panel(sitters=found, numbers=rules.panel_numbers)
    _require_chair(chair, found[0])
    hearing = _written(held, rules.pk, at, place_kind, where, starts=starts, private_because=private_because)
    HearingDay.objects.bulk_create([HearingDay(hearing=hearing, day=day) for day in sorted(set(days))])
    for user in panel:
        _seat(held, hearing, user, is_chair=user == chair, day=min(days), at=at)
    hearing.steps.create(action=HearingAction.LIST, status=hearing.status, by=by, at=at)
    return hearing


@recorded()
def replace_member(
    *, case: Case, seat: int, user: User, reason: str, by: User, at: datetime, seen: int | None = None
) -> HearingSeat:
    """Give a seat to somebody else, also one that a member stepped down from. `seat` is the number of the old one."""
    held, hearing = locked_hearing(case=case, action=HearingAction.REPLACE, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    days = [one.day for one in hearing.days.all()]
    old = _vacated(hearing, seat)
    _require_able(held, [user])
    give_up_seat(hearing=hearing, user=old.user, reason=reason, at=at)
    end_parts(case=held, user=old.user, reason=reason, at=at)
    panel = [user, *(one.user for one in seats_of(hearing=hearing))]
    found = sitters(users=panel, days=days, hearing=hearing)
    require_fit(found[0])
    if len(panel) >= seats_there_are(hearing=hearing):
        require_panel(sitters=found, numbers=rulesets.by_key(hearing.rule_set_id).panel_numbers)
    if old.is_chair:
        _require_chair(user, found[0])
    given = _seat(held, hearing, user, is_chair=old.is_chair, day=min(days), at=at)
    move_hearing(
        hearing=hearing, action=HearingAction.REPLACE, by=by, at=at, reason=f"{user.name} for {old.user.name}: {reason}"
    )
    return given


def _vacated(hearing: Hearing, seat: int) -> HearingSeat:
    """The seat to be given to somebody else: one that is taken, or that its member gave up and nobody has."""
    old = hearing.seats.select_related("user").filter(pk=seat).first()
    seats = list(seats_of(hearing=hearing))
    is_filled = old is not None and old.left_at is not None and len(seats) >= seats_there_are(hearing=hearing)
    if old is None or is_filled or (old.is_chair and old not in seats and any(one.is_chair for one in seats)):
        raise NotAPanel("Nobody waits to be replaced in this seat. Open the page again.")
    return old


def _require_able(case: Case, people: Collection[User]) -> None:
    involved = people_involved(case=case)
    for user in people:
        require_no_part(name=user.name, user_id=user.pk, involved=involved)
        if not can(user, Permission.HEARING_SIT):
            raise NotAPanel(f"{user.name} has no role for panels. Choose somebody from the list.")


def _require_chair(user: User, sitter: Sitter) -> None:
    require_chair(sitter)
    if not can(user, Permission.CASE_DETERMINE):
        raise NotAPanel(f"{user.name} has no role as a chair. Choose somebody who has.")


def _seat(case: Case, hearing: Hearing, user: User, *, is_chair: bool, day: date, at: datetime) -> HearingSeat:
    """Give somebody a seat, and the part of an adjudicator with it."""
    place = Participant.objects.filter(case=case, part=Part.ADJUDICATOR).count() + 1
    join(case=case, user=user, part=Part.ADJUDICATOR, at=at, place=place)
    member = term_on(user=user, day=day)
    assert member is not None  # the rules before refuse whoever is not appointed
    return hearing.seats.create(user=user, member=member, is_chair=is_chair, since_at=at)


def _written(
    case: Case, rule_set_id: int, at: datetime, place_kind: str, where: str, *, starts: time, private_because: str
) -> Hearing:
    return Hearing.objects.create(
        case=case,
        number=(case.hearings.aggregate(last=Max("number"))["last"] or 0) + 1,
        listed_at=at,
        rule_set_id=rule_set_id,
        place_kind=place_kind,
        place=where if place_kind == Place.ROOM else "",
        link=where if place_kind == Place.VIDEO else "",
        starts=starts,
        private_because=private_because,
    )
