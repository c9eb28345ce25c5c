"""A complaint about the service: apart from every case, answered in time by somebody who works on none of theirs."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from conduct import actions
from conduct.models import Participant, ServiceComplaint
from conduct.queries.complaints import complaints_for
from conduct.rules.complaining import DealtWith, NotTheirs
from conduct.workflow import Status
from kernel.history import acting
from kernel.models import OutboxMessage, User
from kernel.permissions import Role
from tests.builders import Cast, case_in
from tests.factories.conduct import OPENED_AT
from tests.factories.kernel import user_with

pytestmark = pytest.mark.django_db
AT = OPENED_AT + timedelta(days=10)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_complaint_is_made_acknowledged_and_answered_on_the_pages_and_the_manager_reads_the_answer() -> None:
    manager, registrar = user_with(Role.MANAGER), user_with(Role.REGISTRAR)
    mine, theirs = signed_in(manager), signed_in(registrar)
    assert mine.post("/me/complaints/", {"about": "delay", "text": ""}).status_code == 422
    made = mine.post("/me/complaints/", {"about": "delay", "text": "Zzcanary: no letter for months."})
    reference = ServiceComplaint.objects.get().reference
    assert made.headers["Location"] == f"/me/complaints/{reference}/"
    assert theirs.post(f"/staff/complaints/{reference}/acknowledge/").status_code == 302
    assert theirs.post(f"/staff/complaints/{reference}/", {"answer": "We are sorry."}).status_code == 302
    assert "We are sorry." in mine.get(f"/me/complaints/{reference}/").content.decode()
    assert theirs.post(f"/staff/complaints/{reference}/", {"answer": "Again."}).status_code == 422
    mails = OutboxMessage.objects.filter(to=manager.email)
    assert mails.count() == 2
    assert all("Zzcanary" not in mail.body for mail in mails)
    assert signed_in(user_with(Role.MANAGER)).get(f"/me/complaints/{reference}/").status_code == 404
    assert signed_in(user_with(Role.CASEWORKER)).get(f"/staff/complaints/{reference}/").status_code == 403


def test_nobody_with_a_part_in_their_case_sees_it_or_answers_it_and_postgresql_knows() -> None:
    cast = Cast(caseworker=user_with(Role.CASEWORKER, Role.REGISTRAR))
    case = case_in(Status.REPRESENTATIONS, cast=cast)
    made = actions.make_complaint(about="treatment", text="Zzcanary", by=cast.manager, at=AT)
    assert Participant.objects.filter(case=case, user=cast.caseworker).exists()
    assert list(complaints_for(user=user_with(Role.REGISTRAR))) == [made]
    assert list(complaints_for(user=cast.caseworker)) == []
    for act in (actions.acknowledge_complaint,):
        with pytest.raises(NotTheirs):
            act(complaint=made, by=cast.caseworker, at=AT)
    with acting(user=cast.caseworker), pytest.raises(DatabaseError, match="has a part in a case"), transaction.atomic():
        ServiceComplaint.objects.update(acknowledged_by=cast.caseworker, acknowledged_at=AT)
    page = signed_in(cast.caseworker).get(f"/staff/cases/{case.reference}/").content.decode()
    assert made.reference not in page
    assert "Zzcanary" not in page


def test_a_complaint_is_answered_once_and_stays_as_it_was_made() -> None:
    registrar = user_with(Role.REGISTRAR)
    made = actions.make_complaint(about="other", text="So", by=user_with(Role.MANAGER), at=AT)
    actions.answer_complaint(complaint=made, answer="We are sorry.", by=registrar, at=AT)
    with pytest.raises(DealtWith):
        actions.answer_complaint(complaint=made, answer="Again.", by=registrar, at=AT)
    for change in ({"text": "Not so"}, {"answer": "Not sorry."}):
        with acting(user=registrar), pytest.raises(DatabaseError, match="in no other way"), transaction.atomic():
            ServiceComplaint.objects.update(**change)
