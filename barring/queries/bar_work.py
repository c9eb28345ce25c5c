"""What waits for somebody who deals with bars."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from barring.models import AppealExtension, RepresentationsExtension
from barring.permissions import Permission
from barring.queries.bars import bars_for
from barring.queries.proposals import referrals
from barring.workflow import Status
from conduct.queries import people_involved
from kernel.models import ExtensionStatus, User
from kernel.permissions import can
from kernel.queries import WorkItem


def bar_work_for(*, user: User, at: datetime) -> list[WorkItem]:
    """Referrals to check, notices to serve, bars to decide and liftings to decide, for this user to do at `at`.

    What the user proposed does not wait for them to decide, nor the referral of a case they had a part in.
    """
    return [*_to_check(user, at), *_to_propose(user), *_to_decide(user, at), *_to_extend(user), *_to_lift(user)]


def _to_check(user: User, at: datetime) -> Iterator[WorkItem]:
    if not can(user, Permission.BAR_APPROVE):
        return
    for one in referrals(at=at):
        if user.pk not in people_involved(case=one.of_case):
            text = f"{one.of_case.reference} refers a person for barring: check that it is lawful"
            yield WorkItem(text, "barring:bar_referral", {"reference": one.of_case.reference})


def _to_propose(user: User) -> Iterator[WorkItem]:
    if not can(user, Permission.BAR_PROPOSE):
        return
    for bar in bars_for(user=user).filter(status=Status.PROPOSED):
        yield WorkItem(f"{bar.reference}: serve notice", "barring:bar", {"reference": bar.reference})


def _to_decide(user: User, at: datetime) -> Iterator[WorkItem]:
    if not can(user, Permission.BAR_APPROVE):
        return
    answered = Q(status=Status.REPRESENTED) | Q(status=Status.NOTICE_SERVED, representations_due_at__lte=at)
    for bar in bars_for(user=user).filter(answered).exclude(proposed_by=user):
        yield WorkItem(f"{bar.reference}: decide", "barring:bar", {"reference": bar.reference})


def _to_extend(user: User) -> Iterator[WorkItem]:
    if not can(user, Permission.BAR_EXTEND):
        return
    asked = RepresentationsExtension.objects.filter(status=ExtensionStatus.ASKED).exclude(asked_by=user)
    for bar in bars_for(user=user).filter(status=Status.NOTICE_SERVED, pk__in=asked.values("bar")):
        yield WorkItem(f"{bar.reference}: decide on more time", "barring:bar", {"reference": bar.reference})
    appeals = AppealExtension.objects.filter(status=ExtensionStatus.ASKED).exclude(asked_by=user)
    for bar in bars_for(user=user).filter(status=Status.IN_EFFECT, pk__in=appeals.values("bar")):
        yield WorkItem(f"{bar.reference}: decide on more time to appeal", "barring:bar", {"reference": bar.reference})


def _to_lift(user: User) -> Iterator[WorkItem]:
    if not can(user, Permission.BAR_LIFT):
        return
    for bar in bars_for(user=user).filter(status=Status.LIFTING_PROPOSED).exclude(lift_proposed_by=user):
        yield WorkItem(f"{bar.reference}: decide whether to lift it", "barring:bar", {"reference": bar.reference})
