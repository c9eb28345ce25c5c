"""Sealed identities: what custodians see of them, which is nothing that is sealed and nothing of the matter."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from conduct.models import (
    Concern,
    ConcernMessage,
    ConcernStep,
    IdentityRequest,
    IdentityResealing,
    ReporterIdentity,
)
from conduct.permissions import Permission
from conduct.queries.cases import people_involved
from conduct.queries.concerns import case_of_concern
from conduct.queries.people import who_may
from conduct.workflow import IdentityStatus, identity_status_at
from kernel.models import RuleSet, User
from kernel.permissions import can
from kernel.rulesets import row_in_force

APPROVAL: Final = "identity_approval_hours"


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


def waiting_requests(*, user: User, at: datetime) -> list[IdentityRequest]:
    """Requests on which this custodian has something to do: those of others to decide on, and their own approved."""
    if not can(user, Permission.IDENTITY_DECIDE):
        return []
    mine = Q(status="approved", asked_by=user)
    others = Q(status="asked") & ~Q(asked_by=user)
    found = IdentityRequest.objects.filter(mine | others).select_related("identity__concern", "asked_by")
    return [one for one in found if request_status(request=one, at=at) != IdentityStatus.EXPIRED]


def request_status(*, request: IdentityRequest, at: datetime) -> IdentityStatus:
    """How far a request is at an instant, by the rule set in force when it was approved."""
    hours = approval_rules(request).parameters[APPROVAL] if request.decided_at else 0
    return identity_status_at(status=request.status, approved_at=request.decided_at, hours=hours, at=at)


def approval_until(*, request: IdentityRequest) -> tuple[datetime, str] | None:
    """When an approval runs out, and how that was counted; None where nothing was approved."""
    if request.decided_at is None or request.status != IdentityStatus.APPROVED:
        return None
    row = approval_rules(request)
    hours = row.parameters[APPROVAL]
    words = f"{hours} hours after the approval, {row.sources[APPROVAL]}, rule set {row.version}"
    return request.decided_at + timedelta(hours=hours), words


def approval_rules(request: IdentityRequest) -> RuleSet:
    """The rule set in force when a request was decided on."""
    assert request.decided_at is not None
    return row_in_force(request.decided_at)


def sealed_now(*, identity: ReporterIdentity) -> str:
    """What is sealed, to the key it was sealed to last."""
    again = IdentityResealing.objects.filter(identity=identity).order_by("-pk").values_list("sealed", flat=True)
    return again.first() or identity.sealed


def sealed_to_others(*, key_id: str) -> QuerySet[ReporterIdentity]:
    """The identities that are not sealed to a key yet."""
    done = IdentityResealing.objects.filter(sealed__startswith=f"{key_id}.")
    return ReporterIdentity.objects.exclude(sealed__startswith=f"{key_id}.").exclude(pk__in=done.values("identity"))


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
