"""Finding whom a case is about."""

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from conduct import queries
from kernel.clocks import format_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conduct.models import Concern
    from register.queries import PersonFound


def seen_of(concern: "Concern | None") -> dict[str, int]:
    """The state of the concern that the page shows; 0 where there is none."""
    return {"seen": queries.last_concern_step(concern=concern) if concern else 0}


def opening(concern: "Concern | None") -> dict[str, Any]:
    """The concern in brief, and where to go on."""
    if concern is None:
        back = ("Cases", reverse("conduct:cases"))
        new_person = reverse("conduct:case_new_person")
        address = reverse("conduct:case_new")
    else:
        back = (f"Concern {concern.pk}", reverse("conduct:concern", args=[concern.pk]))
        new_person = reverse("conduct:concern_new_person", args=[concern.pk])
        address = reverse("conduct:concern_open_case", args=[concern.pk])
    return {"concern": concern, "back": back, "new_person": new_person, "address": address}


def people(found: "Sequence[PersonFound]") -> list[dict[str, Any]]:
    """The people found, each with the cases that are open on them."""
    cases = queries.open_cases_of(person_ids=[person.person_id for person in found])
    return [
        {
            "key": person.key,
            "name": person.name,
            "facts": [
                ("Registration number", person.number or "Never registered"),
                ("Date of birth", format_date(person.date_of_birth)),
                *([("Open cases", ", ".join(cases[person.person_id]))] if person.person_id in cases else []),
            ],
        }
        for person in found
    ]
