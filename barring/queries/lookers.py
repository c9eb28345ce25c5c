"""Who checked a manager and who watches them, as they themselves may see it; what they ask about it; what is held back.

Checks and watches are organisations' own rows: whoever reads these says `acting(tenant=ALL)`.
"""

from datetime import datetime

from django.db.models import F, QuerySet

from barring.models import Check, CheckDelay, CheckQuery, Watch
from barring.permissions import Permission
from barring.queries.corrections import with_correction
from barring.queries.watches import live
from kernel.models import User
from kernel.permissions import can
from kernel.queries import WorkItem


def held_back(*, at: datetime) -> QuerySet[CheckDelay]:
    """The delays in force at an instant."""
    return CheckDelay.objects.filter(approved=True, until__gt=at)


def checks_about(*, person_id: int, at: datetime) -> QuerySet[Check]:
    """The checks that a person is shown at an instant, the newest first: all that named them, but those held back."""
    checks = Check.objects.filter(person=person_id).exclude(pk__in=held_back(at=at).values("check_asked"))
    return with_correction(checks.select_related("organisation", "role_organisation").order_by("-pk"))


def held_back_from(*, person_id: int, at: datetime) -> int:
    """How many checks a person is not shown for now."""
    return held_back(at=at).filter(check_asked__person=person_id).values("check_asked").distinct().count()


def watches_about(*, person_id: int, at: datetime) -> QuerySet[Watch]:
    """The watches on a person, but those that began with a check held back."""
    watches = live().filter(person=person_id).exclude(first_check__in=held_back(at=at).values("check_asked"))
    return watches.select_related("organisation", "first_check__role_organisation").order_by("-started_at", "-pk")


def queries_about(*, check: Check) -> list[CheckQuery]:
    """What the manager asked about a check, in order."""
    return list(CheckQuery.objects.filter(check_asked=check).order_by("pk"))


def check_queries(*, is_open: bool) -> QuerySet[CheckQuery]:
    """What managers ask about checks: those that wait, the oldest first; or those answered, the newest first."""
    found = CheckQuery.objects.select_related("check_asked__organisation", "asked_by", "answered_by")
    if is_open:
        return found.filter(answered_at=None).order_by("asked_at", "pk")
    return found.filter(answered_at__isnull=False).order_by("-answered_at", "-pk")


def check_query(pk: int) -> CheckQuery | None:
    """One query, with its check."""
    found = CheckQuery.objects.select_related(
        "check_asked__organisation", "check_asked__role_organisation", "check_asked__person", "asked_by", "answered_by"
    )
    return found.filter(pk=pk).first()


def check_delays() -> QuerySet[CheckDelay]:
    """Delays that were asked for, those that wait for a second person first, then the newest."""
    found = CheckDelay.objects.select_related("check_asked__organisation", "asked_by", "decided_by")
    return found.order_by(F("decided_at").desc(nulls_first=True), "-pk")


def check_named(reference: str) -> Check | None:
    """The check of a reference, whosever it is; for the regulator."""
    return Check.objects.select_related("person").filter(reference=reference.strip()).first()


def looker_work_for(user: User) -> list[WorkItem]:
    """What waits for a registrar: managers' queries, and delays that another asked for."""
    if not can(user, Permission.CHECK_QUERY_ANSWER):
        return []
    items = [
        WorkItem("Query of a manager about a check", "barring:check_query", {"pk": query.pk})
        for query in check_queries(is_open=True).exclude(asked_by=user)
    ]
    delays = CheckDelay.objects.filter(approved=None).exclude(asked_by=user).order_by("pk")
    return items + [WorkItem("Delay of showing a check", "barring:check_delay", {"pk": delay.pk}) for delay in delays]
