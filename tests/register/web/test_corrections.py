"""A manager asks for a correction of their own entry; another person decides, with a reason that they are sent."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kernel.models import OutboxMessage, User
from kernel.permissions import Role
from kernel.queries import system_user
from register import actions
from register.models import CorrectionRequest
from tests.factories.kernel import user_with
from tests.factories.register import registered_person

pytestmark = pytest.mark.django_db
ASKED = {"subject": "name", "text": "It is Osei, not Oise."}


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def manager() -> User:
    user = user_with(Role.MANAGER, name="Ama Osei")
    actions.link_account(person=registered_person(), user=user, by=system_user(), at=timezone.now())
    return user


def test_a_request_is_made_decided_once_and_its_fate_sent(manager: User) -> None:
    registrar = as_(user_with(Role.REGISTRAR, name="Rae Registrar"))
    as_(manager).post("/me/correct/", ASKED)
    request = CorrectionRequest.objects.get()
    listed = registrar.get("/staff/corrections/").content.decode()
    assert "Ama Osei" in listed
    decision = f"/staff/corrections/{request.pk}/decide/"
    assert registrar.post(decision, {"decision": "accept", "reason": ""}).status_code == 422
    registrar.post(decision, {"decision": "accept", "reason": "The certificate says so."})
    assert "cannot be done now" in registrar.post(decision, {"decision": "refuse", "reason": "No"}).content.decode()
    shown = as_(manager).get("/me/correct/").content.decode()
    assert ("Accepted" in shown, "The certificate says so." in shown) == (True, True)
    mail = OutboxMessage.objects.get()
    assert (mail.to, "The certificate says so." in mail.body, "Osei" in mail.subject) == (manager.email, True, False)


def test_nobody_decides_on_their_own_entry(manager: User) -> None:
    as_(manager).post("/me/correct/", ASKED)
    request = CorrectionRequest.objects.get()
    with pytest.raises(actions.OwnRequest):
        actions.accept_correction(correction=request, reason="Mine", by=manager, at=timezone.now())
    request.refresh_from_db()
    assert request.status == "open"
    assert as_(manager).get(f"/staff/corrections/{request.pk}/decide/").status_code == 403


def test_what_is_missing_is_asked_for_and_what_was_typed_is_kept(manager: User) -> None:
    refused = as_(manager).post("/me/correct/", {"text": "It is Osei."})
    assert refused.status_code == 422
    for words in ("Select what is wrong", "It is Osei."):
        assert words in refused.content.decode()
    assert not CorrectionRequest.objects.exists()


def test_five_requests_may_wait_and_not_six(manager: User) -> None:
    answers: list[Any] = [as_(manager).post("/me/correct/", ASKED) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [422]


def test_an_account_of_nobody_has_no_entry_to_correct() -> None:
    assert as_(user_with(Role.MANAGER)).get("/me/correct/").status_code == 404
