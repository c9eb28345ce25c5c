"""One-time codes are RFC 6238's, and forgive a clock that is half a minute off."""

from datetime import UTC, datetime, timedelta

import pytest

from kernel.one_time_codes import code_of, in_groups, matching_step, new_secret, step_at

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890", as in the RFC's appendix B
AT = datetime(2026, 11, 22, 10, 0, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_rfc(seconds: int, code: str) -> None:
    assert code_of(secret=RFC_SECRET, step=step_at(datetime.fromtimestamp(seconds, UTC))) == code


@pytest.mark.parametrize(("off", "taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_one_step_off(off: int, taken: bool) -> None:
    code = code_of(secret=RFC_SECRET, step=step_at(AT + timedelta(seconds=off)))
    assert (matching_step(secret=RFC_SECRET, typed=code, at=AT) is not None) is taken


@pytest.mark.parametrize("typed", ["", "28708", "abcdef", "0x1234", "２８７０８２", "287 082 1"])
def test_what_is_no_code_matches_nothing(typed: str) -> None:
    assert matching_step(secret=RFC_SECRET, typed=typed, at=AT) is None


def test_a_secret_is_160_bits_and_can_be_typed_in_groups() -> None:
    secret = new_secret()
    assert len(secret) == 32
    assert in_groups(secret).replace(" ", "") == secret
    code = code_of(secret=secret, step=step_at(AT))
    assert matching_step(secret=secret, typed=f"{code[:3]} {code[3:]}", at=AT) == step_at(AT)
