"""Appeals against the decision on a case: recorded, and what the court does is on the register in the same moment."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Final

from conduct.actions.effects import (
    bring_to_register,
    clear_from_register,
    replace_on_register,
    stay_on_register,
    void_on_register,
)
from conduct.actions.interim_endings import end_with_outcome
from conduct.actions.notices import tell_manager
from conduct.actions.participants import hand_over, join
from conduct.actions.referrals import bar_follows
from conduct.actions.steps import locked, take_step
from conduct.models import Case, CaseAppeal, Determination
from conduct.queries import appeal_ends_at, pending_appeal, sanction_in_force
from conduct.rules.appeals import AppealPending, NoAppeal, require_in_time
from conduct.rules.determining import RESTRICTING, Sanction, require_orderly, sanction_of, sanction_to_the_point
from conduct.rules.independence import Part, require_stranger
from conduct.workflow import APPEAL, PENDING_APPEAL, Action, AppealAction, AppealStatus, Status
from kernel import rulesets
from kernel.history import recorded
from kernel.models import User
from kernel.rulesets import rules_of
from register import actions as register

WAITS: Final = "By the rule set of its service the order takes effect when the appeal is over."
REMITTED: Final = "A court remitted the case to another panel."


@recorded()
def lodge_appeal(
    *,
    case: Case,
    brought_by: str,
    court: str,
    court_reference: str,
    grounds: str,
    received_on: date,
    leave: str,
    by: User,
    at: datetime,
    seen: int | None = None,
) -> CaseAppeal:
    """Record an appeal that a court received. The register says from now on that the decision is under appeal.

    An order that waits for the end of the time to appeal waits for the appeal too. Refuses one out of time without
    the court's leave, and a second one while one is pending.
    """
    held = locked(case=case, action=Action.LODGE_APPEAL, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    decision = _appealable(held, brought_by, received_on=received_on, leave=leave, at=at)
    _reopen(held, grounds, by=by, at=at)
    appeal = CaseAppeal.objects.create(
        case=held,
        brought_by=brought_by,
        court=court.strip(),
        court_reference=court_reference.strip(),
        grounds=grounds,
        received_on=received_on,
        leave=leave.strip(),
        holds_back=_waits(decision, at),
        recorded_by=by,
        recorded_at=at,
    )
    _mark(appeal, held, decision, by=by, at=at)
    if appeal.holds_back:
        _hold_back(appeal, held, decision, by=by, at=at)
    _tell(held)
    return appeal


def _mark(appeal: CaseAppeal, case: Case, decision: Determination, *, by: User, at: datetime) -> None:
    """The register says that the decision is under appeal, and so does the bar made from it."""
    grounds = appeal.grounds
    appeal.steps.create(action=AppealAction.LODGE, status=appeal.status, by=by, at=at, text=grounds)
    register.mark_under_appeal(person=case.person, source=case.reference, reason=grounds, by=by, at=at)
    bar_follows(decision=decision, action=AppealAction.LODGE, reason=grounds, by=by, at=at)


def _hold_back(appeal: CaseAppeal, case: Case, decision: Determination, *, by: User, at: datetime) -> None:
    """The order waits for the appeal, and an interim order that was to end with it goes on meanwhile."""
    _take(appeal, case, decision, action=AppealAction.STAY, text=WAITS, by=by, at=at)
    end_with_outcome(case=case, by=by, at=at)


def _appealable(case: Case, brought_by: str, *, received_on: date, leave: str, at: datetime) -> Determination:
    if pending_appeal(case=case) is not None:
        raise AppealPending("An appeal against this decision is pending. Record what the court does in that one.")
    decision = Determination.objects.get(case=case)
    assert decision.sent_at is not None  # by constraint, once it is issued
    ends_at = appeal_ends_at(decision=decision, brought_by=brought_by)
    require_in_time(received_on=received_on, sent_at=decision.sent_at, ends_at=ends_at, leave=leave, at=at)
    return decision


def _reopen(case: Case, grounds: str, *, by: User, at: datetime) -> None:
    """The step that says so; who held a case that was closed holds it again."""
    was_closed = case.status == Status.CLOSED
    take_step(case=case, action=Action.LODGE_APPEAL, by=by, at=at, reason=grounds)
    if was_closed:
        join(case=case, user=case.caseworker, part=Part.CASEWORKER, at=at)


def _waits(decision: Determination, at: datetime) -> bool:
    """Whether the order waits for the end of the time to appeal, and so for the appeal."""
    waits = decision.outcome in RESTRICTING and decision.in_effect_at == decision.appeal_until_at
    return waits and decision.in_effect_at is not None and at < decision.in_effect_at


@recorded()
def record_court(
    *,
    case: Case,
    action: AppealAction,
    text: str,
    by: User,
    at: datetime,
    sanction: Sanction | None = None,
    seen: int | None = None,
) -> CaseAppeal:
    """Record what the court did in the pending appeal, or that it was withdrawn, with its words.

    A stay, its end, a quashing and a variation (to `sanction`) are on the register from `at`. A remitted case goes
    back to a hearing, before people who had no part in it. Refuses what the table of moves does not have.
    """
    remits = action == AppealAction.REMIT
    held = locked(case=case, action=Action.REMIT if remits else Action.RECORD_COURT, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    appeal = pending_appeal(case=held)
    if appeal is None:
        raise NoAppeal("No appeal against this decision is pending. Reload the page to see what has changed.")
    decision = Determination.objects.select_for_update(of=("self",)).get(case=held)
    _take(appeal, held, decision, action=action, text=text, by=by, at=at, sanction=sanction)
    bar_follows(decision=decision, action=action, sanction=sanction, reason=text, by=by, at=at)
    if not remits:
        said = f"{action.label}: {text}"
        take_step(case=held, action=Action.RECORD_COURT, by=by, at=at, reason=said)
    end_with_outcome(case=held, by=by, at=at)
    _tell(held)
    return appeal


def _take(
    appeal: CaseAppeal,
    case: Case,
    decision: Determination,
    *,
    action: AppealAction,
    text: str,
    by: User,
    at: datetime,
    sanction: Sanction | None = None,
) -> None:
    was_stayed = appeal.status == AppealStatus.STAYED
    appeal.status = APPEAL.target(action, status=AppealStatus(appeal.status))
    if action in _OVER:
        appeal.decided_at = at
    if action == AppealAction.VARY:
        assert sanction is not None
        _vary(appeal, case, sanction, reason=text, by=by, at=at)
    appeal.save()
    appeal.steps.create(action=action, status=appeal.status, by=by, at=at, text=text)
    if was_stayed and action in (AppealAction.END_STAY, AppealAction.DISMISS, AppealAction.WITHDRAW):
        _resume(appeal, case, decision, reason=text, by=by, at=at)
    if effect := _EFFECTS.get(action):
        effect(case=case, decision=decision, reason=text, by=by, at=at)


def _stay(*, case: Case, decision: Determination, reason: str, by: User, at: datetime) -> None:
    stay_on_register(case=case, sanction=sanction_in_force(case=case), reason=reason, by=by, at=at)


def _end(*, case: Case, decision: Determination, reason: str, by: User, at: datetime) -> None:
    register.end_under_appeal(person=case.person, source=case.reference, reason=reason, by=by, at=at)


def _quash(*, case: Case, decision: Determination, reason: str, by: User, at: datetime) -> None:
    since, ordered = decision.in_effect_at, sanction_of(decision)
    void_on_register(case=case, sanction=ordered, since=since, reason=reason, by=by, at=at)


def _remit(*, case: Case, decision: Determination, reason: str, by: User, at: datetime) -> None:
    """The decision is void and stands no more; its panel has no part in the case from now on, and cannot have one."""
    _quash(case=case, decision=decision, reason=reason, by=by, at=at)
    decision.case, decision.remitted_case = None, case
    decision.save(update_fields=["case", "remitted_case"])
    hand_over(case=case, part=Part.ADJUDICATOR, reason=REMITTED, at=at)
    case.decided_by = None
    take_step(case=case, action=Action.REMIT, by=by, at=at, reason=reason, changed=("decided_by",))


def _vary(appeal: CaseAppeal, case: Case, sanction: Sanction, *, reason: str, by: User, at: datetime) -> None:
    rules = rulesets.current(at)
    require_orderly(
        sanction=sanction,
        ever_registered=case.person.registration_number is not None,
        longest_months=rules.longest_restriction_months,
    )
    old, sanction = sanction_in_force(case=case), sanction_to_the_point(sanction)
    for name, value in asdict(sanction).items():
        setattr(appeal, name, list(value) if isinstance(value, tuple) else value)
    replace_on_register(case=case, old=old, new=sanction, begins=at, rules=rules, reason=reason, by=by, at=at)


def _resume(appeal: CaseAppeal, case: Case, decision: Determination, *, reason: str, by: User, at: datetime) -> None:
    """The order has effect again. One that waited for the appeal begins now, and lasts as long as was decided. Where
    the stay alone is over, it says that an appeal is pending, as the one before it did."""
    assert decision.rule_set is not None  # by constraint, once it is issued
    assert decision.served_at is not None
    sanction, rules = sanction_in_force(case=case), rules_of(decision.rule_set)
    if sanction is None:
        return
    register.end_stay(person=case.person, source=case.reference, reason=reason, by=by, at=at)
    begins = decision.in_effect_at
    if appeal.holds_back and begins is not None and begins < at:
        clear_from_register(case=case, sanction=sanction, ends_at=begins, reason=reason, by=by, at=at)
        decision.in_effect_at = at
        decision.save(update_fields=["in_effect_at"])
    elif sanction.outcome in RESTRICTING:
        return
    bring_to_register(
        case=case,
        sanction=sanction,
        begins=at,
        decided_at=decision.decided_at,
        served=decision.served_at,
        rules=rules,
        by=by,
        at=at,
    )
    if appeal.status in PENDING_APPEAL:
        register.mark_under_appeal(person=case.person, source=case.reference, reason=reason, by=by, at=at)


def _tell(case: Case) -> None:
    tell_manager(case=case, template="conduct_appeal_news", subject="There is news of an appeal")


_OVER: Final = frozenset(
    {AppealAction.DISMISS, AppealAction.QUASH, AppealAction.VARY, AppealAction.REMIT, AppealAction.WITHDRAW}
)
_EFFECTS: Final[Mapping[AppealAction, Callable[..., None]]] = {
    AppealAction.STAY: _stay,
    AppealAction.DISMISS: _end,
    AppealAction.WITHDRAW: _end,
    AppealAction.QUASH: _quash,
    AppealAction.REMIT: _remit,
}
