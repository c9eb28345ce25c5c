"""What employers were told: for staff, for the employer, and for the manager."""

from datetime import datetime

from django.db.models import QuerySet

from conduct.models import Case, EmployerNotice
from conduct.permissions import Permission
from conduct.queries.people import who_may
from conduct.rules.employer_notices import EmployerNoticeStatus
from kernel.models import Organisation, User
from register.models import Post

TOLD = EmployerNoticeStatus.TOLD


def employers_of(*, case: Case, at: datetime) -> QuerySet[Organisation]:
    """The organisations at which the manager holds a post at an instant."""
    posts = Post.objects.current().at(at).filter(person=case.person_id)
    return Organisation.objects.filter(pk__in=posts.values("organisation")).order_by("name")


def employer_notices(*, case: Case) -> QuerySet[EmployerNotice]:
    """Every proposal of a case, newest first."""
    return EmployerNotice.objects.filter(case=case).select_related("case", "organisation", "asked_by", "decided_by")


def employer_was_told(*, case: Case, organisation: Organisation) -> bool:
    """Whether an employer was told of a case."""
    return EmployerNotice.objects.filter(case=case, organisation=organisation, status=TOLD).exists()


def notices_to(*, user: User) -> QuerySet[EmployerNotice]:
    """What the organisation of a trust's user was told."""
    found = EmployerNotice.objects.filter(organisation=user.organisation_id, status=TOLD)
    return found.select_related("case__person", "organisation")


def notices_about(*, user: User) -> QuerySet[EmployerNotice]:
    """What employers of a manager were told of them, once the manager may know of it.

    These are organisations' own rows: whoever reads them says `acting(tenant=ALL)`.
    """
    found = EmployerNotice.objects.filter(case__person__user=user, status=TOLD, manager_told_at__isnull=False)
    return found.select_related("organisation")


def readers_at(*, organisation: Organisation) -> QuerySet[User]:
    """Who reads at an organisation what it is told."""
    return who_may(Permission.EMPLOYER_NOTICE_READ).filter(organisation=organisation)
