"""What attacks readers, typed into every field of a consultation: no page, document or file of it runs or hides it."""

import csv
import io
import json
import re
from datetime import timedelta
from typing import Any, Final

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from consultation import actions
from consultation.models import Consultation, Response
from consultation.queries.coding import answers_to, worded_questions
from consultation.rules.questionnaire import Kind
from consultation.rules.responding import Sender
from consultation.web import urls
from tests.attacks.naughty import SCRIPTS, SHEETS
from tests.factories.consultation import Team, answer, question, read_and_published

pytestmark = pytest.mark.django_db
NOW = timezone.now()
HOUR = timedelta(hours=1)
OPENED: Final = NOW - timedelta(days=120)
TURNED: Final = "\u202egnirts"
"""Written from right to left, so that what stands after it reads otherwise than it is."""
WORDS: Final = iter(range(1_000))
MEGABYTES: Final = 10


def bad() -> str:
    """A formula first, and then everything that a browser might run; no two are the same."""
    return f"{SHEETS[next(WORDS) % len(SHEETS)]} {' '.join(SCRIPTS)} {TURNED} {next(WORDS)}"


def published(team: Team) -> Consultation:
    by: dict[str, Any] = {"by": team.analyst, "at": OPENED - HOUR}
    held = actions.draft_consultation(
        slug="leading",
        title=bad(),
        summary=bad(),
        privacy_notice=bad(),
        opens_at=OPENED,
        closes_at=NOW - timedelta(days=9),
        **by,
    )
    section = actions.add_section(consultation=held, title=bad(), text=bad(), **by)
    asked: dict[str, Any] = {"kind": Kind.SINGLE, "choices": f"{bad()}\n{bad()}"}
    actions.add_question(section=section, text=bad(), help_text=bad(), comment=bad(), **asked, **by)
    actions.submit(consultation=held, **by)
    held = actions.approve(consultation=held, by=team.publisher, at=by["at"])
    response = actions.enter_response(
        consultation=held,
        channel="paper",
        sender=Sender(respondent_type="organisation", publish="named", name=bad(), organisation=bad()),
        answers=answer(question(held, 1), "c1", text=bad()),
        received_at=OPENED + HOUR,
        by=team.analyst,
        at=NOW,
    )
    _decided(held, team, response)
    return read_and_published(team, held, at=NOW)


def _decided(held: Consultation, team: Team, response: Response) -> None:
    by: dict[str, Any] = {"by": team.analyst, "at": NOW}
    worded = worded_questions(consultation=held).get()
    theme = actions.add_theme(question=worded, name=bad(), definition=bad(), **by)
    said = answers_to(question=worded).get()
    actions.code_answer(answer=said, themes=[theme.pk], **by)
    actions.prepare_response(response=response, **by)
    actions.check_response(response=response, by=team.publisher, at=NOW)
    actions.collect_quotation(theme=theme, answer=said, text=said.text, **by)
    decision = actions.add_decision(consultation=held, text=bad(), reasons=bad(), themes=[theme.pk], **by)
    actions.finish_analysis(consultation=held, outcome=bad(), **by)
    actions.note_change(decision=decision, clause=bad(), **by)


def addresses(held: Consultation, response: Response) -> list[str]:
    """Every address on a consultation that needs no more than it, one of its things and their numbers."""
    worded = worded_questions(consultation=held).get()
    theme = worded.themes.get()
    known: dict[str, Any] = {
        "slug": held.slug,
        "question": worded.pk,
        "theme": theme.pk,
        "section": worded.section_id,
        "answer": answers_to(question=worded).get().pk,
        "decision": held.decisions.get().pk,
        "number": response.public_number,
        "language": "cy",
        "way": "prepare",
    }
    found = []
    for pattern in urls.urlpatterns:
        names = pattern.pattern.converters
        if "slug" in names:
            given = {name: known[name] for name in names if name in known}
            try:
                found.append(reverse(f"consultation:{pattern.name}", kwargs=given))
            except NoReverseMatch:
                continue  # of what there is none here
    return found


def test_nothing_typed_runs_on_a_page_in_a_document_or_a_spreadsheet_and_ten_megabytes_are_refused() -> None:
    team = Team()
    held = published(team)
    response = Response.objects.get()
    staff, decider, publisher, visitor = (Client(raise_request_exception=False) for _ in range(4))
    staff.force_login(team.analyst)
    decider.force_login(team.decider)
    publisher.force_login(team.publisher)
    files = re.findall(r'href="([^"]+/data/[^"]+)"', visitor.get("/consultations/leading/data/").content.decode())
    assert len(files) > 3
    shown = 0
    for address in ["/consultations/", "/consultations/changes/", *files, *addresses(held, response)]:
        got = (staff if address.startswith("/staff/") else visitor).get(address)
        for other in (decider, publisher):
            got = other.get(address) if got.status_code == 403 else got
        assert got.status_code in (200, 302, 404, 405), (address, got.status_code)
        kind = got.headers.get("Content-Type", "")
        shown += got.status_code == 200
        if "html" in kind:
            page = got.content.decode()
            assert not re.search(r"<script>alert|<img src=x|href=\"javascript:", page), address
        elif kind.startswith("text/csv") and got.status_code == 200:
            cells = [cell for row in csv.reader(io.StringIO(_text(got))) for cell in row]
            assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))], address
        elif "json" in kind and got.status_code == 200:
            json.loads(_text(got))
        elif "pdf" in kind:
            assert _text(got, "latin-1").startswith("%PDF"), address
    assert shown > 25
    body = "code=" + "a" * MEGABYTES * 2**20
    for address in addresses(held, response):
        client = staff if address.startswith("/staff/") else visitor
        got = client.generic("POST", address, body, content_type="application/x-www-form-urlencoded")
        assert got.status_code in (400, 403, 404, 405, 413, 422), (address, got.status_code)


def _text(got: Any, encoding: str = "utf-8") -> str:
    content: bytes = b"".join(got.streaming_content) if got.streaming else got.content
    return content.decode(encoding)
