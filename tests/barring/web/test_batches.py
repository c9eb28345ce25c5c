"""Batches on a trust's pages: a file is sent, laid out, started, watched, read and downloaded."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from barring.actions.batch_drafts import forget_drafts
from barring.actions.batch_work import work_off
from barring.models import BatchDraft, BatchDraftPart, Check, CheckBatch
from barring.queries.receipts import judge
from kernel.history import ALL, acting
from kernel.models import User
from kernel.permissions import Role
from kernel.queries import system_user_id
from tests.factories.kernel import organisation, user_with
from tests.factories.workbooks import number, sheet, text, workbook

pytestmark = pytest.mark.django_db
NAMED = b"""Department,tier,date_of_birth,family_name,given_names,client_ref
Wards,board_director,1980-01-01,Nobody,Named So,=one
Wards,nonsense,1980-01-01,Nobody,Named So,two
"""
MIXED = b"""Surname,Forenames,Born on,No.
Nobody,Named So,1/2/1980,7
Nobody,Named So,01 Feb 1980,8
Nobody,,1/2/1980,9
Nobody,Named So,31/2/1980,10
"open
"""
NAME = re.compile('name="([a-z_]+)"')
SELECTED = re.compile('<option value="([^"]*)" selected')
COUNT = re.compile('data-test="([a-z-]+)">([^<]*)</dd>')


@pytest.fixture
def user() -> User:
    return user_with(Role.TRUST_USER, of=organisation("RJ1"))


@pytest.fixture
def client(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def upload(client: Client, content: bytes, name: str = "staff.csv") -> HttpResponse:
    sent = {"file": SimpleUploadedFile(name, content), "purpose": "in_post"}
    return client.post("/trust/batches/new/", sent)  # type: ignore[return-value]


def lay_out(client: Client, content: bytes = NAMED, name: str = "staff.csv", **places: str) -> str:
    """The address of what follows once the columns are chosen, as they are guessed but for `places`."""
    address = upload(client, content, name)["Location"]
    selects = client.get(address).content.decode().split("<select")[1:]
    chosen = {NAME.findall(one)[0]: (SELECTED.findall(one) or [""])[0] for one in selects} | places
    response = client.post(address, chosen)
    assert response.status_code == 302, response.content
    return str(response["Location"])


def send(client: Client) -> str:
    """The address of a batch that was started."""
    return str(client.post(lay_out(client))["Location"])


def work() -> None:
    with acting(user=system_user_id(), tenant=ALL):
        work_off(at=timezone.now())


def test_a_file_is_sent_and_its_answers_are_read_and_downloaded(client: Client) -> None:
    assert b"No batches yet" in client.get("/trust/batches/").content
    path = send(client)
    waiting = client.get(path).content.decode()
    assert "0 of 2 rows" in waiting
    assert "answers.csv" not in waiting
    assert client.get(f"{path}answers.xlsx").status_code == 404
    work()
    done = client.get(path).content.decode()
    assert "2 of 2 rows" in done
    assert "This must be one of" in done
    assert "Named So Nobody" in done
    only = client.get(path, {"outcome": "error"}).content.decode()
    assert "This must be one of" in only
    assert "Named So Nobody" not in only
    assert "answers.xlsx?outcome=error" in only
    assert "No rows with this outcome" in client.get(path, {"outcome": "barred"}).content.decode()


def test_answers_and_receipts_are_saved_as_files_that_run_nothing(client: Client) -> None:
    path = send(client)
    work()
    file = client.get(f"{path}answers.csv")
    assert file["Content-Disposition"].startswith("attachment")
    answers = file.getvalue()
    assert b"\r\n1,'=one,chk_" in answers
    assert answers.count(b"\r\n") == 3
    assert client.get(f"{path}answers.csv?outcome=error").getvalue().count(b"\r\n") == 2
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{path}answers.xlsx").getvalue()))
    rows = list(book.get_sheet_by_index(0).iter_rows())
    assert [row[:2] for row in rows] == [["row", "client_ref"], [1.0, "'=one"], [2.0, "two"]]
    lines = list(csv.DictReader(io.StringIO(client.get(f"{path}receipts.csv").getvalue().decode())))
    assert [line["check_id"] for line in lines] == [rows[1][2]]
    assert judge(receipt=lines[0]["receipt"]).valid


def test_what_will_come_of_a_file_is_counted_before_anybody_is_checked(client: Client) -> None:
    path = lay_out(client, MIXED, date_of_birth="2", client_ref="3", tier="all:board_director")
    page = " ".join(client.get(path).content.decode().split())
    assert {name: count.strip() for name, count in COUNT.findall(page)} == {
        "ready": "2",
        "unreadable": "2",
        "too-little": "1",
        "doubles": "1 (row 2)",
    }
    assert "1 February 1980" in page
    assert page.count("faults-row") == 3
    assert (Check.objects.count(), CheckBatch.objects.count()) == (0, 0)


def test_a_workbook_is_laid_out_as_the_last_file_was_and_started_once(client: Client) -> None:
    lay_out(client, MIXED, date_of_birth="2", client_ref="3", tier="all:board_director")
    book = workbook(
        sheet(
            "".join(map(text, ("Ward", "Born on", "Surname", "Forenames", "No."))),
            text("3") + number("29252", day=True) + text("Nobody") + text("Named So") + number("7"),
        )
    )
    path = lay_out(client, book, "staff.xlsx")
    assert BatchDraft.objects.count() == 1
    batch = client.post(path)["Location"]
    assert client.post(path)["Location"] == batch
    assert (BatchDraft.objects.count(), BatchDraftPart.objects.count(), CheckBatch.objects.count()) == (0, 0, 1)
    work()
    check = Check.objects.get()
    assert (check.client_ref, check.tier, check.subject["date_of_birth"]) == ("7", "board_director", "1980-02-01")


def test_columns_that_cannot_be_are_said_beside_their_question(client: Client) -> None:
    address = upload(client, MIXED)["Location"]
    page = client.post(address, {"family_name": "0", "given_names": "0"})
    assert page.status_code == 422
    errors = page.content.decode()
    for text_ in ("must have a column of its own", "Select the column with the tier", "Select where the registration"):
        assert text_ in errors
    assert client.get(address.replace("columns", "start"))["Location"] == address
    lay_out(client, MIXED, date_of_birth="3", tier="all:board_director")
    draft = BatchDraft.objects.get()
    page = client.get(f"/trust/batches/{draft.reference}/start/")
    assert "Nobody in this file can be checked" in page.content.decode()


def test_a_file_that_nobody_starts_is_forgotten_after_a_day(client: Client) -> None:
    path = lay_out(client)
    with acting(user=system_user_id(), tenant=ALL):
        assert forget_drafts(at=timezone.now()) == 0
        assert forget_drafts(at=timezone.now() + timedelta(days=1, minutes=1)) == 1
    assert client.post(path).status_code == 404


def test_a_batch_is_cancelled_once_that_is_confirmed(client: Client) -> None:
    path = send(client)
    assert "Cancel this batch?" in client.get(f"{path}cancel/").content.decode()
    assert client.post(f"{path}cancel/").status_code == 302
    page = client.get(path).content.decode()
    assert "Cancelled" in page
    assert "No rows were answered" in page
    assert "cannot be done now" in client.post(f"{path}cancel/").content.decode()


@pytest.mark.parametrize("content", [b"", b"name,born", b"\xff\xfea"])
def test_a_file_that_cannot_be_read_is_said_beside_its_question(client: Client, content: bytes) -> None:
    assert "There is a problem" in upload(client, content).content.decode()
    assert BatchDraft.objects.count() == 0
