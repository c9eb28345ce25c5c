"""Every form that any role can come to, filled in with texts that break programs and bytes that are no text."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from kernel.models import User
from kernel.permissions import Role
from tests.attacks.crawl import forms_within, route_of
from tests.attacks.filling import TRACES, fault_of, fillings
from tests.database import contents
from tests.factories.kernel import user_with

OFTEN = 2  # forms of one route that are filled in, which may be in different states
FORMS = 50  # at least so many kinds are come to


@pytest.fixture
def demonstration(sheet: dict[str, Any], settings: Any) -> Iterator[None]:
    """Something in every state, and nothing left of what is done to it."""
    settings.PUBLIC_PER_MINUTE = 1_000_000
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def everybody() -> Iterator[tuple[str, Client]]:
    """A visitor, and somebody of each role; with where they begin."""
    yield "/", Client(raise_request_exception=False)
    for role in Role:
        client = Client(raise_request_exception=False)
        holders = User.objects.filter(granted__role=role, is_service=False).order_by("pk")
        client.force_login(holders.first() or user_with(role))
        yield "/start/", client


@pytest.mark.usefixtures("demonstration")
def test_no_form_breaks_stores_half_or_stays_silent_whatever_is_typed() -> None:
    filled: Counter[tuple[str | None, str]] = Counter()
    faults: dict[str, str] = {}
    seen: Counter[str] = Counter()
    sent = 0
    before = contents(but=TRACES)
    for start, client in everybody():
        for form in forms_within(client, start=start, seen=seen):
            door = (route_of(form.address), form.method)
            filled[door] += 1
            if filled[door] > OFTEN or door[0] in {None, "/sign-out/"}:
                continue
            for body, is_text in fillings(form):
                sent += 1
                if fault := fault_of(client, form, body, is_text, before):
                    faults[f"{form.method} {door[0]}: {fault}"] = body[:300]
    assert faults == {}
    assert len(filled) > FORMS, sent
