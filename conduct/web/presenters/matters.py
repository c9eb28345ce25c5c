"""Matters against organisations in words."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse

from conduct.permissions import Permission
from conduct.queries import matters as matter_queries
from conduct.rules.matters import MatterStatus
from conduct.web.forms.matters import MatterFilter
from conduct.web.presenters.cases import stage
from kernel.clocks import format_instant
from kernel.permissions import can

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from conduct.models import OrganisationMatter
    from kernel.models import User

PER_PAGE = 25
COLOURS = {MatterStatus.OPEN: "blue", MatterStatus.CLOSED: "grey"}


def matter_list(found: "QuerySet[OrganisationMatter]", query: QueryDict) -> dict[str, Any]:
    """A page of the list, with the filters that made it."""
    form = MatterFilter(query, organisations=matter_queries.organisations_of(found))
    form.is_valid()
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    page = Paginator(found.filter(**chosen), PER_PAGE).get_page(query.get("page"))
    return {"form": form, "page": page, "rows": rows(page), "query": query, "filtered": bool(chosen)}


def rows(matters: "Iterable[OrganisationMatter]") -> list[list[Any]]:
    """A line for each matter."""
    return [
        [
            {"text": one.reference, "href": reverse("conduct:matter", args=[one.reference]), "data_test": "matter"},
            one.organisation.name,
            one.subject,
            state(one),
            format_instant(one.opened_at),
        ]
        for one in matters
    ]


def state(one: "OrganisationMatter") -> dict[str, Any]:
    """Whether it is open."""
    return {"text": one.get_status_display(), "tag": COLOURS[MatterStatus(one.status)], "data_test": "matter-state"}


def matter_page(one: "OrganisationMatter", *, user: "User", at: datetime) -> dict[str, Any]:
    """One matter with what it holds together, as far as this user may open it, and the notes on it."""
    facts: list[dict[str, Any]] = [
        {"key": "State", "value": state(one)},
        {"key": "Opened", "value": f"{format_instant(one.opened_at)} by {one.opened_by.name}"},
    ]
    if one.closed_at and one.closed_by:
        facts.append({"key": "Closed", "value": f"{format_instant(one.closed_at)} by {one.closed_by.name}"})
        facts.append({"key": "Why", "value": one.close_reason})
    return {
        "matter": one,
        "facts": facts,
        "cases": [
            [
                {"text": case.reference, "href": reverse("conduct:case", args=[case.reference])},
                stage(case, at=at),
                case.caseworker.name,
            ]
            for case in matter_queries.cases_of_matter(matter=one, user=user)
        ],
        "concerns": [
            [
                {"text": f"Concern {concern.pk}", "href": reverse("conduct:concern", args=[concern.pk])},
                concern.get_category_display(),
                concern.get_status_display(),
            ]
            for concern in matter_queries.concerns_of_matter(matter=one, user=user)
        ],
        "notes": [
            {"heading": "Note", "at": note.at, "by": note.by.name, "text": note.text}
            for note in one.notes.select_related("by")
        ],
        "may_change": one.status == MatterStatus.OPEN and can(user, Permission.MATTER_CHANGE),
    }
