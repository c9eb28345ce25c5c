"""Themes: the agreement of two readers, the sample, and what is refused by the actions and by PostgreSQL."""

import random
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from sklearn.metrics import cohen_kappa_score

from consultation import actions
from consultation.models import Answer, CodedTheme, Consultation, Question, Theme
from consultation.queries.coding import found_in, next_second, next_unread, read_twice, worded_questions
from consultation.rules.themes import SAMPLE, NotCodable, agreement, is_sampled
from kernel.history import acting
from kernel.models import User
from kernel.permissions import Role
from tests.factories.consultation import SOMEBODY, WEEKS, Team, answer, approved, question
from tests.factories.kernel import user_with

NOW = timezone.now()
OPENED = NOW - WEEKS - timedelta(days=9)


@pytest.mark.parametrize(
    ("both", "first", "second", "neither", "kappa"),
    [(20, 5, 10, 15, 0.4), (45, 15, 25, 15, 0.1304), (0, 5, 5, 0, -1.0), (7, 0, 0, 3, 1.0), (0, 0, 0, 9, None)],
)
def test_kappa_is_as_cohen_defines_it(both: int, first: int, second: int, neither: int, kappa: float | None) -> None:
    one, none = {1}, set[int]()
    readings = [(one, one)] * both + [(one, none)] * first + [(none, one)] * second + [(none, none)] * neither
    found = agreement(readings, 1)
    assert (found.both, found.differ, found.neither) == (both, first + second, neither)
    assert found.kappa == (None if kappa is None else pytest.approx(kappa, abs=1e-4))


def test_kappa_is_that_of_a_library_for_whatever_two_people_found() -> None:
    dice = random.Random(72)
    for size in (1, 2, 10, 300):
        for _ in range(25):
            often = dice.random()
            readings = [tuple({1} if dice.random() < often else set() for _ in range(2)) for _ in range(size)]
            found = agreement([(one, other) for one, other in readings], 1)
            ones, others = ([bool(each[place]) for each in readings] for place in (0, 1))
            if found.kappa is None:
                assert set(ones + others) in ({True}, {False})
            else:
                assert found.kappa == pytest.approx(cohen_kappa_score(ones, others))


def test_the_sample_is_one_in_ten_and_spread_over_all() -> None:
    chosen = [number for number in range(1, 20_001) if is_sampled(number)]
    assert abs(len(chosen) - 20_000 / SAMPLE) < 20
    assert max(later - earlier for earlier, later in pairwise(chosen)) < 3 * SAMPLE


@pytest.fixture
def team(db: None) -> Team:
    return Team()


@pytest.fixture
def held(team: Team) -> Consultation:
    """A consultation that is over, with forty answers in words."""
    made = approved(team, opens_at=OPENED)
    for place in range(40):
        actions.enter_response(
            consultation=made,
            channel="paper",
            sender=SOMEBODY,
            answers=answer(question(made, 1), "agree", text=f"Words of {place}."),
            received_at=OPENED + timedelta(days=1),
            by=team.analyst,
            at=NOW,
        )
    return made


@pytest.fixture
def asked(held: Consultation) -> Question:
    found = worded_questions(consultation=held).exclude(comment="").first()
    assert found is not None
    return found


def themes(asked: Question, by: User) -> list[int]:
    given: dict[str, Any] = {"question": asked, "definition": "Says so.", "by": by, "at": NOW}
    return [actions.add_theme(name=name, **given).pk for name in ("Cost", "Fear")]


def test_the_last_reading_counts_and_answers_come_one_after_another(asked: Question, team: Team) -> None:
    cost, fear = themes(asked, team.analyst)
    found: dict[str, Any] = {"by": team.analyst, "at": NOW}
    first = next_unread(question=asked)
    assert first is not None
    actions.code_answer(answer=first, themes=[cost, fear], **found)
    actions.code_answer(answer=first, themes=[fear], **found)
    second = next_unread(question=asked)
    assert second is not None
    assert second.pk > first.pk
    actions.code_answer(answer=second, themes=[], **found)
    sums = found_in(question=asked)
    assert (sums.said, sums.base, sums.counts) == (40, 2, {fear: 1})


def test_a_second_analyst_reads_the_sample_blind_and_differences_wait_to_be_settled(
    asked: Question, team: Team
) -> None:
    cost, fear = themes(asked, team.analyst)
    while (unread := next_unread(question=asked)) is not None:
        actions.code_answer(answer=unread, themes=[cost], by=team.analyst, at=NOW)
    assert next_second(question=asked, user=team.analyst) is None
    other, read = user_with(Role.CONSULTATION_ANALYST), []
    while (sampled := next_second(question=asked, user=other)) is not None:
        read.append(sampled)
        actions.code_answer(answer=sampled, themes=[fear] if len(read) == 1 else [cost], by=other, at=NOW)
    assert all(is_sampled(one.pk) for one in read)
    assert next_second(question=asked, user=user_with(Role.CONSULTATION_ANALYST)) is None  # two are enough
    twice = read_twice(question=asked)
    assert (twice.readings, twice.unsettled) == (len(read), [read[0].pk])
    actions.code_answer(answer=read[0], themes=[cost, fear], by=team.analyst, at=NOW)
    settled = read_twice(question=asked)
    assert (settled.unsettled, settled.by_theme) == ([], twice.by_theme)  # the figure is of the first readings


def test_what_is_refused(asked: Question, held: Consultation, team: Team) -> None:
    cost, _ = themes(asked, team.analyst)
    by: dict[str, Any] = {"by": team.analyst, "at": NOW}
    one = Answer.objects.filter(wording__question=asked).first()
    assert one is not None
    other = worded_questions(consultation=held).filter(comment="").first()
    assert other is not None
    elsewhere = actions.add_theme(question=other, name="Cost", definition="Another question’s.", **by)
    with pytest.raises(NotCodable, match="theme of this name"):
        actions.add_theme(question=asked, name="Cost", definition="Again.", **by)
    with pytest.raises(NotCodable, match="codebook changed"):
        actions.code_answer(answer=one, themes=[elsewhere.pk], **by)
    coding = actions.code_answer(answer=one, themes=[], **by)
    with pytest.raises(IntegrityError, match="themes of its own"), transaction.atomic(), acting(user=team.analyst):
        CodedTheme.objects.create(coding=coding, theme=elsewhere)
    retired = actions.change_theme(theme=elsewhere, name="Cost", definition="Over.", is_retired=True, **by)
    actions.finish_analysis(consultation=held, outcome="So.", **by)
    with pytest.raises(NotCodable, match="until its analysis is finished"):
        actions.code_answer(answer=one, themes=[cost], **by)
    for spoil in (
        lambda: Theme.objects.create(question=asked, name="Late", definition="Late."),
        lambda: retired.save(update_fields=["name"]),
        lambda: coding.__class__.objects.create(answer=one, by=team.analyst, at=NOW),
    ):
        with pytest.raises(IntegrityError, match="until the analysis"), transaction.atomic(), acting(user=team.analyst):
            spoil()
