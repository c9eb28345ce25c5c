"""Whom a consultation reaches: held against what was hoped for or who was invited; and the rules that it led to."""

import csv
import io
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from consultation import actions
from consultation.models import Section
from consultation.rules.questionnaire import Kind
from consultation.rules.reach import Gap, gap, passed
from kernel.models import RuleSet
from kernel.permissions import Role
from kernel.web.presenters import rule_sets
from tests.factories.consultation import SOMEBODY, Team, answer, draft, question
from tests.factories.kernel import user_with

NOW = timezone.now()
DAY = timedelta(days=1)
STAFF = "/staff/consultations/leading/"


@pytest.mark.parametrize(
    ("responses", "hoped", "part", "expected"),
    [
        (0, 0, 0.5, Gap.UNSET),
        (3, 0, 0.5, Gap.UNSET),
        (0, 10, 0.0, Gap.NOBODY),
        (4, 10, 0.5, Gap.BEHIND),
        (5, 10, 0.5, Gap.ON_COURSE),
        (9, 10, 1.0, Gap.BEHIND),
        (10, 10, 0.1, Gap.REACHED),
        (11, 10, 1.0, Gap.REACHED),
    ],
)
def test_a_group_is_on_course_by_the_time_that_has_passed(
    responses: int, hoped: int, part: float, expected: Gap
) -> None:
    assert gap(responses=responses, hoped=hoped, part=part) == expected
    assert [passed(opens_at=NOW, closes_at=NOW + 4 * DAY, at=NOW + days * DAY) for days in (-1, 1, 9)] == [0, 0.25, 1]


@pytest.mark.django_db
def test_gaps_are_said_in_words_from_the_draft_to_the_file() -> None:
    team = Team()
    held = draft(team, opens_at=NOW - 40 * DAY)
    by: dict[str, Any] = {"by": team.analyst, "at": NOW - 50 * DAY}
    first = Section.objects.filter(consultation=held).order_by("place")[0]
    client = Client()
    client.force_login(team.analyst)
    assert "Region: London" not in client.get(f"{STAFF}expectations/").content.decode()
    actions.add_question(section=first, kind=Kind.REGION, text="Where are you?", **by)
    assert client.post(f"{STAFF}expectations/", {"region-london": "none"}).status_code == 422
    hoped = {"region-london": "10", "region-wales": "1", "respondent_type-patient": "2"}
    assert client.post(f"{STAFF}expectations/", hoped).status_code == 302
    assert client.post(f"{STAFF}expectations/", hoped | {"region-wales": ""}).status_code == 302
    actions.submit(consultation=held, by=team.analyst, at=NOW - 45 * DAY)
    held = actions.approve(consultation=held, by=team.publisher, at=NOW - 45 * DAY)
    assert "now" in unescape(client.post(f"{STAFF}expectations/", hoped).content.decode())  # it is settled
    for number in range(3):
        said = answer(question(held, 1), "agree") | answer(question(held, 2), "london")
        given: dict[str, Any] = {"sender": SOMEBODY, "answers": said, "equality": {}, "at": NOW}
        actions.send_response(consultation=held, code=f"C{number}", **given)
    shown = unescape(client.get(f"{STAFF}reach/").content.decode())
    for words in ("Region, London: behind with 3 of 10 hoped for", "nobody yet, of 2 hoped for", "London – gap"):
        assert words in shown, words
    assert ("Wales" in shown, "No question asks for the type of organisation" in shown) == (False, True)
    rows = csv.DictReader(io.StringIO(client.get(f"{STAFF}reach/reach.csv").content.decode()))
    (london,) = [row for row in rows if row["group"] == "London"]
    assert (london["responses"], london["hoped_for"], london["missing"], london["standing"]) == (
        "3",
        "10",
        "7",
        "Behind",
    )


@pytest.mark.django_db
def test_the_page_of_a_rule_set_says_what_led_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    rules, client = RuleSet.objects.get(), Client()
    client.force_login(user_with(Role.ADMINISTRATOR))
    page = f"/staff/rule-sets/{rules.version}/"
    assert "What led to it" not in client.get(page).content.decode()
    led = [{"text": "A decision: shorter", "title": "Leading", "href": "/consultations/leading/"}]
    monkeypatch.setattr(rule_sets, "because", lambda _rules: led)
    assert '<a class="nhsuk-link" href="/consultations/leading/">Leading</a>' in client.get(page).content.decode()
