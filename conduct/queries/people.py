"""Names of the people that cases are about."""

from collections.abc import Iterable
from datetime import datetime

from kernel.models import OrganisationClass
from register.models import Name
from register.rules import ALL_CLASSES


def names_of(*, person_ids: Iterable[int], at: datetime) -> dict[int, str]:
    """Each person's legal name at an instant, in one query."""
    names = Name.objects.current().at(at).filter(kind="legal", person__in=list(person_ids))
    return {name.person_id: f"{name.given_names} {name.family_name}" for name in names}


def organisation_classes() -> list[tuple[str, str]]:
    """The kinds of organisation that an outcome can cover, all of them first."""
    return [(ALL_CLASSES, "All kinds of organisation"), *OrganisationClass.choices]
