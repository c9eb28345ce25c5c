"""Accounts and organisations for tests."""

from datetime import UTC, datetime
from itertools import count

from kernel.actions import create_account, give_reason
from kernel.history import acting
from kernel.models import Organisation, User
from kernel.permissions import TRUST_ROLES, Role
from kernel.queries import system_user_id

NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)
numbers = count(1)


def organisation(code: str = "", organisation_class: str = "nhs_trust", name: str = "") -> Organisation:
    """An open organisation; the one of `code` if it is there already."""
    code = code or f"T{next(numbers):03d}"
    with acting(user=system_user_id()):
        found, _ = Organisation.objects.get_or_create(
            code=code, defaults={"name": name or f"Trust {code}", "organisation_class": organisation_class}
        )
    return found


def user_with(*roles: Role | str, of: Organisation | None = None, name: str = "") -> User:
    """An account that carries these roles; one of a trust belongs to an organisation."""
    given = [Role(role) for role in roles]
    if set(given) & TRUST_ROLES and of is None:
        of = organisation()
    place = next(numbers)
    with acting(user=system_user_id()):
        user = create_account(
            email=f"{given[0] if given else 'nobody'}{place}@example.test",
            name=name or f"{given[0].words} {place}",
            password=None,
            roles=given,
            organisation=of,
            at=NOW,
        )
    return User.objects.get(pk=user.pk)


def says_why(user: User, noun: str, reference: object) -> User:
    """The same user, who gave a reason for looking at what is not their work."""
    give_reason(user_id=user.pk, noun=noun, reference=str(reference), reason="Covering for a colleague")
    return user
