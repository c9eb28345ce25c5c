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


SECTIONS: Final = (Section("Overview", "conduct:case", Permission.CASE_VIEW),)


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
