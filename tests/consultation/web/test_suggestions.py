"""The pages on what a machine suggests, as an analyst goes through them."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from consultation import actions
from consultation.actions.suggesting import work_on_suggestions
from consultation.models import CodedTheme, Question, SuggestionVerdict, ThemeProposal
from consultation.queries.coding import answers_to, worded_questions
from kernel.history import ALL, acting
from kernel.permissions import Role
from kernel.queries import system_user_id
from tests.consultation.test_suggesting import SAID
from tests.factories.consultation import SOMEBODY, WEEKS, Team, answer, approved, question
from tests.factories.kernel import user_with

pytestmark = pytest.mark.django_db
NOW = timezone.now()
OPENED = NOW - WEEKS - timedelta(days=9)
AT = "/staff/consultations/leading/"


def work() -> None:
    with acting(user=system_user_id(), tenant=ALL):
        work_on_suggestions(at=timezone.now())


def accepting(page: str) -> dict[str, Any]:
    """What the button that accepts sends."""
    form = re.search(r'<form[^>]*data-test="accept">(.*?)</form>', page, re.DOTALL)
    assert form
    pairs = re.findall(r'name="(\w+)" value="(\d+)"', form[1])
    return {name: [value for key, value in pairs if key == name] for name, _ in pairs}


@pytest.fixture
def team() -> Team:
    return Team()


@pytest.fixture
def analyst(team: Team) -> Client:
    client = Client()
    client.force_login(team.analyst)
    return client


@pytest.fixture
def of_it(team: Team) -> str:
    """Where the question is whose answers are read."""
    held = approved(team, opens_at=OPENED)
    given: dict[str, Any] = {"channel": "paper", "sender": SOMEBODY, "by": team.analyst, "at": NOW}
    for text in SAID:
        said = answer(question(held, 1), "agree", text=text)
        actions.enter_response(consultation=held, answers=said, received_at=OPENED + timedelta(days=1), **given)
    return f"{AT}questions/{worded_questions(consultation=held).exclude(comment='').get().pk}/"


def test_themes_are_proposed_accepted_and_refused(of_it: str, analyst: Client, team: Team) -> None:
    publisher = Client()
    publisher.force_login(team.publisher)
    assert publisher.get(f"{of_it}suggestions/").status_code == 403
    assert "Nobody has had themes proposed yet" in analyst.get(f"{of_it}suggestions/").content.decode()
    assert analyst.post(f"{of_it}suggestions/themes/", {"groups": "99"}).status_code == 422
    assert analyst.post(f"{of_it}suggestions/themes/", {"groups": "2"}).status_code == 302
    assert "It begins in a moment: 0% done" in analyst.get(f"{of_it}suggestions/").content.decode()
    work()
    page = unescape(analyst.get(f"{of_it}suggestions/").content.decode())
    assert page.count('data-test="accept-proposal"') == 2
    assert "made 2 groups of the 2 asked for" in page
    assert SAID[0] in page
    one, two = ThemeProposal.objects.order_by("place")
    named = {"name": "The one", "definition": "Says the one."}
    accept, refuse = (f"{of_it}suggestions/{each}/" for each in (f"{one.pk}/accept", f"{two.pk}/refuse"))
    assert analyst.post(accept, {"name": "The one"}).status_code == 422
    assert analyst.post(accept, named).status_code == 302
    assert "decided on this proposal already" in analyst.post(accept, named).content.decode()
    assert analyst.post(refuse, {"reason": "Only a way to begin"}).status_code == 302
    page = unescape(analyst.get(f"{of_it}suggestions/").content.decode())
    for words in ("as “The one”", "Only a way to begin", f"Accepted by {team.analyst.name}"):
        assert words in page, words


def read_next(client: Client, of_it: str, *, finds: int) -> str:
    """Read answers by their words until one comes with a suggestion: its page."""
    while 'data-test="accept"' not in (page := client.get(f"{of_it}code/").content.decode()):
        number = re.findall(r'name="answer"[^>]*value="(\d+)"', page)[0]
        found = {"answer": number} | ({"themes": finds} if "wards" in page else {})
        assert client.post(f"{of_it}code/", found).status_code == 302
    return page


def test_who_reads_first_accepts_with_one_button_and_who_reads_second_sees_nothing(
    of_it: str, analyst: Client, team: Team
) -> None:
    asked = Question.objects.get(pk=int(of_it.split("/")[-2]))
    by: dict[str, Any] = {"by": team.analyst, "at": NOW}
    theme = actions.add_theme(question=asked, name="The one", definition="Says the one.", **by)
    assert analyst.post(f"{of_it}suggestions/unread/").status_code == 302
    work()
    assert "Too little is known yet" in unescape(analyst.get(f"{of_it}suggestions/").content.decode())
    for one in answers_to(question=asked).order_by("pk")[:8]:
        actions.code_answer(answer=one, themes=[theme.pk] if "wards" in one.text else [], **by)
    assert analyst.post(f"{of_it}suggestions/unread/").status_code == 302
    work()
    page = read_next(analyst, of_it, finds=theme.pk)
    counted = CodedTheme.objects.count()
    assert "The one (" in page
    assert analyst.post(f"{of_it}code/", accepting(page)).status_code == 302
    assert CodedTheme.objects.count() == counted + 1
    assert SuggestionVerdict.objects.get().is_followed
    shown = unescape(analyst.get(f"{of_it}suggestions/").content.decode())
    assert re.search(r"The one.*?1.*?1.*?100%", shown[shown.index('data-test="followed"') :], re.DOTALL)
    other = Client()
    other.force_login(user_with(Role.CONSULTATION_ANALYST))
    assert "Suggested by the machine" not in other.get(f"{of_it}code/second/").content.decode()
    actions.finish_analysis(consultation=asked.section.consultation, outcome="So.", **by)
    assert 'data-test="propose"' not in analyst.get(f"{of_it}suggestions/").content.decode()
