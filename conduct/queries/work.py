"""What waits for a member of staff, or for a manager, in conduct."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from django.db.models import Count, Q, QuerySet

from conduct.hearing_workflow import OPEN
from conduct.models import (
    AdjustmentRequest,
    Case,
    CaseAppealExtension,
    Concern,
    ConsentOffer,
    InterimOrder,
    ResponseExtension,
)
from conduct.permissions import Permission
from conduct.queries.cases import cases_for, held_or_left, open_cases_for
from conduct.queries.clocks import Clock, running_clocks
from conduct.queries.concerns import unanswered_concerns, unjudged_concerns
from conduct.queries.endings import endings_to_tell
from conduct.queries.evidence import waiting_checks
from conduct.queries.fairness import HELD_UNDECLARED, INVESTIGATED_UNDECLARED
from conduct.queries.identities import waiting_requests
from conduct.queries.interim_orders import hearings_of, reviews_due
from conduct.queries.letters import letters_to_post
from conduct.queries.notes import open_tasks_of
from conduct.queries.outcomes import orders_near_their_end
from conduct.queries.own_side import cases_to_answer, own_cases
from conduct.queries.proof import late_demands, measures_waiting
from conduct.rules.examining import EXAMINERS
from conduct.rules.independence import Part
from conduct.workflow import (
    FINISHED,
    RUNNING,
    ConcernStatus,
    IdentityStatus,
    OfferStatus,
    ReconsiderationStatus,
    Status,
)
from kernel.clocks import end_of_day
from kernel.models import ExtensionStatus, User
from kernel.permissions import can
from kernel.queries import WorkItem
from kernel.work import Kind

LONGEST_LIST = 50
EXAMINING = Q(participants__part=Part.CASE_EXAMINER, participants__left_at=None)
HELD: Mapping[str, str] = {
    Status.RECEIVED: "Acknowledge case",
    Status.ACKNOWLEDGED: "Assess the risk in case",
    Status.TRIAGE: "Triage case",
    Status.INITIAL_ENQUIRY: "Enquire in case",
    Status.THRESHOLD: "Decide on the threshold in case",
    Status.DETERMINATION: "Serve the decision in case",
}


def work_for(*, user: User, at: datetime) -> list[WorkItem]:
    """What this user can do next, each with its deadline where there is one."""
    return [item for kind in KINDS for item in kind(user, at)]


def _to_answer(user: User, at: datetime) -> Iterable[WorkItem]:
    if not can(user, Permission.OWN_CASE_ANSWER):
        return
    for case in cases_to_answer(user=user).filter(status=Status.REPRESENTATIONS):
        text = f"Respond to the allegations in case {case.reference}"
        yield WorkItem(text, "conduct:own_case", {"reference": case.reference}, case.response_due_at)


def _concerns(user: User, at: datetime) -> list[WorkItem]:
    if not can(user, Permission.CONCERN_TRIAGE):
        return []
    waiting = Concern.objects.filter(status__in=[ConcernStatus.RECEIVED, ConcernStatus.IN_TRIAGE])[:LONGEST_LIST]
    unanswered = set(unanswered_concerns().filter(pk__in=[one.pk for one in waiting]).values_list("pk", flat=True))
    return [
        WorkItem(
            f"{'Read' if concern.status == ConcernStatus.RECEIVED else 'Triage'} concern {concern.pk}",
            "conduct:concern",
            {"number": concern.pk},
            concern.answer_due_at if concern.pk in unanswered else None,
        )
        for concern in waiting
    ]


def _readings(user: User, at: datetime) -> list[WorkItem]:
    if not can(user, Permission.CONCERN_TRIAGE):
        return []
    return [
        WorkItem(f"Say who may read concern {concern.pk}", "conduct:concern", {"number": concern.pk})
        for concern in unjudged_concerns(user=user)[:LONGEST_LIST]
    ]


def _endings(user: User, at: datetime) -> list[WorkItem]:
    return [
        WorkItem(
            f"Tell the reporter how it ended in concern {concern.pk}", "conduct:concern_message", {"number": concern.pk}
        )
        for concern in endings_to_tell(user=user, at=at)[:LONGEST_LIST]
    ]


def _identities(user: User, at: datetime) -> list[WorkItem]:
    words = {IdentityStatus.ASKED: "Decide on opening the identity of", IdentityStatus.APPROVED: "Open the identity of"}
    return [
        WorkItem(
            f"{words[IdentityStatus(request.status)]} concern {request.identity.concern_id}",
            "conduct:identity",
            {"number": request.identity.concern_id},
        )
        for request in waiting_requests(user=user, at=at)[:LONGEST_LIST]
    ]


def _proof(user: User, at: datetime) -> list[WorkItem]:
    """Demands that are late, measures for witnesses that wait for a ruling, and letters to post."""
    late = [
        WorkItem(
            f"Demand {demand.number} in case {demand.case.reference} is late",
            "conduct:demands",
            {"reference": demand.case.reference},
            demand.due_at,
        )
        for demand in late_demands(user=user, at=at)[:LONGEST_LIST]
    ]
    asked = [
        WorkItem(
            f"Rule on a measure for a witness in case {measure.witness.case.reference}",
            "conduct:witnesses",
            {"reference": measure.witness.case.reference},
        )
        for measure in measures_waiting(user=user)[:LONGEST_LIST]
    ]
    post = [
        WorkItem(
            f"Post letter {letter.number} in case {letter.case.reference}, and record it",
            "conduct:letter",
            {"reference": letter.case.reference, "number": letter.number},
        )
        for letter in letters_to_post(user=user)[:LONGEST_LIST]
    ]
    return late + asked + post


def _checks(user: User, at: datetime) -> list[WorkItem]:
    return [
        WorkItem(
            f"Check exhibit {version.exhibit.number} in case {version.exhibit.case.reference} before it goes out",
            "conduct:exhibit_check",
            {
                "reference": version.exhibit.case.reference,
                "number": version.exhibit.number,
                "version": version.number,
            },
        )
        for version in waiting_checks(user=user)[:LONGEST_LIST]
    ]


def _case_work(user: User, at: datetime) -> Iterable[WorkItem]:
    found = _cases(user, at)
    clocks = running_clocks(cases=[case for case, _ in found])
    return [_item(case, text, clocks.get(case.pk)) for case, text in found]


def _offers(user: User, at: datetime) -> Iterable[WorkItem]:
    """Offers that wait for this manager: nobody else consents for them, whoever else may answer."""
    if not can(user, Permission.OWN_CASE_CONSENT):
        return
    offered = ConsentOffer.objects.filter(
        case__in=own_cases(user=user).filter(person__user=user), status=OfferStatus.OFFERED
    )
    for offer in offered.select_related("case"):
        reference = offer.case.reference
        text = f"Answer the offer in case {reference}"
        yield WorkItem(text, "conduct:own_case_offer", {"reference": reference}, offer.due_at)


def _orders(user: User, at: datetime) -> list[WorkItem]:
    """Orders that this user's cases made and that are to be reviewed, by when they end; reviews and applications."""
    items = []
    if can(user, Permission.CASE_SERVE):
        ends = orders_near_their_end(at=at)
        held = cases_for(user=user).filter(held_or_left(user=user), reference__in=ends)
        items += [_in_case("Put the order under review in case", case, ends[case.reference]) for case in held]
    if can(user, Permission.CASE_DETERMINE):
        waiting = cases_for(user=user).filter(reconsiderations__status=ReconsiderationStatus.ASKED)
        items += [_in_case("Decide on the review or application in case", case, None) for case in waiting]
    return items


def _in_case(text: str, case: Case, due_at: datetime | None) -> WorkItem:
    return WorkItem(f"{text} {case.reference}", "conduct:case", {"reference": case.reference}, due_at)


def _interim_orders(user: User, at: datetime) -> list[WorkItem]:
    """Hearings that a chair is to hold and decide; and reviews due or late, for whoever holds the case."""
    items: list[WorkItem] = []
    for hearing in hearings_of(user=user):
        text = f"{'Record' if hearing.recorded_at is None else 'Decide on'} the hearing of {hearing.order.reference}"
        items.append(_interim_item(text, hearing.order, hearing.heard_from))
    held = cases_for(user=user).filter(held_or_left(user=user))
    for order in reviews_due(cases=held, at=at)[:LONGEST_LIST]:
        due_at = order.review_due_at
        is_late = due_at is not None and due_at <= at
        items.append(_interim_item(f"{'LATE: review' if is_late else 'Review'} {order.reference}", order, due_at))
    return items


def _interim_item(text: str, order: InterimOrder, due_at: datetime | None) -> WorkItem:
    return WorkItem(
        f"{text} in case {order.case.reference}",
        "conduct:interim_order",
        {"reference": order.case.reference, "number": order.reference},
        due_at,
    )


def _cases(user: User, at: datetime) -> list[tuple[Case, str]]:
    """Each case with what it waits for from this user."""
    cases = cases_for(user=user)
    found: list[tuple[Case, str]] = []
    held = cases.filter(caseworker=user)
    found += [(case, HELD[case.status]) for case in held.filter(status__in=HELD)]
    ready = held.filter(status=Status.INVESTIGATION, reports__isnull=False, allegations__isnull=False).distinct()
    found += [(case, "Ask for a response in case") for case in ready]
    short = held.filter(status=Status.CASE_EXAMINERS).annotate(examiners=Count("participants", filter=EXAMINING))
    found += [(case, "Appoint an examiner in case") for case in short if case.examiners < EXAMINERS]
    late = held.filter(status=Status.REPRESENTATIONS, response_due_at__lte=at)
    found += [(case, "The response window is over in case") for case in late]
    if can(user, Permission.CASE_EXTEND):
        asked = ResponseExtension.objects.filter(status=ExtensionStatus.ASKED).exclude(asked_by=user)
        waiting = cases.filter(status=Status.REPRESENTATIONS, pk__in=asked.values("case"))
        found += [(case, "Decide on more time in case") for case in waiting]
        appeals = CaseAppealExtension.objects.filter(status=ExtensionStatus.ASKED).exclude(asked_by=user)
        waiting = cases.filter(status__in=RUNNING, pk__in=appeals.values("case"))
        found += [(case, "Decide on more time to appeal in case") for case in waiting]
    if can(user, Permission.CASE_ADJUST):
        asked_for = AdjustmentRequest.objects.filter(decided_at=None)
        waiting = held.filter(pk__in=asked_for.values("case")).exclude(status__in=FINISHED)
        found += [(case, "Answer a request for an adjustment in case") for case in waiting]
    mine = cases.filter(investigator=user, status=Status.INVESTIGATION).exclude(reports__made_by=user)
    found += [(case, "Investigate case") for case in mine]
    if can(user, Permission.CASE_EXAMINE):
        found += [(case, "Examine case") for case in cases.filter(status=Status.CASE_EXAMINERS)]
    found += _to_be_heard(user, cases.filter(status=Status.HEARING))
    return found[:LONGEST_LIST]


def _to_be_heard(user: User, cases: QuerySet[Case]) -> list[tuple[Case, str]]:
    """Of the cases at their hearing: those where one has to be listed, those heard before this user, and those that
    end with what the manager agreed to."""
    found: list[tuple[Case, str]] = []
    unlisted = cases.exclude(hearings__status__in=OPEN)
    agreed = ConsentOffer.objects.filter(status=OfferStatus.AGREED, determination=None).values("case")
    found += [(case, "List a hearing in case") for case in unlisted.filter(caseworker=user).exclude(pk__in=agreed)]
    if can(user, Permission.HEARING_SIT):
        heard = cases.filter(hearings__status__in=OPEN, hearings__seats__user=user, hearings__seats__left_at=None)
        found += [(case, "Hear case") for case in heard.distinct()]
    if can(user, Permission.CASE_DETERMINE):
        found += [(case, "Record what was agreed in case") for case in unlisted.filter(pk__in=agreed)]
    return found


def _item(case: Case, text: str, clock: Clock | None) -> WorkItem:
    """With the end of the stage that it is in, and what was said of why that takes longer."""
    due_at = clock.ends_at if clock and not clock.is_stopped else None
    why = clock.explained.reason if clock and clock.explained else ""
    return WorkItem(f"{text} {case.reference}", "conduct:case", {"reference": case.reference}, due_at, why)


def _declarations(user: User, at: datetime) -> list[WorkItem]:
    """Cases that somebody was given and has not declared in."""
    mine = Q(caseworker=user) & HELD_UNDECLARED | Q(investigator=user) & INVESTIGATED_UNDECLARED
    return [
        WorkItem(
            f"Declare whether you have a conflict in case {case.reference}",
            "conduct:case_declare",
            {"reference": case.reference},
        )
        for case in open_cases_for(user=user).filter(mine)[:LONGEST_LIST]
    ]


def _tasks(user: User, at: datetime) -> Iterable[WorkItem]:
    seen = cases_for(user=user)
    for task in open_tasks_of(user=user).filter(case__in=seen)[:LONGEST_LIST]:
        yield WorkItem(
            f"Task in case {task.case.reference}: {task.text[:80]}",
            "conduct:case_tasks",
            {"reference": task.case.reference},
            end_of_day(task.due_on),
        )


KINDS: Final[tuple[Kind, ...]] = (
    _concerns,
    _readings,
    _endings,
    _identities,
    _checks,
    _proof,
    _interim_orders,
    _orders,
    _case_work,
    _declarations,
    _tasks,
    _to_answer,
    _offers,
)
"""Every kind of work in conduct: what waits for a user at an instant. A part with work of its own adds it here."""
