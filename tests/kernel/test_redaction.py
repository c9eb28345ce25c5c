"""Words taken out of a text: all of them, wherever they stand, and nothing of what stands beside."""

import pytest

from kernel.redaction import passage_in, without


@pytest.mark.parametrize(
    ("text", "passages", "expected"),
    [
        ("Ann told Ann.", [("Ann", "a")], "[x: a] told [x: a]."),
        ("abcd", [("abc", "a"), ("cd", "b")], "[x: a; b]"),  # no end of either is left
        ("abcd", [("ab", "a"), ("cd", "b")], "[x: a][x: b]"),
        ("aaa", [("aa", "a")], "[x: a]"),  # every place, also those that overlap
        ("a told", [("a", "told"), ("told", "a")], "[x: told] [x: a]"),  # no mark is searched in its turn
        ("one\r\ntwo", [("one\ntwo", "a")], "[x: a]"),
        ("abc", [("", "a"), ("d", "b")], "abc"),
        ("abcdef", [("cd", "b"), ("abcdef", "a")], "[x: a]"),
    ],
)
def test_passages_are_removed_wherever_they_stand(text: str, passages: list[tuple[str, str]], expected: str) -> None:
    assert without(text, passages=passages, mark="x") == expected


def test_a_passage_is_one_of_the_text() -> None:
    assert passage_in(passage=" b\r\nc ", texts=["a", "b\nc"]) == "b\nc"
    assert passage_in(passage="d", texts=["a"]) is None
    assert passage_in(passage="  ", texts=["a"]) is None
