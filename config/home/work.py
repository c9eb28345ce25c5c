"""What waits for a member of staff, over all apps."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.urls import reverse

from barring.queries.bar_work import bar_work_for
from barring.queries.checks import review_work_for
from barring.queries.lookers import looker_work_for
from conduct.queries import work_for as conduct_work
from kernel.models import User
from kernel.queries import work_for as account_work
from register.queries import work_for as register_work_for

LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Work:
    """One thing that waits: where to do it, and by when, if there is a day."""

    text: str
    href: str
    due_at: datetime | None


def work_for(user: User, at: datetime) -> list[Work]:
    """Everything that waits for a user, soonest first."""
    items = [
        *account_work(user),
        *register_work_for(user),
        *conduct_work(user=user, at=at),
        *bar_work_for(user=user, at=at),
        *review_work_for(user),
        *looker_work_for(user),
    ]
    found = [Work(item.text, reverse(item.href_name, kwargs=dict(item.href_kwargs)), item.due_at) for item in items]
    return sorted(found, key=lambda work: work.due_at or LAST)
