"""Answering a consultation on its pages, as anybody does."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from consultation.models import Answer, Consultation, EqualityForm, Response, ResponseVersion, SavedResponse
from consultation.queries import said_in
from kernel.models import OutboxMessage
from tests.attacks.naughty import NOT_TEXT, TEXTS
from tests.factories.consultation import WEEKS, approved, question
from tests.factories.identities import establish_boxes

pytestmark = pytest.mark.django_db
RESPOND, RETURN = "/consultations/leading/respond/", "/consultations/leading/return/"


@pytest.fixture
def held(db: None, settings: Any) -> Consultation:
    settings.PUBLIC_PER_MINUTE = 1_000_000
    return approved(opens_at=timezone.now() - timedelta(days=20))


class Visitor:
    """Somebody who goes from page to page. `page` is what they see."""

    def __init__(self) -> None:
        self.client = Client()
        self.open(RESPOND)

    def open(self, address: str, /, **given: Any) -> "Visitor":
        self.response = self.client.post(address, given) if given else self.client.get(address)
        self.page = unescape(self.response.content.decode())
        assert self.client.cookies == {}
        return self

    def send(self, **given: Any) -> "Visitor":
        so_far = re.search(r'name="so_far" value="([^"]*)"', self.page)
        assert so_far, self.page
        return self.open(RESPOND, so_far=so_far[1], **{name.replace("_text", "-text"): v for name, v in given.items()})

    def begin(self, **about: Any) -> "Visitor":
        self.send()
        return self.send(**{"respondent_type": "worker", "publish": "unnamed", **about})

    @property
    def code(self) -> str:
        found = re.search(r'data-test="reference">([^<]+)<', self.page)
        assert found, self.page
        return found[1].strip()


def test_a_response_goes_the_way_of_its_answers_is_changed_and_withdrawn(held: Consultation) -> None:
    one, two, three, four = (question(held, number) for number in (1, 2, 3, 4))
    visitor = Visitor().begin()
    assert "Should managers be regulated?" in visitor.page
    visitor.send(**{f"q{one.pk}": "agree", f"q{one.pk}_text": "Ask me at a@example.org"})
    assert "By what?" in visitor.page
    visitor.send(**{f"q{two.pk}": ["c1", "c2"], f"q{three.pk}": "More"}).send(**{f"q{four.pk}": "c1"})
    assert "Check your answers" in visitor.page
    assert "Question 1: this looks like an email address" in visitor.page
    visitor.send(address="")
    code, response = visitor.code, Response.objects.get()
    version, said = said_in(response=response)
    assert {pk: answer["chosen"] for pk, answer in said.items()} == {
        one.pk: ["agree"],
        two.pk: ["c1", "c2"],
        three.pk: [],
    }
    assert (version.respondent_type, EqualityForm.objects.get().answers[str(four.wording)]["chosen"]) == (
        "worker",
        ["c1"],
    )
    assert response.public_number not in (str(response.pk), code)

    visitor.open(RETURN, code=code.lower())
    assert "a@example.org" in visitor.page
    assert "Under 50" not in visitor.page
    visitor.send(change=f"s{_section(one.pk)}").send(**{f"q{one.pk}": "disagree"})
    assert "Check your answers" in visitor.page
    assert "By what?" not in visitor.page
    visitor.send(address="")
    version, said = said_in(response=response)
    assert (version.number, {pk: answer["chosen"] for pk, answer in said.items()}) == (2, {one.pk: ["disagree"]})

    visitor.open(RETURN, code=code, withdraw="1")
    assert "You withdrew this response" in visitor.page
    version, said = said_in(response=response)
    assert (version.is_withdrawal, said) == (True, {})
    assert "You withdrew this response" in visitor.open(RETURN, code=code).page


def _section(question_pk: int) -> int:
    from consultation.models import Question

    return Question.objects.get(pk=question_pk).section_id


def test_what_is_saved_is_sealed_comes_back_with_its_code_and_goes_when_it_is_sent(held: Consultation) -> None:
    one = question(held, 1)
    visitor = Visitor().begin()
    visitor.send(**{f"q{one.pk}_text": "Canary", "save": "1"})  # the answer that must be given can wait
    code = visitor.code
    assert "Canary" not in SavedResponse.objects.get().sealed
    again = Visitor()
    assert "No response to this consultation has this code" in again.open(RETURN, code="ABCD").page
    assert "Canary" in again.open(RETURN, code=code).page
    again.send(**{f"q{one.pk}": "disagree", f"q{one.pk}_text": "Canary"}).send().send(address="")
    assert again.code == code
    assert Answer.objects.get().text == "Canary"
    assert not SavedResponse.objects.exists()
    establish_boxes()
    again.open(RETURN, code=code).send(copy_to="me@example.org", so="1")
    assert not OutboxMessage.objects.filter(to="me@example.org").exists()


def test_sent_twice_alike_it_counts_once(held: Consultation) -> None:
    visitor = Visitor().begin().send(**{f"q{question(held, 1).pk}": "disagree"}).send()
    page = visitor.page
    visitor.send(address="")
    visitor.page = page
    visitor.send(address="")
    assert ResponseVersion.objects.count() == 1


def test_a_page_says_what_is_missing_and_takes_nothing_from_elsewhere(held: Consultation) -> None:
    visitor = Visitor().begin(respondent_type="organisation")
    assert visitor.response.status_code == 422
    assert "Enter the name of the organisation" in visitor.page
    visitor.send(respondent_type="public", publish="named")
    assert "Enter your name" in visitor.page
    visitor.send(respondent_type="public", publish="not").send()
    assert "Select an answer to question 1" in visitor.page
    assert Visitor().open(RESPOND, so_far="AAAA").response.status_code == 422
    assert not Response.objects.exists()


def test_from_the_close_on_it_is_refused_in_words(db: None) -> None:
    now = timezone.now()
    held = approved(opens_at=now - WEEKS - timedelta(days=1))
    visitor = Visitor().begin().send(**{f"q{question(held, 1).pk}": "disagree"}).send()
    visitor.send(address="")
    assert visitor.response.status_code == 422
    assert "Your response came after that, so nothing was saved" in visitor.page
    assert not Response.objects.exists()
    early = approved(opens_at=now + timedelta(days=1), slug="early")
    page = Client().get(f"/consultations/{early.slug}/").content.decode()
    assert "It is not open yet" in page


def test_whatever_is_typed_is_stored_as_it_is_or_refused_in_words(held: Consultation) -> None:
    one, three = question(held, 1), question(held, 3)
    visitor = Visitor().begin().send(**{f"q{one.pk}": "agree"})
    page = visitor.page
    for text in TEXTS:
        visitor.page = page
        visitor.send(**{f"q{three.pk}": text})
        assert visitor.response.status_code in (200, 422), text
        assert "<script>alert(1)</script>" not in visitor.response.content.decode()
    for raw in NOT_TEXT:
        so_far = re.search(r'name="so_far" value="([^"]*)"', page)[1]  # type: ignore[index]
        body = f"so_far={so_far.replace('+', '%2B')}&q{three.pk}=".encode() + raw
        answer = visitor.client.generic("POST", RESPOND, body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in (200, 400, 422), raw
    visitor.page = page
    visitor.send(**{f"q{three.pk}": "a" * 501})
    assert "500 characters or less" in visitor.page


def test_words_that_are_taken_back_an_old_page_and_a_flood_of_text_end_in_no_fault(held: Consultation) -> None:
    """What is blank is no answer, in any way of writing nothing; an old page goes on from where it was."""
    one, three = question(held, 1), question(held, 3)
    visitor = Visitor().begin().send(**{f"q{one.pk}": "agree"}).send(**{f"q{three.pk}": "Canary"}).send()
    before = visitor.page
    visitor.send(address="")
    code, response = visitor.code, Response.objects.get()
    for blank in ("", " \t\r\n", "\u00a0\u2003\u3000", "\x0c", "\u200b\u2060\ufeff"):
        visitor.open(RETURN, code=code).send(change=f"s{_section(three.pk)}").send(**{f"q{three.pk}": blank})
        assert "Check your answers" in visitor.page, repr(blank)
        visitor.send(address="")
        assert visitor.code == code
        assert three.pk not in said_in(response=response)[1], repr(blank)
    visitor.page = before
    assert visitor.send(address="").code == code  # the way back of a browser: what it says is sent again
    assert said_in(response=response)[1][three.pk]["text"] == "Canary"
    number = ResponseVersion.objects.count()
    visitor.page = before
    for text, refusal in (
        ("\u202egnirts", "cannot be used"),
        ("a\x1bb", "cannot be used"),
        ("a" * 501, "500 characters"),
    ):
        visitor.send(change=f"s{_section(three.pk)}").send(**{f"q{three.pk}": text})
        assert refusal in visitor.page
        visitor.page = before
    flood = visitor.client.post(RESPOND, {"so_far": "a", f"q{three.pk}": "a" * 10_000_000})
    assert flood.status_code == 413
    assert "What you sent is too large" in flood.content.decode()
    assert ResponseVersion.objects.count() == number
