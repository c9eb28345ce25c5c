"""The pages on changes of many answers and on who reads, as an analyst goes through them."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from consultation import actions
from consultation.models import Coding, Question, Share
from consultation.queries.coding import answers_to, found_in, worded_questions
from kernel.permissions import Role
from tests.factories.consultation import SOMEBODY, WEEKS, Team, answer, approved, question
from tests.factories.kernel import user_with

pytestmark = pytest.mark.django_db
NOW = timezone.now()
OPENED = NOW - WEEKS - timedelta(days=9)
AT = "/staff/consultations/leading/"


@pytest.fixture
def team() -> Team:
    return Team()


@pytest.fixture
def analyst(team: Team) -> Client:
    client = Client()
    client.force_login(team.analyst)
    return client


@pytest.fixture
def asked(team: Team) -> Question:
    """A question with five answers."""
    held = approved(team, opens_at=OPENED)
    given: dict[str, Any] = {"channel": "paper", "sender": SOMEBODY, "by": team.analyst, "at": NOW}
    for place in range(5):
        said = answer(question(held, 1), "agree", text=f"It costs wards {place}")
        actions.enter_response(consultation=held, answers=said, received_at=OPENED + timedelta(days=1), **given)
    return worded_questions(consultation=held).exclude(comment="").get()


def test_a_change_is_looked_at_made_and_taken_back(asked: Question, analyst: Client, team: Team) -> None:
    by: dict[str, Any] = {"by": team.analyst, "at": NOW}
    cost, money = (
        actions.add_theme(question=asked, name=name, definition="Says so.", **by) for name in ("Cost", "Money")
    )
    for one in answers_to(question=asked).order_by("pk")[:3]:
        actions.code_answer(answer=one, themes=[cost.pk], **by)
    of_it = f"{AT}questions/{asked.pk}/recodings/"
    assert "No change yet" in analyst.get(of_it).content.decode()
    assert "There is a problem" not in analyst.get(f"{of_it}new/").content.decode()
    wrong = analyst.get(f"{of_it}new/?way=merge&source={cost.pk}&target={cost.pk}").content.decode()
    assert "Select two different themes" in wrong
    query = f"?way=move&source={cost.pk}&target={money.pk}&words=wards"
    seen = unescape(analyst.get(f"{of_it}new/{query}").content.decode())
    for words in (
        "From “Cost” to “Money” where “wards” stands: 3 answers",
        "2 with these words were not read",
        "costs",
    ):
        assert words in seen, words
    assert analyst.post(f"{of_it}new/{query}", {"expected": 3}).content.decode().count("Enter why") > 0
    late = analyst.post(f"{of_it}new/{query}", {"expected": 2, "reason": "One theme"}).content.decode()
    assert "It concerns 3 answers now" in late
    assert Coding.objects.filter(recoding__isnull=False).count() == 0
    assert analyst.post(f"{of_it}new/{query}", {"expected": 3, "reason": "One theme"}).status_code == 302
    assert found_in(question=asked).counts == {money.pk: 3}
    page = unescape(analyst.get(of_it).content.decode())
    undo = re.search(r'href="([^"]*/undo/)"', page)
    assert undo
    assert "3 answers" in analyst.get(undo[1]).content.decode()
    assert analyst.post(undo[1]).status_code == 302
    assert found_in(question=asked).counts == {cost.pk: 3}
    assert f"By {team.analyst.name}" in analyst.get(of_it).content.decode()
    assert "taken back already" in analyst.post(undo[1]).content.decode()
    assert analyst.post(f"{of_it}999999/undo/").status_code == 404


def test_answers_are_shared_out_and_handed_over(asked: Question, analyst: Client, team: Team) -> None:
    other = user_with(Role.CONSULTATION_ANALYST, name="Other Reader")
    of_it = f"{AT}questions/{asked.pk}/readers/"
    assert "Nobody has a part" in analyst.get(of_it).content.decode()
    both: dict[str, Any] = {"reading": "first", "readers": [team.analyst.pk, other.pk]}
    spoilt: list[dict[str, Any]] = [
        {"count": "some"},
        {"count": "0"},
        {"readers": []},
        {"readers": [team.publisher.pk]},
    ]
    for wrong in spoilt:
        assert analyst.post(f"{of_it}share/", both | wrong).status_code == 422
    assert analyst.post(f"{of_it}share/", both | {"count": "4"}).status_code == 302
    page = analyst.get(of_it).content.decode()
    assert "1 to read first" in page
    client = Client()
    client.force_login(other)
    assert "Read 2 answers to “Should managers be regulated?”" in client.get("/staff/").content.decode()
    shown = re.findall(
        r'name="answer"[^>]*value="(\d+)"', client.get(f"{AT}questions/{asked.pk}/code/").content.decode()
    )
    assert Share.objects.get(answer=int(shown[0])).reader == other
    over = f"{of_it}first/{other.pk}/hand-over/"
    assert over in page
    assert analyst.get(f"{of_it}third/{other.pk}/hand-over/").status_code == 404
    assert analyst.post(over, {"to": ""}).status_code == 422
    assert analyst.post(over, {"to": team.analyst.pk}).status_code == 302
    assert "Nothing is left" in analyst.post(over, {"to": team.analyst.pk}).content.decode()
    assert Share.objects.filter(reader=team.analyst).count() == 4
    publisher = Client()
    publisher.force_login(team.publisher)
    assert publisher.get(of_it).status_code == 403
