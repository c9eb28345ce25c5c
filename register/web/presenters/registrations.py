"""An entry's statuses over time, in words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from register.rules import RegistrationStatus
from register.web.presenters.words import begins, period

if TYPE_CHECKING:
    from register.models import Registration


def registration_noun(registration: "Registration") -> str:
    """What a status is called where it is acted on."""
    return "registration" if registration.status == RegistrationStatus.REGISTERED else "end of registration"


def registration_sentence(registration: "Registration") -> str:
    """A status with its grade and period, as a sentence without its full stop."""
    return f"{RegistrationStatus(registration.status).words}, {_grade_and_period(registration)}"


def registration_cells(registrations: Sequence["Registration"]) -> list[dict[str, Any]]:
    """Every status, the last first, as lines of a summary list."""
    return [
        {"text": RegistrationStatus(one.status).words, "sub": _capital(_grade_and_period(one))}
        for one in reversed(registrations)
    ]


def registration_links(registrations: Sequence["Registration"]) -> list[dict[str, Any]]:
    """Every status, the last first, as it is named in the links that correct it. Only the last can be taken off."""
    return [
        {
            "pk": one.pk,
            "name": f"{registration_noun(one)} from {begins(one.begins)}",
            "is_last": one == registrations[-1],
        }
        for one in reversed(registrations)
    ]


def _grade_and_period(registration: "Registration") -> str:
    return f"{registration.get_grade_display().lower()} grade, {period(registration)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
