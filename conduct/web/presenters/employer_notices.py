"""What employers were told of an open case, in words."""

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from conduct.rules.employer_notices import EmployerNoticeStatus
from kernel.clocks import format_instant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conduct.models import EmployerNotice

COLOURS = {
    EmployerNoticeStatus.ASKED: "yellow",
    EmployerNoticeStatus.TOLD: "green",
    EmployerNoticeStatus.REFUSED: "grey",
    EmployerNoticeStatus.WITHDRAWN: "grey",
}


def case_rows(notices: "Iterable[EmployerNotice]") -> list[list[Any]]:
    """Every proposal of a case, for staff."""
    return [
        [
            {
                "text": each.organisation.name,
                "href": reverse("conduct:employer_notice", args=[each.case.reference, each.pk]),
            },
            _status(each),
            f"{each.asked_by.name}, {format_instant(each.asked_at)}",
            _manager(each),
        ]
        for each in notices
    ]


def facts(notice: "EmployerNotice") -> list[dict[str, Any]]:
    """Everything about one proposal, for staff."""
    rows: list[dict[str, Any]] = [
        {"key": "Employer", "value": notice.organisation.name},
        {"key": "Stands at", "value": _status(notice), "data_test": "notice-status"},
        {"key": "Proposed", "value": f"{format_instant(notice.asked_at)} by {notice.asked_by.name}"},
        {"key": "Why it is necessary", "value": notice.necessity},
        {"key": "Why it is proportionate", "value": notice.proportionality},
        {"key": "The manager", "value": _manager(notice), "data_test": "manager-told"},
    ]
    if notice.manager_waits_because:
        rows.append({"key": "Why the manager waits", "value": notice.manager_waits_because})
    if notice.decided_by and notice.decided_at:
        decided = f"{format_instant(notice.decided_at)} by {notice.decided_by.name}: {notice.decision_reason}"
        rows.append({"key": "Decided", "value": decided})
    return rows


def told_rows(notices: "Iterable[EmployerNotice]") -> list[list[Any]]:
    """What an organisation was told, for those who read it there."""
    return [
        [
            {"text": f"Notice {each.pk}", "href": reverse("conduct:told", args=[each.pk])},
            format_instant(each.decided_at) if each.decided_at else "",
        ]
        for each in notices
    ]


def _status(notice: "EmployerNotice") -> dict[str, str]:
    found = EmployerNoticeStatus(notice.status)
    return {"text": str(found.label), "tag": COLOURS[found]}


def _manager(notice: "EmployerNotice") -> str:
    if notice.manager_told_at:
        return f"Was told on {format_instant(notice.manager_told_at)}"
    if notice.status == EmployerNoticeStatus.TOLD:
        return "Has not been told yet"
    if notice.status == EmployerNoticeStatus.ASKED and not notice.manager_waits_because:
        return "Would be told at the same time"
    return "Is not told"
