"""What waits for a member of staff, or for a manager, in conduct."""

from datetime import datetime

from conduct.models import Case, CaseAppealExtension, Concern, ResponseExtension
from conduct.permissions import Permission
from conduct.queries.cases import cases_for, own_cases
from conduct.queries.identities import waiting_requests
from conduct.workflow import ConcernStatus, IdentityStatus, Status
from kernel.models import ExtensionStatus, User
from kernel.permissions import can
from kernel.queries import WorkItem

LONGEST_LIST = 50


def work_for(*, user: User, at: datetime) -> list[WorkItem]:
    """What this user can do next, each with its deadline where there is one."""
    items = _concerns(user) + _identities(user) + [_item(case, text) for case, text in _cases(user, at)]
    if can(user, Permission.OWN_CASE_ANSWER):
        waiting = own_cases(user=user).filter(status=Status.AWAITING_RESPONSE)
        items += [
            WorkItem(
                f"Respond to the allegations in case {case.reference}",
                "conduct:own_case",
                {"reference": case.reference},
                case.response_due_at,
            )
            for case in waiting
        ]
    return items


def _concerns(user: User) -> list[WorkItem]:
    if not can(user, Permission.CONCERN_TRIAGE):
        return []
    waiting = Concern.objects.filter(status__in=[ConcernStatus.RECEIVED, ConcernStatus.IN_TRIAGE])
    return [
        WorkItem(
            f"{'Read' if concern.status == ConcernStatus.RECEIVED else 'Triage'} concern {concern.pk}",
            "conduct:concern",
            {"number": concern.pk},
        )
        for concern in waiting[:LONGEST_LIST]
    ]


def _identities(user: User) -> list[WorkItem]:
    words = {IdentityStatus.ASKED: "Decide on opening the identity of", IdentityStatus.APPROVED: "Open the identity of"}
    return [
        WorkItem(
            f"{words[IdentityStatus(request.status)]} concern {request.identity.concern_id}",
            "conduct:identity",
            {"number": request.identity.concern_id},
        )
        for request in waiting_requests(user=user)[:LONGEST_LIST]
    ]


def _cases(user: User, at: datetime) -> list[tuple[Case, str]]:
    """Each case with what it waits for from this user."""
    cases = cases_for(user=user)
    found: list[tuple[Case, str]] = []
    held = cases.filter(caseworker=user)
    found += [(case, "Start the investigation of case") for case in held.filter(status=Status.OPENED)]
    ready = held.filter(status=Status.INVESTIGATING, reports__isnull=False, allegations__isnull=False).distinct()
    found += [(case, "Ask for a response in case") for case in ready]
    late = held.filter(status=Status.AWAITING_RESPONSE, response_due_at__lte=at)
    found += [(case, "The response window is over in case") for case in late]
    if can(user, Permission.CASE_EXTEND):
        asked = ResponseExtension.objects.filter(status=ExtensionStatus.ASKED).exclude(asked_by=user)
        waiting = cases.filter(status=Status.AWAITING_RESPONSE, pk__in=asked.values("case"))
        found += [(case, "Decide on more time in case") for case in waiting]
        appeals = CaseAppealExtension.objects.filter(status=ExtensionStatus.ASKED).exclude(asked_by=user)
        waiting = cases.filter(status=Status.DECISION_SERVED, pk__in=appeals.values("case"))
        found += [(case, "Decide on more time to appeal in case") for case in waiting]
    found += [(case, "Serve the decision in case") for case in held.filter(status=Status.DETERMINED)]
    mine = cases.filter(investigator=user, status=Status.INVESTIGATING).exclude(reports__made_by=user)
    found += [(case, "Investigate case") for case in mine]
    if can(user, Permission.CASE_DETERMINE):
        found += [(case, "Hear case") for case in cases.filter(status=Status.READY_FOR_HEARING)]
    return found[:LONGEST_LIST]


def _item(case: Case, text: str) -> WorkItem:
    due_at = case.response_due_at if case.status == Status.AWAITING_RESPONSE else None
    return WorkItem(f"{text} {case.reference}", "conduct:case", {"reference": case.reference}, due_at)
