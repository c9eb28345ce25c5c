"""Files that people send with their responses: after sending, with the code, until the close."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from PIL import Image

from consultation import actions
from consultation.models import Consultation, ResponseFile
from consultation.models import Question as QuestionRow
from consultation.models import Section as SectionRow
from consultation.rules.questionnaire import Kind
from tests.consultation.web.test_responding import RETURN, Visitor
from tests.factories.consultation import SOMEBODY, Team, answer, approved, draft, question

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def picture() -> bytes:
    """A picture that says who made it."""
    image, exif, kept = Image.new("RGB", (4, 4)), Image.Exif(), BytesIO()
    exif[0x013B] = "Canary"
    image.save(kept, "JPEG", exif=exif)
    return kept.getvalue()


def asking_for_a_file(team: Team, now: datetime) -> tuple[Consultation, QuestionRow]:
    """An open consultation, and its question that asks for a file."""
    held = draft(team, opens_at=now - DAY)
    by: dict[str, Any] = {"by": team.analyst, "at": now - 10 * DAY}
    first = SectionRow.objects.filter(consultation=held).order_by("place")[0]
    asking = actions.add_question(section=first, kind=Kind.FILE, text="What shows it?", **by)
    actions.submit(consultation=held, by=team.analyst, at=now - 2 * DAY)
    return actions.approve(consultation=held, by=team.publisher, at=now - 2 * DAY), asking


def takes_back_a_file(visitor: Visitor, code: str, address: str) -> None:
    """The second of five, once and again; then there is room for another."""
    visitor.open(RETURN, code=code, take_back="2")
    assert ("File 2.txt" in visitor.page, "File 3.txt" in visitor.page) == (False, True)
    visitor.open(RETURN, code=code, take_back="2")  # once more changes nothing
    visitor.open(address, code=code, file=SimpleUploadedFile("a.txt", b"7"))
    assert "File 6.txt" in visitor.page


def test_a_file_is_sent_with_the_code_cleaned_read_by_staff_and_gone_with_a_withdrawal(settings: Any) -> None:
    settings.PUBLIC_PER_MINUTE = 1_000_000
    team, now = Team(), timezone.now()
    held, asking = asking_for_a_file(team, now)
    visitor = Visitor().begin()
    assert "2. What shows it?" in visitor.page
    assert "You can send a file for this as soon as you have sent your response" in visitor.page
    visitor.send(**{f"q{question(held, 1).pk}": "disagree"}).send().send(address="")
    assert "Send files for your response" in visitor.page
    code, address = visitor.code, f"{RETURN}files/{asking.pk}/"
    visitor.open(RETURN, code=code)
    visitor.open(address, code=code)
    assert "Select the file" in visitor.page
    visitor.open(address, code=code, file=SimpleUploadedFile("mine.exe", b"MZ"))
    assert "There is a problem" in visitor.page
    for _ in range(2):
        visitor.open(address, code=code, file=SimpleUploadedFile("Canary.jpg", picture()))
    assert "File 1.jpg" in visitor.page
    assert "Canary" not in visitor.page
    kept = ResponseFile.objects.get()  # the same twice is one
    for number in (2, 3, 4, 5, 6):
        visitor.open(address, code=code, file=SimpleUploadedFile("a.txt", f"{number}".encode()))
    assert "You have sent 5 files" in visitor.page
    takes_back_a_file(visitor, code, address)
    assert visitor.open(address, code="ABCD", so="1").response.status_code == 302
    staff = Client()
    staff.force_login(team.analyst)
    page = f"/staff/consultations/leading/responses/{kept.response.public_number}/"
    assert "File 5.txt" in staff.get(page).content.decode()
    given = staff.get(f"{page}files/1/")
    assert given["Content-Type"] == "image/jpeg"
    assert staff.get(f"{page}files/2/").status_code == 404
    assert staff.post(f"{page}files/1/take-back/").status_code == 404  # its sender's alone to take back
    assert b"Canary" not in given.content
    visitor.open(RETURN, code=code, withdraw="1")
    assert "You withdrew this response" in visitor.page
    assert staff.get(f"{page}files/1/").status_code == 404
    refused("consultation_version_of_a_response_that_stands", asking.pk)


def refused(constraint: str, asking: int) -> None:
    insert = (
        "INSERT INTO consultation_responsefile (response_id, question_id, number, file_id) "
        "VALUES ((SELECT max(id) FROM consultation_response), %s, 1, gen_random_uuid())"
    )
    with pytest.raises(IntegrityError) as fault, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(insert, [asking])
    assert fault.value.__cause__.diag.constraint_name == constraint  # type: ignore[union-attr]


def test_postgresql_takes_files_for_questions_that_ask_for_them_alone() -> None:
    held = approved(opens_at=timezone.now() - DAY)
    said = answer(question(held, 1), "agree")
    actions.send_response(consultation=held, code="A", sender=SOMEBODY, answers=said, equality={}, at=timezone.now())
    refused("consultation_response_file_fits", question(held, 1).pk)


def test_staff_add_a_scan_to_what_came_on_paper_and_take_it_back() -> None:
    team, now = Team(), timezone.now()
    held, asking = asking_for_a_file(team, now)
    given: dict[str, Any] = {"sender": SOMEBODY, "answers": answer(question(held, 1), "agree"), "by": team.analyst}
    entered = actions.enter_response(consultation=held, channel="paper", received_at=now, at=now, **given)
    staff = Client()
    staff.force_login(team.analyst)
    page = f"/staff/consultations/leading/responses/{entered.public_number}/"
    assert "Add a file that came with it" in staff.get(page).content.decode()
    assert "Select the question" in staff.post(f"{page}files/new/", {}).content.decode()
    scan = SimpleUploadedFile("Canary.jpg", picture())
    assert staff.post(f"{page}files/new/", {"question": asking.pk, "file": scan}).status_code == 302
    assert staff.get(f"{page}files/1/")["Content-Type"] == "image/jpeg"
    assert staff.post(f"{page}files/1/take-back/").status_code == 302
    assert staff.get(f"{page}files/1/").status_code == 404
    refused("consultation_response_file_from_its_sender", asking.pk)
