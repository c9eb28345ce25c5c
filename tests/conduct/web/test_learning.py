"""Learning across cases: what decisions found beyond one manager, and what became of what was recommended."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from conduct import actions, queries
from conduct.rules.fairness import Answer, Theme
from conduct.workflow import Status
from kernel.permissions import Role
from tests.builders import Cast, case_in
from tests.factories.conduct import OPENED_AT
from tests.factories.kernel import organisation, user_with

pytestmark = pytest.mark.django_db
PAGE = "/staff/cases/learning/"
LATER = OPENED_AT + timedelta(days=90)


def test_causes_and_recommendations_count_once_the_decision_is_served_and_not_before() -> None:
    cast = Cast()
    served, unserved = case_in(Status.FINAL, cast=cast), case_in(Status.DETERMINATION)
    trust = organisation(name="Wren NHS Trust")
    for case, theme, text in ((served, Theme.STAFFING, "Count the staff."), (unserved, Theme.TARGETS, "Unserved.")):
        given: dict[str, Any] = {"case": case, "organisation": trust, "theme": theme, "text": text}
        actions.recommend(**given, by=cast.caseworker, at=LATER)
    found = queries.learning(year=2026, at=LATER)
    themes = served.determination.cause_themes
    assert themes
    assert +found.causes == dict.fromkeys(themes, 1)
    assert (found.decisions, found.with_causes) == (1, 1)
    assert [each.text for each in found.recommendations] == ["Count the staff."]
    assert queries.learning(year=2025, at=LATER).decisions == 0


def test_page_table_and_document_say_what_became_of_each() -> None:
    cast = Cast()
    case, trust = case_in(Status.FINAL, cast=cast), organisation(name="Wren NHS Trust")
    asked = [
        actions.recommend(
            case=case,
            organisation=trust,
            theme=Theme.CULTURE,
            text=text,
            by=cast.caseworker,
            at=OPENED_AT + timedelta(90),
        )
        for text in ("Hear those who speak up.", "Publish what you hear.")
    ]
    actions.answer_recommendation(
        recommendation=asked[0], answer=Answer.ACCEPTED, text="We shall.", by=cast.caseworker, at=LATER
    )
    client = Client()
    client.force_login(user_with(Role.AUDITOR))
    page = client.get(PAGE, {"year": "2026"}).content.decode()
    assert all(words in page for words in ("Wren NHS Trust", "Hear those who speak up.", "We shall."))
    lines = list(csv.DictReader(io.StringIO(client.get(f"{PAGE}csv/", {"year": "2026"}).content.decode())))
    assert {(line["recommendation"], line["answer_in_words"]) for line in lines} == {
        ("Hear those who speak up.", "We shall."),
        ("Publish what you hear.", ""),
    }
    document = PdfReader(io.BytesIO(client.get(f"{PAGE}pdf/", {"year": "2026"}).content))
    text = " ".join(sheet.extract_text() for sheet in document.pages)
    assert "Publish what you hear." in text
    assert "Matters against organisations: 0 opened" in text
    client.force_login(user_with(Role.INVESTIGATOR))
    assert client.get(PAGE).status_code == 403
