"""Linked cases: each is shown to whoever may open it, and to nobody else, not even as a number."""

from django.db.models import QuerySet

from conduct.models import Case, CaseGroup
from conduct.queries.cases import cases_for
from kernel.models import User


def group_of(*, case: Case) -> CaseGroup | None:
    """The group that a case belongs to, if it is linked to others."""
    return CaseGroup.objects.filter(members__case=case).select_related("by").first()


def linked_cases(*, case: Case, user: User) -> QuerySet[Case]:
    """The cases linked to a case that a user may open."""
    group = group_of(case=case)
    if group is None:
        return Case.objects.none()
    return cases_for(user=user).filter(grouped__group=group).exclude(pk=case.pk)
