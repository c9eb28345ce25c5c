"""Cases in words, for staff."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import F
from django.http import QueryDict
from django.urls import reverse

from conduct import queries
from conduct.permissions import Permission
from conduct.rules.deadlines import until
from conduct.web.forms.cases import CaseFilter
from conduct.web.presenters import decisions
from conduct.web.presenters.files import files_shown
from conduct.workflow import CASE, FINISHED, Action, Status
from kernel.clocks import format_instant
from kernel.permissions import can
from kernel.web.presenters.messages import not_arrived

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from conduct.models import Case
    from kernel.models import AccessEvent, User

PER_PAGE = 25
COLOURS = {
    "OPENED": "blue",
    "INVESTIGATING": "purple",
    "AWAITING_RESPONSE": "yellow",
    "READY_FOR_HEARING": "yellow",
    "DETERMINED": "orange",
    "DECISION_SERVED": "green",
    "CLOSED": "grey",
    "WITHDRAWN": "grey",
}
ORDERS: dict[str, tuple[Any, str]] = {
    "newest": ("-opened_at", "-reference"),
    "oldest": ("opened_at", "reference"),
    "due": (F("response_due_at").asc(nulls_last=True), "reference"),
}

# Action: the page it is done on, and who may.
NEXT = {
    Action.ALLEGE: ("allegation_new", Permission.CASE_ALLEGE),
    Action.AMEND_ALLEGATIONS: ("allegation_new", Permission.CASE_ALLEGE),
    Action.START_INVESTIGATION: ("case_start_investigation", Permission.CASE_ASSIGN),
    Action.REASSIGN: ("case_reassign", Permission.CASE_ASSIGN),
    Action.REPORT: ("case_report", Permission.CASE_INVESTIGATE),
    Action.ASK_FOR_RESPONSE: ("case_ask_for_response", Permission.CASE_SERVE),
    Action.ENTER_RESPONSE: ("case_enter_response", Permission.CASE_ENTER_RESPONSE),
    Action.ASK_EXTENSION: ("case_ask_for_more_time", Permission.CASE_SERVE),
    Action.GRANT_EXTENSION: ("case_decide_on_more_time", Permission.CASE_EXTEND),
    Action.CLOSE_RESPONSE_WINDOW: ("case_close_response_window", Permission.CASE_SERVE),
    Action.DETERMINE: ("case_determine", Permission.CASE_DETERMINE),
    Action.SERVE: ("case_serve", Permission.CASE_SERVE),
    Action.GRANT_APPEAL_EXTENSION: ("case_decide_on_more_time_to_appeal", Permission.CASE_EXTEND),
    Action.ASK_APPEAL_EXTENSION: ("case_ask_for_more_time_to_appeal", Permission.CASE_SERVE),
    Action.CLOSE: ("case_close", Permission.CASE_CLOSE),
    Action.WITHDRAW: ("case_withdraw", Permission.CASE_WITHDRAW),
}
WORDS = {
    Action.ALLEGE: "Add an allegation",
    Action.AMEND_ALLEGATIONS: "Add an allegation",
    Action.GRANT_EXTENSION: "Decide on more time",
}


def stage(case: "Case") -> dict[str, str]:
    return {"text": case.get_status_display(), "tag": COLOURS[case.status]}


def case_list(found: "QuerySet[Case]", query: QueryDict, *, at: datetime) -> dict[str, Any]:
    """A page of the list, with the filters and the order that made it."""
    form = CaseFilter(query, holders=queries.holders(found))
    form.is_valid()
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    if reference := chosen.get("reference"):
        found = found.filter(reference__icontains=reference)
    if status := chosen.get("status"):
        found = found.filter(status=status)
    if holder := chosen.get("holder"):
        found = queries.held_by(found, holder=int(holder))
    page = Paginator(found.order_by(*ORDERS[chosen.get("order", "newest")]), PER_PAGE).get_page(query.get("page"))
    names = queries.names_of(person_ids=[case.person_id for case in page], at=at)
    rows = [
        [
            {"text": case.reference, "href": reverse("conduct:case", args=[case.reference])},
            names.get(case.person_id, "Not known"),
            stage(case),
            case.caseworker.name,
            case.investigator.name if case.investigator else "Nobody yet",
            format_instant(case.opened_at),
        ]
        for case in page
    ]
    return {"form": form, "page": page, "rows": rows, "query": query, "filtered": bool(chosen)}


def case_page(case: "Case", *, user: "User", at: datetime) -> dict[str, Any]:
    """Everything about one case, and what this user may do next."""
    allegations = decisions.allegations(case)
    reports = list(case.reports.select_related("made_by"))
    found = getattr(case, "determination", None)
    return {
        "case": case,
        "stage": stage(case),
        "facts": _facts(case, user, at),
        "undelivered": not_arrived(noun="conduct.case", reference=case.reference),
        "buttons": _buttons(case, user, at=at, is_ready=bool(allegations and reports)),
        "is_ready": bool(allegations and reports) or Action.ASK_FOR_RESPONSE not in CASE.allowed(case.status),
        "allegations": allegations,
        "may_allege": bool(CASE.allowed(case.status) & {Action.ALLEGE, Action.AMEND_ALLEGATIONS})
        and can(user, Permission.CASE_ALLEGE),
        "reports": [
            {"heading": "Investigation report", "at": report.made_at, "by": report.made_by.name, "text": report.summary}
            for report in reports
        ],
        "responses": queries.responses_to(case=case),
        "early_because": found.early_because if found else "",
        "files": _files(case, user),
        "may_add_files": case.status not in FINISHED and can(user, Permission.CASE_FILE_ADD),
        "decision": decisions.decision(found) if found else [],
        "dates": decisions.dates(found) if found else [],
        "periods": decisions.periods(found) if found else [],
        "letter": case.response_asked_at is not None and can(user, Permission.CASE_SERVE),
        "steps": [_step(step) for step in case.steps.select_related("by", "assigned")],
    }


def _files(case: "Case", user: "User") -> dict[str, Any]:
    found = queries.files_for(case=case, user=user)
    return files_shown(found, page="conduct:case_file", may_open=can(user, Permission.CASE_FILE_OPEN))


def _facts(case: "Case", user: "User", at: datetime) -> list[dict[str, Any]]:
    names = queries.names_of(person_ids=[case.person_id], at=at)
    number = case.person.registration_number
    rows: list[dict[str, Any]] = [
        {"key": "Stage", "value": stage(case), "data_test": "stage"},
        {"key": "Manager", "value": [names.get(case.person_id, "Not known"), number or "Never registered"]},
        {"key": "Held by", "value": case.caseworker.name},
        {"key": "Investigator", "value": case.investigator.name if case.investigator else "Nobody yet"},
        {"key": "Opened", "value": f"{format_instant(case.opened_at)} by {case.opened_by.name}"},
    ]
    if case.response_due_at:
        counted = decisions.response_deadline(case)
        due = {"text": f"by {until(case.response_due_at)}", "sub": counted.words if counted else ""}
        rows.append({"key": "Response due", "value": due, "data_test": "response-due"})
        if may_answer_until(case, at=at):
            due["sub"] += ". Staff have entered an answer; the manager may still send their own."
    if asked := time_asked_for(case):
        rows.append({"key": "More time", "value": asked, "data_test": "more-time"})
    seen = queries.concerns_for(user=user).filter(case_concern__case=case)
    if can(user, Permission.CONCERN_VIEW) and seen:
        links = [
            {"text": f"Concern {concern.pk}", "href": reverse("conduct:concern", args=[concern.pk])} for concern in seen
        ]
        rows.append({"key": "Concerns", "value": links})
    return rows


def time_asked_for(case: "Case") -> str:
    """The request for more time that waits for a second person, in words; empty where none does."""
    for deed, asked in (
        ("respond", queries.open_extension(case=case)),
        ("appeal", queries.open_appeal_extension(case=case)),
    ):
        if asked is not None:
            return (
                f"{asked.asked_by.name} asked that the manager may {deed} until {until(asked.until_at)}: {asked.reason}"
            )
    return ""


def may_answer_until(case: "Case", *, at: datetime) -> str:
    """Until when the manager may still answer beside what staff have entered; empty where they may not."""
    due_at = case.response_due_at
    is_entered = case.status == Status.READY_FOR_HEARING and queries.may_respond(case=case, at=at)
    return until(due_at) if is_entered and due_at is not None else ""


def _buttons(case: "Case", user: "User", *, at: datetime, is_ready: bool) -> list[dict[str, str]]:
    allowed = CASE.allowed(case.status)
    asked, to_appeal = queries.open_extension(case=case), queries.open_appeal_extension(case=case)
    hidden = {
        Action.ASK_EXTENSION: asked is not None,
        Action.GRANT_EXTENSION: asked is None or asked.asked_by_id == user.pk,
        Action.ASK_APPEAL_EXTENSION: to_appeal is not None or not _is_served(case, at=at),
        Action.GRANT_APPEAL_EXTENSION: to_appeal is None or to_appeal.asked_by_id == user.pk,
        Action.CLOSE: to_appeal is not None,
        Action.REPORT: user.pk != case.investigator_id,
        Action.ASK_FOR_RESPONSE: not is_ready,
        Action.CLOSE_RESPONSE_WINDOW: case.response_due_at is None or at < case.response_due_at,
        Action.DETERMINE: user.pk in queries.people_involved(case=case),
    }
    return [
        {"text": WORDS.get(action, action.label), "href": reverse(f"conduct:{page}", args=[case.reference])}
        for action, (page, permission) in NEXT.items()
        if action in allowed and can(user, permission) and not hidden.get(action, False)
    ]


def _is_served(case: "Case", *, at: datetime) -> bool:
    found = getattr(case, "determination", None)
    return found is not None and found.served_at is not None and found.served_at <= at


def _step(step: Any) -> dict[str, Any]:
    given = f"To {step.assigned.name}." if step.assigned else ""
    return {
        "heading": step.get_action_display(),
        "at": step.at,
        "by": step.by.name,
        "text": " ".join(part for part in (given, step.reason) if part),
    }


def letter_page(case: "Case", *, at: datetime) -> dict[str, Any]:
    """The latest notice of a case as a letter: the allegations, or once served the decision."""
    names = queries.names_of(person_ids=[case.person_id], at=at)
    found = getattr(case, "determination", None)
    served = found if found and found.sent_at else None
    return {
        "case": case,
        "name": names.get(case.person_id, ""),
        "allegations": decisions.allegations(case),
        "decision": decisions.decision(served) if served else [],
        "dates": decisions.dates(served) if served else [],
        "sent_at": served.sent_at if served else queries.asked_at(case=case),
        "appeal_until": decisions.appeal_by_rules(served) if served else "",
        "appeal_given_until": decisions.appeal_given_until(served) if served else "",
        "respond_until": until(case.response_due_at) if case.response_due_at else "",
    }


def look_rows(looks: "Iterable[AccessEvent]") -> list[list[Any]]:
    """Looks at cases from outside: which, who, when and why."""
    return [
        [
            {"text": look.reference, "href": reverse("conduct:case", args=[look.reference])},
            look.user.name,
            format_instant(look.at),
            look.reason,
        ]
        for look in looks
    ]
