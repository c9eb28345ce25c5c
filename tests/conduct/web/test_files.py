"""Files on a case: who adds them, who opens them, and who never learns of them."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from conduct import actions, queries
from conduct.actions import files as filing
from conduct.models import Case, CaseFile
from conduct.rules.independence import NotIndependent
from conduct.workflow import Status
from kernel.errors import ActionRefused
from kernel.models import AccessEvent, StoredFile, User
from kernel.permissions import Role
from tests.builders import Cast, case_in
from tests.factories.conduct import OPENED_AT, exhibit
from tests.factories.files import examined, pdf, picture
from tests.factories.kernel import says_why, user_with
from tests.races import refusals

pytestmark = pytest.mark.django_db
MINUTES = "Minutes of the board"
WHERE_FROM = {
    "obtained_from": "The trust",
    "obtained_how": "By email",
    "obtained_on-day": "1",
    "obtained_on-month": "11",
    "obtained_on-year": "2026",
}


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.CLAMD_URL = tmp_path, ""


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(name: str, *args: object) -> str:
    return reverse(f"conduct:{name}", args=args)


def send(client: Client, address: str, content: bytes, name: str = "board.pdf", description: str = MINUTES) -> Any:
    sent = {**WHERE_FROM, "description": description, "file": SimpleUploadedFile(name, content)}
    return client.post(address, sent)


def evidence(case: Case, by: User) -> CaseFile:
    return exhibit(case, by=by, description=MINUTES)


def test_evidence_is_added_on_the_case_and_handed_out_as_an_attachment_under_a_name_of_ours() -> None:
    cast = Cast()
    case = case_in(Status.INVESTIGATION, cast=cast)
    digger = as_user(cast.investigator)
    answer = send(digger, at("case_file_new", case.reference), pdf(), 'x\r\nSet-Cookie: a=1;"../é.pdf')
    assert answer.status_code == 302
    added = CaseFile.objects.get()
    address = at("case_file", case.reference, added.file_id)
    page = digger.get(at("exhibit", case.reference, 1)).content.decode()
    address = at("evidence_file", case.reference, added.file_id)
    for words in (MINUTES, address, "No virus scanner is set up here", "Not scanned", cast.investigator.name):
        assert words in page, words
    handed = digger.get(address)
    assert handed["Content-Disposition"] == f'attachment; filename="{case.reference}-E1-version-1.pdf"'
    assert handed["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert (handed["Content-Type"], handed["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert handed["Cache-Control"] == "no-store"
    assert handed.content.startswith(b"%PDF-")
    opened = AccessEvent.objects.filter(noun="conduct.file", allowed=True)
    assert opened.get().reference == str(added.file_id)


def test_each_role_opens_files_of_the_cases_it_may_and_nobody_else_learns_of_them() -> None:
    cast = Cast()
    case = case_in(Status.HEARING, cast=cast)
    added = evidence(case, cast.caseworker)
    address = at("case_file", case.reference, added.file_id)
    wanted = {
        cast.caseworker: (200, True),
        cast.investigator: (200, True),
        cast.panel_chair: (404, False),
        user_with(Role.INVESTIGATOR): (404, False),
        says_why(user_with(Role.AUDITOR), "conduct.case", case.reference): (403, True),
        user_with(Role.BARRING_OFFICER): (403, False),
        cast.manager: (403, False),
        user_with(Role.REGISTRAR): (403, False),
    }
    for user, (status, listed) in wanted.items():
        assert as_user(user).get(address).status_code == status, user
        page = as_user(user).get(at("evidence", case.reference)).content.decode()
        assert (MINUTES in page) is listed, user
    assert Client().get(address).status_code == 302
    other = case_in(Status.INVESTIGATION)
    assert as_user(cast.caseworker).get(at("case_file", other.reference, added.file_id)).status_code == 404


def test_a_manager_sends_files_with_the_response_and_sees_only_these() -> None:
    cast = Cast()
    case = case_in(Status.REPRESENTATIONS, cast=cast)
    hidden = evidence(case, cast.caseworker)
    manager = as_user(cast.manager)
    answer = send(manager, at("own_case_file_new", case.reference), picture(), "my email.jpg", "My email of 3 March")
    assert answer.status_code == 302
    sent = CaseFile.objects.get(kind="response")
    assert sent.number == 1
    page = manager.get(at("own_case", case.reference)).content.decode()
    assert "My email of 3 March" in page
    assert MINUTES not in page
    assert manager.get(at("own_case_file", case.reference, sent.file_id)).status_code == 200
    assert manager.get(at("own_case_file", case.reference, hidden.file_id)).status_code == 404
    stranger = as_user(user_with(Role.MANAGER))
    assert stranger.get(at("own_case_file", case.reference, sent.file_id)).status_code == 404
    assert as_user(cast.investigator).get(at("case_file", case.reference, sent.file_id)).status_code == 200
    actions.respond(case=case, text="No.", by=cast.manager, at=OPENED_AT)
    late = send(manager, at("own_case_file_new", case.reference), picture(), "late.jpg", "Late")
    assert late.status_code == 422
    assert "can no longer send files" in late.content.decode()


@pytest.mark.parametrize("status", [Status.RECEIVED, Status.INVESTIGATION])
def test_before_notice_a_manager_cannot_send_files_to_a_case_that_they_may_not_know_of(status: Status) -> None:
    cast = Cast()
    case = case_in(status, cast=cast)
    assert send(as_user(cast.manager), at("own_case_file_new", case.reference), picture()).status_code == 404
    with pytest.raises(ActionRefused, match="can no longer"):
        actions.add_response_file(case=case, file=examined(), description="x", by=cast.manager, at=OPENED_AT)


def test_a_file_that_cannot_be_taken_is_refused_beside_its_question_and_what_was_typed_is_kept() -> None:
    cast = Cast()
    case = case_in(Status.RECEIVED, cast=cast)
    keeper = as_user(cast.caseworker)
    address = at("case_file_new", case.reference)
    for content, name, said in (
        (b"<svg/>", "drawing.svg", "The file must be JPEG, PNG, PDF"),
        (b"", "empty.pdf", "The file is empty"),
        (picture(), "photo.pdf", "The name ends in .pdf"),
    ):
        answer = send(keeper, address, content, name)
        page = answer.content.decode()
        assert (answer.status_code, MINUTES in page, said in page) == (422, True, True), name
    assert "Select a file" in keeper.post(address, {"description": MINUTES}).content.decode()
    assert "Enter what the file is" in send(keeper, address, pdf(), description=" ").content.decode()
    assert not StoredFile.objects.exists()


def test_a_file_a_little_too_large_is_refused_beside_its_question_and_a_huge_one_at_the_door() -> None:
    cast = Cast()
    case = case_in(Status.RECEIVED, cast=cast)
    keeper = as_user(cast.caseworker)
    address = at("case_file_new", case.reference)
    assert "20 MB or less" in send(keeper, address, bytes(20_000_001)).content.decode()
    huge = send(keeper, address, bytes(26_000_000))
    assert (huge.status_code, "Files must be 20 MB or less" in huge.content.decode()) == (413, True)
    assert send(keeper, at("cases"), bytes(2_000_000)).status_code == 413


def test_who_adds_evidence_never_decides_the_case_and_the_person_it_is_about_adds_none() -> None:
    cast = Cast()
    case = case_in(Status.HEARING, cast=cast)
    both = user_with(Role.CASEWORKER, Role.PANEL_CHAIR)
    evidence(case, both)
    assert both.pk in queries.people_involved(case=case)
    with pytest.raises(NotIndependent):
        evidence(case, cast.manager)
    ended = case_in(Status.CLOSED)
    with pytest.raises(ActionRefused, match="has ended"):
        evidence(ended, cast.caseworker)


def test_a_case_takes_only_so_many_files(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = Cast()
    case = case_in(Status.RECEIVED, cast=cast)
    monkeypatch.setitem(filing.MOST, CaseFile.Kind.EVIDENCE, 1)
    evidence(case, cast.caseworker)
    with pytest.raises(ActionRefused, match="no more can be added"):
        evidence(case, cast.caseworker)


@pytest.mark.django_db(transaction=True)
def test_files_added_at_once_get_a_number_each() -> None:
    cast = Cast()
    case = case_in(Status.RECEIVED, cast=cast)
    assert refusals(*[lambda: evidence(case, cast.caseworker)] * 4) == []
    assert sorted(CaseFile.objects.values_list("number", flat=True)) == [1, 2, 3, 4]


def test_a_file_that_is_gone_from_the_disk_says_so_on_the_page(tmp_path: Path) -> None:
    cast = Cast()
    case = case_in(Status.RECEIVED, cast=cast)
    added = evidence(case, cast.caseworker)
    for path in tmp_path.rglob("*.served"):
        path.unlink()
    answer = as_user(cast.caseworker).get(at("case_file", case.reference, added.file_id), follow=True)
    assert "missing or damaged" in answer.content.decode()
