"""One question by something else: the same filter as the list, small groups together, a file that runs nothing."""

import csv
import io
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from consultation import actions
from consultation.models import Answer, Consultation
from consultation.queries.counting import counts_of
from consultation.queries.crossing import groups_of
from consultation.queries.finding import Sought
from consultation.rules.counting import crossed
from consultation.rules.responding import Sender
from tests.factories.consultation import Team, answer, approved, question

pytestmark = pytest.mark.django_db
NOW = timezone.now()
PAGE = "/staff/consultations/leading/results/by-group/"
CHOICES = ("strongly_agree", "agree", "disagree", "dont_know")


def answered() -> tuple[Consultation, Team]:
    """Twelve from the public, eleven managers and two leaders; half of the public say by what."""
    team = Team()
    held = approved(team, opens_at=NOW - timedelta(days=20))
    for number, kind in enumerate(["public"] * 12 + ["manager"] * 11 + ["leader"] * 2):
        said = answer(question(held, 1), CHOICES[number % 4], text=f"Words {number}")
        said |= answer(question(held, 2), "c1", "c2") if number % 2 == 0 and CHOICES[number % 4] != "disagree" else {}
        given: dict[str, Any] = {"sender": Sender(respondent_type=kind, publish="not"), "equality": {}, "at": NOW}
        actions.send_response(consultation=held, code=f"C{number}", answers=said, **given)
    return held, team


def test_the_database_counts_as_the_rules_do_and_small_groups_are_put_together() -> None:
    held, team = answered()
    one, two = question(held, 1), question(held, 2)
    actions.withdraw_response(consultation=held, code="C0", at=NOW)
    by_rules = {words: part for words, part in crossed(one, counts_of(consultation=held)) if part.all}
    groups = groups_of(consultation=held, sought=Sought(), question=one.pk, by="respondent_type")
    assert {each.key: (each.all, each.base, each.agreed, each.counts) for each in groups} == {
        key: (part.all, part.base, part.agreed.count, {row.key: row.count for row in part.rows if row.count})  # type: ignore[union-attr]
        for key, part in zip(("public", "manager", "leader"), by_rules.values(), strict=True)
    }
    by_other = {
        each.key: each for each in groups_of(consultation=held, sought=Sought(), question=one.pk, by=str(two.pk))
    }
    assert by_other["c1"].counts == by_other["c2"].counts == {"strongly_agree": 6}
    assert (by_other[""].all, by_other[""].counts.get("strongly_agree", 0)) == (18, 0)
    channels = groups_of(consultation=held, sought=Sought(respondent_type="leader"), question=two.pk, by="channel")
    assert [(each.key, each.all, each.base) for each in channels] == [("web", 2, 1)]

    client = Client()
    client.force_login(team.analyst)
    shown = unescape(client.get(PAGE, {"question": str(one.pk), "by": "respondent_type"}).content.decode())
    for words in ("Smaller groups together", "13", "A member of the public", "in a hundred of those who answered"):
        assert words in shown, words
    assert "A senior manager" not in shown.split('id="answers"')[1]
    rows = list(csv.DictReader(io.StringIO(client.get(f"{PAGE}table.csv", {"by": "week"}).content.decode())))
    assert {row["by"] for row in rows} == {"week in which it was received"}
    assert {row["all"] for row in rows} == {"24"}
    too_few = client.get(PAGE, {"respondent_type": "leader"}).content.decode()
    assert "Too few to count by group" in too_few


def test_a_theme_and_a_week_filter_the_list_and_the_counts_alike() -> None:
    _held, team = answered()
    question_one = Answer.objects.filter(text="Words 3").get().wording.question
    by: dict[str, Any] = {"by": team.analyst, "at": NOW}
    fear = actions.add_theme(question=question_one, name="Fear", definition="Says so", **by)
    for number, themes in ((3, [fear.pk]), (4, [fear.pk]), (4, [])):
        actions.code_answer(answer=Answer.objects.get(text=f"Words {number}"), themes=themes, **by)
    client = Client()
    client.force_login(team.analyst)
    listed = client.get("/staff/consultations/leading/responses/", {"theme": fear.pk}).content.decode()
    assert ("Words 3" in listed, "Words 4" in listed) == (True, False)
    assert 'data-test="shown">1 responses' in client.get(
        "/staff/consultations/leading/results/", {"theme": fear.pk}
    ).content.decode().replace("1 response ", "1 responses ")
    before = str((NOW - timedelta(days=NOW.weekday() + 14)).date())
    assert client.get("/staff/consultations/leading/responses/", {"week": before}).content.decode().count("Words") == 1
