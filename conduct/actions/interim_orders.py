"""An interim order from its application to its being made: notice, what the manager says, the hearing, the decision."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from conduct.actions.interim_steps import (
    count_review,
    free_deciders,
    hearing_to_decide,
    locked_order,
    move_order,
    show_on_register,
    write_step,
)
from conduct.actions.notices import require_reachable, tell_manager
from conduct.actions.participants import join
from conduct.actions.steps import locked, take_step
from conduct.models import Case, InterimDecider, InterimHearing, InterimOrder, InterimStatement
from conduct.queries.interim_orders import (
    hearing_to_come,
    interim_candidates,
    longest_order,
    open_interim_orders,
    outcome_ends_at,
)
from conduct.queries.own_side import may_act_for
from conduct.rules.independence import Part, require_stranger
from conduct.rules.interim_orders import (
    FIRST_DECISIONS,
    RUNNING,
    Decision,
    InterimAction,
    InterimKind,
    InterimRefused,
    NotADecider,
    Purpose,
    require_begun,
    require_chair,
    require_end,
    require_notice,
    require_panel,
    require_scope,
    require_test,
)
from conduct.workflow import Action
from kernel import rulesets
from kernel.clocks import Channel, end_of_day, served_at
from kernel.history import acting, recorded
from kernel.models import User
from kernel.references import next_reference
from kernel.rulesets import Rules
from register.rules import ALL_CLASSES, Tier

NOTICE = "You are asked to a hearing"
DECIDED = "There is a decision for you to read"


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """What deciders order and why. Conditions have words and a scope; a suspension covers every post."""

    kind: str
    basis: tuple[str, ...] = ()
    reasons: str = ""
    terms: str = ""
    tiers: tuple[str, ...] = ()
    organisation_classes: tuple[str, ...] = ()
    until_on: date | None = None


@recorded()
def apply_for_interim_order(
    *, case: Case, kind: str, basis: Collection[str], grounds: str, by: User, at: datetime, seen: int | None = None
) -> InterimOrder:
    """Apply for an interim suspension or interim conditions, with what it is necessary for and the grounds.

    Refuses a person who was never registered, and a second one beside one that is applied for or in force.
    """
    held = locked(case=case, action=Action.BEGIN_INTERIM_ORDER, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    require_test(basis=basis, reasons=grounds)
    if held.person.registration_number is None:
        raise InterimRefused("This person was never registered, so there is no registration to suspend or restrict.")
    if other := open_interim_orders(case=held, at=at).first():
        raise InterimRefused(
            f"Interim order {other.reference} is {other.get_status_display().lower()} in this case. Review it instead."
        )
    order = held.interim_orders.create(
        reference=next_reference(prefix="IO", at=at),
        kind=kind,
        basis=list(basis),
        grounds=grounds,
        applied_by=by,
        applied_at=at,
    )
    take_step(case=held, action=Action.BEGIN_INTERIM_ORDER, by=by, at=at, reason=order.reference)
    write_step(order=order, action=InterimAction.APPLY, by=by, at=at)
    return order


@recorded()
def withdraw_interim_application(
    *, order: InterimOrder, reason: str, by: User, at: datetime, seen: int | None = None
) -> InterimOrder:
    """Take back an application on which nobody has decided. A manager who had notice is told."""
    held = locked_order(order=order, action=InterimAction.WITHDRAW, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.case.person.user_id)
    had_notice = held.hearings.exists()
    move_order(order=held, action=InterimAction.WITHDRAW, by=by, at=at, reason=reason)
    put_off(order=held, reason="The application was withdrawn.", at=at)
    if had_notice:
        tell_manager(case=held.case, template="conduct_interim_decided", subject=DECIDED)
    return held


@recorded()
def give_interim_notice(
    *,
    order: InterimOrder,
    heard_from: datetime,
    place: str,
    channel: str,
    short_because: str = "",
    chair: User,
    members: Collection[User],
    by: User,
    at: datetime,
    seen: int | None = None,
) -> InterimHearing:
    """Serve notice of the hearing of an application, or of a review, and name who decides.

    Again while nothing was heard: the new hearing takes the old one's place. Refuses short notice without a reason.
    """
    is_review = order.status in RUNNING
    action = InterimAction.GIVE_REVIEW_NOTICE if is_review else InterimAction.GIVE_NOTICE
    held, rules = locked_order(order=order, action=action, at=at, seen=seen), rulesets.current(at)
    require_stranger(user_id=by.pk, subject=held.case.person.user_id)
    served = _served(held, rules, channel, heard_from=heard_from, short_because=short_because, at=at)
    put_off(order=held, reason="The hearing was put off.", at=at)
    hearing = held.hearings.create(
        purpose=Purpose.REVIEW if is_review else Purpose.FIRST,
        heard_from=heard_from,
        place=place,
        channel=channel,
        sent_at=at,
        served_at=served,
        short_because=short_because.strip(),
        rule_set_id=rules.pk,
        chair=chair,
        review_due_at=held.review_due_at if is_review else None,
    )
    _seat(hearing, held, chair=chair, members=members, at=at)
    move_order(order=held, action=action, by=by, at=at, reason=hearing.short_because)
    if channel != Channel.POST:
        tell_manager(case=held.case, template="conduct_interim_notice", subject=NOTICE)
    return hearing


def _served(
    order: InterimOrder, rules: Rules, channel: str, *, heard_from: datetime, short_because: str, at: datetime
) -> datetime:
    """When the notice counts as served. Refuses one that cannot be read, or is shorter than the rules say."""
    require_reachable(case=order.case, channel=channel)
    served = served_at(sent_at=at, channel=channel, days=rules.deemed_service_days)
    require_notice(served_at=served, heard_at=heard_from, days=rules.interim_notice_days, short_because=short_because)
    return served


def put_off(*, order: InterimOrder, reason: str, at: datetime) -> None:
    """Have a hearing that was to come not take place. Refuses one that was held and waits for its decision."""
    hearing = hearing_to_come(order=order)
    if hearing is None:
        return
    if hearing.recorded_at is None:
        hearing.put_off_at = at
        hearing.save(update_fields=["put_off_at"])
    elif order.status in RUNNING:
        raise NotADecider("The hearing was held. Its chair records the decision before another can be fixed.")
    free_deciders(case=order.case, reason=reason, at=at)


def _seat(
    hearing: InterimHearing, order: InterimOrder, *, chair: User, members: Collection[User], at: datetime
) -> None:
    deciders = [chair, *members]
    require_panel(deciders=[user.pk for user in deciders])
    allowed = set(interim_candidates(case=order.case).values_list("pk", flat=True))
    if not interim_candidates(case=order.case, chairs=True).filter(pk=chair.pk).exists():
        raise NotADecider(f"{chair.name} cannot be in the chair. Choose somebody from the list.")
    for place, user in enumerate(deciders, start=1):
        if user.pk not in allowed:
            raise NotADecider(f"{user.name} cannot decide on this order. Choose somebody from the list.")
        join(case=order.case, user=user, part=Part.INTERIM_DECIDER, at=at, place=place)
        InterimDecider.objects.create(hearing=hearing, user=user)


@recorded()
def say_for_interim_hearing(
    *, order: InterimOrder, text: str, takes_part: bool, by: User, at: datetime
) -> InterimStatement:
    """What the manager, or whoever may answer for them, wants the deciders to know, and whether they take part.

    As often as they like, until the hearing is recorded.
    """
    held = locked_order(order=order, action=InterimAction.SAY, at=at, seen=None)
    if not may_act_for(case=held.case, user=by):
        raise InterimRefused(
            "Only the manager this is about, or whom they let answer for them, can say something here."
        )
    return _say(held, InterimAction.SAY, text=text, takes_part=takes_part, by=by, at=at)


@recorded()
def enter_interim_statement(
    *, order: InterimOrder, text: str, takes_part: bool, by: User, at: datetime, seen: int | None = None
) -> InterimStatement:
    """What the manager said for the hearing by letter or telephone, entered by staff."""
    held = locked_order(order=order, action=InterimAction.ENTER_STATEMENT, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.case.person.user_id)
    with acting(on_behalf_of=held.case.person.user_id):
        return _say(held, InterimAction.ENTER_STATEMENT, text=text, takes_part=takes_part, by=by, at=at)


def _say(
    order: InterimOrder, action: InterimAction, *, text: str, takes_part: bool, by: User, at: datetime
) -> InterimStatement:
    hearing = hearing_to_come(order=order)
    if hearing is None or hearing.recorded_at is not None:
        raise InterimRefused("The hearing has been held. What you write now can be considered at the next review.")
    move_order(order=order, action=action, by=by, at=at)
    return hearing.statements.create(
        text=text,
        takes_part=takes_part,
        on_paper=action == InterimAction.ENTER_STATEMENT,
        made_by=by,
        made_at=at,
    )


@recorded()
def record_interim_hearing(
    *, order: InterimOrder, presence: str, account: str, by: User, at: datetime, seen: int | None = None
) -> InterimHearing:
    """Record that a hearing was held: how the manager was heard, and what was said. By its chair, once it has begun."""
    action = InterimAction.HEAR_REVIEW if order.status in RUNNING else InterimAction.HEAR
    held = locked_order(order=order, action=action, at=at, seen=seen)
    hearing = hearing_to_come(order=held)
    if hearing is None or hearing.recorded_at is not None:
        raise NotADecider("This hearing is recorded already. Record its decision.")
    require_chair(user_id=by.pk, chair_id=hearing.chair_id)
    require_begun(heard_at=hearing.heard_from, at=at)
    hearing.presence, hearing.account, hearing.recorded_at = presence, account, at
    hearing.save(update_fields=["presence", "account", "recorded_at"])
    move_order(order=held, action=action, by=by, at=at)
    return hearing


@recorded()
def decide_interim_order(
    *, order: InterimOrder, decision: str, ruling: Ruling, by: User, at: datetime, seen: int | None = None
) -> InterimOrder:
    """Make the order or refuse it, by the chair of the hearing. It takes effect, is served and shows when it is made.

    Refuses one without the test and reasons, conditions without words, and one that would last longer than all on the
    same facts may.
    """
    held = locked_order(order=order, action=FIRST_DECISIONS[Decision(decision)], at=at, seen=seen)
    hearing = hearing_to_decide(order=held, by=by)
    if decision == Decision.MAKE:
        require_test(basis=ruling.basis, reasons=ruling.reasons)
        changed = make(order=held, ruling=ruling, at=at)
        move_order(order=held, action=InterimAction.MAKE, by=by, at=at, reason=ruling.reasons, changed=changed)
        close_hearing(hearing=hearing, decision=decision, ruling=ruling, at=at)
        show_on_register(order=held, begins_at=at, by=by, at=at)
    else:
        require_reasons(ruling=ruling)
        move_order(order=held, action=InterimAction.REFUSE, by=by, at=at, reason=ruling.reasons)
        close_hearing(hearing=hearing, decision=decision, ruling=ruling, at=at)
    tell_manager(case=held.case, template="conduct_interim_decided", subject=DECIDED)
    return held


def make(*, order: InterimOrder, ruling: Ruling, at: datetime) -> tuple[str, ...]:
    """Write on a locked order what it orders from an instant on, and count its first review; the changed fields."""
    rules, outcome_at = rulesets.current(at), outcome_ends_at(case=order.case)
    if outcome_at is not None and outcome_at <= at:
        raise InterimRefused("The final outcome of this case has taken effect. There can be no interim order any more.")
    changed = set_scope(order=order, ruling=ruling)
    if ruling.until_on is None:
        raise InterimRefused("Enter the last day of the order.")
    longest, ends_at = longest_order(case=order.case, begins_at=at), end_of_day(ruling.until_on)
    require_end(ends_at=ends_at, begins_at=at, latest=longest.ends_at, words=longest.counted.words)
    order.in_force_from, order.ends_at, order.outcome_at = at, ends_at, outcome_at
    reviewed = count_review(order=order, parameter="interim_review_months", rules=rules, at=at)
    return (*changed, "in_force_from", "ends_at", "outcome_at", *reviewed)


def set_scope(*, order: InterimOrder, ruling: Ruling) -> tuple[str, ...]:
    """Write kind, conditions and scope on a locked order; the changed fields. A suspension covers every post."""
    require_scope(kind=ruling.kind, terms=ruling.terms, tiers=ruling.tiers, classes=ruling.organisation_classes)
    with_scope = ruling.kind == InterimKind.CONDITIONS
    order.kind = ruling.kind
    order.terms = ruling.terms.strip() if with_scope else ""
    order.tiers = [tier.value for tier in Tier if not with_scope or tier.value in ruling.tiers]
    order.organisation_classes = sorted(ruling.organisation_classes) if with_scope else [ALL_CLASSES]
    if ALL_CLASSES in order.organisation_classes:
        order.organisation_classes = [ALL_CLASSES]
    return ("kind", "terms", "tiers", "organisation_classes")


def require_reasons(*, ruling: Ruling) -> None:
    """Refuse a decision without reasons."""
    if not ruling.reasons.strip():
        raise InterimRefused("Give the reasons. The manager reads them.")


def close_hearing(*, hearing: InterimHearing, decision: str, ruling: Ruling, at: datetime) -> None:
    """Write down what was decided at a hearing and why, for ever, and end the part of whoever decided."""
    has_test = decision not in (Decision.REFUSE, Decision.REVOKE)
    hearing.decision, hearing.reasons, hearing.decided_at = decision, ruling.reasons.strip(), at
    hearing.basis = list(ruling.basis) if has_test else []
    hearing.save(update_fields=["decision", "basis", "reasons", "decided_at"])
    free_deciders(case=hearing.order.case, reason="They have decided on the interim order.", at=at)
