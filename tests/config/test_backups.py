"""The files of a backup: sealed in order, checked before anything is done with them, and whole or not there."""

import json
from pathlib import Path
from typing import Any

import pytest

from config.backups import BackupRefused, copying, programs, restoring
from config.backups.sealing import PIECE, Writer, key_of_backups, pieces, reading
from kernel.db.privileges import wanted

KEY = bytes(range(32))


def written(path: Path, content: bytes, key: bytes | None = KEY) -> Path:
    writer = Writer(path, key)
    for start in range(0, len(content), 700_000):
        writer.write(content[start : start + 700_000])
    writer.finish()
    assert path.stat().st_size == writer.size
    return path


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
@pytest.mark.parametrize("key", [KEY, None])
def test_what_was_written_is_read_again(tmp_path: Path, size: int, key: bytes | None) -> None:
    content = bytes(index % 251 for index in range(size))
    path = written(tmp_path / "a", content, key)
    assert b"".join(pieces(path, key)) == content
    with reading(path, key) as stream:
        assert stream.read() == content
    if key and size > 100:
        assert content[:100] not in path.read_bytes()


def test_a_sealed_file_that_was_changed_cut_moved_or_read_with_another_key_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a", bytes(2 * PIECE + 10))
    whole = path.read_bytes()
    frame = PIECE + 16
    for spoilt in (
        whole[:50] + bytes([whole[50] ^ 1]) + whole[51:],
        whole[: 7 + frame],
        whole[:7] + whole[7 + frame : 7 + 2 * frame] + whole[7 : 7 + frame] + whole[7 + 2 * frame :],
        whole[:-1],
    ):
        path.write_bytes(spoilt)
        with pytest.raises(BackupRefused, match="was changed"):
            list(pieces(path, KEY))
    path.write_bytes(whole)
    with pytest.raises(BackupRefused, match="another BACKUP_KEY"):
        list(pieces(path, bytes(32)))
    with pytest.raises(BackupRefused):
        list(pieces(path.rename(tmp_path / "b"), KEY))


def test_a_key_file_that_holds_no_key_is_refused_in_words(settings: Any, tmp_path: Path) -> None:
    settings.BACKUP_KEY = ""
    assert key_of_backups() is None
    settings.BACKUP_KEY = str(tmp_path / "key")
    with pytest.raises(BackupRefused, match="openssl rand"):
        key_of_backups()
    (tmp_path / "key").write_text(KEY.hex() + "\n")
    assert key_of_backups() == KEY


def test_half_a_backup_never_looks_like_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def filled(draft: Path, at: object) -> dict[str, Any]:
        (draft / copying.DUMP).write_bytes(b"half")
        assert not (tmp_path / "copy").exists()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(copying, "_filled", filled)
    with pytest.raises(BackupRefused, match="No space left on device"):
        copying.back_up(target=tmp_path / "copy", at=None)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "other").touch()
    with pytest.raises(BackupRefused, match="new or empty"):
        copying.back_up(target=tmp_path / "copy", at=None)  # type: ignore[arg-type]


def test_a_folder_that_is_no_whole_backup_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="not a whole backup"):
        restoring._whole(tmp_path)
    sums = {"size": 1, "sha256": "0" * 64}
    manifest = {"format": 1, "files": {copying.DUMP: sums, copying.MEDIA: sums}}
    (tmp_path / copying.MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(BackupRefused, match=r"database\.dump cannot be read"):
        restoring._whole(tmp_path)
    (tmp_path / copying.DUMP).write_bytes(b"x")
    with pytest.raises(BackupRefused, match="damaged"):
        restoring._whole(tmp_path)
    (tmp_path / copying.MANIFEST).write_text(json.dumps({**manifest, "format": 2}))
    with pytest.raises(BackupRefused, match="does not know"):
        restoring._whole(tmp_path)


@pytest.mark.django_db
def test_without_the_owner_or_its_programs_the_command_says_what_is_missing(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.OWNER_URL = ""
    with pytest.raises(BackupRefused, match="Set MIGRATE_DATABASE_URL"):
        programs.owner()
    monkeypatch.setattr(programs, "_candidates", lambda name: [Path("/nowhere/pg_dump")])
    with pytest.raises(BackupRefused, match="no pg_dump of PostgreSQL"):
        programs.program("pg_dump")


def test_what_a_restore_does_not_take_over_are_tables_that_there_are() -> None:
    assert set(restoring.NOT_TAKEN_OVER) <= set(wanted())
