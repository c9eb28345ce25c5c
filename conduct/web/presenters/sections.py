"""The pages of a case, for the navigation between them: each part of its work that is too long for the overview."""

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.urls import reverse

from conduct.permissions import Permission
from kernel.permissions import can

if TYPE_CHECKING:
    from conduct.models import Case
    from kernel.models import User


class Section(NamedTuple):
    text: str
    address: str
    permission: Permission


SECTIONS: Final = (
    Section("Overview", "conduct:case", Permission.CASE_VIEW),
    Section("Evidence", "conduct:evidence", Permission.EVIDENCE_VIEW),
    Section("Fairness", "conduct:case_fairness", Permission.CASE_VIEW),
    Section("Telling employers", "conduct:employer_notices", Permission.CASE_VIEW),
    Section("Timeline", "conduct:case_timeline", Permission.CASE_VIEW),
    Section("Notes and tasks", "conduct:case_tasks", Permission.CASE_VIEW),
    Section("Linked cases", "conduct:case_linked", Permission.CASE_VIEW),
    Section("Letters", "conduct:letters", Permission.LETTER_VIEW),
    Section("Outcome", "conduct:case_outcome", Permission.CASE_VIEW),
    Section("The manager", "conduct:case_manager", Permission.CASE_VIEW),
    Section("Interim orders", "conduct:interim_orders", Permission.INTERIM_VIEW),
    Section("Hearing", "conduct:hearing", Permission.CASE_VIEW),
)


def sections_of(case: "Case", *, user: "User", current: str) -> list[dict[str, Any]]:
    """The sections of a case that this user may open, in order; `current` is the address of the one shown."""
    return [
        {
            "text": section.text,
            "href": reverse(section.address, args=[case.reference]),
            "is_current": section.address == current,
        }
        for section in SECTIONS
        if can(user, section.permission)
    ]


EVIDENCE_PARTS: Final = (
    Section("Exhibits", "conduct:evidence", Permission.EVIDENCE_VIEW),
    Section("Demands", "conduct:demands", Permission.WORKING_PAPERS_VIEW),
    Section("Witnesses", "conduct:witnesses", Permission.EVIDENCE_VIEW),
    Section("Chronology", "conduct:chronology", Permission.EVIDENCE_VIEW),
    Section("Bundles", "conduct:bundles", Permission.EVIDENCE_VIEW),
)


def evidence_parts(case: "Case", *, user: "User", current: str) -> list[dict[str, Any]]:
    """The pages of the evidence in a case that this user may open; `current` is the address of the one shown."""
    return [
        {"text": part.text, "href": reverse(part.address, args=[case.reference]), "is_current": part.address == current}
        for part in EVIDENCE_PARTS
        if can(user, part.permission)
    ]
