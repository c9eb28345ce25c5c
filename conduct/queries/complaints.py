"""Complaints about the service: one's own, and those that somebody may deal with."""

from django.db.models import Q, QuerySet

from conduct.models import Case, Participant, Representation, ServiceComplaint
from conduct.permissions import Permission
from kernel.models import User
from kernel.permissions import can


def own_complaints(*, user: User) -> QuerySet[ServiceComplaint]:
    """What somebody complained about themselves."""
    return ServiceComplaint.objects.filter(made_by=user).select_related("rule_set")


def complaints_for(*, user: User) -> QuerySet[ServiceComplaint]:
    """What a member of staff may deal with: nothing of anybody in whose case they have or had a part."""
    found = ServiceComplaint.objects.select_related("made_by", "rule_set", "acknowledged_by", "answered_by")
    if not can(user, Permission.COMPLAINT_VIEW):
        return found.none()
    mine = cases_with_part_of(user_id=user.pk)
    acted = Representation.objects.filter(case__in=mine, user__isnull=False).values("user")
    return found.exclude(made_by__in=mine.filter(person__user__isnull=False).values("person__user")).exclude(
        made_by__in=acted
    )


def has_part_in_case_of(*, user_id: int, complainant_id: int) -> bool:
    """Whether somebody has or had a part in a case about another, or in which that one acts for a manager."""
    theirs = Q(person__user=complainant_id) | Q(representations__user=complainant_id)
    return cases_with_part_of(user_id=user_id).filter(theirs).exists()


def cases_with_part_of(*, user_id: int) -> QuerySet[Case]:
    """The cases in which somebody has or had a part."""
    return Case.objects.filter(pk__in=Participant.objects.filter(user=user_id).values("case"))
