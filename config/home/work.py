"""What waits for a member of staff, over all apps."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.urls import reverse

from barring.queries.bar_work import bar_work_for
from barring.queries.checks import review_work_for
from barring.queries.lookers import looker_work_for
from conduct.queries import late_reviews
from conduct.queries import work_for as conduct_work
from conduct.rules.gates import days_late
from consultation.queries.progress import work_for as consultation_work_for
from kernel.models import User
from kernel.permissions import can
from kernel.queries import WorkItem
from kernel.queries import work_for as account_work
from kernel.work import Kind
from register.permissions import Permission
from register.queries import work_for as register_work_for

LONGEST_LIST = 50
LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Work:
    """One thing that waits: where to do it, by when if there is a day, by how much it is late, and why."""

    text: str
    href: str
    due_at: datetime | None
    days_late: int
    why: str


def _late_on_the_register(user: User, at: datetime) -> list[WorkItem]:
    """Interim orders that the register shows and whose review is late, for whoever keeps the register."""
    if not can(user, Permission.REGISTRATION_CHANGE):
        return []
    return [
        WorkItem(
            f"The review of interim order {order.reference} is late, and it stays in force",
            "register:person",
            {"key": order.case.person.key},
            order.review_due_at,
        )
        for order in late_reviews(at=at).exclude(case__person__user=user)[:LONGEST_LIST]
    ]


KINDS: tuple[Kind, ...] = (
    lambda user, _: account_work(user),
    lambda user, _: register_work_for(user),
    lambda user, at: conduct_work(user=user, at=at),
    lambda user, at: bar_work_for(user=user, at=at),
    lambda user, _: review_work_for(user),
    lambda user, _: looker_work_for(user),
    lambda user, at: consultation_work_for(user=user, at=at),
    _late_on_the_register,
)
"""The work of every app. A kind of work that an app adds to its own comes here by itself."""


def work_for(user: User, at: datetime) -> list[Work]:
    """Everything that waits for a user, what is due soonest first, with how late it is and why."""
    items = [item for kind in KINDS for item in kind(user, at)]
    found = [
        Work(
            item.text,
            reverse(item.href_name, kwargs=dict(item.href_kwargs)),
            item.due_at,
            days_late(ends_at=item.due_at, at=at) if item.due_at else 0,
            item.why,
        )
        for item in items
    ]
    return sorted(found, key=lambda work: work.due_at or LAST)
