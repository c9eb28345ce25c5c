"""What keeps somebody out of a case: employers shared with the manager, and parts they had in other cases."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from conduct.models import Case, Participant, Recusal
from conduct.permissions import Permission
from conduct.queries.people import who_may
from conduct.rules.independence import Part
from kernel.models import User
from register.models import Person, Post


def shared_employers(*, person: Person, user_id: int) -> list[str]:
    """The organisations at which an account's own person held a post at the same time as another person.

    Empty for an account that is nobody's on the register: there is nothing to compare.
    """
    theirs = Post.objects.current().filter(
        person__user=user_id, organisation=OuterRef("organisation"), during__overlap=OuterRef("during")
    )
    shared = Post.objects.current().filter(Exists(theirs), person=person)
    return sorted(set(shared.values_list("organisation__name", flat=True)))


def inquiring_parts(*, user_id: int, since: datetime) -> list[str]:
    """Whether somebody investigated or examined any case at or after an instant, in words."""
    parts = Participant.objects.filter(
        Q(left_at=None) | Q(left_at__gt=since), user=user_id, part__in=[Part.INVESTIGATOR, Part.CASE_EXAMINER]
    )
    return sorted({Part(part).label.lower() for part in parts.values_list("part", flat=True)})


def caseworkers_for(*, case: Case) -> QuerySet[User]:
    """Who may be given a case to hold: another caseworker with no other part in it, who did not step down from it."""
    others = Participant.objects.filter(case=case).exclude(part=Part.CASEWORKER)
    return who_may(Permission.CASE_ASSIGN).exclude(
        Q(pk=case.caseworker_id)
        | Q(pk=case.person.user_id or 0)
        | Q(pk__in=others.values("user"))
        | Q(pk__in=Recusal.objects.filter(case=case).values("user"))
    )
