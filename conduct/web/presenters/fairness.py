"""What is on record of a case's fairness, and recommendations, in words."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse

from conduct import queries
from conduct.permissions import Permission
from conduct.rules.deadlines import until
from conduct.rules.independence import Part
from conduct.web.forms.fairness import RecommendationFilter
from conduct.web.presenters.sections import sections_of
from conduct.workflow import FINISHED, GOING_ON
from kernel.clocks import format_date, format_instant, today
from kernel.deadlines import deadline
from kernel.permissions import can

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from conduct.models import Case, Recommendation
    from kernel.models import User

PAGE = "conduct:case_fairness"
PER_PAGE = 25
MOST = 200


def fairness_page(case: "Case", *, user: "User", at: datetime) -> dict[str, Any]:
    """Each thing that nobody decides without: disclosure, time, no conflict; and the wider causes."""
    declared = case.declarations.select_related("user")
    found = getattr(case, "determination", None)
    recommended = queries.recommendations_for(user=user).filter(case=case)
    return {
        "case": case,
        "heading": "Fairness",
        "sections": sections_of(case, user=user, current=PAGE),
        "time": _time(case),
        "may_enter_consent": queries.may_consent(case=case, at=at) and can(user, Permission.CASE_ENTER_RESPONSE),
        "declared": [[one.user.name, format_instant(one.at)] for one in declared],
        "missing": [
            user.name for _, user in queries.undeclared_parts(cases=queries.cases_for(user=user).filter(pk=case.pk))
        ],
        "conflicts": _conflicts(case, user),
        "may_declare": case.status in GOING_ON
        and can(user, Permission.CASE_STEP_DOWN)
        and user.pk not in {one.user_id for one in declared},
        "wider_causes": found.wider_causes if found else "",
        "recommendations": [shown(one, at=at) for one in recommended],
        "may_recommend": can(user, Permission.CASE_RECOMMEND),
    }


def _conflicts(case: "Case", user: "User") -> list[list[Any]]:
    """Who declared a conflict, for whoever leads or audits the team."""
    if not can(user, Permission.CASE_VIEW_ALL):
        return []
    found = queries.conflicts_declared(cases=queries.cases_for(user=user).filter(pk=case.pk))
    return [[one.user.name, one.reason, format_instant(one.at)] for one in found]


def declarations_page(cases: "QuerySet[Case]") -> dict[str, Any]:
    """Across cases: who was given one and has not declared, and every conflict that was declared."""
    missing = queries.undeclared_parts(cases=cases.exclude(status__in=FINISHED))
    conflicts = list(queries.conflicts_declared(cases=cases)[:MOST])
    return {
        "missing": [[_link(case), user.name, _part(case, user)] for case, user in missing[:MOST]],
        "conflicts": [[_link(one.case), one.user.name, one.reason, format_instant(one.at)] for one in conflicts],
        "references": sorted(
            {case.reference for case, _ in missing[:MOST]} | {one.case.reference for one in conflicts}
        ),
    }


def _link(case: "Case") -> dict[str, Any]:
    return {"text": case.reference, "href": reverse(PAGE, args=[case.reference])}


def _part(case: "Case", user: "User") -> str:
    return str((Part.CASEWORKER if user.pk == case.caseworker_id else Part.INVESTIGATOR).label)


def _time(case: "Case") -> list[tuple[str, str]]:
    if case.response_asked_at is None or case.response_due_at is None:
        return [("Disclosed", "Not yet: nothing can be decided before")]
    rows = [
        ("Disclosed", format_instant(case.response_asked_at)),
        ("Time to respond", f"Until {until(case.response_due_at)}"),
    ]
    if queries.consented(case=case):
        consent = case.time_consent
        how = f"{consent.get_how_display()} on {format_date(consent.given_on)}"
        recorded = f"recorded by {consent.recorded_by.name} on {format_instant(consent.recorded_at)}"
        rows += [("Consent to less time", f"{how}, {recorded}"), ("In their words", consent.words)]
    return rows


def shown(one: "Recommendation", *, at: datetime) -> dict[str, Any]:
    """One recommendation with how its time was counted and what was answered."""
    counted = deadline(
        rule_set=one.rule_set,
        parameter="recommendation_answer_days",
        beginning="the recommendation",
        begins_on=today(one.made_at),
        ends_at=one.due_at,
    )
    facts = [
        ("Kind of cause", one.get_theme_display()),
        ("Made", f"{format_instant(one.made_at)} by {one.made_by.name}"),
        ("Answer due", {"text": f"by {until(one.due_at)}", "sub": counted.words}),
        ("Answer", state(one, at=at)),
    ]
    if one.answered_at and one.answered_by:
        facts.append(("Answered", f"{format_instant(one.answered_at)}, written down by {one.answered_by.name}"))
    return {
        "organisation": one.organisation.name,
        "text": one.text,
        "facts": facts,
        "answer": one.answer_text,
        "answer_at": "" if one.answer else reverse("conduct:recommendation_answer", args=[one.case.reference, one.pk]),
    }


def state(one: "Recommendation", *, at: datetime) -> str:
    """Whether it is answered, waits or is late."""
    if one.answer:
        return str(one.get_answer_display())
    return "Late" if at >= one.due_at else "Not answered yet"


def recommendation_list(found: "QuerySet[Recommendation]", query: QueryDict, *, at: datetime) -> dict[str, Any]:
    """A page of the list, with the filters that made it."""
    form = RecommendationFilter(query, organisations=queries.recommended_to(found))
    form.is_valid()
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    if theme := chosen.get("theme"):
        found = found.filter(theme=theme)
    if organisation := chosen.get("organisation"):
        found = found.filter(organisation=organisation)
    if wanted := chosen.get("state"):
        found = found.filter(answer="" if wanted in ("waiting", "late") else wanted)
        found = found.filter(due_at__lte=at) if wanted == "late" else found
    page = Paginator(found, PER_PAGE).get_page(query.get("page"))
    return {"form": form, "page": page, "rows": _rows(page, at), "query": query, "filtered": bool(chosen)}


def _rows(recommendations: "Iterable[Recommendation]", at: datetime) -> list[list[Any]]:
    return [
        [
            {"text": one.organisation.name, "href": reverse(PAGE, args=[one.case.reference])},
            one.get_theme_display(),
            one.text,
            f"by {until(one.due_at)}",
            state(one, at=at),
        ]
        for one in recommendations
    ]
