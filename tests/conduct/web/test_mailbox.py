"""The mailbox of a reporter: files without a trace, an answer in time, limits without a row."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from conduct import actions
from conduct.models import Concern, ConcernFile, ConcernMessage
from conduct.web.views import reporting
from kernel import limits
from kernel.files import store
from kernel.models import StoredFile
from kernel.permissions import Role
from tests.factories.conduct import OPENED_AT, raised_concern
from tests.factories.files import CAMERA, PLACE, picture
from tests.factories.kernel import user_with
from tests.factories.raising import sent_concern, so_far, walk

pytestmark = pytest.mark.django_db
RETURN = "/concerns/return/"
NAME = "zzcanary-ward-seven.jpg"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    limits.sent_this_hour._forget(at=-1)


def upload(content: bytes, name: str = NAME) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_file_from_a_reporter_keeps_nothing_of_where_it_was_made_or_what_it_was_called() -> None:
    client = Client(enforce_csrf_checks=True)
    code = sent_concern(client)
    given = {"code": code, "text": "", "file": upload(picture(located=True))}
    answer = client.post(RETURN, given)
    assert b"What you sent has come" in answer.content
    assert b"File 1: a JPEG picture" in answer.content
    assert not answer.cookies
    file = StoredFile.objects.get()
    assert (file.name, file.uploaded_by.is_system) == ("File 1.jpg", True)
    for copy in store.Copy:
        content = store.read(key=file.pk, copy=copy)
        assert PLACE not in content
        assert CAMERA.encode() not in content
    with connection.cursor() as cursor:
        for table in ("kernel_storedfile", "kernel_historicalstoredfile", "conduct_concernfile"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            assert "zzcanary" not in cursor.fetchone()[0]
    client.post(RETURN, {**given, "file": upload(picture(located=True))})
    assert ConcernFile.objects.count() == 1
    keeper = Client()
    keeper.force_login(user_with(Role.CASEWORKER))
    concern = Concern.objects.get()
    keeper.post(f"/staff/concerns/{concern.pk}/triage/", {"seen": 0})
    assert "File 1.jpg" in keeper.get(f"/staff/concerns/{concern.pk}/").content.decode()
    handed = keeper.get(f"/staff/concerns/{concern.pk}/files/1/")
    assert handed["Content-Disposition"] == f'attachment; filename="concern-{concern.pk}-1.jpg"'
    assert keeper.get(f"/staff/concerns/{concern.pk}/files/2/").status_code == 404
    other = Client()
    other.force_login(user_with(Role.INVESTIGATOR))
    assert other.get(f"/staff/concerns/{concern.pk}/files/1/").status_code == 404


def test_what_is_no_file_that_we_take_or_nothing_at_all_is_refused_beside_the_question(client: Client) -> None:
    code = sent_concern(client)
    for given, words in (
        ({"text": "", "file": upload(b"MZ\x90", "a.exe")}, "The file must be JPEG"),
        ({"text": "With it", "file": upload(b"", "a.pdf")}, "The file is empty"),
        ({"text": ""}, "Enter a message, or choose a file"),
    ):
        answer = client.post(RETURN, {"code": code, **given})
        assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert not StoredFile.objects.exists()
    assert not ConcernMessage.objects.exists()


def test_more_than_an_hour_takes_from_one_address_is_refused_in_words_and_counted_in_no_row(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporting, "SENT_AN_HOUR", 2)
    code = sent_concern(client)
    given = {"code": code, "text": "One"}
    assert client.post(RETURN, given).status_code == 200
    refused = client.post(RETURN, {**given, "text": "Two"})
    assert (refused.status_code, b"Try again in an hour" in refused.content) == (422, True)
    assert b">Two<" in refused.content
    assert Client(REMOTE_ADDR="203.0.113.9").post(RETURN, {**given, "text": "Three"}).status_code == 200
    assert list(ConcernMessage.objects.values_list("text", flat=True)) == ["One", "Three"]


def test_a_reporter_is_written_to_in_time_and_both_sides_see_by_when() -> None:
    concern, worker = raised_concern(), user_with(Role.CASEWORKER)
    keeper = Client()
    keeper.force_login(worker)
    page = f"/staff/concerns/{concern.pk}/"
    assert concern.answer_due_at > OPENED_AT + timedelta(days=5)
    assert "By the end of 9 November 2026: 5 working days after receipt" in keeper.get(page).content.decode()
    actions.send_message(concern=concern, text="We read it.", by=worker, at=OPENED_AT + timedelta(days=1))
    assert "Done on 3 November 2026" in keeper.get(page).content.decode()
    late = raised_concern()
    actions.send_message(concern=late, text="We read it.", by=worker, at=OPENED_AT + timedelta(days=9))
    assert "Late, on 11 November 2026" in keeper.get(f"/staff/concerns/{late.pk}/").content.decode()
    code = sent_concern(Client())
    assert "Send files now" in Client().post("/concerns/new/", {"so_far": so_far(walk(Client()))}).content.decode()
    assert "We write to you" in Client().post(RETURN, {"code": code}).content.decode()
