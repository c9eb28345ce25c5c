"""Boxes that every process can close and one alone can open."""

import stat
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from kernel import sealed_boxes
from kernel.models import Box, OutboxMessage, SealingKey
from kernel.outbox import dispatch, sealed_address, send_mail
from kernel.sealed_boxes import CannotOpen, NoKeyYet, close, establish, open_box
from tests.kernel.test_outbox import LATER

pytestmark = pytest.mark.django_db
BOX = Box.NOTICES


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.BOX_KEYRINGS = {box: tmp_path / box for box in Box}
    return tmp_path


def test_what_is_closed_is_opened_by_the_box_s_own_process_alone_and_about_the_same_thing(settings: Any) -> None:
    establish(box=BOX)
    sealed = close(box=BOX, value="wren@example.test", about="one")
    assert "wren" not in sealed
    assert open_box(box=BOX, sealed=sealed, about="one") == "wren@example.test"
    with pytest.raises(CannotOpen):
        open_box(box=BOX, sealed=sealed, about="another")
    with pytest.raises(CannotOpen):
        open_box(box=BOX, sealed=sealed[:-4] + "AAAA", about="one")
    settings.BOX_KEYRINGS = {**settings.BOX_KEYRINGS, BOX: None}
    with pytest.raises(CannotOpen):
        open_box(box=BOX, sealed=sealed, about="one")
    assert close(box=BOX, value="more", about="one")


def test_without_a_key_nothing_is_taken() -> None:
    with pytest.raises(NoKeyYet):
        close(box=BOX, value="wren@example.test", about="one")


def test_a_box_gets_one_key_which_its_owner_alone_may_read_and_is_not_replaced_when_lost(folder: Path) -> None:
    establish(box=BOX)
    establish(box=BOX)
    [key] = (folder / BOX).glob("*.key")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700
    assert bytes.fromhex(key.read_text()) != bytes(SealingKey.objects.get().public_key)
    key.unlink()
    establish(box=BOX)
    assert (SealingKey.objects.count(), sealed_boxes.can_open(BOX)) == (1, False)


def test_a_sealed_address_is_read_by_the_dispatcher_alone_and_waits_for_it(settings: Any, folder: Path) -> None:
    settings.EMAIL_URL = (folder / "mail").as_uri()
    establish(box=BOX)
    message = send_mail(
        sealed_to=sealed_address("wren@example.test"), subject="To read", template="something_to_read", context={}
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT m::text FROM kernel_outboxmessage m")
        assert "wren" not in cursor.fetchone()[0]
    told = settings.BOX_KEYRINGS
    settings.BOX_KEYRINGS = dict.fromkeys(Box)
    assert dispatch(at=LATER) == 0
    settings.BOX_KEYRINGS = told
    assert dispatch(at=LATER) == 1
    [mail] = (folder / "mail").iterdir()
    assert "To: wren@example.test" in mail.read_text()
    assert OutboxMessage.objects.get(pk=message.pk).sent_at


def test_a_message_has_one_address_open_or_sealed() -> None:
    for to, sealed_to in (("", ""), ("a@example.test", "sealed")):
        with pytest.raises(IntegrityError), transaction.atomic():
            send_mail(to=to, sealed_to=sealed_to, subject="A notice", template="something_to_read", context={})
