"""A consultation on staff's pages, from a draft to its outcome."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from consultation.models import Consultation, Question, ResponseVersion, Section
from consultation.queries import asked_by
from consultation.workflow import Status
from kernel.clocks import LONDON
from kernel.models import User
from kernel.permissions import Role
from tests.factories.consultation import Team, approved
from tests.factories.kernel import user_with

pytestmark = pytest.mark.django_db
LIST = "/staff/consultations/"
DRAFT = f"{LIST}reform/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sent(client: Client, address: str, **given: Any) -> str:
    answer = client.post(address, given, follow=True)
    assert answer.status_code in (200, 422), answer.status_code
    return str(answer.content.decode())


def days(name: str, at: Any) -> dict[str, Any]:
    local = at.astimezone(LONDON)
    parts = {"day": local.day, "month": local.month, "year": local.year}
    return {f"{name}_day-{part}": value for part, value in parts.items()} | {f"{name}_time": "09:00"}


def test_a_draft_becomes_a_consultation_by_two_people() -> None:
    team, now = Team(), timezone.now()
    client, second = signed_in(team.analyst), signed_in(team.publisher)
    words = {"title": "Reform", "summary": "Why", "privacy_notice": "What we keep", "slug": "reform"}
    short = days("opens", now + timedelta(days=3)) | days("closes", now + timedelta(days=30))
    assert "numbers and hyphens only" in sent(client, f"{LIST}new/", **{**words, "slug": "Re form"}, **short)
    assert "taken by a page" in sent(client, f"{LIST}new/", **{**words, "slug": "new"}, **short)
    assert "There is no question" in sent(client, f"{LIST}new/", **words, **short)
    sent(client, f"{DRAFT}sections/new/", title="One")
    sent(client, f"{DRAFT}sections/new/", title="Two")
    one, two = Section.objects.order_by("pk")
    asked = {"kind": "single", "text": "Which?", "choices": "Yes\nNo"}
    assert "two choices or more" in sent(
        client, f"{DRAFT}sections/{one.pk}/questions/new/", **{**asked, "choices": "Yes"}
    )
    sent(client, f"{DRAFT}sections/{one.pk}/questions/new/", **asked)
    first = Question.objects.get()
    follows = {"kind": "text", "text": "Why?", "depends": [f"{first.pk}:c2"]}
    sent(client, f"{DRAFT}sections/{two.pk}/questions/new/", **follows)
    page = client.get(DRAFT).content.decode()
    assert "Asked only of those who answered “No” to question 1" in page
    assert "Which?" in client.get(f"{DRAFT}preview/").content.decode()
    assert "depends on a question that does not come" in sent(client, f"{DRAFT}sections/{two.pk}/arrange/", way="up")
    sent(client, f"{DRAFT}sections/{two.pk}/arrange/", way="down")
    assert client.post(f"{DRAFT}sections/{two.pk}/arrange/", {"way": "sideways"}).status_code == 400
    assert "open for 84 days at least" in sent(client, f"{DRAFT}submit/")
    whole = days("opens", now + timedelta(days=3)) | days("closes", now + timedelta(days=90))
    sent(client, f"{DRAFT}change/", **words, **whole)
    sent(client, f"{DRAFT}submit/")
    assert "This cannot be done now" in sent(client, f"{DRAFT}change/", **words, **whole)
    assert client.post(f"{DRAFT}approve/").status_code == 403
    assert Client().get("/consultations/reform/").status_code == 404
    sent(second, f"{DRAFT}approve/")
    assert Consultation.objects.get().status == Status.APPROVED
    assert "It is not open yet" in Client().get("/consultations/reform/").content.decode()


def test_a_correction_and_an_extension_are_told_to_everybody() -> None:
    team = Team()
    held = approved(team, opens_at=timezone.now() - timedelta(days=2))
    client, second = signed_in(team.analyst), signed_in(team.publisher)
    question = asked_by(consultation=held)[0].questions[0]
    address = f"{LIST}leading/questions/{question.pk}/correct/"
    same = {"text": question.text, "reason": "So", "choices": "\n".join(words for _key, words in question.choices)}
    assert "Nothing differs" in sent(client, address, **same)
    assert "Keep every choice" in sent(client, address, **{**same, "choices": "Strongly agree\nAgree"})
    sent(client, address, **{**same, "text": "Should all managers be regulated?"})
    later = days("closes", held.closes_at + timedelta(days=7))
    assert "can be extended, and never shortened" in sent(
        second, f"{LIST}leading/extend/", **days("closes", held.closes_at - timedelta(days=7)), reason="Snow"
    )
    sent(second, f"{LIST}leading/extend/", **later, reason="Snow")
    page = Client().get("/consultations/leading/").content.decode()
    assert "Should all managers be regulated?" in page
    assert "more time was given" in page


def shown(client: Client) -> str:
    """What a page to read says that it showed."""
    found = re.search(r'name="seen" value="(\w+)"', client.get(f"{LIST}leading/read/").content.decode())
    assert found
    return found[1]


def test_an_outcome_is_written_by_one_and_published_by_another() -> None:
    team = Team()
    held = approved(team, opens_at=timezone.now() - timedelta(days=100))
    both = user_with(Role.CONSULTATION_ANALYST, Role.PUBLISHER, Role.DECISION_MAKER)
    client = signed_in(both)
    assert "Confirm that you have read" in sent(client, f"{LIST}leading/analyse/", outcome="A list of those barred")
    sent(client, f"{LIST}leading/analyse/", outcome="A list of those barred", read="on")
    assert "somebody else must publish it" in sent(client, f"{LIST}leading/publish/")
    assert "A list of those barred" not in Client().get("/consultations/leading/").content.decode()
    second, decider = signed_in(team.publisher), signed_in(team.decider)
    assert "must first confirm that they have read" in sent(second, f"{LIST}leading/publish/")
    assert "Read it again" in sent(decider, f"{LIST}leading/read/", seen="0" * 64, read="on")
    assert "somebody else must read it" in sent(client, f"{LIST}leading/read/", seen=shown(client), read="on")
    assert "Confirm that you have read all" in sent(decider, f"{LIST}leading/read/", seen=shown(decider))
    sent(decider, f"{LIST}leading/read/", seen=shown(decider), read="on")
    assert decider.get(f"{LIST}leading/publish/").status_code == 403
    assert second.get(f"{LIST}leading/read/").status_code == 403
    sent(second, f"{LIST}leading/publish/")
    assert Consultation.objects.get(pk=held.pk).status == Status.PUBLISHED


def test_what_came_on_paper_is_typed_on_one_page_and_late_with_a_reason() -> None:
    team, now = Team(), timezone.now()
    held = approved(team, opens_at=now - timedelta(days=100))
    one, two = (asked_by(consultation=held)[place].questions[0] for place in (0, 1))
    client, address = signed_in(team.analyst), f"{LIST}leading/responses/new/"
    said = {"respondent_type": "public", "publish": "not", "channel": "paper", f"q{one.pk}": "disagree"}
    late = days("received", held.closes_at + timedelta(days=1))
    assert "not asked after the answers above" in sent(client, address, **said, **late, **{f"q{two.pk}": "c1"})
    assert "This consultation closed on" in sent(client, address, **said, **late)
    early = days("received", held.opens_at - timedelta(days=1))
    assert "This consultation opened on" in sent(client, address, **said, **early)
    sent(client, address, **said, **late, late_reason="The post was on strike")
    version = ResponseVersion.objects.get()
    assert (version.entered_by, version.late_reason) == (team.analyst, "The post was on strike")
    assert signed_in(team.publisher).get(address).status_code == 403
