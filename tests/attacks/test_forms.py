"""The questions of raising a concern, to which no link leads, answered with what nobody honest sends."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from tests.attacks.crawl import Form, read
from tests.attacks.filling import NEXT, TRACES, fault_of, fillings
from tests.database import contents
from tests.factories import raising
from tests.factories.identities import establish_boxes

pytestmark = pytest.mark.django_db
RETURN = "/concerns/return/"
KINDS: list[dict[str, Any]] = [
    {"raised_as": "worker", "mode": "named", "name": "Wren", "worker_status": "other", "detriment": "yes"},
    {"raised_as": "public", "subject": "care"},
    {"raised_as": "self"},
]


def questions(client: Client) -> Iterator[Form]:
    """Every form of raising a concern and of coming back to it, which no link leads to: one leads to the next."""
    for answers in KINDS:
        for page in raising.pages(client, **answers):
            yield read(raising.NEW, page.content.decode()).forms[-1]
    code = raising.sent_concern(client)
    yield read(RETURN, client.post(RETURN, {"code": code}).content.decode()).forms[-1]


def carrying(form: Form) -> Iterator[tuple[str, bool]]:
    """Its fillings with what the page carries left whole; then with that, and with the buttons, spoilt too."""
    kept = {name: form.fields.pop(name) for name in ("so_far", "code") if name in form.fields}
    carried = "&".join(f"{name}={quote(value)}" for name, value in kept.items())
    for body, is_text in fillings(form):
        yield f"{carried}&{body}", is_text
    yield f"{carried}&change={quote(next(NEXT))}&back={quote(next(NEXT))}", True
    yield "&".join(f"{name}={quote(next(NEXT))}" for name in kept), True


def test_no_question_of_a_concern_breaks_stores_half_or_stays_silent_whatever_is_answered(client: Client) -> None:
    establish_boxes()
    client.raise_request_exception = False
    faults: dict[str, str] = {}
    forms = {tuple(sorted(form.names)): form for form in questions(client)}
    before = contents(but=TRACES)
    for form in forms.values():
        for body, is_text in carrying(form):
            if fault := fault_of(client, form, body, is_text, before):
                faults[f"{sorted(form.names)}: {fault}"] = body[-300:]
    assert faults == {}
