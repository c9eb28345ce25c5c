"""Batches: a file goes in, every row is answered as a single check is, and nobody else sees any of it."""

import csv
import io
import json
import os
import signal
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.utils import timezone
from redis import Redis

from barring.actions import batch_budget, batch_work, batches
from barring.actions.batch_storing import COLUMNS
from barring.actions.batch_work import work_off
from barring.actions.reviews import resolve_review
from barring.models import Check, CheckBatch, CheckBatchPart, CheckReview, LaterSignature
from barring.queries.receipts import judge
from kernel.events import events_after, number_due
from kernel.events import told as told_of
from kernel.history import ALL, acting
from kernel.permissions import Role
from kernel.queries import system_user_id
from register.models import Person
from register.rules import Kind, Tier
from tests.factories.api import Program, program, told
from tests.factories.kernel import organisation, user_with
from tests.factories.register import registered_person, restricted

HEADER = "client_ref,registration_number,family_name,given_names,previous_family_names,date_of_birth,tier"
BATCHES = "/api/v1/check-batches"
BORN = date(1974, 3, 9)


@pytest.fixture(autouse=True)
def _in_the_systems_name(db: None) -> Iterator[None]:
    with acting(user=system_user_id(), tenant=ALL):
        yield


@pytest.fixture
def trust() -> Program:
    return program(organisation("RJ1"))


def form(content: bytes, purpose: str = "in_post") -> tuple[bytes, str]:
    """A form as a browser or a library sends it, with its content type."""
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="purpose"\r\n\r\n{purpose}\r\n'.encode(),
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n',
        content,
        b"\r\n--b--\r\n",
    ]
    return b"".join(parts), "multipart/form-data; boundary=b"


def send(trust: Program, *rows: str, header: str = HEADER, **headers: str) -> Any:
    body, kind = form("\n".join([header, *rows]).encode())
    return trust.send("POST", BATCHES, body, **{"Content-Type": kind, **headers})


def answered(trust: Program, batch: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a batch once it is worked off."""
    work_off(at=timezone.now())
    response = trust.send("GET", batch["results"])
    assert response.status_code == 200, response.content
    return [json.loads(line) for line in response.getvalue().splitlines()]


def test_every_row_is_answered_in_order_and_is_an_ordinary_check(trust: Program) -> None:
    barred = registered_person(family_name="Osei", given_names="Ama", date_of_birth=BORN)
    restricted(barred, at=timezone.now())
    response = send(
        trust,
        f"one,{barred.registration_number},,,,1974-03-09,board_director",
        "two,,Nobody,Named So,,1980-01-01,board_director",
        f"three,{barred.registration_number},,,,1974-03-10,board_director",
        '"fo,ur",,"Osei",Ama,Boateng|Smith,09/03/1974,board_director',
        "five,,Osei,,,1974-03-09,board_director",
        "six,one,cell,too,many,1974-03-09,board_director,x",
    )
    batch = told(response, 202)
    assert response["Location"] == f"{BATCHES}/{batch['id']}"
    assert (batch["state"], batch["rows"], batch["done"]) == ("queued", 6, 0)
    rows = answered(trust, batch)
    assert [(row["row"], row["client_ref"], row["outcome"], row["error"]) for row in rows] == [
        (1, "one", "barred", None),
        (2, "two", "no_entry_matched", None),
        (3, "three", "needs_review", None),
        (4, "fo,ur", None, "invalid"),
        (5, "five", None, "insufficient_identity"),
        (6, "six", None, "columns"),
    ]
    assert rows[0]["registration_number"] == barred.registration_number
    assert rows[0]["employable_in_role"] == "prevented"
    done = told(trust.send("GET", f"{BATCHES}/{batch['id']}"), 200)
    assert (done["state"], done["done"]) == ("complete", 6)
    assert done["outcomes"] == {"barred": 1, "no_entry_matched": 1, "needs_review": 1, "error": 3}
    check = told(trust.send("GET", f"/api/v1/checks/{rows[0]['check_id']}"), 200)
    assert (check["outcome"], check["purpose"]) == ("barred", "in_post")
    assert judge(receipt=check["receipt"]).valid
    assert CheckBatchPart.objects.count() == 0
    review = CheckReview.objects.get(check_asked__reference=rows[2]["check_id"])
    resolve_review(review=review, person_id=barred.pk, reason="The date was mistyped.", by=user_with(Role.REGISTRAR))


def test_a_batch_tells_once_that_it_is_done_and_its_rows_do_not(trust: Program) -> None:
    batch = told(send(trust, "a,,Nobody,Named So,,1980-01-01,board_director"), 202)
    answered(trust, batch)
    number_due(at=timezone.now())
    (event,) = events_after(organisation_id=trust.organisation.pk, after=0, limit=9)
    shown = told_of(event)
    assert (shown["type"], shown["check"], shown["check_batch"]) == ("check_batch.completed", None, batch["id"])


def test_a_batch_answers_what_single_checks_answer(trust: Program) -> None:
    """People asked about with slips, swaps, numbers right and wrong, namesakes: each answer in full."""
    people = [
        registered_person(family_name=family, given_names=given, date_of_birth=BORN + timedelta(days=40 * place))
        for place, (family, given) in enumerate(product(("Osei", "Boateng-Smith", "O’Neill"), ("Ama", "Kofi Yaw")))
    ]
    registered_person(family_name="Osei", given_names="Ama", date_of_birth=BORN)  # a namesake
    for person, kind in zip(people[1:], (Kind.BAR, Kind.CONDITIONS, Kind.SUSPENSION), strict=False):
        restricted(person, at=timezone.now(), kind=kind, tiers=[Tier.BOARD_DIRECTOR], source=f"BAR-2026-{person.pk}")
    kinds = [*((kind, Tier.BOARD_DIRECTOR) for kind in range(9)), (4, Tier.OTHER_MANAGER)]
    lines = [
        {"subject": changed(person, kind=kind), "role": {"tier": tier}, "purpose": "in_post"}
        for (kind, tier), person in product(kinds, people)
    ]
    body = b"\n".join(json.dumps(line).encode() for line in lines)
    batch = told(trust.send("POST", BATCHES, body, **{"Content-Type": "application/x-ndjson"}), 202)
    rows = answered(trust, batch)
    outcomes = set()
    for line, row in zip(lines, rows, strict=True):
        response = trust.send("POST", "/api/v1/checks", line)
        single = json.loads(response.content)
        if response.status_code == 422:
            assert single["errors"][0]["code"] == row["error"]
            continue
        ours = Check.objects.get(reference=row["check_id"])
        theirs = Check.objects.get(reference=single["id"])
        assert essence(ours) == essence(theirs), line
        outcomes.add(ours.outcome)
    assert outcomes >= {
        "not_barred_from_role",
        "barred",
        "suspended",
        "restricted",
        "no_bar_recorded",
        "no_entry_matched",
        "needs_review",
    }


def changed(person: Person, *, kind: int) -> dict[str, Any]:
    """How somebody asks about a person: rightly, with a slip, by number, by a wrong one, or too shortly."""
    name = person.names.get()
    born = person.birth_dates.get().date_of_birth
    family, given, number = name.family_name, name.given_names, None
    match kind:
        case 1:
            family = family[1] + family[0] + family[2:]
        case 2:
            family, given = given, family
        case 3:
            born = born.replace(month=min(born.day, 12), day=born.month)
        case 4:
            number = person.registration_number
        case 5:
            number, born = person.registration_number, BORN
        case 6:
            number = "NM-00000000-1"
        case 7:
            return {"family_name": family, "given_names": given}
        case 8:
            given, family = "Somebody", "Elsewhere"
    return {
        "family_name": family,
        "given_names": given,
        "date_of_birth": born.isoformat(),
        "registration_number": number,
    }


def essence(check: Check) -> dict[str, Any]:
    """All of a check that does not name it, or its instant."""
    answer = {name: value for name, value in check.answer.items() if not name.endswith("_at") and name != "as_of"}
    claims = json.loads(check.claims)
    said = {name: claims[name] for name in ("restrictions_digest", "match", "purpose", "organisation")}
    return answer | said | {"subject": check.subject, "person": check.person_id, "matcher": check.matcher}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "header"),
        (b"family_name,given_names\nOsei,Ama", "header"),
        (HEADER.encode(), "required"),
        (HEADER.encode("utf-16"), "encoding"),
    ],
    ids=["empty", "another header", "no rows", "UTF-16"],
)
def test_a_file_that_is_no_batch_is_refused_as_a_whole(trust: Program, content: bytes, code: str) -> None:
    body, kind = form(content)
    problem = told(trust.send("POST", BATCHES, body, **{"Content-Type": kind}), 422)
    assert (problem["errors"][0]["pointer"], problem["errors"][0]["code"]) == ("/file", code)
    assert CheckBatchPart.objects.count() == 0


def test_a_row_that_is_wrong_fails_alone_whatever_its_bytes(trust: Program) -> None:
    good = b",,Nobody,Named So,,1980-01-01,other_manager"
    lines = [
        b"\xef\xbb\xbf" + HEADER.encode() + b"\r",
        good,
        b"\xff,,",
        b"a\0b,,",
        b'x,"open',
        b"x" * 20_000,
        b"",
        good,
    ]
    body, kind = form(b"\n".join(lines))
    rows = answered(trust, told(trust.send("POST", BATCHES, body, **{"Content-Type": kind}), 202))
    assert [row["error"] for row in rows] == [None, "encoding", "encoding", "columns", "too_long", None]
    lines = [
        b"{}",
        b"[]",
        b'{"a": 1, "a": 2}',
        b'{"client_ref": "r", "subject": {"family_name": 7}, "role": {"tier": "x"}}',
    ]
    body = b"\n".join(lines)
    batch = told(trust.send("POST", BATCHES, body, **{"Content-Type": "application/x-ndjson"}), 202)
    rows = answered(trust, batch)
    assert [(row["client_ref"], row["error"]) for row in rows] == [
        (None, "invalid"),
        (None, "invalid"),
        (None, "malformed"),
        ("r", "invalid"),
    ]


def test_a_batch_takes_so_many_rows_and_no_more(trust: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "MOST_ROWS", 2)
    rows = ["a,,Nobody,Named So,,1980-01-01,board_director"] * 3
    assert told(send(trust, *rows), 413)["code"] == "too_large"
    assert (CheckBatch.objects.count(), CheckBatchPart.objects.count()) == (0, 0)
    told(send(trust, *rows[:2]), 202)


def test_the_same_key_is_one_batch_however_the_form_was_wrapped(trust: Program) -> None:
    row = "a,,Nobody,Named So,,1980-01-01,board_director"
    key = {"Idempotency-Key": "once"}
    first = told(send(trust, row, **key), 202)
    body, kind = form(f"{HEADER}\n{row}".encode())
    body, kind = body.replace(b"--b", b"--another"), kind.replace("=b", "=another")
    again = trust.send("POST", BATCHES, body, **{"Content-Type": kind, **key})
    assert (told(again, 202), again["Idempotent-Replayed"]) == (first, "true")
    assert told(send(trust, row, row, **key), 422)["code"] == "key_used_otherwise"
    assert CheckBatch.objects.count() == 1


def test_results_as_csv_are_the_same_rows_and_run_in_no_spreadsheet(trust: Program) -> None:
    batch = told(send(trust, '"=cmd()",,Nobody,Named So,,1980-01-01,board_director', "@b,,,,,,", "＝c,,,,,,"), 202)
    rows = answered(trust, batch)
    response = trust.send("GET", batch["results"], Accept="text/csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    shown = list(csv.DictReader(io.StringIO(response.getvalue().decode())))
    assert [one["client_ref"] for one in shown] == ["'=cmd()", "'@b", "'＝c"]
    assert [(one["check_id"] or None, one["error"] or None) for one in shown] == [
        (row["check_id"], row["error"]) for row in rows
    ]


def test_the_receipts_of_a_batch_are_signed_once_and_are_good(trust: Program) -> None:
    batch = told(send(trust, *[f"{n},,Nobody,Named So,,1980-01-01,board_director" for n in range(3)]), 202)
    rows = answered(trust, batch)
    assert LaterSignature.objects.count() == 0
    one = told(trust.send("GET", f"/api/v1/checks/{rows[1]['check_id']}"), 200)
    path = batch["results"].replace("/results", "/receipts")
    for _ in range(2):
        lines = [json.loads(line) for line in trust.send("GET", path).getvalue().splitlines()]
        assert [line["check_id"] for line in lines] == [row["check_id"] for row in rows]
        assert lines[1]["receipt"] == one["receipt"]
    assert all(judge(receipt=line["receipt"]).valid for line in lines)
    assert LaterSignature.objects.count() == 3


def test_a_cancelled_batch_answers_no_more(trust: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "ROWS_A_PART", 2)
    batch = told(send(trust, *["a,,Nobody,Named So,,1980-01-01,board_director"] * 5), 202)
    path = f"{BATCHES}/{batch['id']}"
    assert told(trust.send("GET", batch["results"]), 409)["code"] == "not_finished"
    batch_work._work_on_next(at=timezone.now())
    stopped = told(trust.send("POST", f"{path}/cancel"), 200)
    assert (stopped["state"], stopped["done"]) == ("cancelled", 2)
    assert [row["row"] for row in answered(trust, batch)] == [1, 2]
    problem = told(trust.send("POST", f"{path}/cancel"), 409)
    assert (problem["code"], "Fetch it again" in str(problem), "page" in str(problem)) == ("refused", True, False)
    assert CheckBatchPart.objects.count() == 0


def test_whoever_tries_one_date_of_birth_after_another_waits_with_the_rest_and_a_staff_list_does_not(
    trust: Program, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr(batches, "ROWS_A_PART", 3)
    monkeypatch.setattr(batch_budget, "FREE", 3)
    settings.UNMATCHED_PER_TEN_MINUTES = 2
    now = timezone.now()
    began = now.replace(minute=now.minute // 10 * 10 + 2, second=0, microsecond=0)
    with time_machine.travel(began, tick=False):
        staff = [f"a,,Quillfeather{'abcdefghi'[n]},Odo,,1961-02-03,board_director" for n in range(9)]
        assert len(answered(trust, told(send(trust, *staff), 202))) == 9
        person = registered_person(family_name="Osei", given_names="Ama", date_of_birth=BORN)
        dates = [f"a,,Amedey,Zoë{' Anne' if n % 2 else ''},,1961-02-0{n},direct_report" for n in range(1, 7)]
        numbers = [f"b,{person.registration_number},,,,1961-02-0{n},direct_report" for n in range(1, 7)]
        batch = told(send(trust, *dates, *numbers), 202)

        def done(minutes: int) -> int:
            work_off(at=began + timedelta(minutes=minutes))
            return int(told(trust.send("GET", f"{BATCHES}/{batch['id']}"), 200)["done"])

        assert (done(0), done(7)) == (6, 6)
        assert told(send(trust, *staff), 429)["code"] == "too_many_unmatched"
        assert told(trust.ask({"family_name": "Osei", "given_names": "Ama", "date_of_birth": "1974-03-09"}), 429)
        assert done(8) == 12


def test_organisations_take_turns_and_see_their_own(trust: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "ROWS_A_PART", 1)
    other = program(organisation("RCF"))
    row = "a,,Nobody,Named So,,1980-01-01,board_director"
    large, small = told(send(trust, *[row] * 4), 202), told(send(other, row), 202)
    for _ in range(2):
        batch_work._work_on_next(at=timezone.now())
    assert told(other.send("GET", f"{BATCHES}/{small['id']}"), 200)["done"] == 1
    assert told(trust.send("GET", f"{BATCHES}/{large['id']}"), 200)["done"] == 1
    second = told(send(trust, row), 202)
    page = told(trust.send("GET", f"{BATCHES}?limit=1"), 200)
    assert [one["id"] for one in page["results"]] == [second["id"]]
    page = told(trust.send("GET", f"{BATCHES}?limit=1&cursor={page['next']}"), 200)
    assert ([one["id"] for one in page["results"]], page["next"]) == ([large["id"]], None)


def test_a_worker_that_is_killed_leaves_each_row_to_be_answered_once_with_redis_emptied_too(
    trust: Program, monkeypatch: pytest.MonkeyPatch, transactional_db: None
) -> None:
    monkeypatch.setattr(batches, "ROWS_A_PART", 2)
    batch = told(send(trust, *[f"{n},,Nobody,Named So,,1980-01-01,board_director" for n in range(5)]), 202)
    worker = os.fork()
    if worker == 0:
        connection.connection = None  # the parent's; the child opens its own
        count, done = batch_work._count, iter([False, True])
        batch_work._count = lambda *given: os.kill(os.getpid(), signal.SIGKILL) if next(done) else count(*given)
        work_off(at=timezone.now())
        os._exit(1)
    assert os.waitpid(worker, 0)[1] == signal.SIGKILL
    Redis.from_url(settings.REDIS_URL).flushall()
    assert told(trust.send("GET", f"{BATCHES}/{batch['id']}"), 200)["done"] == 2
    rows = answered(trust, batch)
    assert [(row["row"], row["client_ref"], row["error"]) for row in rows] == [(n + 1, str(n), None) for n in range(5)]
    assert Check.objects.count() == 5


def test_the_statement_that_stores_a_batch_knows_every_column_of_a_check() -> None:
    given = {field.column for field in Check._meta.concrete_fields}
    assert given - set(COLUMNS) == {"id", "resolves_id"}  # given by PostgreSQL, and of no row
