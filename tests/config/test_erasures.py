"""The journal of erasures: complete, outside the database, and naming rows so that no other is ever taken for them."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from config.backups import erasures
from kernel.history import acting
from kernel.models import Erasure, OutboxMessage, User
from kernel.queries import system_user_id
from tests.factories.erasing import erase
from tests.factories.kernel import user_with

pytestmark = pytest.mark.django_db(transaction=True)
CANARY = "Zebedee Quillfeather"


@pytest.fixture(autouse=True)
def outside(settings: Any, tmp_path: Path) -> Path:
    settings.CHECKPOINT_DIR = tmp_path
    return tmp_path


def kept() -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in sorted(erasures.folder().iterdir())]


def test_each_erasure_is_written_down_once_by_the_keys_and_beginnings_of_its_rows_and_names_nobody() -> None:
    user = user_with("auditor", name=CANARY)
    message = OutboxMessage.objects.create(to="q@example.test", subject="s", sealed_body=CANARY)
    erase(User, user.pk)
    erase(OutboxMessage, message.pk)
    assert [erasures.keep(at=timezone.now()) for _ in range(2)] == [3, 0]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger_era || '/' || ledger_xid FROM kernel_historicaluser WHERE id = %s "
            "ORDER BY history_id LIMIT 1",
            [user.pk],
        )
        (made,) = cursor.fetchone()
    entries = {entry["table"]: entry for entry in kept()}
    assert entries["kernel_user"]["rows"] == {str(user.pk): made}
    assert set(entries["kernel_outboxmessage"]["rows"]) == {str(message.pk)}
    assert CANARY not in json.dumps(kept())
    assert len(entries) == Erasure.objects.count() == 3


def test_what_a_kill_keeps_from_the_journal_the_next_pass_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    users = [user_with("auditor", name=CANARY) for _ in range(2)]
    with acting(user=system_user_id()), transaction.atomic():
        erase(User, *(user.pk for user in users))
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", lambda *to: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            erasures.keep(at=timezone.now())
    assert erasures._entries() == []
    assert erasures.keep(at=timezone.now()) == 2
    assert {len(entry["rows"]) for entry in erasures._entries()} == {2}
