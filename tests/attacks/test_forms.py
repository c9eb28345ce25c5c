"""Every form that any role can come to, filled in with texts that break programs and bytes that are no text."""

import itertools
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, quote_from_bytes

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from config.demo import loading
from kernel.history import ALL, acting
from kernel.models import User
from kernel.permissions import Role
from tests.attacks.crawl import Form, forms_within, read, route_of
from tests.attacks.naughty import NOT_TEXT, TEXTS
from tests.database import contents
from tests.factories import raising
from tests.factories.identities import establish_boxes
from tests.factories.kernel import user_with

pytestmark = pytest.mark.django_db
RETURN = "/concerns/return/"
URLENCODED = "application/x-www-form-urlencoded"
OFTEN = 2  # forms of one route that are filled in, which may be in different states
BYTES_IN = 2  # fields of each that are filled in with bytes
TRIES = 1  # fillings of each with texts
FORMS = 50  # at least so many kinds are come to
SLOW = 10.0  # seconds, on a busy machine; an answer takes some hundredths
ANSWERS = {200, 302, 400, 403, 404, 409, 413, 422, 429}
# What a refused request may leave: that it was counted and noted.
TRACES = (
    "kernel_publiccounter",
    "kernel_accessevent",
    "kernel_securityevent",
    "kernel_cache",
    "kernel_session",
    "kernel_attempt",
)
NEXT = itertools.cycle(TEXTS)


@pytest.fixture
def demonstration(db: None, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Something in every state, few people."""
    monkeypatch.setattr(loading, "ORDINARY", 2)
    settings.PUBLIC_PER_MINUTE = 1_000_000
    with acting(tenant=ALL):
        loading.load(at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")  # once, not with each form


def fillings(form: Form) -> Iterator[tuple[str, bool]]:
    """Bodies in which one field, or each, is naughty; and whether they can be text at all."""
    for _ in range(TRIES):
        chosen = {name: next(NEXT) for name in form.names}
        one = dict(itertools.islice(chosen.items(), 1))
        for naughty in (chosen, one):
            filled = form.fields | naughty
            yield "&".join(f"{quote(name)}={quote(text)}" for name, text in filled.items()), True
        form.fields = dict([*form.fields.items()][1:] + [*form.fields.items()][:1])  # another field is the first
    for number, name in enumerate(form.names[:BYTES_IN]):
        filled = {quote(each): quote(value) for each, value in form.fields.items()}
        filled[quote(name)] = quote_from_bytes(NOT_TEXT[number % len(NOT_TEXT)])
        yield "&".join(f"{each}={value}" for each, value in filled.items()), False


def send(client: Client, form: Form, body: str) -> HttpResponse:
    if form.method == "get":
        return client.get(form.address.partition("?")[0], query_string=body)  # type: ignore[return-value]
    return client.generic("POST", form.address, body, content_type=URLENCODED)  # type: ignore[return-value]


def written() -> int:
    """How many rows this transaction has tried to write, but for traces."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables WHERE relname != ALL(%s)",
            [list(TRACES)],
        )
        return int(cursor.fetchone()[0] or 0)


def fault_of(client: Client, form: Form, body: str, is_text: bool, before: dict[str, str]) -> str | None:
    """What is wrong with the answer; whatever was stored is taken back."""
    with transaction.atomic():
        tried, began = written(), time.monotonic()
        response = send(client, form, body)
        took = time.monotonic() - began
        if response.status_code not in ANSWERS:
            transaction.set_rollback(True)
            return f"answers {response.status_code}"
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        if response.status_code >= 400 and written() != tried and contents(but=TRACES) != before:
            return "refuses, and stores something"
        transaction.set_rollback(True)
    is_page = response.status_code != 302 and "text/html" in response.headers["Content-Type"]
    if is_page and b"<h1" not in response.content:
        return f"answers {response.status_code} without words"
    if not is_text and form.method == "post" and form.names and response.status_code == 302:
        return "takes bytes that are no text"
    return f"takes {took:.1f} s" if took > SLOW else None


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
