"""What a questionnaire asks after which answers, and what keeps it from the public. No database."""

import pytest

from consultation.rules.questionnaire import (
    SCALE,
    Condition,
    Kind,
    NotFit,
    Question,
    Section,
    asked,
    counting,
    faults,
    keyed_choices,
    require_same_choices,
)
from consultation.rules.responding import personal_in
from consultation.workflow import CONSULTATION, Action, Status

YES_NO = (("y", "Yes"), ("n", "No"))


def item(pk: int, kind: str = Kind.SINGLE, condition: Condition | None = None) -> Question:
    choices = SCALE if kind == Kind.AGREEMENT else YES_NO if kind in (Kind.SINGLE, Kind.MULTIPLE) else ()
    return Question(pk=pk, number=pk, kind=kind, wording=pk, text=f"Q{pk}", choices=tuple(choices), condition=condition)


def chose(**keys: str) -> dict[int, dict[str, list[str]]]:
    return {int(name[1:]): {"chosen": [key]} for name, key in keys.items()}


YES = Condition(question=1, keys=frozenset({"y"}))
ONE = Section(pk=1, title="One", questions=(item(1), item(2)))
TWO = Section(pk=2, title="Two", condition=YES, questions=(item(3),))
AFTER_THREE = Condition(question=3, keys=frozenset({"n"}))
THREE = Section(pk=3, title="Three", questions=(item(4, condition=AFTER_THREE), item(5, Kind.TEXT)))
WHOLE = [ONE, TWO, THREE]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, [1, 2, 5]),
        (chose(q1="n"), [1, 2, 5]),
        (chose(q1="y"), [1, 2, 3, 5]),
        (chose(q1="y", q3="n"), [1, 2, 3, 4, 5]),
        (chose(q1="n", q3="n"), [1, 2, 5]),  # what is not asked any more leads nowhere
    ],
)
def test_what_is_asked_follows_from_earlier_answers(
    answers: dict[int, dict[str, list[str]]], expected: list[int]
) -> None:
    assert [question.pk for _section, questions in asked(WHOLE, answers) for question in questions] == expected
    assert counting(WHOLE, answers).keys() == answers.keys() & set(expected)


@pytest.mark.parametrize(
    ("questionnaire", "fault"),
    [
        ([], "There is no question"),
        ([ONE, Section(pk=9, title="Empty")], "“Empty” has no question"),
        ([TWO, ONE], "depends on a question that does not come in an earlier section"),
        ([Section(pk=1, title="One", questions=(item(1), item(2, condition=YES)))], "Question 2 depends"),
        ([ONE, Section(pk=2, title="Two", condition=AFTER_THREE, questions=(item(3),))], "does not come"),
        (
            [
                ONE,
                Section(
                    pk=2, title="Two", condition=Condition(question=1, keys=frozenset({"x"})), questions=(item(3),)
                ),
            ],
            "a choice that question 1 does not have",
        ),
    ],
)
def test_what_cannot_be_put_to_the_public_is_named(questionnaire: list[Section], fault: str) -> None:
    assert any(fault in each for each in faults(questionnaire))
    assert list(faults(WHOLE)) == []


def test_a_choice_keeps_its_key_when_its_words_or_place_change() -> None:
    before = keyed_choices("Yes\nNo\nMaybe")
    assert [key for key, _words in before] == ["c1", "c2", "c3"]
    assert keyed_choices("Yes\nNever\nMaybe", before=before) == [("c1", "Yes"), ("c2", "Never"), ("c3", "Maybe")]
    assert keyed_choices("No\nYes\nMaybe", before=before) == [("c2", "No"), ("c1", "Yes"), ("c3", "Maybe")]
    grown = keyed_choices("Yes\nNo\nMaybe\nOther", before=before)
    assert grown[-1] == ("c4", "Other")
    require_same_choices(before=before, after=grown)
    with pytest.raises(NotFit, match="“Maybe” would be gone"):
        require_same_choices(before=before, after=keyed_choices("Yes\nNo", before=before))
    with pytest.raises(NotFit, match="differ"):
        keyed_choices("Yes\nYes")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Write to j.doe@trust.nhs.uk", ["an email address"]),
        ("Ring 020 7946 0958", ["a telephone number"]),
        ("NHS number 943 476 5919", ["an NHS number"]),
        ("I live at SW1A 1AA", ["a postcode"]),
        ("92 % of 4,924 agreed on 21 July 2025", []),
    ],
)
def test_words_that_look_like_personal_data_are_pointed_out(text: str, found: list[str]) -> None:
    assert personal_in(text) == found


@pytest.mark.parametrize("status", list(Status))
def test_only_a_draft_is_changed_and_nothing_after_publication(status: Status) -> None:
    allowed = CONSULTATION.allowed(status)
    assert (Action.CHANGE in allowed) == (status == Status.DRAFT)
    assert (Action.CORRECT in allowed) == (Action.EXTEND in allowed) == (status == Status.OPEN)
    assert not (allowed and status in (Status.PUBLISHED, Status.WITHDRAWN))
