"""The pages on themes, as an analyst goes through them, and what everybody reads of them."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from consultation import actions
from consultation.models import Consultation
from consultation.queries.coding import worded_questions
from kernel.permissions import Role
from tests.factories.consultation import SOMEBODY, WEEKS, Team, answer, approved, question, read_and_published
from tests.factories.kernel import user_with

pytestmark = pytest.mark.django_db
NOW = timezone.now()
OPENED = NOW - WEEKS - timedelta(days=9)
AT = "/staff/consultations/leading/"


@pytest.fixture
def team() -> Team:
    return Team()


@pytest.fixture
def held(team: Team) -> Consultation:
    made = approved(team, opens_at=OPENED)
    for text in ("It costs too much.", "People fear to speak. <b>So</b>"):
        actions.enter_response(
            consultation=made,
            channel="email",
            sender=SOMEBODY,
            answers=answer(question(made, 1), "agree", text=text),
            received_at=OPENED + timedelta(days=1),
            by=team.analyst,
            at=NOW,
        )
    return made


def signed_in(role: Role) -> Client:
    client = Client()
    client.force_login(user_with(role))
    return client


def chosen(page: str, name: str) -> dict[str, str]:
    """The answer that a page shows, and the theme of a name on it."""
    number = re.search(r'name="answer"[^>]*value="(\d+)"', page)
    theme = re.search(rf'value="(\d+)"[^>]*>\s*<label[^>]*>\s*{name}', page)
    assert number
    return {"answer": number[1]} | ({"themes": theme[1]} if theme else {})


def test_from_a_codebook_to_what_everybody_reads(held: Consultation, team: Team) -> None:
    analyst = signed_in(Role.CONSULTATION_ANALYST)
    asked = worded_questions(consultation=held).exclude(comment="").get()
    of_it = f"{AT}questions/{asked.pk}/"
    assert "0 of 2 answers in words were read" in analyst.get(f"{of_it}themes/").content.decode()
    assert analyst.post(f"{of_it}themes/new/", {"name": "Cost"}).status_code == 422
    for name in ("Cost", "Fear"):
        assert analyst.post(f"{of_it}themes/new/", {"name": name, "definition": f"On {name}."}).status_code == 302
    for name in ("Cost", "Fear"):
        page = analyst.get(f"{of_it}code/").content.decode()
        assert "<b>So" not in page
        assert analyst.post(f"{of_it}code/", chosen(page, name)).status_code == 302
    assert "No answer is left to read" in analyst.get(f"{of_it}code/").content.decode()
    stale: dict[str, Any] = chosen(page, "Fear") | {"themes": "999999"}
    refused = analyst.post(f"{of_it}code/", stale)  # shows the answer that its form carries, though none is left
    again = refused.content.decode()
    assert (refused.status_code, "People fear to speak." in again) == (422, True)
    assert chosen(again, "Fear")["answer"] == stale["answer"]
    for spoilt in ("", "x", "\ufffd"):
        assert analyst.post(f"{of_it}code/", {"answer": spoilt}).status_code == 404
    assert analyst.post(f"{of_it}code/", {"answer": "9" * 40}).status_code == 302
    gone = analyst.post(f"{of_it}code/", {"answer": "999999"}, follow=True)
    assert "does not count any more" in gone.content.decode()
    shown = analyst.get(f"{of_it}themes/").content.decode()
    assert "2 of 2 answers in words were read" in shown
    assert "50%" in shown
    assert "Fear" in analyst.get(f"{of_it}code/{chosen(page, 'Fear')['answer']}/").content.decode()
    finished = actions.finish_analysis(consultation=held, outcome="So.", by=team.analyst, at=NOW)
    assert 'data-test="add-theme"' not in analyst.get(f"{of_it}themes/").content.decode()
    assert analyst.post(f"{of_it}themes/new/", {"name": "Late", "definition": "Late."}).status_code == 422
    read_and_published(team, finished, at=NOW)
    public = unescape(Client().get("/consultations/leading/").content.decode())
    assert "2 of 2 answers in words were read for themes" in public
    assert "On Fear." in public


def test_who_approves_reads_the_codebook_and_changes_nothing(held: Consultation) -> None:
    publisher = signed_in(Role.PUBLISHER)
    assert publisher.get(f"{AT}themes/").status_code == 200
    asked = worded_questions(consultation=held).exclude(comment="").get()
    assert "Add a theme" not in publisher.get(f"{AT}questions/{asked.pk}/themes/").content.decode()
    assert publisher.get(f"{AT}questions/{asked.pk}/code/").status_code == 403
