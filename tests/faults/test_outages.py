"""While PostgreSQL is away, starting, full or busy, every address says so with 503, and nothing else."""

from __future__ import annotations

import contextlib
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import redis

from tests.faults.browser import Answer, Browser, NoAnswer, ask
from tests.faults.first_start import copied_to
from tests.faults.killing import POSTMASTER, VALKEY
from tests.faults.reckoning import superuser
from tests.faults.system import System, until
from tests.faults.trial import prepared

pytestmark = pytest.mark.xdist_group("stack")
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PAGES = ("/register/?name=Osei", "/barred/", "/trust/", "/sign-in/", "/staff/", "/me/", "/verify/")


class Caller:
    """A trust's administrator in a browser and a trust's program, both signed in."""

    def __init__(self, system: System, cast: dict[str, Any]) -> None:
        self.port, self.cast = system.port, cast
        self.browser = Browser(system.port)
        assert self.browser.sign_in(cast["administrator"])
        self.token = json.loads(self.ask_token().body)["access_token"]

    def ask_token(self) -> Answer:
        program = self.cast["program"]
        form = f"client_id={program['client_id']}&client_secret={program['client_secret']}"
        return ask(self.port, "POST", "/api/v1/token", f"grant_type=client_credentials&{form}".encode(), FORM)

    def ask_check(self, **headers: str) -> Answer:
        person = next(one for one in self.cast["people"] if one["outcome"] == "no_bar_recorded")
        question = {"subject": person["subject"], "role": {"tier": "board_director"}, "purpose": "in_post"}
        given = JSON | {"Authorization": f"Bearer {self.token}"} | headers
        return ask(self.port, "POST", "/api/v1/checks", json.dumps(question).encode(), given)

    def all_answers(self) -> Iterator[tuple[str, Answer]]:
        """One of each kind of address, as a browser and as a program."""
        for path in PAGES:
            yield path, self.browser.get(path)
        yield "come back", self.browser.post("/concerns/return/", {"code": "0000"})
        yield "sign in", self.browser.post("/sign-in/", {"login": "a@example.test", "password": "x"})
        yield "/api/v1/register", ask(self.port, "GET", "/api/v1/register?name=Osei")
        yield "/api/v1/bars", ask(self.port, "GET", "/api/v1/bars")
        yield "token", self.ask_token()
        yield "check", self.ask_check()
        yield "check, by key", self.ask_check(**{"Idempotency-Key": os.urandom(8).hex()})


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    started = System(copied_to(tmp_path_factory.mktemp("outages") / "state"))
    try:
        started.start()
        yield started
    finally:
        if started.supervisor is not None:
            started.supervisor.send_signal(signal.SIGCONT)
        started.kill()


@pytest.fixture(scope="module")
def caller(system: System) -> Caller:
    return Caller(system, prepared(system.environment()))


@contextlib.contextmanager
def nothing_started_again(system: System) -> Iterator[None]:
    """The supervisor sleeps, so that what is stopped stays stopped."""
    assert system.supervisor is not None
    system.supervisor.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        system.supervisor.send_signal(signal.SIGCONT)


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_a_stopped_database_is_answered_with_503_everywhere_until_it_is_back(system: System, caller: Caller) -> None:
    (postmaster,) = POSTMASTER(system)
    with nothing_started_again(system):
        os.kill(postmaster, signal.SIGINT)
        until(lambda: is_gone(postmaster), seconds=20, what="the end of PostgreSQL")
        for _ in range(3):  # with the connections that broke, and with none
            answers = dict(caller.all_answers())
            assert {where: answer.status for where, answer in answers.items()} == dict.fromkeys(answers, 503)
            assert all(1 <= int(answer.headers["retry-after"]) <= 60 for answer in answers.values())
        assert "The service is not available now" in answers["/trust/"].text
        refused = json.loads(answers["check"].body)
        assert (answers["check"].headers["content-type"], refused["code"]) == (
            "application/problem+json",
            "unavailable",
        )
        assert json.loads(answers["token"].body)["error"] == "temporarily_unavailable"
        assert json.loads(ask(caller.port, "GET", "/readyz").body)["faults"] == ["database"]
        assert ask(caller.port, "GET", "/healthz").status == 200
    while_starting = set()
    while 503 in (now := {answer.status for _, answer in caller.all_answers()}):
        while_starting |= now
    assert (while_starting | now) & {500, 502, 504} == set()
    assert caller.ask_check().status == 201


def test_a_statement_that_waits_too_long_is_given_up_and_said_in_words(system: System, caller: Caller) -> None:
    with contextlib.closing(psycopg2.connect(system.address("MIGRATE_DATABASE_URL"))) as owner:
        with owner.cursor() as cursor:
            cursor.execute("LOCK TABLE register_person, register_name IN ACCESS EXCLUSIVE MODE")
        by_key = caller.ask_check(**{"Idempotency-Key": "the-same"})
        page = caller.browser.get("/register/?name=Osei")
        assert (by_key.status, page.status) == (503, 503)
        assert "not available now" in page.text
    assert caller.ask_check(**{"Idempotency-Key": "the-same"}).status == 201


def test_a_database_that_takes_no_more_connections_is_answered_with_503(system: System, caller: Caller) -> None:
    def limit(connections: int) -> None:
        with superuser(system) as rows:
            rows(f"ALTER ROLE register_app CONNECTION LIMIT {connections}")
            rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'register_app'")

    limit(0)
    try:
        answers = dict(caller.all_answers())
        assert {where: answer.status for where, answer in answers.items()} == dict.fromkeys(answers, 503)
    finally:
        limit(-1)
    until(lambda: caller.ask_check().status == 201, seconds=20, what="an answer again")


def test_without_redis_people_and_programs_notice_nothing(system: System, caller: Caller) -> None:
    (valkey,) = VALKEY(system)
    with nothing_started_again(system):
        os.kill(valkey, signal.SIGKILL)
        until(lambda: is_gone(valkey), seconds=20, what="the end of Redis")
        with pytest.raises(redis.ConnectionError):
            redis.Redis.from_url(system.address("REDIS_URL")).ping()
        assert caller.ask_check().status == 201
        assert caller.browser.get("/trust/").status == 200
        somebody, account = Browser(caller.port), caller.cast["administrator"]
        fields = {"login": account["email"], "password": account["password"]}
        assert somebody.post("/sign-in/", {**somebody.open_form("/sign-in/"), **fields}).status == 302
        fields = {"email": account["email"]}
        assert somebody.post("/reset-password/", {**somebody.open_form("/reset-password/"), **fields}).status == 302
        until(lambda: bool(list((system.state / "mail").glob("*.eml"))), seconds=20, what="the message")
    with contextlib.suppress(NoAnswer):
        assert ask(caller.port, "GET", "/readyz").status == 200
