"""Sealed identities: what custodians see of them, which is nothing that is sealed and nothing of the matter."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from conduct.models import Concern, ConcernMessage, ConcernStep, IdentityRequest, ReporterIdentity
from conduct.permissions import Permission
from conduct.queries.cases import people_involved
from conduct.queries.concerns import case_of_concern
from conduct.queries.people import who_may
from kernel.models import User
from kernel.permissions import can


def identities_for(*, user: User) -> QuerySet[ReporterIdentity]:
    """The identities whose custody a user shares, those with a request that waits first."""
    if not can(user, Permission.IDENTITY_VIEW):
        return ReporterIdentity.objects.none()
    return ReporterIdentity.objects.select_related("concern").order_by("-pk")


def identity_of(*, concern: Concern) -> ReporterIdentity | None:
    """What is sealed of who raised a concern, if they gave anything."""
    return ReporterIdentity.objects.filter(concern=concern).first()


def identity_requests(*, identity: ReporterIdentity) -> QuerySet[IdentityRequest]:
    """Every request to open an identity, newest first."""
    return identity.requests.select_related("asked_by", "decided_by", "opening")


def waiting_requests(*, user: User) -> QuerySet[IdentityRequest]:
    """Requests on which this custodian has something to do: those of others to decide on, and their own approved."""
    if not can(user, Permission.IDENTITY_DECIDE):
        return IdentityRequest.objects.none()
    mine = Q(status="approved", asked_by=user)
    others = Q(status="asked") & ~Q(asked_by=user)
    return IdentityRequest.objects.filter(mine | others).select_related("identity__concern", "asked_by")


def custodians(*, among: Collection[int]) -> set[int]:
    """Those of some users who may open identities at this moment."""
    return set(who_may(Permission.IDENTITY_OPEN).filter(pk__in=among).values_list("pk", flat=True))


def had_a_part_in_concern(*, concern: Concern, user: User) -> bool:
    """Whether a user did anything on a concern, wrote to its reporter, or has or had a part in its case."""
    acts = (
        ConcernStep.objects.filter(concern=concern, by=user),
        ConcernMessage.objects.filter(concern=concern, by=user),
    )
    if any(found.exists() for found in acts):
        return True
    case = case_of_concern(concern=concern)
    return case is not None and user.pk in people_involved(case=case)
