"""Stored files: sealed, whole or not there, scanned before they are served, and swept when nobody claims them."""

import os
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone

from config.doctor import findings
from kernel import actions
from kernel.actions import files as filing
from kernel.actions.files import TooManyFiles
from kernel.files import serving, store
from kernel.files.serving import FileErased, Infected, NotYetScanned, served_copy
from kernel.files.store import Copy, FileLost, NotStored
from kernel.history import acting
from kernel.models import StoredFile, User
from kernel.permissions import Role
from kernel.queries import system_user_id
from tests.clamd import scanner
from tests.factories.erasing import erase
from tests.factories.files import CAMERA, EICAR, PLACE, examined, picture
from tests.factories.kernel import NOW, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder with a name short enough for a socket."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def stored(content: bytes = b"Minutes.", name: str = "minutes.txt", by: User | None = None) -> StoredFile:
    by = by or user_with(Role.CASEWORKER)
    with acting(user=by), transaction.atomic():
        return actions.store_file(file=examined(content, name), by=by, at=NOW)


def lying(media: Path) -> list[Path]:
    return sorted(path for path in media.rglob("*") if path.is_file())


def scan() -> int:
    with acting(user=system_user_id()):
        return actions.scan_files(at=NOW)


def test_on_disk_nothing_of_a_file_can_be_read_and_its_name_is_nowhere(media: Path) -> None:
    file = stored(picture(located=True), "Adeyemi.jpg")
    assert [path.name for path in lying(media)] == [f"{file.pk.hex}.original", f"{file.pk.hex}.served"]
    for path in lying(media):
        assert path.stat().st_mode & 0o077 == 0
        assert not any(trace in path.read_bytes() for trace in (PLACE, CAMERA.encode(), b"JFIF"))
    assert PLACE in store.read(key=file.pk, copy=Copy.ORIGINAL)
    assert PLACE not in served_copy(file)
    assert file.history.get().name == "Adeyemi.jpg"


def test_a_copy_that_was_changed_or_put_in_the_place_of_another_is_not_served(media: Path) -> None:
    file, other = stored(), stored()
    one, two = (media / "files" / key.hex[:2] / f"{key.hex}.served" for key in (file.pk, other.pk))
    two.write_bytes(one.read_bytes())
    content = bytearray(one.read_bytes())
    content[20] ^= 1
    one.write_bytes(content)
    for each in (file, other):
        with pytest.raises(FileLost, match="missing or damaged"):
            served_copy(each)


@pytest.mark.parametrize("broken", ["rename", "fsync"])
def test_a_disk_that_fails_leaves_no_half_file_and_no_row(
    media: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def fail(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, broken, fail) if broken == "rename" else monkeypatch.setattr(os, broken, fail)
    with pytest.raises(NotStored, match="nothing was saved"):
        stored()
    assert (lying(media), StoredFile.objects.count()) == ([], 0)


def test_the_bytes_are_durable_before_the_row_is_and_go_when_the_row_never_came(
    media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash between the two is as this fault: files without a row, which the sweep finds a day later."""

    def crash(**row: object) -> None:
        assert len(lying(media)) == 2
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(StoredFile.objects, "create", crash)
        with pytest.raises(ZeroDivisionError):
            stored()
    kept = stored()
    (media / "files" / kept.pk.hex[:2] / ".0123456789abcdef").write_bytes(b"half")
    sweep_everything(days=0)
    assert len(lying(media)) == 5
    sweep_everything(days=2)
    assert {path.stem for path in lying(media)} == {kept.pk.hex}
    assert served_copy(kept) == b"Minutes."


@pytest.mark.django_db(transaction=True)
def test_an_erased_file_loses_its_bytes_to_the_next_pass_and_no_other_file_does(media: Path) -> None:
    """Killed after the row, or after one copy of two: what is still there goes with the next pass."""
    gone, kept = stored(name="Adeyemi.txt"), stored()
    erase(StoredFile, gone.pk)
    gone.refresh_from_db()
    assert (gone.name, len(lying(media))) == ("erased", 4)
    with pytest.raises(FileErased, match="was erased"):
        served_copy(gone)
    (media / "files" / gone.pk.hex[:2] / f"{gone.pk.hex}.original").unlink()
    assert [actions.delete_erased_files(at=timezone.now()) for _ in range(2)] == [1, 0]
    assert {path.stem for path in lying(media)} == {kept.pk.hex}
    assert served_copy(kept) == b"Minutes."


@pytest.mark.django_db(transaction=True)
def test_bytes_of_an_erased_file_that_came_back_are_swept(media: Path) -> None:
    gone, kept = stored(), stored()
    erase(StoredFile, gone.pk)
    sweep_everything(days=2)
    assert {path.stem for path in lying(media)} == {kept.pk.hex}
    assert [one for one in findings(at=timezone.now()) if "stored files" in one] == []


def sweep_everything(*, days: int) -> None:
    """Two hours of sweeping, some days from now."""
    begins = datetime.fromtimestamp(time.time(), UTC) + timedelta(days=days)
    for step in range(store.SHELVES):
        actions.sweep_files(at=begins + timedelta(seconds=30 * step))


def test_without_a_scanner_a_file_is_served_and_said_to_be_unscanned(settings: Any) -> None:
    settings.CLAMD_URL = ""
    file = stored()
    assert scan() == 0
    assert (serving.scan_in_words(file), served_copy(file)) == ("Not scanned", b"Minutes.")


def test_with_a_scanner_a_file_waits_for_its_verdict_and_a_virus_is_never_served(settings: Any, short: Path) -> None:
    clean, bad = stored(), stored(EICAR, "report.txt")
    settings.CLAMD_URL = f"unix://{short}/nobody"
    assert scan() == 0
    assert serving.scan_in_words(clean) == "Awaiting scan"
    with pytest.raises(NotYetScanned, match="not been scanned"):
        served_copy(clean)
    with scanner(short) as settings.CLAMD_URL:
        assert (scan(), scan()) == (2, 0)
    clean.refresh_from_db()
    bad.refresh_from_db()
    assert (clean.scan, bad.scan, bad.finding) == ("clean", "infected", "Eicar-Signature")
    assert served_copy(clean) == b"Minutes."
    settings.CLAMD_URL = ""
    with pytest.raises(Infected, match="virus was found"):
        served_copy(bad)
    assert [row.scan for row in bad.history.order_by("history_id")] == ["none", "infected"]


def test_a_scanner_without_a_verdict_leaves_the_file_waiting(settings: Any, short: Path) -> None:
    file = stored()
    with scanner(short, verdict=b"INSTREAM size limit exceeded. ERROR\0") as settings.CLAMD_URL:
        assert scan() == 0
    file.refresh_from_db()
    assert file.scan == "none"


def test_one_person_can_send_only_so_many_files_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    sender = user_with(Role.MANAGER)
    monkeypatch.setattr(filing, "MOST_A_DAY", 2)
    stored(by=sender)
    stored(by=sender)
    with pytest.raises(TooManyFiles, match="tomorrow"):
        stored(by=sender)
    stored(by=user_with(Role.MANAGER))
    monkeypatch.setattr(filing, "MOST_BYTES_A_DAY", 3)
    with pytest.raises(TooManyFiles):
        stored(b"more", by=user_with(Role.MANAGER))


def test_a_number_names_one_file_only() -> None:
    assert store.is_whole(key=stored().pk)
    assert not store.is_whole(key=UUID(int=1))
