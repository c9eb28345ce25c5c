"""Crosstabs: small groups put together with nothing blank."""

import pytest

from consultation.rules.crossing import TOGETHER, Group, merged


def group(key: str, all_: int) -> Group:
    return Group(key=key, all=all_, base=all_ - 1, agreed=1, counts={"agree": 1})


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([20, 30], {"0": 20, "1": 30}),
        ([20, 4, 7], {"0": 20, TOGETHER: 11}),
        ([20, 12, 4], {"0": 20, TOGETHER: 16}),
        ([20, 4], {TOGETHER: 24}),
        ([3, 4], {}),
        ([], {}),
        ([10], {"0": 10}),
    ],
)
def test_no_group_is_small_and_none_is_left_out(sizes: list[int], expected: dict[str, int]) -> None:
    found = merged([group(str(place), size) for place, size in enumerate(sizes)], fewest=10)
    assert {each.key: each.all for each in found} == expected
    if found:
        assert sum(each.counts["agree"] for each in found) == len(sizes)
        assert sum(each.base for each in found) == sum(sizes) - len(sizes)
