"""Rows of somebody's table become responses, or are refused in words."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from consultation.rules.imports import Reader, RowFault, guessed
from consultation.rules.questionnaire import SCALE, Condition, Kind, Question, Section
from kernel.files.kinds import FileRefused
from kernel.files.tables import ANSWERS, rows_in

OPENS = datetime(2024, 11, 26, 9, tzinfo=UTC)
CLOSES = datetime(2025, 2, 18, 23, 59, tzinfo=UTC)
AGREE = Question(
    pk=1, number=1, kind=Kind.AGREEMENT, wording=11, text="Should they?", comment="Please explain", choices=SCALE
)
WHICH = Question(
    pk=2, number=2, kind=Kind.MULTIPLE, wording=12, text="Which?", choices=(("c1", "Band 8; or 9"), ("c2", "Board"))
)
MANY = Question(pk=3, number=3, kind=Kind.NUMBER, wording=13, text="How many?")
WHEN = Question(pk=4, number=4, kind=Kind.DATE, wording=14, text="From when?")
ASKED = [
    Section(pk=1, title="One", questions=(AGREE,)),
    Section(
        pk=2,
        title="Two",
        condition=Condition(question=1, keys=frozenset({"agree"})),
        questions=(WHICH, MANY, WHEN),
    ),
]
PLACES = {
    name: str(place)
    for place, name in enumerate(
        ["respondent_type", "received", "q1", "q1-text", "q2", "q3", "q4", "organisation", "publish", "name", "channel"]
    )
}
ROW = ["manager", "3/12/2024", "Agree", "", "", "", "", "", "", "", ""]


def reader(**places: str) -> Reader:
    return Reader(asked=ASKED, places=PLACES | places, opens_at=OPENS, closes_at=CLOSES, at=CLOSES + timedelta(days=1))


def row(**cells: str) -> list[str]:
    return [cells.get(name, cell) for name, cell in zip(PLACES, ROW, strict=True)]


def test_columns_are_guessed_from_headings() -> None:
    headings = [
        "Response ID",
        "I am",
        "Should they?",
        "Comments",
        "Q2. Which",
        "3",
        "Question 4: from when",
        "Q1 - why",
    ]
    questions = [AGREE, WHICH, MANY, WHEN]
    assert guessed(headings, questions) == {
        "reference": "0", "respondent_type": "1", "q1": "2", "q1-text": "3", "q2": "4", "q3": "5", "q4": "6",
    }  # fmt: skip
    assert guessed(["Q9 nothing", "Please explain", "Why", "Q1 why"], questions) == {"q1-text": "3"}


def test_a_row_is_read_as_a_page_would_be() -> None:
    taken = reader(late_reason="all:Sent in time").read(
        row(
            respondent_type="Somebody who answers for an organisation",
            received="2025-02-19 00:10:00",
            organisation="An invented trust",
            publish="named",
            name="A. Nobody",
            channel="By email",
            q2="Board|Board",
            q3="1,200",
            q4="1 March 2025",
            **{"q1-text": "=1+1\r\n<b>"},
        )
    )
    assert (taken.channel, taken.received, taken.late_reason) == ("email", "2025-02-19T00:10:00+00:00", "Sent in time")
    assert taken.sender == {
        "respondent_type": "organisation", "publish": "named", "name": "A. Nobody", "organisation": "An invented trust",
        "may_pass_on": False,
    }  # fmt: skip
    assert taken.answers[1] == {"wording": 11, "chosen": ["agree"], "text": "=1+1\n<b>", "number": "", "day": ""}
    assert [taken.answers[pk]["chosen"] for pk in (2, 3, 4)] == [["c2"], [], []]
    assert (taken.answers[3]["number"], taken.answers[4]["day"]) == ("1200", "2025-03-01")
    assert reader().read(row(q2="Band 8; or 9")).answers[2]["chosen"] == ["c1"]
    assert reader().read(row(name="Unasked for")).sender["name"] == ""
    assert reader().read(row()).received == "2024-12-03T12:00:00+00:00"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("encoding", "not UTF-8"),
        (row(respondent_type=""), "does not say as what"),
        (row(respondent_type="king"), "“king” is no kind of respondent"),
        (row(organisation="A trust"), "only of those"),
        (row(publish="named"), "has none"),
        (row(publish="perhaps"), "no consent"),
        (row(channel="On these pages"), "no way in which it came"),
        (row(received=""), "does not say when"),
        (row(received="3/13/2024"), "is no day on which"),
        (row(received="26/11/2024 08:59"), "before the consultation opened"),
        (row(received="2025-02-18T23:59:00"), "after the close"),
        (row(received="1/1/2099"), "to come"),
        (row(q1=""), "answers no question"),
        (row(q1="Maybe"), "“Maybe” is no choice of question 1"),
        (row(q1="Disagree", q2="Board"), "Question 2 is not asked"),
        (row(q3="1.5"), "no whole number"),
        (row(q4="soon"), "is no day"),
        (row(**{"q1-text": "a\u202eb"}), "cannot be used"),
        (row(**{"q1-text": "a\x07b"}), "cannot be used"),
    ],
)
def test_what_cannot_be_taken_in_is_said_in_words(cells: Any, said: str) -> None:
    with pytest.raises(RowFault, match=said):
        reader().read(cells)


def test_answers_in_a_file_may_have_several_lines_and_a_broken_text_breaks_no_other_row() -> None:
    content = (
        'Q1,Q2\r\n"two\nlines, ""said""",x\r\n\xff,y\r\na,b,c\r\n'.encode("latin-1") + b"n\0,z\nlast," + b"w" * 21_000
    )
    _about, rows = rows_in(content, ".csv", ANSWERS)
    assert list(rows) == [['two\nlines, "said"', "x"], "encoding", "columns", "encoding", "too_long"]
    with pytest.raises(FileRefused, match="quotation mark"):
        list(rows_in(b'Q1\n"never closed\n', ".csv", ANSWERS)[1])
