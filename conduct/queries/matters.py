"""Matters against organisations, with what of each somebody may open."""

from collections import Counter
from datetime import datetime

from django.db.models import QuerySet

from conduct.models import Case, Concern, OrganisationMatter
from conduct.permissions import Permission
from conduct.queries.cases import cases_for
from conduct.queries.concerns import concerns_for
from conduct.rules.matters import MatterStatus
from kernel.models import Organisation, User
from kernel.permissions import can


def matters_for(*, user: User) -> QuerySet[OrganisationMatter]:
    """The matters that a member of staff may open, the latest first."""
    if not can(user, Permission.MATTER_VIEW):
        return OrganisationMatter.objects.none()
    return OrganisationMatter.objects.select_related("organisation", "opened_by", "closed_by")


def organisations_of(matters: QuerySet[OrganisationMatter]) -> QuerySet[Organisation]:
    """The organisations that some matters are against, by name."""
    return Organisation.objects.filter(pk__in=matters.order_by().values("organisation")).order_by("name")


def cases_of_matter(*, matter: OrganisationMatter, user: User) -> QuerySet[Case]:
    """The cases of a matter that a user may open: of any other nothing shows."""
    return cases_for(user=user).filter(matter_links__matter=matter)


def concerns_of_matter(*, matter: OrganisationMatter, user: User) -> QuerySet[Concern]:
    """The concerns of a matter that a user may open."""
    return concerns_for(user=user).filter(matter_links__matter=matter)


def matters_of(*, user: User, case: Case | None = None, concern: Concern | None = None) -> QuerySet[OrganisationMatter]:
    """The matters that a case or a concern belongs to."""
    of = {"links__case": case} if case else {"links__concern": concern}
    return matters_for(user=user).filter(**of)


def matters_counted(*, since: datetime, until: datetime, at: datetime) -> Counter[str]:
    """How many matters were opened and closed in a span of time, and how many are open at an instant."""
    opened = OrganisationMatter.objects.filter(opened_at__gte=since, opened_at__lt=min(until, at))
    closed = OrganisationMatter.objects.filter(closed_at__gte=since, closed_at__lt=min(until, at))
    still = OrganisationMatter.objects.filter(status=MatterStatus.OPEN, opened_at__lte=at)
    return Counter(opened=opened.count(), closed=closed.count(), open=still.count())
