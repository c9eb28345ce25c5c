"""Plain checks are answered before Django takes them up: nobody sees a difference."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import OperationalError, close_old_connections
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from barring.actions.checks import answer_from
from barring.api import short_way
from barring.models import Check
from config.wsgi import application, django_application
from kernel.history import acting
from kernel.models import ApiClient, IdempotencyRecord, PublicCounter, UserRole
from kernel.queries import system_user_id
from register.models import Person
from tests.factories.api import Program, program
from tests.factories.kernel import organisation
from tests.factories.register import registered_person, restricted
from tests.races import at_once

pytestmark = pytest.mark.django_db
ONE_TIME = re.compile(
    r"chk_[0-9a-f]{32}|\d{4}-\d\d-\d\dT[\d:.]+Z|eyJ[\w-]+\.[\w-]+\.[\w-]+|(?<=\"receipt_salt\":\")[\w-]{22}|r=\d+;t=\d+"
)
BY_NAME = {"family_name": "Osei", "given_names": "Ama", "date_of_birth": "1974-03-09"}


@pytest.fixture
def trust(db: None) -> Iterator[Program]:
    with acting(user=system_user_id()):
        trust = program(organisation("RJ1"))
        trust.send("GET", "/api/v1/checks")  # from then on it is known who is behind the token
        yield trust


@pytest.fixture
def osei(trust: Program) -> Person:
    return registered_person(family_name="Osei", given_names="Ama Serwaa")


def question(**changed: Any) -> dict[str, Any]:
    return {"subject": BY_NAME, "role": {"tier": "board_director"}, "purpose": "in_post"} | changed


def asked(trust: Program, body: bytes, **environ: Any) -> dict[str, Any]:
    kind = {"REQUEST_METHOD": "POST", "PATH_INFO": "/api/v1/checks", "CONTENT_TYPE": "application/json"}
    known = {"HTTP_AUTHORIZATION": f"Bearer {trust.token}", "HTTP_HOST": "127.0.0.1", "HTTP_X_REQUEST_ID": "one"}
    told = {"CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body)}
    factory: Any = RequestFactory()
    made: dict[str, Any] = factory._base_environ(**(kind | known | told | environ))
    return made


@contextmanager
def one_connection() -> Iterator[None]:
    """Between requests a server looks whether its connection is good; here that would end the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def answered(way: Any, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], str]:
    """Status, headers and body, without what is another each time."""
    started: list[Any] = []
    with one_connection():
        body = b"".join(way(environ, lambda *told: started.append(told)))
    [(status, headers)] = started
    return status, sorted((name, ONE_TIME.sub("*", value)) for name, value in headers), ONE_TIME.sub("*", body.decode())


@pytest.fixture
def ways(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that went the long way."""
    went: list[str] = []

    def long_way(environ: Any, start: Any) -> Any:
        went.append(environ["PATH_INFO"])
        return django_application(environ, start)

    monkeypatch.setattr(application, "application", long_way)
    return went


def test_a_plain_check_is_answered_alike_both_ways(trust: Program, osei: Person, ways: list[str]) -> None:
    number = {"registration_number": osei.registration_number, "date_of_birth": "1974-03-09"}
    for subject in (number, BY_NAME, {**BY_NAME, "family_name": "Nobody"}, {**BY_NAME, "given_names": "Amo"}):
        body = json.dumps(question(subject=subject, client_ref="R\u00e9f 1")).encode()
        short, long = (answered(way, asked(trust, body)) for way in (application, django_application))
        assert short == long
        assert short[0] == "201 Created"
    assert ways == []
    assert Check.objects.count() == 8


def test_a_check_with_a_key_is_kept_once_whichever_way_it_comes(trust: Program, osei: Person, ways: list[str]) -> None:
    body = json.dumps(question()).encode()
    first, again = {"HTTP_IDEMPOTENCY_KEY": "one"}, {"HTTP_IDEMPOTENCY_KEY": "two"}
    short, long = (
        answered(application, asked(trust, body, **first)),
        answered(django_application, asked(trust, body, **again)),
    )
    assert (short, ways) == (long, [])
    for key in (first, again):
        status, headers, told = answered(application, asked(trust, body, **key))
        assert (status, dict(headers)["Idempotent-Replayed"], told) == ("201 Created", "true", short[2])
    changed = json.dumps(question(purpose="legal")).encode()
    assert answered(application, asked(trust, changed, **first))[0].startswith("422")
    assert (Check.objects.count(), len(ways)) == (2, 3)
    stored = IdempotencyRecord.objects.order_by("key").values_list("fingerprint", "status", "headers__Content-Type")
    assert len(stored) == 2
    assert len(set(stored)) == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_with_one_key_at_once_one_makes_a_check_and_the_others_are_told_its_answer_or_to_wait(
    trust: Program, osei: Person
) -> None:
    body, told = json.dumps(question()).encode(), list[tuple[str, str]]()

    def send() -> None:
        started: list[Any] = []
        content = b"".join(
            application(asked(trust, body, HTTP_IDEMPOTENCY_KEY="one"), lambda *way: started.append(way))
        )
        told.append((started[0][0], content.decode()))

    at_once(*[send] * 8)
    assert Check.objects.count() == IdempotencyRecord.objects.count() == 1
    assert {status for status, _ in told} <= {"201 Created", "409 Conflict"}
    assert len({content for status, content in told if status == "201 Created"}) == 1


REFUSED = [
    {"HTTP_AUTHORIZATION": "Bearer nmr_unknown"},
    {"HTTP_AUTHORIZATION": ""},
    {"HTTP_AUTHORIZATION": "Basic abc"},
    {"CONTENT_TYPE": "text/plain"},
    {"CONTENT_LENGTH": "x"},
    {"HTTP_HOST": "bad host"},
    {"QUERY_STRING": "a=b"},
    {"HTTP_IDEMPOTENCY_KEY": "k\u00e9y"},
    {"HTTP_IDEMPOTENCY_KEY": ""},
    {"REQUEST_METHOD": "DELETE"},
    {"HTTP_X_REQUEST_ID": "not/one"},
]


@pytest.mark.parametrize("environ", REFUSED)
def test_whatever_is_not_plain_has_one_author(trust: Program, osei: Person, environ: dict[str, str]) -> None:
    body = json.dumps(question()).encode()
    both = [str(answered(way, asked(trust, body, **environ))) for way in (application, django_application)]
    short, long = (re.sub(r"[0-9a-f]{32}", "*", one) for one in both)
    assert short == long


BODIES = st.one_of(
    st.binary(max_size=40),
    st.builds(
        lambda changed: json.dumps(question(**changed)).encode(),
        st.dictionaries(
            st.sampled_from(["subject", "role", "purpose", "client_ref", "as_of", "known_at", "surname"]),
            st.one_of(
                st.none(),
                st.text(max_size=5),
                st.just({"tier": "board_director", "organisation": "RJ9"}),
                st.just({"registration_number": "NM-00000000-0", "family_name": "Osei"}),
                st.just("2019-01-01T00:00:00Z"),
            ),
            max_size=2,
        ),
    ),
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(body=BODIES)
def test_any_body_is_answered_alike_both_ways(trust: Program, osei: Person, body: bytes) -> None:
    short, long = (answered(way, asked(trust, body)) for way in (application, django_application))
    assert short == long


def test_a_request_counts_once_whichever_way_it_goes(trust: Program, osei: Person) -> None:
    def left(body: dict[str, Any]) -> int:
        PublicCounter.objects.all().delete()
        answered(application, asked(trust, json.dumps(body).encode()))
        return sum(PublicCounter.objects.values_list("hits", flat=True))

    assert left(question()) == 1
    assert left(question(role={"tier": "board_director", "organisation": "NONE"})) == 1
    assert left(question(purpose="idle")) == 1


def test_a_check_that_may_have_been_kept_when_postgresql_died_is_not_made_again(
    trust: Program, osei: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kept_and_cut_off(**given: Any) -> Check:
        answer_from(**given)
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(short_way, "answer_from", kept_and_cut_off)
    status, headers, body = answered(application, asked(trust, json.dumps(question()).encode()))
    assert (status[:3], dict(headers)["Retry-After"], json.loads(body)["code"]) == ("503", "5", "unavailable")
    assert Check.objects.count() == 1


def test_over_the_limit_there_is_no_short_way_round(trust: Program, osei: Person, settings: Any) -> None:
    settings.CHECKS_PER_MINUTE = 1
    body = json.dumps(question()).encode()
    statuses = [answered(application, asked(trust, body))[0][:3] for _ in range(3)]
    assert statuses[-1] == "429"
    assert Check.objects.count() <= 1


def test_a_revoked_token_a_lost_role_and_a_lost_scope_are_refused_at_once(trust: Program, osei: Person) -> None:
    body = json.dumps(question()).encode()
    assert answered(application, asked(trust, body))[0] == "201 Created"
    narrower = program(trust.organisation, scopes=("events",))
    narrower.send("GET", "/api/v1/events")
    assert answered(application, asked(narrower, body))[0][:3] == "403"
    role = UserRole.objects.filter(user=ApiClient.objects.get(pk=trust.client.pk).user)
    kept = [(row.user_id, row.role) for row in role]
    role.delete()
    assert answered(application, asked(trust, body))[0][:3] == "403"
    for user_id, name in kept:
        UserRole.objects.create(user_id=user_id, role=name)
    credentials = {"client_id": trust.client.client_id, "client_secret": trust.secret, "token": trust.token}
    form = "&".join(f"{name}={value}" for name, value in credentials.items())
    trust.browser.post("/api/v1/token/revoke", form, content_type="application/x-www-form-urlencoded")
    assert answered(application, asked(trust, body))[0][:3] == "401"


def test_a_bar_that_begins_is_in_the_next_answer(trust: Program, osei: Person) -> None:
    number = {"registration_number": osei.registration_number, "date_of_birth": "1974-03-09"}
    body = json.dumps(question(subject=number)).encode()
    assert '"outcome":"no_bar_recorded"' in answered(application, asked(trust, body))[2]
    at = timezone.now() - timedelta(seconds=1)
    restricted(osei, at=at, tiers=["board_director"], source="BAR-2026-0014", decision_path="/barred/BAR-2026-0014/")
    assert '"outcome":"barred"' in answered(application, asked(trust, body))[2]
