"""The demonstration's accounts: two of every role, at the regulator and in two trusts."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from config.installation import add_client, credentials_of, give_app, new_password
from kernel.actions import create_account
from kernel.models import User
from kernel.permissions import OUTSIDE_ROLES, STAFF_ROLES, TRUST_ROLES, Role
from kernel.queries import organisation_by_code

TRUSTS = ("RJ1", "R0A")
NAMES = ("Morgan", "Rowan", "Sasha", "Robin")


@dataclass
class Cast:
    """Accounts by role, and what demo.json says of them."""

    at: datetime
    by_role: dict[Role, list[User]] = field(default_factory=dict)
    users: list[dict[str, Any]] = field(default_factory=list)
    api_clients: list[dict[str, Any]] = field(default_factory=list)

    def one(self, role: Role, place: int = 0) -> User:
        return self.by_role[role][place]

    def add(self, role: Role, name: str, organisation: str | None = None) -> User:
        """An account with this one role."""
        place = len(self.by_role.setdefault(role, [])) + 1
        password = new_password()
        body = organisation_by_code(organisation) if organisation else None
        part = f"{organisation.lower()}." if organisation else ""
        user = create_account(
            email=f"{role.value.replace('_', '-')}{place}@{part}demo.example",
            name=name,
            password=password,
            roles=[role],
            organisation=body,
            at=self.at,
        )
        self.by_role[role].append(user)
        secret = give_app(user, at=self.at)
        self.users.append(credentials_of(user, role=role, password=password, totp_secret=secret))
        return user

    def link(self, user: User, registration_number: str | None) -> None:
        """Note in demo.json whose entry an account is."""
        entry = next(entry for entry in self.users if entry["email"] == user.email)
        entry["registration_number"] = registration_number


def gather(*, at: datetime) -> Cast:
    """Make every account but the managers' and representatives', who have people behind them."""
    cast = Cast(at=at)
    for role in sorted(STAFF_ROLES):
        for name in NAMES[:2]:
            cast.add(role, f"{name} ({role.words.lower()})")
    for code in TRUSTS:
        for role in sorted(TRUST_ROLES):
            for name in NAMES[:2]:
                cast.add(role, f"{name} ({role.words.lower()})", organisation=code)
        cast.api_clients.append(add_client(code=code, scopes=[], at=at))
    for role in sorted(OUTSIDE_ROLES - TRUST_ROLES):
        for name in NAMES[:2]:
            cast.add(role, f"{name} ({role.words.lower()})")
    return cast
