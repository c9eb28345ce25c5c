"""The first accounts of an empty installation."""

import io
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from config.installation import AlreadyInstalled, WrongSpecification, install
from kernel.history import acting
from kernel.models import ApiClient, User
from kernel.permissions import Role
from kernel.queries import system_user
from register import actions as register
from register.models import Person
from register.rules import Grade
from tests.factories.kernel import organisation

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
STAFF = {"email": "First@Example.test", "name": "First Administrator", "roles": ["administrator", "registrar"]}


def given_somebody_on_the_register() -> Person:
    by = system_user()
    with acting(user=by):
        person = register.add_person(
            family_name="Osei", given_names="Ama", date_of_birth=date(1974, 3, 9), by=by, at=NOW
        )
        register.register_person(person=person, grade=Grade.FULL, registered_on=NOW.date(), by=by, at=NOW)
    person.refresh_from_db()
    return person


def whole() -> dict[str, Any]:
    organisation("RJ1")
    person = given_somebody_on_the_register()
    return {
        "staff": [STAFF],
        "managers": [{"email": "ama@example.test", "registration_number": person.registration_number}],
        "trust_users": [{"email": "hr@example.test", "organisation": "RJ1", "roles": ["trust_user"]}],
        "api_clients": [{"organisation": "RJ1", "scopes": []}],
    }


def test_everybody_named_gets_an_account_and_can_sign_in(client: Client) -> None:
    made = install(specification=whole(), at=NOW)
    assert {(user["role"], user["email"]) for user in made.users} == {
        ("administrator", "first@example.test"),
        ("registrar", "first@example.test"),
        ("manager", "ama@example.test"),
        ("trust_user", "hr@example.test"),
    }
    for user in made.users:
        assert client.login(email=user["email"], password=user["password"])
    manager = User.objects.get(email="ama@example.test")
    assert manager.roles == {Role.MANAGER}
    assert manager.person.registration_number == made.users[-1]["registration_number"]
    assert ApiClient.objects.get().organisation.code == made.api_clients[0]["organisation"] == "RJ1"


def test_it_refuses_twice() -> None:
    install(specification={"staff": [STAFF]}, at=NOW)
    with pytest.raises(AlreadyInstalled):
        install(specification={"staff": [{**STAFF, "email": "second@example.test"}]}, at=NOW)
    assert not User.objects.filter(email="second@example.test").exists()


@pytest.mark.parametrize(
    ("specification", "fault"),
    [
        ([], "must be an object"),
        ({"people": []}, "unknown: people"),
        ({"staff": [{"email": "a@b.test"}]}, "must have exactly email, name, roles"),
        ({"staff": [{**STAFF, "email": "nobody"}]}, "not an e-mail address"),
        ({"staff": [{**STAFF, "roles": ["trust_user"]}]}, "roles are any of"),
        ({"staff": [{**STAFF, "roles": []}]}, "at least one role"),
        ({"staff": [STAFF, STAFF]}, "stands twice"),
        ({"trust_users": [{"email": "a@b.test", "organisation": "ZZZ", "roles": ["trust_user"]}]}, "no organisation"),
        ({"managers": [{"email": "a@b.test", "registration_number": "NM-1"}]}, "no entry on the register"),
        ({"api_clients": [{"organisation": "RJ1", "scopes": ["everything"]}]}, "scopes are any of"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_stored(specification: object, fault: str) -> None:
    organisation("RJ1")
    with pytest.raises(WrongSpecification, match=fault):
        install(specification=specification, at=NOW)
    assert list(User.objects.filter(is_system=False)) == []


def test_the_command_prints_the_passwords_as_demo_json_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps({"staff": [STAFF]}).encode())))
    out = io.StringIO()
    call_command("bootstrap", stdout=out)
    printed = json.loads(out.getvalue())
    assert printed["api_clients"] == []
    keys = {"role", "email", "password", "totp_secret", "organisation", "registration_number"}
    assert set(printed["users"][0]) == keys


@pytest.mark.parametrize(("typed", "status"), [(b"{", 2), (b"\xff", 2), (b'{"staff": 1}', 2)])
def test_the_command_says_wrong_usage_without_a_traceback(
    typed: bytes, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(typed)))
    with pytest.raises(SystemExit) as ended:
        call_command("bootstrap", stderr=io.StringIO())
    assert ended.value.code == status
