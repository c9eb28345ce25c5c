"""Many answers changed at once and put back, and answers shared out: by rule, and as PostgreSQL holds it."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from consultation import actions
from consultation.actions.recoding import recode, undo_recoding
from consultation.actions.sharing import hand_over, share_out
from consultation.models import Answer, Coding, Consultation, Question, Recoding, Share, Undoing
from consultation.queries.coding import (
    answers_to,
    found_in,
    next_second,
    next_unread,
    read_twice,
    themes_in,
    worded_questions,
)
from consultation.queries.progress import work_for
from consultation.queries.recoding import concerned, unread_with
from consultation.queries.sharing import parts_of
from consultation.rules.recoding import NotRecoded, Way, recoded, require_whole
from consultation.rules.sharing import NotShared, shared
from consultation.rules.themes import NotCodable, is_sampled
from kernel.history import acting
from kernel.models import User
from kernel.permissions import Role
from tests.factories.consultation import SOMEBODY, WEEKS, Team, answer, approved, question
from tests.factories.kernel import user_with

NOW = timezone.now()
OPENED = NOW - WEEKS - timedelta(days=9)
ANSWERS = 30


@pytest.mark.parametrize("themes", [frozenset[int](), {1}, {2}, {1, 2}, {3}, {1, 3}, {1, 2, 3}])
def test_an_answer_keeps_every_theme_but_the_one_that_is_moved(themes: frozenset[int]) -> None:
    themes = frozenset(themes)
    moved, added = recoded(themes, source=1, target=2), recoded(themes, source=None, target=2)
    assert moved == ((themes - {1}) | {2} if 1 in themes else themes)
    assert added == themes | {2}


def test_a_change_says_what_it_changes() -> None:
    whole = {
        (Way.MOVE, True, False, ""),
        (Way.MOVE, True, False, "cost"),
        (Way.MERGE, True, False, ""),
        (Way.ADD, False, False, "cost"),
    }
    for way, has_source, same, words in product(Way, (True, False), (True, False), ("", "cost")):
        given: dict[str, Any] = {"way": way, "source": 1 if has_source else None, "words": words}
        if (way, has_source, same and has_source, words) in whole:
            require_whole(target=2, **given)
        else:
            with pytest.raises(NotRecoded):
                require_whole(target=1 if same else 2, **given)


@pytest.mark.parametrize(
    ("answers", "readers", "found"),
    [
        ({1: (), 2: (), 3: (), 4: (), 5: ()}, [7, 8], {1: 7, 2: 8, 3: 7, 4: 8, 5: 7}),
        ({1: (7,), 2: (7,), 3: (), 4: ()}, [7, 8], {1: 8, 2: 8, 3: 7, 4: 7}),
        ({1: (7, 8), 2: (7,)}, [7, 8], {2: 8}),
        ({1: ()}, [], {}),
        ({}, [7], {}),
    ],
)
def test_parts_are_even_and_nobody_gets_what_they_read(
    answers: dict[int, tuple[int, ...]], readers: list[int], found: dict[int, int]
) -> None:
    assert shared(answers, readers) == found


@pytest.fixture
def team(db: None) -> Team:
    return Team()


@pytest.fixture
def by(team: Team) -> dict[str, Any]:
    return {"by": team.analyst, "at": NOW}


@pytest.fixture
def held(team: Team, by: dict[str, Any]) -> Consultation:
    made = approved(team, opens_at=OPENED)
    given: dict[str, Any] = {"channel": "paper", "sender": SOMEBODY, "received_at": OPENED + timedelta(days=1), **by}
    for place in range(ANSWERS):
        said = answer(question(made, 1), "agree", text=f"{'Wards cost' if place % 3 else 'Fear of'} number {place}.")
        actions.enter_response(consultation=made, answers=said, **given)
    return made


@pytest.fixture
def asked(held: Consultation) -> Question:
    return worded_questions(consultation=held).exclude(comment="").get()


def themes(asked: Question, by: dict[str, Any], *names: str) -> list[int]:
    return [actions.add_theme(question=asked, name=name, definition="Says so.", **by).pk for name in names]


def read(asked: Question, by: dict[str, Any], *found: list[int]) -> list[Answer]:
    """One answer after the other, as it was found."""
    answers = list(answers_to(question=asked).select_related("wording__question").order_by("pk")[: len(found)])
    for one, listed in zip(answers, found, strict=True):
        actions.code_answer(answer=one, themes=listed, **by)
    return answers


def refused_by_postgresql(by: dict[str, Any], match: str, spoil: Callable[[], object]) -> None:
    with pytest.raises(DatabaseError, match=match), transaction.atomic(), acting(user=by["by"]):
        spoil()


def change(asked: Question, by: dict[str, Any], way: Way, source: int | None, target: int, **how: Any) -> Recoding:
    words = how.get("words", "")
    count = len(concerned(question=asked, source=source, target=target, words=words))
    expected = how.get("expected", count)
    given: dict[str, Any] = {"way": way, "source": source, "target": target, "words": words, "expected": expected}
    return recode(question=asked, reason="The two say the same", **given, **by)


def test_a_merge_is_undone_exactly_and_is_nobodys_reading(asked: Question, by: dict[str, Any]) -> None:
    cost, money, old = themes(asked, by, "Cost", "Money", "Old")
    answers = read(asked, by, [cost], [cost, money], [money], [cost, old], [])
    actions.change_theme(theme=asked.themes.get(pk=old), name="Old", definition="So.", is_retired=True, **by)
    before = [themes_in(answer=one) for one in answers]
    agreed = read_twice(question=asked)
    merging = change(asked, by | {"by": user_with(Role.CONSULTATION_ANALYST)}, Way.MERGE, cost, money)
    assert (merging.answers, [set(themes_in(answer=one)) for one in answers]) == (
        3,
        [{money}, {money}, {money}, {money, old}, set()],
    )
    assert (asked.themes.get(pk=cost).is_retired, found_in(question=asked).counts) == (True, {money: 4})
    assert read_twice(question=asked).readings == agreed.readings
    assert Coding.objects.filter(answer=answers[0]).count() == 2, "what was found stays"
    other = user_with(Role.CONSULTATION_ANALYST)
    sampled = [one for one in answers if is_sampled(one.pk)]
    second = next_second(question=asked, user=other)
    assert (second.pk if second else None) == (sampled[0].pk if sampled else None), "it is no second reading"
    undo_recoding(question=asked, recoding=merging, **by)
    assert [sorted(themes_in(answer=one)) for one in answers] == [sorted(each) for each in before]
    assert not asked.themes.get(pk=cost).is_retired
    with pytest.raises(NotRecoded, match="taken back already"):
        undo_recoding(question=asked, recoding=merging, **by)


def test_what_was_read_since_is_not_undone(asked: Question, by: dict[str, Any]) -> None:
    cost, money = themes(asked, by, "Cost", "Money")
    answers = read(asked, by, [cost], [cost])
    moving = change(asked, by, Way.MOVE, cost, money, words="wards")
    assert moving.answers == 1
    since = Answer.objects.get(codings__recoding=moving)
    actions.code_answer(answer=since, themes=[], **by)
    number = since.version.response.public_number
    with pytest.raises(NotRecoded, match=f"read or changed since.*{number}"):
        undo_recoding(question=asked, recoding=moving, **by)
    refused_by_postgresql(by, "read since stays", lambda: Undoing.objects.create(recoding=moving, **by))
    last = Coding.objects.filter(answer=since).latest("pk")
    first = Coding.objects.filter(answer=since).earliest("pk")
    untouched = next(one for one in answers if one.pk != since.pk)
    for spoil in (
        lambda: Coding.objects.create(answer=since, recoding=moving, before=first, **by),
        lambda: Coding.objects.create(answer=untouched, recoding=moving, before=last, **by),
        lambda: Coding.objects.create(answer=since, recoding=moving, **by),
        lambda: Recoding.objects.create(question=asked, way="move", target_id=cost, reason="So", answers=1, **by),
        lambda: Recoding.objects.create(
            question=asked, way="move", source_id=cost, target_id=cost, reason="So", answers=1, **by
        ),
    ):
        refused_by_postgresql(by, "last reading|recoding_|read_or_recoded|unique", spoil)


def test_a_theme_is_added_where_words_stand_and_somebody_has_read(asked: Question, by: dict[str, Any]) -> None:
    cost, money = themes(asked, by, "Cost", "Money")
    read(asked, by, [], [], [cost], [money])
    assert unread_with(question=asked, words="wards") == 18
    with pytest.raises(NotRecoded, match="concerns 2 answers now, and not 3"):
        change(asked, by, Way.ADD, None, money, words="wards", expected=3)
    assert change(asked, by, Way.ADD, None, money, words="wards").answers == 2
    with pytest.raises(NotRecoded, match="concerns no answer"):
        change(asked, by, Way.ADD, None, money, words="wards")
    assert found_in(question=asked).base == 4
    with pytest.raises(NotCodable, match="codebook changed"):
        recode(question=asked, way="move", source=cost, target=999, words="", reason="So", expected=1, **by)


def left(asked: Question, reader: User) -> tuple[int, int]:
    """How many are left to read of a reader's part: first, and second."""
    found = {each.is_second: each.left for each in parts_of(question=asked) if each.reader == reader}
    return found.get(False, 0), found.get(True, 0)


def test_everybody_reads_their_part_and_what_is_left_is_handed_over(asked: Question, by: dict[str, Any]) -> None:
    one: User = by["by"]
    other, third = user_with(Role.CONSULTATION_ANALYST), user_with(Role.CONSULTATION_ANALYST)
    first: dict[str, Any] = {"question": asked, "is_second": False, **by}
    assert share_out(readers=[one.pk, other.pk], count=20, **first) == 20
    assert (left(asked, one), left(asked, other)) == ((10, 0), (10, 0))
    assert share_out(readers=[third.pk], count=None, **first) == ANSWERS - 20
    with pytest.raises(NotShared, match="No answer is left"):
        share_out(readers=[third.pk], count=None, **first)
    with pytest.raises(NotShared, match="may not read"):
        share_out(readers=[user_with(Role.PUBLISHER).pk], count=None, **first)
    (line,) = [each.text for each in work_for(user=other, at=NOW) if "answers to “" in each.text]
    assert line.startswith("Read 10 answers to “Should managers be regulated?”: Leading")
    mine = next_unread(question=asked, user=other)
    assert mine is not None
    assert Share.objects.get(answer=mine).reader == other
    assert hand_over(reader=other.pk, to=third.pk, **first) == 10
    assert next_unread(question=asked, user=other) is None
    assert (left(asked, other), left(asked, third)) == ((0, 0), (20, 0))


def test_nobody_has_one_answer_twice(asked: Question, by: dict[str, Any], held: Consultation) -> None:
    one: User = by["by"]
    other = user_with(Role.CONSULTATION_ANALYST)
    share_out(question=asked, readers=[one.pk], count=25, is_second=False, **by)
    read(asked, by, *[[]] * 24)
    done = [each.answer for each in Share.objects.select_related("answer").order_by("answer")]
    wanted = [each for each in done[:24] if is_sampled(each.pk)]
    assert wanted, "one in ten, and well spread"
    assert left(asked, one) == (1, 0)
    seconds: dict[str, Any] = {"question": asked, "is_second": True, **by}
    with pytest.raises(NotShared, match="never who read it first"):
        share_out(readers=[one.pk], count=None, **seconds)
    assert share_out(readers=[other.pk, one.pk], count=None, **seconds) == len(wanted)
    assert left(asked, other) == (0, len(wanted))
    with pytest.raises(NotShared, match="two people"):
        hand_over(reader=other.pk, to=one.pk, **seconds)
    theirs = Share.objects.get(answer=done[24])
    free = next(each for each in done[:24] if each not in wanted)
    for spoil in (
        lambda: Share.objects.create(answer=done[24], reader=one, is_second=True),
        lambda: Share.objects.create(answer=done[24], reader=other, is_second=False),
        lambda: Share.objects.create(answer=free, reader=one, is_second=True),
        lambda: Share.objects.filter(pk=theirs.pk).update(answer=free),
    ):
        refused_by_postgresql(by, "two_people|one_reader|two people|handed over as", spoil)
    actions.finish_analysis(consultation=held, outcome="So.", **by)
    assert [each.text for each in work_for(user=one, at=NOW) if "answer to “" in each.text] == []
    with pytest.raises(NotCodable):
        hand_over(question=asked, reader=one.pk, to=other.pk, is_second=False, **by)
    refused_by_postgresql(by, "until the analysis", lambda: Share.objects.filter(pk=theirs.pk).update(reader=other))
