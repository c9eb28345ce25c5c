"""What a machine suggests: made of words alone, kept as it was, and counted nowhere until a person accepts it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from consultation import actions
from consultation.actions.suggesting import (
    GIVEN_UP,
    HELD_FOR,
    MOST_TRIES,
    accept_proposal,
    refuse_proposal,
    want_suggestions,
    work_on_suggestions,
)
from consultation.models import (
    CodeSuggestion,
    Consultation,
    ProposalDecision,
    Question,
    SuggestionRun,
    SuggestionVerdict,
    Theme,
    ThemeProposal,
    TypicalAnswer,
)
from consultation.queries.coding import answers_to, found_in, next_unread, worded_questions
from consultation.queries.suggesting import followed_in, proposals_of, suggested_for
from consultation.rules.suggesting import Known, NotSuggested, Wanted, likely, topics
from kernel.history import ALL, acting
from kernel.queries import system_user_id
from tests.factories.consultation import SOMEBODY, WEEKS, Team, answer, approved, question

NOW = timezone.now()
OPENED = NOW - WEEKS - timedelta(days=9)
MONEY = ("A register costs money that wards need", "The money for a register is missing on wards", "It costs wards")
FEAR = ("People fear their managers when they speak", "Nobody may speak without fear", "Fear keeps people silent")
SAID = [f"{words} {'indeed ' * (place % 2)}now" for place in range(4) for words in (*MONEY, *FEAR)]


def nothing(_doing: str, _percent: int) -> None:
    """For nobody."""


def test_answers_with_the_same_words_are_one_group_and_equal_ones_count_in_its_size() -> None:
    texts = dict(enumerate([*SAID, *SAID, "!!", "of the"], 100))
    told: list[int] = []
    found = topics(texts, groups=2, tell=lambda _, percent: told.append(percent))
    assert sorted(each.size for each in found) == [len(SAID), len(SAID)]
    for one in found:
        about = [words in " ".join(one.words) for words in ("money", "fear")]
        assert sorted(about) == [False, True]
        shown = [texts[key] for key in one.typical]
        assert len(set(shown)) == len(shown), "equal texts are shown once"
        assert all((text.startswith(MONEY)) == about[0] for text in shown)
    assert told == sorted(told)
    for few in ({1: "One"}, dict.fromkeys(range(20), "of the")):
        with pytest.raises(NotSuggested):
            topics(few, groups=2, tell=nothing)


def test_a_theme_is_suggested_where_the_words_of_read_answers_are() -> None:
    known = [Known(text=text, themes=frozenset({1} if text.startswith(MONEY) else {2})) for text in SAID[:12]]
    known.append(Known(text="Rare", themes=frozenset({3})))
    found = likely(known, {7: "So much money for wards", 8: "They fear to speak", 9: "Zebra"}, tell=nothing)
    assert {(each.answer, each.theme) for each in found if each.answer != 9} == {(7, 1), (8, 2)}
    assert all(50 <= each.percent <= 99 for each in found)
    for few in ([], known[:4]):
        with pytest.raises(NotSuggested, match="Too little"):
            likely(few, {7: "Money"}, tell=nothing)


@pytest.fixture
def team(db: None) -> Team:
    return Team()


@pytest.fixture
def held(team: Team) -> Consultation:
    made = approved(team, opens_at=OPENED)
    given: dict[str, Any] = {"channel": "paper", "sender": SOMEBODY, "by": team.analyst, "at": NOW}
    for text in SAID:
        said = answer(question(made, 1), "agree", text=text)
        actions.enter_response(consultation=made, answers=said, received_at=OPENED + timedelta(days=1), **given)
    return made


@pytest.fixture
def asked(held: Consultation) -> Question:
    return worded_questions(consultation=held).exclude(comment="").get()


def work(at: Any = NOW) -> int:
    with acting(user=system_user_id(), tenant=ALL):
        return work_on_suggestions(at=at)


def refused_by_postgresql(team: Team, match: str, spoil: Callable[[], object]) -> None:
    with pytest.raises(DatabaseError, match=match), transaction.atomic(), acting(user=team.analyst):
        spoil()


def test_a_proposal_is_accepted_or_refused_once_and_stays_as_it_was(asked: Question, team: Team) -> None:
    by: dict[str, Any] = {"by": team.analyst, "at": NOW}
    run = want_suggestions(question=asked, wanted=Wanted.THEMES, groups=2, **by)
    assert want_suggestions(question=asked, wanted=Wanted.THEMES, groups=5, **by) == run
    with pytest.raises(NotSuggested, match="no theme yet"):
        want_suggestions(question=asked, wanted=Wanted.CODES, **by)
    assert (work(), work()) == (1, 0)
    run.refresh_from_db()
    assert (run.made, run.texts, run.percent, run.told) == (2, len(SAID), 100, "")
    assert run.library.startswith("scikit-learn ")
    first, second = proposals_of(run=run)
    accept_proposal(question=asked, proposal=first, name="One", definition="Says one.", **by)
    refuse_proposal(question=asked, proposal=second, reason="It is no theme", **by)
    for again in (first, second):
        with pytest.raises(NotSuggested, match="decided on this"):
            accept_proposal(question=asked, proposal=again, name="Two", definition="Says two.", **by)
    one = answers_to(question=asked)[0]
    for spoil in (
        lambda: ThemeProposal.objects.create(run=run, place=9, title="Late", words="late", size=1),
        lambda: TypicalAnswer.objects.create(proposal=first, place=99, answer=one),
        lambda: SuggestionRun.objects.filter(pk=run.pk).update(made=7),
    ):
        refused_by_postgresql(team, "stays as it was|gets none later", spoil)
    for forged in (
        lambda: ThemeProposal.objects.filter(pk=first.pk).update(title="Mine"),
        lambda: ProposalDecision.objects.filter(proposal=second).update(reason="Else"),
    ):
        refused_by_postgresql(team, "permission denied", forged)
    anew = want_suggestions(question=asked, wanted=Wanted.THEMES, groups=3, **by)
    assert (work(), anew != run, ProposalDecision.objects.count()) == (1, True, 2)


def suggesting(asked: Question, team: Team) -> tuple[SuggestionRun, dict[bool, Theme]]:
    """Two themes, eight answers that were read, and suggestions for the others."""
    by: dict[str, Any] = {"by": team.analyst, "at": NOW}
    names = {True: "Money", False: "Fear"}
    themes = {
        which: actions.add_theme(question=asked, name=name, definition="Says so.", **by)
        for which, name in names.items()
    }
    for one in answers_to(question=asked).order_by("pk")[:8]:
        actions.code_answer(answer=one, themes=[themes[one.text.startswith(MONEY)].pk], **by)
    before = found_in(question=asked)
    codes = want_suggestions(question=asked, wanted=Wanted.CODES, **by)
    assert work() == 1
    assert found_in(question=asked) == before, "a suggestion counts nowhere"
    return codes, themes


def test_readers_follow_a_suggestion_or_not_and_it_is_kept_which(asked: Question, team: Team) -> None:
    by: dict[str, Any] = {"by": team.analyst, "at": NOW}
    codes, themes = suggesting(asked, team)
    unread = next_unread(question=asked)
    assert unread is not None
    right = themes[unread.text.startswith(MONEY)]
    assert [each.theme for each in suggested_for(answer=unread)] == [right]
    coding = actions.code_answer(answer=unread, themes=[right.pk], suggested_by=codes.pk, **by)
    assert suggested_for(answer=unread) == []
    actions.code_answer(answer=unread, themes=[], suggested_by=codes.pk, **by)  # a later reading is no verdict
    refusing = next_unread(question=asked)
    assert refusing is not None
    wrong = [each.theme_id for each in suggested_for(answer=refusing)]
    actions.code_answer(answer=refusing, themes=[], suggested_by=codes.pk, **by)
    counts = {each.theme.pk: (each.shown, each.followed) for each in followed_in(question=asked)}
    assert sum(shown for shown, _ in counts.values()) == 1 + len(wrong) > 1
    assert sum(followed for _, followed in counts.values()) == 1
    verdict = SuggestionVerdict.objects.get(coding=coding)
    other = CodeSuggestion.objects.filter(run=codes, verdict=None).first()
    assert other is not None
    for spoil in (
        lambda: SuggestionVerdict.objects.create(suggestion=other, coding=coding, is_followed=True),
        lambda: CodeSuggestion.objects.create(run=codes, answer=unread, theme=right, percent=9),
    ):
        refused_by_postgresql(team, "none later|found its theme", spoil)
    refused_by_postgresql(
        team,
        "permission denied",
        lambda: SuggestionVerdict.objects.filter(pk=verdict.pk).update(is_followed=False),
    )


def test_a_look_that_dies_is_taken_up_again_and_given_up_in_the_end(
    asked: Question, held: Consultation, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    by: dict[str, Any] = {"by": team.analyst, "at": NOW}
    run = want_suggestions(question=asked, wanted=Wanted.THEMES, groups=2, **by)
    with pytest.raises(IntegrityError, match="one_at_once"), transaction.atomic():
        SuggestionRun.objects.create(question=asked, wanted=Wanted.THEMES, groups=2, **by)

    def die(**_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("consultation.actions.suggesting.texts_to", die)
    at = NOW
    for _ in range(MOST_TRIES):
        with pytest.raises(MemoryError):
            work(at)
        assert work(at) == 0, "whoever works on it holds it"
        at += HELD_FOR + timedelta(seconds=1)
    assert work(at) == 0
    run.refresh_from_db()
    assert (run.told, run.ended_at) == (GIVEN_UP, at)
    monkeypatch.undo()
    late = want_suggestions(question=asked, wanted=Wanted.THEMES, groups=2, **by)
    actions.finish_analysis(consultation=held, outcome="So.", **by)
    assert work() == 1
    late.refresh_from_db()
    assert ("until its analysis is finished" in late.told, late.proposals.count()) == (True, 0)
    refused_by_postgresql(
        team, "until the analysis", lambda: SuggestionRun.objects.create(question=asked, wanted="codes", **by)
    )
