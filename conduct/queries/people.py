"""The people that cases are about: their names, and the cases open on them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from conduct.models import Case
from conduct.workflow import FINISHED
from kernel.models import OrganisationClass, User
from kernel.permissions import roles_with
from register.models import Name, Person
from register.rules import ALL_CLASSES


def who_may(permission: str) -> QuerySet[User]:
    """The accounts in use whose roles carry a permission, by name."""
    roles = [role.value for role in roles_with(permission)]
    return User.objects.filter(is_active=True, granted__role__in=roles).distinct().order_by("name")


def names_of(*, person_ids: Iterable[int], at: datetime) -> dict[int, str]:
    """Each person's legal name at an instant, in one query."""
    names = Name.objects.current().at(at).filter(kind="legal", person__in=list(person_ids))
    return {name.person_id: f"{name.given_names} {name.family_name}" for name in names}


def person_by_key(*, key: UUID) -> Person | None:
    """The person that a staff page's key names."""
    return Person.objects.filter(key=key).first()


def open_cases_of(*, person_ids: Collection[int]) -> Mapping[int, list[str]]:
    """By person, the references of the cases on them that are not finished, oldest first; in one query."""
    cases = Case.objects.filter(person__in=person_ids).exclude(status__in=FINISHED).order_by("pk")
    found: dict[int, list[str]] = {}
    for owner, reference in cases.values_list("person", "reference"):
        found.setdefault(owner, []).append(reference)
    return found


def organisation_classes() -> list[tuple[str, str]]:
    """The kinds of organisation that an outcome can cover, all of them first."""
    return [(ALL_CLASSES, "All kinds of organisation"), *OrganisationClass.choices]
