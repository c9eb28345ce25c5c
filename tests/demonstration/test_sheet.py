"""The demonstration data is what demo.json says of it."""

import json
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from config.demo.loading import load, write_sheet
from kernel.actions import take_code
from kernel.history import ALL, acting
from kernel.models import ApiClient, User
from kernel.one_time_codes import code_of, step_at
from kernel.permissions import Role
from tests.factories.api import Program

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def everything(sheet: dict[str, Any]) -> Iterator[None]:
    """What is asked here may see every organisation's rows."""
    with acting(tenant=ALL):
        yield


@pytest.fixture
def ask(sheet: dict[str, Any]) -> Any:
    """Ask about a subject at a tier, as a trust's own system would."""
    told = sheet["api_clients"][0]
    trust = Program(client=ApiClient.objects.get(client_id=told["client_id"]), secret=told["client_secret"])

    def asked(subject: dict[str, str], tier: str) -> str:
        response = trust.ask(subject, role={"tier": tier})
        assert response.status_code == 201, response.content
        return str(response.json()["outcome"])

    return asked


def test_whoever_must_have_a_second_factor_has_the_secret_of_one(sheet: dict[str, Any]) -> None:
    for told in sheet["users"]:
        user = User.objects.get(email=told["email"])
        assert (told["totp_secret"] is not None) is user.must_have_second_factor
        if secret := told["totp_secret"]:
            take_code(user=user, typed=code_of(secret=secret, step=step_at(NOW)), at=NOW)


def test_a_check_on_everybody_told_of_answers_what_is_told(sheet: dict[str, Any], ask: Any) -> None:
    for person in sheet["people"]:
        named = {name: person[name] for name in ("family_name", "given_names", "date_of_birth")}
        assert ask(named, person["tier"]) == person["outcome"], person
        if person["registration_number"]:
            numbered = {name: person[name] for name in ("registration_number", "date_of_birth")}
            assert ask(numbered, person["tier"]) == person["outcome"], person


def test_every_case_of_the_contract_is_there(sheet: dict[str, Any]) -> None:
    assert {person["case"] for person in sheet["people"]} >= {
        "no_bar_recorded",
        "not_barred_from_role",
        "decision_not_in_effect",
        "restricted",
        "suspended",
        "removed",
        "barred",
        "expired_bar",
        "not_registered",
        "namesakes",
        "barred_never_registered",
    }


def test_there_are_two_of_every_role_two_trusts_and_everybody_can_sign_in(sheet: dict[str, Any]) -> None:
    for role in Role:
        assert len([user for user in sheet["users"] if user["role"] == role]) >= 2, role
    assert len({program["organisation"] for program in sheet["api_clients"]}) == 2
    for entry in sheet["users"][:3]:
        assert User.objects.get(email=entry["email"]).check_password(entry["password"])


def test_it_is_loaded_into_an_empty_database_only(sheet: dict[str, Any]) -> None:
    assert load(at=NOW) is None


def test_the_sheet_is_for_its_owner_only(sheet: dict[str, Any], tmp_path: Path, settings: Any) -> None:
    settings.STATE_DIR = tmp_path
    path = write_sheet(sheet)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text())["users"] == sheet["users"]
