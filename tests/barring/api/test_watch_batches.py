"""Everybody in a file is watched; a line that cannot be is told of by its number, and loses no other."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from barring.actions import batch_budget, watch_batches
from barring.actions.watch_batches import work_on_watch_batches
from barring.models import Check, Watch, WatchBatchRow
from kernel.history import acting
from kernel.permissions import Role
from kernel.queries import system_user_id
from tests.factories.api import Program, program, told
from tests.factories.kernel import organisation, user_with
from tests.factories.register import registered_person

pytestmark = pytest.mark.django_db

HERE = "/api/v1/watch-batches"
HEADER = "ref,client_ref,registration_number,family_name,given_names,previous_family_names,date_of_birth,tier"


@pytest.fixture(autouse=True)
def _in_the_systems_name(db: None) -> Iterator[None]:
    with acting(user=system_user_id()):
        yield


@pytest.fixture
def trust() -> Program:
    return program(organisation("RJ1"))


def sent(by: Program, text: str, status: int = 202, **headers: str) -> dict[str, Any]:
    return told(by.send("POST", HERE, text.encode(), **{"Content-Type": "text/csv", **headers}), status)


def test_good_lines_are_watched_and_bad_ones_told_of(trust: Program) -> None:
    person = registered_person(family_name="Osei", given_names="Ama")
    lines = [
        HEADER,
        f"emp-1,REQ-9,{person.registration_number},Osei,,,,board_director",
        "emp-2,,,Nobody,At All,One|Two,1974-03-09,direct_report",
        "emp-3,,,Nobody,,,,board_director",
        "emp-4,,,Nobody,At All,,1974-02-30,board_director",
        "emp-1,,,Nobody,At All,,1974-03-09,board_director",
        'emp-5,"open,,Nobody,At All,,1974-03-09,board_director',
        "emp-6,,NM-1,Nobody,At All,,1974-03-09,board_director",
        "emp-7,,,Nobody,At All,,1974-03-09,chair",
        "a/b,,,Nobody,At All,,1974-03-09,board_director",
    ]
    made = sent(trust, "\r\n".join(lines))
    assert (made["state"], made["rows"], made["done"], made["faults"]) == ("running", 9, 5, 5)
    assert work_on_watch_batches(at=timezone.now()) == 4
    over = told(trust.send("GET", f"{HERE}/{made['id']}"), 200)
    assert (over["state"], over["done"], over["faults"], over["purpose"]) == ("complete", 9, 7, "in_post")
    assert list(Watch.objects.order_by("reference").values_list("reference", "first_check__client_ref")) == [
        ("emp-1", "REQ-9"),
        ("emp-2", "emp-2"),
    ]
    assert Watch.objects.get(reference="emp-1").person == person
    assert Check.objects.get(client_ref="emp-2").subject["previous_family_names"] == ["One", "Two"]
    first = told(trust.send("GET", f"{over['errors']}?limit=3"), 200)
    rest = told(trust.send("GET", f"{over['errors']}?cursor={first['next']}"), 200)
    assert [(one["line"], one["code"]) for one in first["results"] + rest["results"]] == [
        (4, "insufficient_identity"),
        (5, "invalid_date"),
        (6, "repeated_ref"),
        (7, "columns"),
        (8, "invalid_registration_number"),
        (9, "invalid_tier"),
        (10, "invalid_ref"),
    ]
    assert (rest["next"], WatchBatchRow.objects.count()) == (None, 0)
    other = program(organisation("RX1"))
    assert [other.send("GET", f"{HERE}/{one}").status_code for one in (made["id"], "x")] == [404, 404]


def test_a_file_that_cannot_be_read_is_refused_as_a_whole(trust: Program) -> None:
    for text in (" ", "ref,tier", "ref,tier,tier\na,b,c", "name,tier\na,b", "ref,tier,shoe_size\na,b,c"):
        assert told(trust.send("POST", HERE, text.encode(), **{"Content-Type": "text/csv"}), 422)
    assert trust.send("POST", HERE, b"\xff\xfe", **{"Content-Type": "text/csv"}).status_code == 422
    assert trust.send("POST", HERE, b"{}").status_code == 415
    form = {"Content-Type": "multipart/form-data; boundary=y"}
    assert trust.send("POST", HERE, b"x", **form).status_code in (400, 422)
    huge = b"ref,tier\n" + b"a,board_director\n" * 700_000
    assert trust.send("POST", HERE, huge, **{"Content-Type": "text/csv"}).status_code == 413


def test_a_form_with_the_file_says_why_and_repeated_it_is_one_file(trust: Program) -> None:
    parts = [
        '--x\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nannual_fit_and_proper\r\n',
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n',
        f"{HEADER}\nemp-2,,,Nobody,At All,,1974-03-09,direct_report\n\r\n--x--\r\n",
    ]
    kind = {"Content-Type": "multipart/form-data; boundary=x", "Idempotency-Key": "once"}
    made, again = (told(trust.send("POST", HERE, "".join(parts).encode(), **kind), 202) for _ in range(2))
    assert (made, made["purpose"]) == (again, "annual_fit_and_proper")
    other = "".join(parts).replace("emp-2", "emp-3").encode()
    assert trust.send("POST", HERE, other, **kind).status_code == 422


def test_a_file_is_sent_on_the_desk(trust: Program) -> None:
    client = Client()
    client.force_login(user_with(Role.TRUST_USER, of=trust.organisation))
    for text, status in ((b"x", 422), (f"{HEADER}\nemp-2,,,Nobody,At All,,1974-03-09,chair\n".encode(), 302)):
        file = SimpleUploadedFile("a.csv", text)
        reply = client.post("/trust/watches/upload/", {"file": file, "purpose": "in_post"})
        assert reply.status_code == status
    shown = client.get(reply.headers["Location"]).content.decode()
    assert "The tier is one of: board_director" in shown


def test_a_file_that_tries_dates_of_birth_on_one_name_waits_and_others_do_not(
    trust: Program, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr(batch_budget, "FREE", 2)
    monkeypatch.setattr(watch_batches, "TOGETHER", 3)
    settings.UNMATCHED_PER_TEN_MINUTES = 1
    now = timezone.now()
    began = now.replace(minute=now.minute // 10 * 10 + 2, second=0, microsecond=0)
    with time_machine.travel(began, tick=False):
        staff = [f"a-{n},,,Quillfeather{'abcdef'[n]},Odo,,1961-02-03,board_director" for n in range(6)]
        tried = [f"b-{n},,,Amedey,Zoë,,1961-02-0{n + 1},direct_report" for n in range(9)]
        sent(trust, "\n".join([HEADER, *staff]))
        assert work_on_watch_batches(at=began) == 6
        sent(trust, "\n".join([HEADER, *tried]))
        waits = [work_on_watch_batches(at=began + timedelta(minutes=minutes)) for minutes in (0, 7, 8)]
        assert waits == [6, 0, 3]
        sent(program(organisation("RCF")), "\n".join([HEADER, *staff]))
        assert work_on_watch_batches(at=began + timedelta(minutes=8)) == 6
