"""The auditor's page of the ledger."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from kernel import ledger
from kernel.permissions import Role
from tests.factories.kernel import organisation, user_with

pytestmark = pytest.mark.django_db(transaction=True)
PAGE, FILE = "/staff/ledger/", "/staff/ledger/checkpoint/"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.CHECKPOINT_DIR = tmp_path
    return tmp_path


def client(role: Role = Role.AUDITOR) -> Client:
    browser = Client()
    browser.force_login(user_with(role))
    return browser


def test_an_auditor_reads_how_far_the_log_has_got_and_takes_a_checkpoint_home(folder: Path) -> None:
    auditor = client()
    assert "Nothing has been sealed yet" in auditor.get(PAGE).content.decode()
    assert auditor.get(FILE).status_code == 404
    organisation("RX9")
    ledger.seal()
    checkpoint = ledger.write_checkpoint()
    page = auditor.get(PAGE).content.decode()
    for words in (f"{checkpoint.head.size:,}", checkpoint.head.root, "0 minutes ago"):
        assert words in page, words
    assert "Something is wrong" not in page
    file = auditor.get(FILE)
    assert file["Content-Disposition"] == f'attachment; filename="checkpoint-{checkpoint.head.size}.json"'
    (folder / "home.json").write_bytes(b"".join(file.streaming_content))  # type: ignore[attr-defined]
    assert ledger.read_checkpoint(folder / "home.json").head == checkpoint.head
    assert client(Role.ADMINISTRATOR).get(PAGE).status_code == 403


def test_a_log_behind_its_checkpoint_or_a_spoilt_checkpoint_is_said_on_the_page(folder: Path) -> None:
    organisation("RX9")
    ledger.seal()
    head = ledger.write_checkpoint().head
    (path,) = folder.glob("[0-9]*.json")
    held = json.loads(path.read_text())
    path.write_text(json.dumps(held | {"size": head.size + 1}))
    page = client().get(PAGE).content.decode()
    assert "Something is wrong" in page
    assert "not a checkpoint of this ledger, or was changed" in page
    assert "There is none that can be read" in page


def test_a_checkpoint_that_is_taken_away_while_it_is_fetched_is_looked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = []
    for code in ("RX8", "RX9"):
        organisation(code)
        ledger.seal()
        made.append(ledger.write_checkpoint())
    made[0].file.unlink()
    found = iter(made)
    monkeypatch.setattr(ledger, "newest_checkpoint", lambda: next(found))
    file = client().get(FILE)
    assert f'filename="checkpoint-{made[1].head.size}.json"' in file["Content-Disposition"]
    assert b"".join(file.streaming_content) == made[1].file.read_bytes()  # type: ignore[attr-defined]
