"""Interim orders: what may be read of them and by whom, who may decide on one, and whose review is due or late."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from conduct.models import (
    Case,
    Determination,
    InterimChallenge,
    InterimExtension,
    InterimHearing,
    InterimOrder,
    InterimStep,
    Participant,
    Recusal,
)
from conduct.permissions import Permission
from conduct.queries.cases import people_involved
from conduct.queries.own_side import represented_by
from conduct.queries.people import who_may
from conduct.rules.determining import RESTRICTING, Outcome
from conduct.rules.independence import Part
from conduct.rules.interim_orders import PENDING, RUNNING, SOON, InterimStatus, status_at
from conduct.workflow import AppealStatus
from kernel.clocks import today
from kernel.deadlines import Deadline, deadline
from kernel.models import User
from register.queries import longest_interim_time


@dataclass(frozen=True)
class LongestOrder:
    """Until when an order may run at the latest, and how that was counted."""

    ends_at: datetime
    counted: Deadline


def interim_orders_of(*, case: Case) -> QuerySet[InterimOrder]:
    """Every interim order in a case, the latest first."""
    found = case.interim_orders.select_related("applied_by", "replaces", "review_rule_set", "case__person")
    return found.order_by("-pk")


def own_interim_orders(*, user: User, at: datetime) -> QuerySet[InterimOrder]:
    """The interim orders that a manager has had notice of: their own, and those of whoever lets them act for them."""
    noticed = InterimHearing.objects.filter(served_at__lte=at)
    mine = Q(case__person__user=user) | Q(case__in=represented_by(user=user).values("case"))
    found = InterimOrder.objects.filter(mine)
    found = found.filter(Q(hearings__in=noticed) | Q(replaces__isnull=False)).distinct()
    return found.select_related("case__person", "review_rule_set", "replaces").order_by("-pk")


def interim_status(*, order: InterimOrder, at: datetime) -> InterimStatus:
    """The status at an instant, by acts and by the clock."""
    return status_at(status=order.status, ends_at=order.ends_at, outcome_at=order.outcome_at, at=at)


def open_interim_orders(*, case: Case, at: datetime) -> QuerySet[InterimOrder]:
    """Those of a case that are applied for or in force at an instant."""
    return _in_force(case.interim_orders.all(), at) | case.interim_orders.filter(status__in=PENDING)


def hearing_to_come(*, order: InterimOrder) -> InterimHearing | None:
    """The hearing of which notice was given and which is not decided."""
    return (
        order.hearings.filter(decided_at=None, put_off_at=None)
        .select_related("chair", "rule_set", "order__case")
        .first()
    )


def open_challenge(*, order: InterimOrder) -> InterimChallenge | None:
    """The challenge in court to an order that is not decided."""
    return order.challenges.filter(outcome="").first()


def last_interim_step(*, order: InterimOrder) -> int:
    """The number of an order's latest step, for a page to notice later ones."""
    return InterimStep.objects.filter(order=order).order_by("-pk").values_list("pk", flat=True)[:1].get()


def interim_candidates(*, case: Case, chairs: bool = False) -> QuerySet[User]:
    """Who may decide on an interim order in a case: nobody with another part in it. Some may be in the chair."""
    earlier = Participant.objects.filter(case=case, part=Part.INTERIM_DECIDER)
    others = people_involved(case=case) - set(earlier.values_list("user", flat=True))
    recused = Recusal.objects.filter(case=case).values("user")
    permission = Permission.INTERIM_DECIDE if chairs else Permission.INTERIM_SIT
    return who_may(permission).exclude(pk__in=others).exclude(pk__in=recused)


def longest_order(*, case: Case, begins_at: datetime) -> LongestOrder:
    """Until when at the latest an order in a case may run that begins at an instant: all on the same facts together,
    or as long as a court has let one go on."""
    longest = longest_interim_time(person=case.person, matter=case.reference, begins_at=begins_at)
    counted = deadline(
        rule_set=longest.rule_set,
        parameter="interim_maximum_months",
        beginning="the first order on these facts",
        begins_on=today(longest.first_at),
    )
    extended = InterimExtension.objects.filter(order__case=case).order_by("pk").last()
    return LongestOrder(max(longest.ends_at, extended.until_at) if extended else longest.ends_at, counted)


def extended_from(*, case: Case, begins_at: datetime, ends_at: datetime) -> datetime | None:
    """From when an order in a case from one instant to another lasts by leave of a court; None if it needs none."""
    first = InterimExtension.objects.filter(order__case=case).order_by("pk").first()
    return max(begins_at, first.ended_at) if first is not None and ends_at > first.ended_at else None


def outcome_ends_at(*, case: Case) -> datetime | None:
    """When the final outcome of a case ends an interim order, as decided, or as a court quashed or varied it.

    None while none is served, it waits for an appeal, or it refers for barring.
    """
    found = Determination.objects.filter(case=case).first()
    if found is None or found.served_at is None:
        return None
    appeals = case.appeals.filter(recorded_at__gte=found.decided_at)
    if appeals.filter(status=AppealStatus.STAYED, holds_back=True).exists():
        return None
    if ended := appeals.filter(status__in=[AppealStatus.QUASHED, AppealStatus.VARIED]).last():
        return None if ended.outcome == Outcome.REFERRAL_FOR_BARRING else ended.decided_at
    if found.outcome in RESTRICTING:
        return found.in_effect_at
    return None if found.outcome == Outcome.REFERRAL_FOR_BARRING else found.served_at


def review_deadline(order: InterimOrder) -> Deadline | None:
    """Until when the order must be reviewed, and how that was counted; None of one that was never made."""
    if order.review_rule_set is None or order.review_counted_from is None:
        return None
    is_first = order.review_parameter == "interim_review_months"
    by_court = is_first and order.review_counted_from != order.in_force_from
    return deadline(
        rule_set=order.review_rule_set,
        parameter=order.review_parameter,
        beginning="the court’s extension" if by_court else "the order" if is_first else "the last review",
        begins_on=today(order.review_counted_from),
    )


def hearings_of(*, user: User) -> QuerySet[InterimHearing]:
    """The hearings that wait for what somebody in their chair records and decides."""
    found = InterimHearing.objects.filter(chair=user, decided_at=None, put_off_at=None)
    found = found.filter(order__status__in=[*PENDING, *RUNNING])
    return found.select_related("order__case").order_by("heard_from")


def late_reviews(*, at: datetime) -> QuerySet[InterimOrder]:
    """The orders in force whose review is late at an instant, the latest first."""
    found = _in_force(InterimOrder.objects.all(), at).filter(review_due_at__lte=at)
    return found.select_related("case__caseworker", "case__person").order_by("review_due_at")


def reviews_due(*, cases: QuerySet[Case], at: datetime) -> QuerySet[InterimOrder]:
    """The orders in force in some cases whose review is due soon, or late."""
    found = _in_force(InterimOrder.objects.filter(case__in=cases.values("pk")), at)
    return found.filter(review_due_at__lte=at + SOON).select_related("case").order_by("review_due_at")


def late_by_case(*, cases: Collection[Case], at: datetime) -> set[int]:
    """Which of some cases have an interim order whose review is late."""
    return set(late_reviews(at=at).filter(case__in=cases).values_list("case", flat=True))


def _in_force(orders: QuerySet[InterimOrder], at: datetime) -> QuerySet[InterimOrder]:
    not_tied = Q(outcome_at=None) | Q(outcome_at__gt=at)
    return orders.filter(not_tied, status__in=RUNNING, ends_at__gt=at)
