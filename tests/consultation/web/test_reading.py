"""Reading responses: found by words and by who says them, counted by the same filter, and safe in a file."""

import csv
import io
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from consultation import actions
from consultation.models import Consultation, Response
from kernel.models import AccessEvent
from kernel.permissions import Role
from tests.attacks.naughty import SHEETS
from tests.factories.consultation import SOMEBODY, Team, answer, approved, question
from tests.factories.kernel import user_with

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LEADER = replace(SOMEBODY, respondent_type="leader", publish="named", name="Ada Byron", organisation="RJ1")


@pytest.fixture
def held() -> Consultation:
    """Three responses, of which one is changed and one withdrawn."""
    team = Team()
    made = approved(team, opens_at=NOW - timedelta(days=9))
    one = question(made, 1)
    given: dict[str, Any] = {"consultation": made, "equality": {}, "at": NOW}
    for code, sender, chosen, text in (
        ("A", SOMEBODY, "agree", "Rota changes were hidden from the wards."),
        ("B", LEADER, "disagree", "It would cost too much."),
        ("B", LEADER, "disagree", "Registers cost more than they protect. <script>alert(1)</script>"),
        ("C", SOMEBODY, "agree", "Withdrawn words about wards."),
    ):
        actions.send_response(code=code, sender=sender, answers=answer(one, chosen, text=text), **given)
    actions.withdraw_response(consultation=made, code="C", at=NOW)
    return made


@pytest.fixture
def analyst() -> Client:
    client = Client()
    client.force_login(user_with(Role.CONSULTATION_ANALYST))
    return client


def page(client: Client, address: str, **query: str) -> str:
    answered = client.get(f"/staff/consultations/leading/{address}", query)
    assert answered.status_code == 200
    return answered.content.decode()


def numbers(held: Consultation) -> dict[str, str]:
    """The public numbers by who answers, of those that count."""
    rows = Response.objects.filter(consultation=held).exclude(versions__is_withdrawal=True)
    return {str(one.versions.last().respondent_type): one.public_number for one in rows}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {"public", "leader"}),
        ({"words": "ward"}, {"public"}),
        ({"words": '"hidden from" rotas'}, {"public"}),
        ({"words": "hidden or registers"}, {"public", "leader"}),
        ({"words": "much"}, set()),  # of a version that another took the place of
        ({"words": "withdrawn"}, set()),
        ({"respondent_type": "leader"}, {"leader"}),
        ({"publish": "named"}, {"leader"}),
        ({"channel": "paper"}, set()),
        ({"channel": "web", "words": "cost"}, {"leader"}),
        ({"late": "on"}, set()),
    ],
)
def test_the_same_filter_finds_counts_and_saves(
    held: Consultation, analyst: Client, query: dict[str, str], expected: set[str]
) -> None:
    of = {"public": numbers(held)["public"], "leader": numbers(held)["leader"]}
    listed = page(analyst, "responses/", **query)
    assert {kind for kind, number in of.items() if number in listed} == expected
    assert f'data-test="shown">{len(expected)} responses' in page(analyst, "results/", **query)
    lines = csv.DictReader(io.StringIO(page(analyst, "responses/responses.csv", **query)))
    assert {line["response"] for line in lines} == {of[kind] for kind in expected}


def test_an_answer_filters_too_and_one_that_there_is_not_is_said(held: Consultation, analyst: Client) -> None:
    agreed = f"{question(held, 1).pk}:agree"
    assert numbers(held)["leader"] not in page(analyst, "responses/", answer=agreed)
    refused = analyst.get("/staff/consultations/leading/responses/", {"answer": "1:none"})
    assert (refused.status_code, "nhsuk-error-message" in refused.content.decode()) == (422, True)


def test_one_response_shows_what_stands_and_what_was_sent_before_and_the_look_is_written_down(
    held: Consultation, analyst: Client
) -> None:
    number = numbers(held)["leader"]
    shown = page(analyst, f"responses/{number}/", words="cost")
    assert "<script>alert" not in shown
    for words in ("Registers cost more", "As it was sent on", "too much", "Ada Byron", "Disagree", "?words=cost"):
        assert words in unescape(shown)
    assert AccessEvent.objects.filter(noun="consultation.response", reference=number, act="opened").exists()
    assert analyst.get(f"/staff/consultations/another/responses/{number}/").status_code == 404


def test_a_withdrawn_response_says_so_and_files_hold_no_names_and_run_nothing(analyst: Client) -> None:
    made = approved(Team(), opens_at=NOW - timedelta(days=9))
    given: dict[str, Any] = {"consultation": made, "equality": {}, "at": NOW, "sender": LEADER}
    for place, text in enumerate(SHEETS):
        actions.send_response(code=f"S{place}", answers=answer(question(made, 1), "agree", text=text), **given)
    saved = page(analyst, "responses/responses.csv")
    assert "Ada Byron" not in saved
    cells = [cell for line in csv.reader(io.StringIO(saved)) for cell in line]
    assert [cell for cell in cells if cell[:1] in "=+-@\t\r" and cell] == []
    actions.withdraw_response(consultation=made, code="S0", at=NOW)
    gone = Response.objects.get(versions__is_withdrawal=True)
    shown = page(analyst, f"responses/{gone.public_number}/")
    assert ("Its sender withdrew it" in shown, "As it was sent on" in shown) == (True, False)
