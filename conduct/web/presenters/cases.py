"""Cases in words, for staff."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import F
from django.http import QueryDict
from django.urls import reverse

from conduct import queries
from conduct.permissions import Permission
from conduct.queries import finding
from conduct.rules.deadlines import until
from conduct.web.forms.cases import CaseFilter
from conduct.web.presenters import decisions
from conduct.web.presenters.allegations import allegations_of
from conduct.web.presenters.clocks import clock_facts, clock_rows, tracks_shown
from conduct.web.presenters.examinations import examination_shown
from conduct.web.presenters.files import files_shown
from conduct.web.presenters.likeness import like_disclosed
from conduct.web.presenters.next_steps import next_steps
from conduct.web.presenters.own_side import responses_shown
from conduct.web.presenters.sections import sections_of
from conduct.workflow import CASE, FINISHED, Action, Status
from kernel import rulesets
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
    Status.RECEIVED: "blue",
    Status.ACKNOWLEDGED: "blue",
    Status.TRIAGE: "blue",
    Status.INITIAL_ENQUIRY: "purple",
    Status.THRESHOLD: "purple",
    Status.INVESTIGATION: "purple",
    Status.REPRESENTATIONS: "yellow",
    Status.CASE_EXAMINERS: "yellow",
    Status.HEARING: "yellow",
    Status.DETERMINATION: "orange",
    Status.DECISION_ISSUED: "green",
    Status.APPEAL_WINDOW: "green",
    Status.FINAL: "green",
    Status.CLOSED: "grey",
    Status.NOT_TAKEN_FURTHER: "grey",
    Status.WITHDRAWN: "grey",
}
ORDERS: dict[str, tuple[Any, str]] = {
    "newest": ("-opened_at", "-reference"),
    "oldest": ("opened_at", "reference"),
    "due": (F("response_due_at").asc(nulls_last=True), "reference"),
}


def stage(case: "Case", *, at: datetime) -> dict[str, str]:
    found = queries.stage_of(case=case, at=at)
    return {"text": str(found.label), "tag": COLOURS[found]}


def case_list(found: "QuerySet[Case]", query: QueryDict, *, at: datetime) -> dict[str, Any]:
    """A page of the list, with the filters and the order that made it."""
    form = CaseFilter(query, holders=queries.holders(found))
    form.is_valid()
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    if reference := chosen.get("reference"):
        found = found.filter(reference__icontains=reference)
    if name := chosen.get("manager"):
        found = finding.cases_about(found, name=name, at=at)
    if organisation := chosen.get("organisation"):
        found = finding.cases_at(found, organisation=organisation)
    if risk := chosen.get("risk"):
        found = finding.cases_at_risk(found, level=risk)
    if status := chosen.get("status"):
        found = queries.in_stage(found, stage=status, at=at)
    if holder := chosen.get("holder"):
        found = queries.held_by(found, holder=int(holder))
    if chosen.get("late"):
        clocks = queries.running_clocks(cases=list(found.exclude(status__in=FINISHED)))
        found = found.filter(pk__in=[key for key, clock in clocks.items() if clock.is_late(at)])
    page = Paginator(found.order_by(*ORDERS[chosen.get("order", "newest")]), PER_PAGE).get_page(query.get("page"))
    clocks = queries.running_clocks(cases=list(page))
    names = queries.names_of(person_ids=[case.person_id for case in page], at=at)
    late = queries.late_by_case(cases=list(page), at=at)
    rows = [
        [
            {"text": case.reference, "href": reverse("conduct:case", args=[case.reference])},
            names.get(case.person_id, "Not known"),
            {**stage(case, at=at), "sub": "Interim order: review late" if case.pk in late else ""},
            case.caseworker.name,
            case.investigator.name if case.investigator else "Nobody yet",
            due_cell(clocks.get(case.pk), at=at),
            format_instant(case.opened_at),
        ]
        for case in page
    ]
    return {"form": form, "page": page, "rows": rows, "query": query, "filtered": bool(chosen)}


def due_cell(clock: "queries.Clock | None", *, at: datetime) -> dict[str, str]:
    """When the stage of a case is due, and how late it is and why."""
    if clock is None:
        return {"text": "No date"}
    if clock.is_stopped:
        return {"text": "Stands still"}
    late = clock.days_late(at)
    why = clock.explained.reason if clock.explained else "nobody has said why yet"
    return {"text": until(clock.ends_at), "sub": f"Late by {late} day{'' if late == 1 else 's'}: {why}" if late else ""}


def case_page(case: "Case", *, user: "User", at: datetime) -> dict[str, Any]:
    """Everything about one case, and what this user may do next."""
    allegations = allegations_of(case)
    reports = list(case.reports.select_related("made_by"))
    found = getattr(case, "determination", None)
    status, clocks = queries.stage_of(case=case, at=at), queries.clocks_of(case=case)
    is_ready, reads_all = bool(allegations and reports), queries.reads_working_papers(user=user)
    return {
        "case": case,
        "sections": sections_of(case, user=user, current="conduct:case"),
        "facts": _facts(case, user, at, clocks),
        "clocks": clock_rows(clocks, at=at),
        "tracks": tracks_shown(case, user=user, stage=status),
        "undelivered": not_arrived(noun="conduct.case", reference=case.reference),
        "buttons": next_steps(
            case, user, stage=status, at=at, is_ready=is_ready, is_late=bool(clocks and clocks[-1].is_late(at))
        ),
        "is_ready": is_ready or Action.ASK_FOR_RESPONSE not in CASE.allowed(status),
        "allegations": allegations,
        "may_allege": bool(CASE.allowed(status) & {Action.ALLEGE, Action.AMEND_ALLEGATIONS})
        and can(user, Permission.CASE_ALLEGE),
        "reports": [
            {"heading": "Investigation report", "at": report.made_at, "by": report.made_by.name, "text": report.summary}
            for report in reports
        ],
        "apart": _apart(at),
        "people": [_part(part) for part in case.participants.select_related("user")],
        "risks": [_risk(risk) for risk in case.risks.select_related("made_by")] if reads_all else [],
        "examination": examination_shown(case, user=user),
        "responses": responses_shown(case),
        "claim": queries.reprisal_claim(case=case),
        "files": _files(case, user),
        "decision": decisions.decision(found) if found else [],
        "dates": decisions.dates(found) if found else [],
        "like": like_disclosed(found) if found else [],
        "periods": decisions.periods(found) if found else [],
        "letter": case.response_asked_at is not None and can(user, Permission.CASE_SERVE),
        "steps": [_step(step, reads_all=reads_all) for step in case.steps.select_related("by", "assigned")],
    }


def _files(case: "Case", user: "User") -> dict[str, Any]:
    found = queries.files_for(case=case, user=user).filter(kind="response")
    return files_shown(found, page="conduct:case_file", may_open=can(user, Permission.CASE_FILE_OPEN))


def _facts(case: "Case", user: "User", at: datetime, clocks: "list[queries.Clock]") -> list[dict[str, Any]]:
    names = queries.names_of(person_ids=[case.person_id], at=at)
    number = case.person.registration_number
    rows: list[dict[str, Any]] = [
        {"key": "Stage", "value": stage(case, at=at), "data_test": "stage"},
        *clock_facts(case, clocks, at=at),
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
    is_entered = case.status in (Status.CASE_EXAMINERS, Status.HEARING) and queries.may_respond(case=case, at=at)
    return until(due_at) if is_entered and due_at is not None else ""


def _apart(at: datetime) -> str:
    """Who may not decide because of what they did elsewhere, with the law and the rule set that say so."""
    row = rulesets.row_in_force(at)
    by = f"{row.sources['separation_months']}, rule set {row.version}"
    months = row.parameters["separation_months"]
    return f"Whoever decides has not investigated or examined any case within the {months} months before: {by}."


def _part(part: Any) -> list[str]:
    left = f"{format_instant(part.left_at)}: {part.reason}" if part.left_at else ""
    return [part.get_part_display(), part.user.name, format_instant(part.joined_at), left]


def _risk(risk: Any) -> dict[str, Any]:
    return {
        "heading": risk.get_level_display(),
        "at": risk.made_at,
        "by": risk.made_by.name,
        "text": risk.reasons,
    }


def _step(step: Any, *, reads_all: bool) -> dict[str, Any]:
    given = f"To {step.assigned.name}." if step.assigned else ""
    reason = step.reason if reads_all else ""
    return {
        "heading": step.get_action_display(),
        "at": step.at,
        "by": step.by.name,
        "text": " ".join(part for part in (given, reason) if part),
    }


def letter_page(case: "Case", *, at: datetime) -> dict[str, Any]:
    """The latest notice of a case as a letter: the allegations, or once served the decision."""
    names = queries.names_of(person_ids=[case.person_id], at=at)
    found = getattr(case, "determination", None)
    served = found if found and found.sent_at else None
    return {
        "case": case,
        "name": names.get(case.person_id, ""),
        "allegations": allegations_of(case),
        "decision": decisions.decision(served) if served else [],
        "dates": decisions.dates(served) if served else [],
        "like": like_disclosed(served) if served else [],
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
