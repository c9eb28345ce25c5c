"""Batches on a trust's pages: a file is sent, watched, read and downloaded; another trust sees none of it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from barring.actions.batch_work import work_off
from kernel.history import ALL, acting
from kernel.models import User
from kernel.permissions import Role
from kernel.queries import system_user_id
from tests.factories.kernel import organisation, user_with

pytestmark = pytest.mark.django_db
FILE = b"""Department,tier,date_of_birth,family_name,given_names,client_ref
Wards,board_director,1980-01-01,Nobody,Named So,=one
Wards,nonsense,1980-01-01,Nobody,Named So,two
"""


@pytest.fixture
def user() -> User:
    return user_with(Role.TRUST_USER, of=organisation("RJ1"))


@pytest.fixture
def client(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def send(client: Client, content: bytes = FILE) -> str:
    file = SimpleUploadedFile("staff.csv", content, content_type="text/csv")
    response = client.post("/trust/batches/new/", {"file": file, "purpose": "in_post"})
    assert response.status_code == 302, response.content
    return str(response["Location"])


def test_a_file_is_sent_and_its_answers_are_read_and_downloaded(client: Client) -> None:
    assert b"No batches yet" in client.get("/trust/batches/").content
    path = send(client)
    waiting = client.get(path).content.decode()
    assert "0 of 2 rows" in waiting
    assert "answers.csv" not in waiting
    with acting(user=system_user_id(), tenant=ALL):
        work_off(at=timezone.now())
    done = client.get(path).content.decode()
    assert "2 of 2 rows" in done
    assert "This must be one of" in done
    assert "Named So Nobody" in done
    only = client.get(path, {"outcome": "error"}).content.decode()
    assert "This must be one of" in only
    assert "Named So Nobody" not in only
    assert "No rows with this outcome" in client.get(path, {"outcome": "barred"}).content.decode()
    file = client.get(f"{path}answers.csv")
    assert file["Content-Disposition"].startswith("attachment")
    assert b"\r\n1,'=one,chk_" in file.getvalue()


def test_a_batch_is_cancelled_once_that_is_confirmed(client: Client) -> None:
    path = send(client)
    assert "Cancel this batch?" in client.get(f"{path}cancel/").content.decode()
    assert client.post(f"{path}cancel/").status_code == 302
    page = client.get(path).content.decode()
    assert "Cancelled" in page
    assert "No rows were answered" in page
    assert "cannot be done now" in client.post(f"{path}cancel/").content.decode()


@pytest.mark.parametrize("content", [b"", b"name,born\nOsei,1970", b"\xff\xfea"])
def test_a_file_that_cannot_be_read_is_said_beside_its_question(client: Client, content: bytes) -> None:
    file = SimpleUploadedFile("staff.csv", content, content_type="text/csv")
    page = client.post("/trust/batches/new/", {"file": file, "purpose": "in_post"}).content.decode()
    assert "There is a problem" in page
    assert b"No batches yet" in client.get("/trust/batches/").content
