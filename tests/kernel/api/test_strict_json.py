"""Bodies that two readers might read differently are refused before anything reads them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.api.strict_json import DEEPEST, NotStrictJson, loads


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"a": 1} x',
        b"\xff\xfe",
        b'{"a": 1, "a": 2}',
        b'{"a": {"b": 1, "b": 1}}',
        b'{"a": "\\u0000"}',
        b'{"\\u0000": 1}',
        b'{"a": "\\ud800"}',
        b'["\\udfff\xc3\xa9"]',
        b'{"a": NaN}',
        b"-Infinity",
        b'"\xed\xa0\x80"',
        b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1),
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"9" * 5000,
        "\ufeff{}".encode(),
    ],
)
def test_a_body_that_is_not_strict_json_is_refused(body: bytes) -> None:
    with pytest.raises(NotStrictJson):
        loads(body)


def test_depth_up_to_the_limit_and_whole_surrogate_pairs_are_read() -> None:
    assert loads(b"[" * DEEPEST + b"]" * DEEPEST)
    assert loads(b'{"a": "\\ud83d\\ude00 \\u00e9"}') == {"a": "\U0001f600 é"}


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with suppress(NotStrictJson):
        loads(body)
