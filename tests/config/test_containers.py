"""docker-compose.yml and Dockerfile, as far as they can be checked where no containers run."""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured

from config import env

ROOT = Path(__file__).parents[2]
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
LASTING = {name: service for name, service in SERVICES.items() if name not in ("passwords", "set-up")}
OURS = {name: service for name, service in SERVICES.items() if service["image"].startswith("manager-register")}


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_has_no_powers_and_writes_only_where_it_must(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert any(place.startswith("/tmp") for place in service["tmpfs"])  # noqa: S108
    assert not {"privileged", "cap_add", "pid", "devices"} & set(service)


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_is_pinned_to_a_version(name: str) -> None:
    assert re.fullmatch(r"[a-z/-]+:\d+\.\d+(\.\d+)?", SERVICES[name]["image"])


def test_nobody_is_root() -> None:
    recipe = (ROOT / "Dockerfile").read_text()
    assert re.search(r"^USER register$", recipe, re.MULTILINE)
    assert recipe.index("USER register") > recipe.rindex("RUN ")
    assert {SERVICES[name]["user"] for name in set(SERVICES) - set(OURS)} == {"postgres", "valkey"}
    assert not any("user" in service for service in OURS.values())


def test_only_migrations_and_the_server_get_the_owner_s_password() -> None:
    holders = {
        name for name, service in SERVICES.items() if any("owner-passwords" in each for each in service["volumes"])
    }
    assert holders == {"passwords", "postgres", "set-up"}
    named = {
        name for name, service in SERVICES.items() if "MIGRATE_DATABASE_URL_FILE" in service.get("environment", {})
    }
    assert named == {"set-up"}


NOT_HANDED_ON = {
    "CHECKPOINT_DIR": "lies in the volume state, as do the next three",
    "KEYRING_DIR": "",
    "MEDIA_ROOT": "",
    "SECRET_KEY": "",
    "STATE_DIR": "the image says so",
    "PORT": "the image listens on 8000",
    "STATEMENT_SECONDS": "each process names its own",
}


def test_each_setting_reaches_the_containers_or_has_a_reason_not_to() -> None:
    """A setting that compose does not hand on cannot be made by whoever runs it."""
    read = set(re.findall(r"""env\.\w+\(\s*"([A-Z_]+)\"""", (ROOT / "config/settings.py").read_text()))
    for name in set(OURS) - {"passwords"}:
        given = {each.removesuffix("_FILE") for each in OURS[name]["environment"]}
        owners = {"MIGRATE_DATABASE_URL"} if name != "set-up" else set()
        assert read - given - set(NOT_HANDED_ON) == owners, name
        assert given <= read, name


def test_what_is_left_empty_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    empty = {name for name, value in OURS["web"]["environment"].items() if value.endswith(":-}")}
    assert len(empty) >= 12
    kept = {name: value for name, value in os.environ.items() if name not in empty} | {"PYTHONHASHSEED": "0"}
    code = "from config import settings as s; print(*(repr(getattr(s, n)) for n in sorted(dir(s)) if n.isupper()))"
    said = [
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=given, capture_output=True, text=True, check=True)
        for given in (kept, kept | dict.fromkeys(empty, ""))
    ]
    assert said[0].stdout == said[1].stdout


def test_no_password_stands_in_the_file_or_an_environment() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    assert not re.search(r"PASSWORD(?!_FILE)\b|://\w+:\S+@", text)


def test_servers_are_durable_watched_and_reached_from_this_machine_only() -> None:
    assert {name for name in LASTING if "healthcheck" in LASTING[name]} == {"postgres", "valkey", "web", "worker"}
    assert "noeviction" in SERVICES["valkey"]["command"]
    assert [port for service in SERVICES.values() for port in service.get("ports", [])] == ["127.0.0.1:8000:8000"]
    kept = {place.split(":")[0] for service in SERVICES.values() for place in service["volumes"]}
    assert {"database", "queue", "state"} <= kept
    waits = {name for name in OURS if "set-up" in OURS[name]["depends_on"]}
    assert waits == {"web", "worker", "dispatcher", "opener", "sealer", "scheduler"}
    assert set(SERVICES["set-up"]["depends_on"]) == {"postgres"}


def test_each_command_names_a_program_that_is_there() -> None:
    for service in OURS.values():
        command = service.get("command", [])
        assert command[:1] in ([], ["python"], ["sh"])
        if command[1:2] == ["-m"]:
            assert importlib.util.find_spec(command[2])
        elif command[:1] == ["python"]:
            assert (ROOT / command[1]).is_file()


def test_passwords_are_made_once_and_read_from_their_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("owner", "app"):
        (tmp_path / folder).mkdir()
    command = [sys.executable, str(ROOT / "scripts/docker/make_passwords.py"), str(tmp_path)]
    subprocess.run(command, check=True)
    made = {path.name: path.read_text() for path in tmp_path.rglob("*") if path.is_file()}
    subprocess.run(command, check=True)
    assert made == {path.name: path.read_text() for path in tmp_path.rglob("*") if path.is_file()}
    assert len({made["admin"], made["owner"], made["app"]}) == 3
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "app" / "database-url"))
    found = env.database(env.text("DATABASE_URL", ""))
    assert (found["USER"], found["PASSWORD"], found["HOST"]) == ("register_app", made["app"], "postgres")
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "nothing"))
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        env.text("DATABASE_URL", "")
    assert os.access(ROOT / "scripts/docker/make-roles.sh", os.R_OK)
