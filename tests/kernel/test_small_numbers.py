"""Figures that name nobody: whatever the numbers are, nothing that is shown gives a small group away."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.small_numbers import Numbers, groups, middle

FEWEST = 5
ANSWERS = ("a", "b", "c", "d", "e")


def counted(columns: int) -> st.SearchStrategy[dict[str, Numbers]]:
    line = st.tuples(*[st.integers(0, 14)] * columns)
    return st.dictionaries(st.sampled_from(ANSWERS), line, min_size=2, max_size=5)


def total(counts: dict[str, Numbers]) -> Numbers:
    return tuple(sum(column) for column in zip(*counts.values(), strict=True))


@given(counts=st.integers(1, 3).flatmap(counted))
@settings(max_examples=300, deadline=None, database=None)
def test_every_line_has_enough_people_and_the_lines_are_all_there_are(counts: dict[str, Numbers]) -> None:
    shown = groups(counts, fewest=FEWEST)
    if min(total(counts)) < FEWEST:
        assert shown == []
        return
    assert shown
    assert all(number >= FEWEST for group in shown for number in group.numbers)
    assert sorted(answer for group in shown for answer in group.answers) == sorted(counts)
    assert tuple(sum(column) for column in zip(*(group.numbers for group in shown), strict=True)) == total(counts)
    # Nobody can subtract: any lines taken from the total leave other lines, each with enough people or nobody at all.
    for left in product([False, True], repeat=len(shown)):
        rest = [group.numbers for group, is_left in zip(shown, left, strict=True) if is_left]
        assert all(min(numbers) >= FEWEST for numbers in [tuple(map(sum, zip(*rest, strict=True)))] if rest)


@given(counts=counted(2))
@settings(max_examples=200, deadline=None, database=None)
def test_a_small_group_could_have_been_of_another_size(counts: dict[str, Numbers]) -> None:
    """Of each answer that is not shown by itself, other numbers would have given the same table."""
    shown = groups(counts, fewest=FEWEST)
    for group in shown:
        assert (len(group.answers) == 1) == (group.numbers == counts.get(group.answers[0]) and len(group.answers) == 1)
        for column in range(2 if len(group.answers) > 1 else 0):
            sizes = {answer: counts[answer][column] for answer in group.answers}
            assert sum(sizes.values()) >= FEWEST
            for answer, size in sizes.items():
                others = sum(other for name, other in sizes.items() if name != answer)
                assert others > 0 or size >= FEWEST


def test_small_answers_are_put_with_the_smallest_of_the_others() -> None:
    counts = {"a": (40,), "b": (3,), "c": (12,), "d": (0,)}
    assert groups(counts, fewest=FEWEST) == [(("a",), (40,)), (("b", "c", "d"), (15,))]
    assert groups({"a": (40,), "b": (3,)}, fewest=FEWEST) == [(("a", "b"), (43,))]
    assert groups({"a": (40,), "b": (30,)}, fewest=FEWEST) == [(("a",), (40,)), (("b",), (30,))]
    assert groups({"a": (2,), "b": (2,)}, fewest=FEWEST) == []


def test_a_median_is_nobodys_own_number_and_of_few_there_is_none() -> None:
    assert middle([10.0, 11.0, 13.0, 20.0, 90.0], fewest=FEWEST) == 12
    assert middle([10.0] * 4, fewest=FEWEST) is None
