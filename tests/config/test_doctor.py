"""The doctor names each thing that would make an installation unsafe."""

import shutil
import socket
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction
from django.db.backends.utils import CursorWrapper
from django.test import Client
from django.utils import timezone

from config.doctor import TRIGGERS, findings
from config.home import health
from kernel.actions import store_file
from kernel.history import acting
from kernel.models import Box, OutboxMessage
from kernel.permissions import Role
from kernel.sealed_boxes import establish
from tests.factories.files import examined
from tests.factories.kernel import user_with
from tests.faults.system import ROOT

sys.path.append(str(ROOT / "scripts"))
from supervision.processes import PRIVATE_KEYS, processes
from supervision.state import State

pytestmark = pytest.mark.django_db
Owner = Callable[[], AbstractContextManager[CursorWrapper]]


@pytest.fixture(autouse=True)
def _first_rows_are_as_old_as_the_test_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """And were never sealed."""
    monkeypatch.setattr("kernel.ledger.soundness.LONGEST_UNSEALED", timedelta(days=1))


@pytest.fixture(autouse=True)
def keys(settings: Any, tmp_path: Path) -> None:
    settings.KEYRING_DIR = tmp_path
    tmp_path.chmod(0o700)


def found() -> set[str]:
    """What is found beyond the throw-away server's own speed for safety."""
    return {finding for finding in findings(at=timezone.now()) if "acknowledged can be lost" not in finding}


def test_a_sound_installation_has_nothing_to_find() -> None:
    assert found() == set()


def test_a_server_that_may_lose_what_it_acknowledged_is_named(as_owner: Owner) -> None:
    with as_owner() as cursor:
        cursor.execute("SET synchronous_commit = off")
    assert any("synchronous_commit is off" in finding for finding in findings(at=timezone.now()))


@pytest.mark.parametrize(("table", "trigger"), sorted(TRIGGERS))
def test_a_trigger_that_is_off_is_named(table: str, trigger: str, as_owner: Owner) -> None:
    with as_owner() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
    assert f"trigger {trigger} of {table} is missing or off" in found()


def test_a_constraint_that_is_gone_is_named(as_owner: Owner) -> None:
    with as_owner() as cursor:
        cursor.execute("ALTER TABLE kernel_user DROP CONSTRAINT user_email_is_lower_case")
    assert found() == {"constraint user_email_is_lower_case of kernel_user is missing"}


def test_a_privilege_too_many_is_named(as_owner: Owner, settings: Any) -> None:
    with as_owner() as cursor:
        cursor.execute(f"GRANT DELETE ON barring_check TO {settings.RUNTIME_ROLE}")
    assert any("barring_check" in finding for finding in found())


def test_debug_open_keys_and_old_mail_are_named(settings: Any, tmp_path: Path) -> None:
    settings.DEBUG = True
    tmp_path.chmod(0o755)
    OutboxMessage.objects.create(
        to="a@example.test", template="t", subject="s", sealed_body="b", written_at=timezone.now().replace(year=2020)
    )
    assert found() == {
        "DEBUG is on",
        "the key ring folder is missing, or others can read it",
        "1 messages have waited in the outbox for over an hour",
    }


def test_an_absent_redis_is_named(settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert any(finding.startswith("Redis does not answer") for finding in found())


def test_a_key_that_rows_need_files_that_are_gone_and_a_scanner_that_is_silent_are_named(
    settings: Any, tmp_path: Path
) -> None:
    by = user_with(Role.CASEWORKER)
    settings.MEDIA_ROOT, settings.CLAMD_URL = tmp_path / "media", ""
    with acting(user=by), transaction.atomic():
        file = store_file(file=examined(), by=by, at=timezone.now() - timedelta(hours=2))
    (tmp_path / "files.key").touch()
    assert found() == set()
    (tmp_path / "files.key").unlink()
    (tmp_path / "media" / "files" / file.pk.hex[:2] / f"{file.pk.hex}.original").unlink()
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    assert found() == {
        "files.key is missing from the key ring, and no stored file can be opened: "
        "put it back from where you keep a copy",
        "1 stored files are missing from MEDIA_ROOT: put them back from a backup",
        "1 files have waited for the virus scanner for over an hour: see that clamd answers",
    }


def test_a_disk_that_is_full_is_named_before_writes_are_refused(client: Client, tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    usage = shutil.disk_usage(tmp_path)
    free = {tmp_path: health.LEAST_FREE - 1}
    with patch.object(shutil, "disk_usage", lambda place: usage._replace(free=free.get(place, usage.free))):
        assert "disk" in health.faults(at=timezone.now())
        assert "disk: not what it must be" in findings(at=timezone.now())
        assert client.get("/readyz").status_code == 503
    assert "disk" not in health.faults(at=timezone.now())


def test_a_private_key_that_is_lost_open_to_others_or_where_every_process_reads_is_named(
    settings: Any, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    settings.BOX_KEYRINGS = {Box.IDENTITIES: own, Box.NOTICES: None}
    establish(box=Box.IDENTITIES)
    [key] = own.glob("*.key")
    assert found() == set()
    key.chmod(0o640)
    assert found() == {f"others can read the private key of identities: chmod go= {key}"}
    (tmp_path / key.name).write_bytes(key.read_bytes())
    key.unlink()
    assert found() == {
        "the private key of identities lies in KEYRING_DIR, which every process reads: give it its own folder",
        f"the private key of identities is missing from {own}: put it back from where you keep a copy",
    }


def test_one_process_alone_is_told_where_each_private_key_lies(tmp_path: Path) -> None:
    with socket.socket() as listener:
        children = processes(State(tmp_path), {}, listener)
    told = {name: {one.name for one in children if one.environment.get(name) != "-"} for name in PRIVATE_KEYS}
    assert told == {"IDENTITIES_KEYRING_DIR": {"opener"}, "NOTICES_KEYRING_DIR": {"dispatcher"}}
