"""Forms filled in with texts that break programs and bytes that are no text, and what may be wrong with the answer."""

import itertools
import time
from collections.abc import Iterator
from urllib.parse import quote, quote_from_bytes

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from tests.attacks.crawl import Form
from tests.attacks.naughty import NOT_TEXT, TEXTS
from tests.database import contents

URLENCODED = "application/x-www-form-urlencoded"
BYTES_IN = 2  # fields of each that are filled in with bytes
TRIES = 1  # fillings of each with texts
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
