"""Linking cases about several managers of one failure."""

from datetime import datetime

from conduct.actions.steps import locked
from conduct.models import Case, CaseGroup, GroupedCase
from conduct.queries import group_of
from conduct.rules.independence import require_stranger
from conduct.rules.linking import require_linkable
from kernel.history import recorded
from kernel.models import User


@recorded()
def link_cases(*, case: Case, other: Case, reason: str, by: User, at: datetime) -> CaseGroup:
    """Put two cases into one group, or one into the group of the other. Each is led and decided by itself.

    Refuses two cases about one person, and cases that belong to two groups.
    """
    held = [locked(case=one, action=None, at=at, seen=None) for one in sorted((case, other), key=lambda one: one.pk)]
    for one in held:
        require_stranger(user_id=by.pk, subject=one.person.user_id)
    groups = group_of(case=case), group_of(case=other)
    require_linkable(
        cases=(case.pk, other.pk),
        people=(case.person_id, other.person_id),
        groups=(groups[0].pk if groups[0] else None, groups[1].pk if groups[1] else None),
    )
    group = groups[0] or groups[1] or CaseGroup.objects.create(reason=reason, by=by, at=at)
    for one, before in zip((case, other), groups, strict=True):
        if before is None:
            GroupedCase.objects.create(group=group, case=one, by=by, at=at)
    return group
