"""A request that is sent twice is done once, and answered twice the same."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from barring.actions import checks as actions
from barring.models import Check
from kernel.history import ALL, acting
from kernel.idempotency import KEPT, Reply, forget_old, once
from kernel.models import IdempotencyRecord
from kernel.queries import system_user_id
from tests.factories.api import Program, program, told

BODY = {
    "subject": {"family_name": "Osei", "given_names": "Ama", "date_of_birth": "1974-03-09"},
    "role": {"tier": "board_director"},
    "purpose": "pre_appointment",
}


@pytest.fixture
def trust(request: pytest.FixtureRequest) -> Iterator[Program]:
    marked = request.node.get_closest_marker("django_db")
    request.getfixturevalue("transactional_db" if marked.kwargs.get("transaction") else "db")
    with acting(user=system_user_id()):
        yield program()


def send(trust: Program, body: Any = BODY, key: str = "key-1") -> Any:
    return trust.send("POST", "/api/v1/checks", body, **{"Idempotency-Key": key})


@pytest.mark.django_db
def test_the_same_key_and_body_get_the_stored_reply_byte_for_byte(trust: Program) -> None:
    first, second = send(trust), send(trust)
    assert (first.status_code, first.content, first["Location"]) == (201, second.content, second["Location"])
    assert (second.status_code, second["Idempotent-Replayed"]) == (201, "true")
    assert "Idempotent-Replayed" not in first
    assert Check.objects.count() == 1
    assert send(trust, key="key-2").content != first.content


@pytest.mark.django_db
def test_a_key_for_another_body_is_refused_and_changes_nothing(trust: Program) -> None:
    first = send(trust)
    other = told(send(trust, BODY | {"purpose": "legal"}), 422)
    assert other["code"] == "key_used_otherwise"
    assert send(trust).content == first.content
    assert Check.objects.count() == 1


@pytest.mark.django_db
def test_keys_belong_to_one_client_alone(trust: Program) -> None:
    told(send(trust))
    told(send(program(), BODY | {"purpose": "legal"}))
    assert Check.objects.count() == 2


@pytest.mark.django_db
def test_refusals_are_kept_but_not_those_that_pass(trust: Program, settings: Any) -> None:
    refused = send(trust, {"purpose": "legal"})
    assert (refused.status_code, send(trust, {"purpose": "legal"}).content) == (422, refused.content)
    settings.CHECKS_PER_MINUTE = 0
    assert send(trust, key="later").status_code == 429
    settings.CHECKS_PER_MINUTE = 9
    assert send(trust, key="later").status_code == 201
    token, trust.token = trust.token, "never"
    assert send(trust, key="once-more").status_code == 401
    trust.token = token
    assert send(trust, key="once-more").status_code == 201


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "runs"), [(201, 1), (404, 1), (401, 2), (429, 2), (503, 2)])
def test_a_reply_that_may_change_by_itself_is_not_kept(trust: Program, status: int, runs: int) -> None:
    ran = []

    def run() -> Reply:
        ran.append(status)
        return Reply(status=status, headers={}, body=b"{}")

    for _ in range(2):
        reply = once(client_id=trust.client.pk, key="key-1", asked=lambda: b"x", at=timezone.now(), run=run)
        assert reply.status == status
    assert len(ran) == runs


@pytest.mark.django_db
def test_a_key_may_be_used_anew_after_a_day(trust: Program) -> None:
    first = send(trust)
    IdempotencyRecord.objects.update(created_at=timezone.now() - KEPT)
    assert send(trust).content != first.content
    IdempotencyRecord.objects.update(created_at=timezone.now() - KEPT + timedelta(minutes=1))
    assert forget_old(at=timezone.now()) == 0
    IdempotencyRecord.objects.update(created_at=timezone.now() - KEPT)
    assert forget_old(at=timezone.now()) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "two words", "x" * 256, "k\xe9y"])
def test_a_key_that_is_none_is_refused(trust: Program, key: str) -> None:
    assert told(send(trust, key=key), 422)["code"] == "invalid"
    assert Check.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_many_at_once_have_one_effect_and_one_body(trust: Program) -> None:
    trust.sign_in()
    together = Barrier(6)

    def race(_: int) -> Any:
        together.wait()
        try:
            return send(Program(client=trust.client, secret="", token=trust.token, browser=Client()))
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        replies = list(pool.map(race, range(6)))
    assert {reply.status_code for reply in replies} <= {201, 409}
    assert len({reply.content for reply in replies if reply.status_code == 201}) == 1
    assert Check.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_twin_of_a_request_that_runs_is_told_so(trust: Program) -> None:
    trust.sign_in()
    running, finish = Event(), Event()

    def slow() -> Reply:
        running.set()
        assert finish.wait(10)
        return Reply(status=201, headers={}, body=b"done")

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(_once_in_thread, trust, slow)
        assert running.wait(10)
        twin = send(trust)
        finish.set()
        assert first.result(10).body == b"done"
    assert (told(twin, 409)["code"], twin["Retry-After"]) == ("still_running", "1")


def _once_in_thread(trust: Program, run: Callable[[], Reply]) -> Reply:
    try:
        with acting(tenant=ALL):
            return once(client_id=trust.client.pk, key="key-1", asked=lambda: b"x", at=timezone.now(), run=run)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_fault_leaves_neither_a_check_nor_a_reply(trust: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(**given: Any) -> None:
        raise RuntimeError("the disk is full")

    trust.browser.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr(actions, "answer_of", break_down)
        assert send(trust).status_code == 500
    assert (Check.objects.count(), IdempotencyRecord.objects.count()) == (0, 0)
    assert send(trust).status_code == 201
