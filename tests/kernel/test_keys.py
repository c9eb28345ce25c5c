"""The key ring: one key for each purpose, whole or not at all."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from kernel import keys

AT_ONCE = 6


@pytest.fixture
def ring(settings: Any, tmp_path: Path) -> Path:
    settings.KEYRING_DIR = tmp_path
    return tmp_path


def test_all_who_first_use_a_key_at_once_have_the_same_whole_one(ring: Path) -> None:
    barrier = Barrier(AT_ONCE)

    def read(purpose: str) -> bytes:
        barrier.wait(timeout=30)
        return keys._secret.__wrapped__(purpose)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for number in range(100):
            found = set(pool.map(read, [f"p{number}"] * AT_ONCE))
            assert [len(key) for key in found] == [keys.KEY_BYTES]
    assert {path.stat().st_mode & 0o777 for path in ring.iterdir()} == {0o600}
    assert len(list(ring.iterdir())) == 100


@pytest.mark.parametrize("text", ["", "00" * 31, "zz" * 32])
def test_a_file_without_a_whole_key_is_refused(ring: Path, text: str) -> None:
    (ring / "damaged.key").write_text(text)
    with pytest.raises(keys.DamagedKey, match=r"damaged\.key"):
        keys.keyed_hash(purpose="damaged", value="a")


@pytest.mark.parametrize("sealed", ["", "erased", "AAAA", "é"])
def test_what_was_not_sealed_is_refused(ring: Path, sealed: str) -> None:
    with pytest.raises(keys.NotSealedHere):
        keys.unseal(purpose="p", sealed=sealed, about="a")
