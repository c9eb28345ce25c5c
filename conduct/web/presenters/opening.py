"""Finding whom a case is about."""

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from conduct import queries
from kernel.clocks import format_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conduct.models import Concern
    from conduct.queries import Found


def seen_of(concern: "Concern | None") -> dict[str, int]:
    """The state of the concern that the page shows; 0 where there is none."""
    return {"seen": queries.last_concern_step(concern=concern) if concern else 0}


def opening(concern: "Concern | None", found: "Sequence[Found] | None") -> dict[str, Any]:
    """The concern in brief, the people found, and where to go on."""
    if concern is None:
        back = ("Cases", reverse("conduct:cases"))
        new_person = reverse("conduct:case_new_person")
        address = reverse("conduct:case_new")
    else:
        back = (f"Concern {concern.pk}", reverse("conduct:concern", args=[concern.pk]))
        new_person = reverse("conduct:concern_new_person", args=[concern.pk])
        address = reverse("conduct:concern_open_case", args=[concern.pk])
    people = (
        None
        if found is None
        else [
            {
                "key": str(person.key),
                "name": person.name,
                "number": person.number or "Never registered",
                "born": format_date(person.born) if person.born else "Not known",
                "open_cases": ", ".join(person.open_cases),
            }
            for person in found
        ]
    )
    return {"concern": concern, "people": people, "back": back, "new_person": new_person, "address": address}
