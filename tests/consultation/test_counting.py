"""Counts with their base, and campaigns against labelled near-duplicates. No database."""

import random
from collections import Counter, defaultdict

import pytest

from consultation.rules.campaigns import FEWEST, campaigns, distinct
from consultation.rules.counting import Counts, crossed, percent, table
from consultation.rules.questionnaire import SCALE, Kind, Question, RespondentType

ASKED = Question(pk=1, number=1, kind=Kind.AGREEMENT, wording=1, text="Agree?", choices=SCALE)
ANY = Question(pk=2, number=2, kind=Kind.MULTIPLE, wording=2, text="Which?", choices=(("a", "A"), ("b", "B")))


def counts(*responses: tuple[str, dict[int, list[str]]]) -> Counts:
    chosen: dict[tuple[int, str], Counter[tuple[str, ...]]] = defaultdict(Counter)
    for kind, said in responses:
        for number, keys in said.items():
            chosen[number, kind][tuple(keys)] += 1
    return Counts(all=Counter(kind for kind, _said in responses), chosen=chosen)


@pytest.mark.parametrize(
    ("count", "base", "expected"), [(368, 400, 92), (30, 38, 79), (1, 8, 13), (1, 3, 33), (0, 9, 0)]
)
def test_a_share_is_to_the_nearest_whole(count: int, base: int, expected: int) -> None:
    assert percent(count, base) == expected


def test_every_response_is_in_a_tables_base_or_silent_and_in_one_kind_of_respondent() -> None:
    given = counts(
        ("public", {1: ["agree"], 2: ["a", "b"]}),
        ("leader", {1: ["disagree"], 2: ["a"]}),
        ("leader", {1: ["strongly_agree"]}),
        ("worker", {}),
    )
    whole = table(ASKED, given)
    assert (whole.base, whole.silent, whole.all) == (3, 1, 4)
    assert sum(row.count for row in whole.rows) == whole.base
    assert whole.agreed is not None
    assert (whole.agreed.count, whole.agreed.percent) == (2, "67%")
    parts = [part for _words, part in crossed(ASKED, given)]
    assert len(parts) == len(RespondentType)
    for place, row in enumerate(whole.rows):
        assert sum(part.rows[place].count for part in parts) == row.count
    assert sum(part.all for part in parts) == 4
    assert [row.percent for row in table(ANY, given).rows] == ["100%", "50%"]
    assert [row.percent for row in table(ANY, counts()).rows] == ["–", "–"]


WORDS = [
    f"{a}{b}"
    for a in ("care", "trust", "ward", "nurse", "board", "safe", "learn", "speak", "harm", "pay")
    for b in "abcdefghij"
]


def labelled(dice: random.Random) -> tuple[dict[int, str], list[set[int]]]:
    """Six campaigns of 40 whose senders changed some words, and 400 texts of people's own."""
    texts: dict[int, str] = {}
    groups: list[set[int]] = []
    for _ in range(6):
        template = [dice.choice(WORDS) for _ in range(80)]
        group = set()
        for _ in range(40):
            changed = [dice.choice(WORDS) if dice.random() < 0.05 else word for word in template]
            texts[len(texts)] = " ".join(changed)
            group.add(len(texts) - 1)
        groups.append(group)
    for _ in range(400):
        texts[len(texts)] = " ".join(dice.choice(WORDS) for _ in range(dice.randrange(12, 120)))
    return texts, groups


def test_campaigns_are_found_and_nothing_else_is() -> None:
    """Of 240 changed copies of six texts 98% at least, each in its own campaign, and none of 400 other texts."""
    texts, groups = labelled(random.Random(7))
    found = [set(each.members) for each in campaigns(texts)]
    assert len(found) == len(groups)
    assert all(any(each <= group for group in groups) for each in found)
    assert sum(map(len, found)) >= 0.98 * sum(map(len, groups))


def test_what_is_alike_in_all_but_case_marks_and_spaces_is_one_text() -> None:
    said = "Managers who silence those who speak up must never again work in our hospitals."
    texts = {
        1: said,
        2: said.upper(),
        3: said.replace(" ", "\n"),
        4: f"“{said}”!",
        5: said.replace(",", ""),
        6: "I agree",
    }
    (only,) = campaigns(texts)
    assert (only.members, only.variants, only.template) == ((1, 2, 3, 4, 5), 1, said)
    assert distinct(texts) == 2
    assert campaigns({pk: text for pk, text in texts.items() if pk < FEWEST}) == []
    assert campaigns(dict.fromkeys(range(50), "I agree with all of it")) == []
