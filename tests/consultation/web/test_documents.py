"""Documents of a consultation: attached in the draft, read by everybody."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from consultation import actions
from consultation.models import Document
from kernel.history import acting
from tests.factories.consultation import Team, draft

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
STAFF = "/staff/consultations/leading/"


def test_a_document_is_attached_to_a_draft_approved_with_it_and_read_by_everybody() -> None:
    team, now = Team(), timezone.now()
    held = draft(team, opens_at=now - DAY)
    staff, public = Client(), Client()
    staff.force_login(team.analyst)

    def add(name: str, content: bytes, **given: Any) -> Any:
        file = SimpleUploadedFile(name, content)
        return staff.post(f"{STAFF}documents/new/", {"title": "The proposals", "file": file, **given})

    assert "There is a problem" in add("a.txt", b"PK\x03\x04").content.decode()
    assert add("a.txt", b"We propose.").status_code == 302
    assert add("b.txt", b"Cynigiwn.", title="Y cynigion", language="cy").status_code == 302
    assert add("c.txt", b"Wrong.", title="Wrong").status_code == 302
    assert staff.post(f"{STAFF}documents/3/remove/").status_code == 302
    page = staff.get(STAFF).content.decode()
    assert "The proposals (TXT)" in page
    assert "Wrong" not in page
    assert staff.get(f"{STAFF}documents/1/").content == b"We propose."
    assert public.get("/consultations/leading/documents/1/").status_code == 404  # it is a draft
    actions.submit(consultation=held, by=team.analyst, at=now - 2 * DAY)
    held = actions.approve(consultation=held, by=team.publisher, at=now - 2 * DAY)
    page = public.get("/consultations/leading/").content.decode()
    assert '<span lang="cy">Y cynigion</span> (Welsh, TXT)' in page
    given = public.get("/consultations/leading/documents/2/")
    assert given.content == b"Cynigiwn."
    assert given["Content-Disposition"] == 'attachment; filename="leading-2.txt"'
    assert public.get("/consultations/leading/documents/3/").status_code == 404
    assert "There is a problem" in add("d.txt", b"Late.").content.decode()
    assert Document.objects.count() == 3
    wanted = pytest.raises(IntegrityError)
    with acting(user=team.analyst), wanted as fault, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE consultation_document SET title = 'Other'")
    assert fault.value.__cause__.diag.constraint_name == "consultation_documents_are_settled"  # type: ignore[union-attr]
