"""How much an organisation asked: its checks by day or week, by program, by outcome."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncDate, TruncWeek

from barring.models import Check

PERIODS: dict[str, Any] = {"day": TruncDate("answered_at"), "week": TruncWeek("answered_at")}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """So many checks in one day or week, beginning on a London day. `client_id` None is the browser."""

    begins: date
    client_id: int | None
    outcome: str
    count: int


def checks_counted(*, organisation_id: int, since: datetime, by: str, client: Q) -> list[Asked]:
    """An organisation's checks from an instant on, erased ones too, counted by `day` or `week`, program and outcome.

    Test identities are no people, and are not counted.
    """
    checks = Check.objects.filter(client, organisation_id=organisation_id, answered_at__gte=since, is_test=False)
    rows = checks.order_by().values("client_id", "outcome", begins=PERIODS[by]).annotate(count=Count("pk"))
    return [
        Asked(
            begins=row["begins"].date() if isinstance(row["begins"], datetime) else row["begins"],
            client_id=row["client_id"],
            outcome=row["outcome"],
            count=row["count"],
        )
        for row in rows
    ]


def asked_by(client_id: str) -> Q:
    """The condition on checks that a program asked, `browser` for those asked on pages, or ("") all."""
    if client_id == "browser":
        return Q(client=None)
    return Q(client__client_id=client_id) if client_id else Q()
