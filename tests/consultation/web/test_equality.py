"""Equality answers are counted apart: from the close on, everybody once, and no small group."""

import csv
import io
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from consultation import actions
from consultation.models import Consultation, EqualityForm
from consultation.rules.equality import NOT_GIVEN, SEVERAL, equality_table
from consultation.rules.questionnaire import Kind, Question
from consultation.web.presenters.equality import equality_tables
from tests.factories.consultation import SOMEBODY, Team, answer, approved, question

NOW = timezone.now()
CHOICES = (("a", "A"), ("b", "B"), ("c", "C"))
PAGE = "/staff/consultations/leading/results/equality/"


@pytest.mark.parametrize(
    ("kind", "chosen", "responses", "expected"),
    [
        (Kind.SINGLE, {"a": 20, "b": 12, "c": 10}, 52, [("a", 20), ("b", 12), ("c", 10), (NOT_GIVEN, 10)]),
        (Kind.SINGLE, {"a": 20, "b": 12}, 40, [("a", 20), (f"b c {NOT_GIVEN}", 20)]),
        (Kind.SINGLE, {"a": 20, "b": 12, "c": 3}, 45, [("a", 20), ("b", 12), (f"c {NOT_GIVEN}", 13)]),
        (Kind.SINGLE, {"a": 2, "b": 1}, 4, []),
        (Kind.MULTIPLE, {"a": 12, "ab": 11}, 33, [("a", 12), (SEVERAL, 11), (f"b c {NOT_GIVEN}", 10)]),
    ],
)
def test_a_table_is_all_responses_once(
    kind: Kind, chosen: dict[str, int], responses: int, expected: list[tuple[str, int]]
) -> None:
    asked = Question(pk=1, number=1, kind=kind, wording=1, text="So?", choices=CHOICES)
    answers = [{1: tuple(keys)} for keys, times in chosen.items() for _ in range(times)]
    found = equality_table(asked, answers, responses=responses, fewest=10)
    assert [(" ".join(group.answers), *group.numbers) for group in found] == expected


def answered(held: Consultation, number: int, *chosen: str) -> None:
    age = question(held, 4)
    equality = {str(age.wording): answer(age, *chosen)[age.pk]} if chosen else {}
    said = answer(question(held, 1), "agree", text=f"Words {number}")
    given: dict[str, Any] = {"sender": SOMEBODY, "answers": said, "equality": equality, "at": NOW}
    actions.send_response(consultation=held, code=f"C{number}", **given)


@pytest.mark.django_db
def test_they_are_shown_once_no_more_come(monkeypatch: pytest.MonkeyPatch) -> None:
    team = Team()
    held = approved(team, opens_at=NOW - timedelta(days=84), closes_at=NOW + timedelta(days=1))
    for number in range(30):
        answered(held, number, *(["c1"] if number < 14 else ["c2"] if number < 17 else []))
    actions.withdraw_response(consultation=held, code="C0", at=NOW)
    answered(held, 29, "c1")  # a further version, with an answer now
    assert EqualityForm.objects.count() == 19
    client = Client()
    client.force_login(team.analyst)
    early = unescape(client.get(PAGE).content.decode())
    assert ("Not yet" in early, "Under 50" in early) == (True, False)
    assert client.get(f"{PAGE}equality.csv").status_code == 404
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=2))
    client.force_login(team.analyst)
    shown = unescape(client.get(PAGE).content.decode())
    assert "50 or over; Not answered" in shown
    rows = list(csv.DictReader(io.StringIO(client.get(f"{PAGE}equality.csv").content.decode())))
    assert [(row["answers"], row["responses"], row["all"]) for row in rows] == [
        ("Under 50", "14", "29"),
        ("50 or over; Not answered", "15", "29"),
    ]
    (table,) = equality_tables(held)
    assert [bar["total"] for bar in table["bars"]] == [14, 15]
