"""What is somebody's own work: the cases they have or had a part in, and what belongs to these."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from conduct.models import Bundle, Case, CaseFile, ConcernStep, Letter
from conduct.permissions import Permission
from conduct.queries.cases import cases_for, people_involved
from conduct.queries.concerns import case_of_concern, concerns_for
from conduct.workflow import ConcernStatus, ReconsiderationStatus, Status
from kernel.models import AccessEvent, User
from kernel.permissions import can
from kernel.queries import looks_from_outside

WAITING = (ConcernStatus.RECEIVED, ConcernStatus.IN_TRIAGE)


def works_on_case(*, user: User, reference: str) -> bool:
    """Whether a case is a user's work: they have or had a part in it, it waits for their hearing, or it was referred.

    True too for a case that the user may not see: there is nothing to ask about.
    """
    case = cases_for(user=user).filter(reference=reference).first()
    return case is None or _works_on(case, user)


def _works_on(case: Case, user: User) -> bool:
    again = case.reconsiderations.filter(status=ReconsiderationStatus.ASKED)
    waits = can(user, Permission.CASE_DETERMINE) and (case.status == Status.HEARING or again.exists())
    is_referred = can(user, Permission.CASE_VIEW_REFERRED) and not can(user, Permission.CASE_VIEW_ALL)
    if waits or is_referred or user.pk in (case.caseworker_id, case.investigator_id):
        return True
    # Whoever has a part has it as a participant, as a rule; the others are found by everything that they did.
    return case.participants.filter(user=user).exists() or user.pk in people_involved(case=case)


def works_on_concern(*, user: User, reference: str) -> bool:
    """Whether a concern is a user's work: nobody has dealt with it yet, they did something with it, or its case is."""
    concern = concerns_for(user=user).filter(pk=reference).first()
    if concern is None:
        return True
    if concern.status in WAITING and can(user, Permission.CONCERN_TRIAGE):
        return True
    if ConcernStep.objects.filter(concern=concern, by=user).exists():
        return True
    case = case_of_concern(concern=concern)
    return case is not None and _works_on(case, user)


def case_of_file(*, key: str) -> str:
    """The reference of the case that a file belongs to, by the file's key; empty if there is no such file."""
    found = CaseFile.objects.filter(Q(file=UUID(key)) | Q(versions__file=UUID(key)))
    of_bundle = Bundle.objects.filter(file=UUID(key)).values_list("case__reference", flat=True)
    of_letter = Letter.objects.filter(file=UUID(key)).values_list("case__reference", flat=True)
    return found.values_list("case__reference", flat=True).first() or of_bundle.first() or of_letter.first() or ""


def works_on_person_of_case(*, user: User, key: str) -> bool:
    """Whether a person, by their key, has a case that is the user's work."""
    return any(_works_on(case, user) for case in cases_for(user=user).filter(person__key=UUID(key)))


def holders_of_cases(*, references: Iterable[str]) -> dict[str, User]:
    """By reference, the caseworker who holds each case."""
    cases = Case.objects.filter(reference__in=list(references)).select_related("caseworker")
    return {case.reference: case.caseworker for case in cases}


def looks_at_cases_of(*, user: User) -> QuerySet[AccessEvent]:
    """Who opened the cases that a caseworker holds, without a part in them, newest first."""
    held = Case.objects.filter(caseworker=user).values("reference")
    return looks_from_outside(noun="conduct.case").filter(reference__in=held).exclude(user=user)
