"""The first accounts of an installation that has none: staff, managers, trusts' users and programs."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from kernel import one_time_codes
from kernel.actions import add_api_client, add_app, create_account
from kernel.actions.accounts import require_roles_fit
from kernel.errors import ActionRefused
from kernel.history import acting
from kernel.models import Organisation, User
from kernel.permissions import STAFF_ROLES, TRUST_ROLES, Role
from kernel.queries import organisation_by_code, users
from kernel.tokens import SCOPES
from register import actions as register_actions
from register import queries as register_queries
from register.rules.numbers import InvalidNumber
from register.rules.numbers import parse as parse_number

SHAPE = {
    "staff": {"email", "name", "roles"},
    "managers": {"email", "registration_number"},
    "trust_users": {"email", "organisation", "roles"},
    "api_clients": {"organisation", "scopes"},
}


class AlreadyInstalled(ActionRefused):
    """There are accounts already; from then on people are invited on the pages."""


class WrongSpecification(ActionRefused):
    """The specification cannot be used; `faults` says where and why. Nothing was stored."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass
class Credentials:
    """What was made, with the secrets: shown once and kept nowhere. As in demo.json."""

    users: list[dict[str, Any]] = field(default_factory=list)
    api_clients: list[dict[str, Any]] = field(default_factory=list)


def new_password() -> str:
    """A password of 96 random bits."""
    return secrets.token_urlsafe(12)


@transaction.atomic
def install(*, specification: object, at: datetime) -> Credentials:
    """Make the accounts that a specification names. All or nothing; refuses an installation that has accounts."""
    system = User.objects.select_for_update().get(is_system=True)  # two at once: the second finds the first's accounts
    if users().exists():
        raise AlreadyInstalled("This installation already has accounts. Invite people from /staff/accounts/.")
    wanted = _checked(specification)
    made = Credentials()
    with acting(user=system, reason="Installation"):
        for entry in wanted["staff"]:
            _make(made, entry, name=entry["name"], organisation=None, at=at)
        for entry in wanted["trust_users"]:
            body = organisation_by_code(entry["organisation"])
            _make(made, entry, name=entry["email"].partition("@")[0], organisation=body, at=at)
        for entry in wanted["managers"]:
            _make_manager(made, entry, by=system, at=at)
        for entry in wanted["api_clients"]:
            made.api_clients.append(add_client(code=entry["organisation"], scopes=entry["scopes"], at=at))
    return made


def _make(made: Credentials, entry: Mapping[str, Any], *, name: str, organisation: Any, at: datetime) -> User:
    password = new_password()
    roles = [Role(value) for value in entry["roles"]]
    user = create_account(
        email=entry["email"], name=name, password=password, roles=roles, organisation=organisation, at=at
    )
    secret = give_app(user, at=at)
    for value in roles:
        made.users.append(credentials_of(user, role=value, password=password, totp_secret=secret))
    return user


def _make_manager(made: Credentials, entry: Mapping[str, Any], *, by: User, at: datetime) -> None:
    person = register_queries.person_by_number(number=parse_number(entry["registration_number"]))
    assert person is not None  # checked before anything was made
    name = register_queries.display_name(person=person, at=at)
    user = _make(made, {**entry, "roles": ["manager"]}, name=name, organisation=None, at=at)
    register_actions.link_account(person=person, user=user, by=by, at=at)
    made.users[-1]["registration_number"] = person.registration_number


def give_app(user: User, *, at: datetime) -> str | None:
    """The secret for an authenticator app, enrolled for an account that must have a second factor; None for others."""
    if not user.must_have_second_factor:
        return None
    secret = one_time_codes.new_secret()
    add_app(user=user, secret=secret, at=at)
    return secret


def credentials_of(user: User, *, role: Role, password: str, totp_secret: str | None) -> dict[str, Any]:
    """One line of `users` in demo.json."""
    return {
        "role": role.value,
        "email": user.email,
        "password": password,
        "totp_secret": totp_secret,
        "organisation": user.organisation.code if user.organisation else None,
        "registration_number": None,
    }


def add_client(*, code: str, scopes: list[str], at: datetime) -> dict[str, Any]:
    """A program's credentials for one organisation, in the system's name. No scopes given means every scope."""
    body = Organisation.objects.get(code=code)
    client, secret = add_api_client(organisation=body, scopes=scopes, at=at)
    return {"organisation": code, "client_id": client.client_id, "client_secret": secret}


def _checked(specification: object) -> dict[str, list[dict[str, Any]]]:
    if not isinstance(specification, dict):
        raise WrongSpecification([f"the specification must be an object with {', '.join(sorted(SHAPE))}"])
    faults = [f"unknown: {name}" for name in specification.keys() - SHAPE.keys()]
    wanted: dict[str, list[dict[str, Any]]] = {}
    for name, keys in SHAPE.items():
        entries = specification.get(name, [])
        if not isinstance(entries, list):
            faults.append(f"{name} must be a list")
            continue
        wanted[name] = entries
        for place, entry in enumerate(entries):
            faults += [f"{name}[{place}]: {fault}" for fault in _faults_of(name, keys, entry)]
    emails = [entry.get("email") for part in wanted.values() for entry in part if isinstance(entry, dict)]
    given = [str(email).lower() for email in emails if email is not None]
    faults += [f"the address {email} stands twice" for email in sorted({e for e in given if given.count(e) > 1})]
    if faults:
        raise WrongSpecification(faults)
    return wanted


def _faults_of(part: str, keys: set[str], entry: object) -> list[str]:
    if not isinstance(entry, dict) or entry.keys() != keys:
        return [f"must have exactly {', '.join(sorted(keys))}"]
    lists = {"roles", "scopes"} & keys
    texts = keys - lists
    faults = [f"{name} must be text" for name in sorted(texts) if not isinstance(entry[name], str) or not entry[name]]
    for name in lists:
        if not isinstance(entry[name], list) or not all(isinstance(value, str) for value in entry[name]):
            faults.append(f"{name} must be a list of texts")
    return faults or _wrong_values(part, entry)


def _wrong_values(part: str, entry: dict[str, Any]) -> list[str]:
    faults = []
    if "email" in entry and not _is_email(entry["email"]):
        faults.append("email is not an e-mail address")
    if "organisation" in entry and organisation_by_code(entry["organisation"]) is None:
        faults.append(f"no organisation has the code {entry['organisation']}; import the organisations first")
    if part == "managers" and not _is_on_register(entry["registration_number"]):
        faults.append("no entry on the register has this registration_number")
    if "scopes" in entry and not set(entry["scopes"]) <= set(SCOPES):
        faults.append(f"scopes are any of {', '.join(sorted(SCOPES))}")
    if "roles" in entry:
        faults += _wrong_roles(part, entry)
    return faults


def _wrong_roles(part: str, entry: dict[str, Any]) -> list[str]:
    allowed = STAFF_ROLES if part == "staff" else TRUST_ROLES
    if not set(entry["roles"]) <= allowed:
        return [f"roles are any of {', '.join(sorted(allowed))}"]
    body = organisation_by_code(entry["organisation"]) if part == "trust_users" else None
    try:
        require_roles_fit(roles=[Role(value) for value in entry["roles"]], organisation=body)
    except ActionRefused as refusal:
        return [refusal.text]
    return []


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _is_on_register(number: str) -> bool:
    try:
        return register_queries.person_by_number(number=parse_number(number)) is not None
    except InvalidNumber:
        return False
