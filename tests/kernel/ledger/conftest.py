"""Writes of each kind, and a superuser to undo them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.conf import settings as live
from django.db import connection, transaction

from config import env
from kernel.history import acting
from kernel.models import AccessEvent, Organisation
from kernel.queries import system_user_id
from tests.factories.kernel import organisation


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.CHECKPOINT_DIR = tmp_path / "checkpoints"
    return tmp_path / "checkpoints"


@contextmanager
def superuser(*tables: str) -> Iterator[Any]:
    """The server's superuser, with every trigger of these tables off, which the owner's guards cannot withstand."""
    login = env.database(live.OWNER_URL)
    passwords = live.STATE_DIR / "server-passwords.json"
    user, password = login["USER"], login["PASSWORD"]
    if passwords.exists():
        user = "register_admin"
        password = json.loads(passwords.read_text())[user]
    session = psycopg2.connect(
        host=login["HOST"], port=login["PORT"] or None, user=user, password=password,
        dbname=connection.settings_dict["NAME"], options="-c app.tenant=all",
    )  # fmt: skip
    try:
        with session, session.cursor() as cursor:
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            yield cursor
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
    finally:
        session.close()


def write(count: int, *, name: str = "Trust") -> None:
    """Rows of history and rows that are only added to, with what JSON has to escape."""
    with acting(user=system_user_id(), reason='It was "wrong" \\ \n\t é\x7f'), transaction.atomic():
        place = organisation("RX9")
        for number in range(count):
            Organisation.objects.filter(pk=place.pk).update(name=f"{name} \\{number} “ü”")
            AccessEvent.objects.create(
                user_id=system_user_id(), permission="any", noun="case", reference="x", allowed=True, request_id=""
            )
