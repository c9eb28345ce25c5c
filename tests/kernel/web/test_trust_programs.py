"""A trust's desk for programs: clients and endpoints, the organisation's own and no other's."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kernel.history import acting
from kernel.models import ApiClient, Event, User, WebhookEndpoint, WebhookMessage
from kernel.permissions import Role
from kernel.queries import system_user_id
from kernel.webhooks.sending import send_due, stop
from tests.factories.api import Program
from tests.factories.api import program as a_program
from tests.factories.kernel import organisation, user_with
from tests.factories.webhooks import endpoint_at, happens
from tests.receivers import Receiver, receiver

pytestmark = pytest.mark.django_db

CLIENTS, WEBHOOKS = "/trust/api-clients/", "/trust/webhooks/"


@pytest.fixture
def administrator() -> User:
    return user_with(Role.TRUST_ADMINISTRATOR, of=organisation(name="Vale Trust"), name="Tess Admin")


@pytest.fixture
def client(administrator: User) -> Client:
    client = Client()
    client.force_login(administrator)
    return client


def page(reply: Any, status: int = 200) -> str:
    assert reply.status_code == status, reply
    return str(reply.content.decode())


def secret_in(text: str) -> str:
    found = re.search(r'data-test="secret">([^<]+)<', text)
    return found[1] if found else ""


def test_a_program_is_made_used_given_another_secret_and_revoked(client: Client, administrator: User) -> None:
    assert "Select at least one" in page(client.post(f"{CLIENTS}new/", {"name": "Payroll"}), 422)
    made = client.post(f"{CLIENTS}new/", {"name": "Payroll", "scopes": ["checks"]}, follow=True)
    secret, known = secret_in(page(made)), ApiClient.objects.get()
    assert (known.organisation, known.scopes, secret[:4]) == (administrator.organisation, ["checks"], "nms_")
    here = f"{CLIENTS}{known.client_id}/"
    assert (secret_in(page(client.get(here))), secret in page(client.get(here))) == ("", False)
    program = Program(client=known, secret=secret)
    assert program.send("GET", "/api/v1/checks").status_code == 200
    assert program.send("GET", "/api/v1/watches").status_code == 403
    assert f"{secret[:10]}…" in page(client.get(CLIENTS))
    assert "Never" not in page(client.get(CLIENTS))
    renewed = secret_in(page(client.post(f"{here}new-secret/", {"reason": "Left in a file"}, follow=True)))
    assert renewed not in ("", secret)
    assert program.send("GET", "/api/v1/checks").status_code == 401
    again = Program(client=known, secret=renewed)
    assert again.send("GET", "/api/v1/checks").status_code == 200
    assert page(client.post(f"{here}revoke/", {"reason": ""}), 422)
    assert "Left in a file" in page(client.post(f"{here}revoke/", {"reason": "Replaced"}, follow=True))
    assert (again.send("GET", "/api/v1/checks").status_code, again.sign_in().status_code) == (401, 401)
    assert "was revoked" in page(client.post(f"{here}new-secret/", {"reason": "x"}), 422)


def test_another_trusts_programs_and_endpoints_are_not_found(client: Client) -> None:
    program, elsewhere = a_program(), organisation()
    with acting(user=system_user_id()), receiver() as there:
        endpoint = WebhookEndpoint.objects.create(
            organisation=elsewhere, url=there.address, sealed_secret="x", created_at=timezone.now()
        )
    assert program.client.client_id not in page(client.get(CLIENTS))
    for act in ("", "new-secret/", "revoke/"):
        assert client.post(f"{CLIENTS}{program.client.client_id}/{act}", {"reason": "x"}).status_code in (404, 405)
    assert client.get(f"{CLIENTS}{program.client.client_id}/").status_code == 404
    for act in ("change/", "delete/", "new-secret/", "switch/", "send-again/"):
        assert client.get(f"{WEBHOOKS}{endpoint.reference}/{act}").status_code == 404
    assert client.get(f"{WEBHOOKS}{endpoint.reference}/").status_code == 404
    assert client.post(f"{WEBHOOKS}{endpoint.reference}/test/").status_code == 404
    assert program.send("GET", "/api/v1/checks").status_code == 200


def test_a_trusts_user_keeps_no_programs(client: Client, administrator: User) -> None:
    user = Client()
    user.force_login(user_with(Role.TRUST_USER, of=administrator.organisation))
    assert [user.get(address).status_code for address in (CLIENTS, f"{CLIENTS}new/")] == [403, 403]
    assert "API clients" not in page(user.get("/trust/"))
    assert "API clients" in page(client.get("/trust/"))


@pytest.fixture
def there(settings: Any) -> Any:
    with receiver() as listening:
        settings.WEBHOOK_EGRESS_ALLOW = {listening.place}
        yield listening


def test_an_endpoint_is_added_changed_tested_switched_and_deleted(client: Client, there: Receiver) -> None:
    refused = page(client.post(f"{WEBHOOKS}new/", {"url": "https://127.0.0.1/"}), 422)
    assert "error-message" in refused
    made = page(client.post(f"{WEBHOOKS}new/", {"url": f"{there.address}/hook"}, follow=True))
    assert secret_in(made).startswith("whsec_")
    endpoint = WebhookEndpoint.objects.get()
    here = f"{WEBHOOKS}{endpoint.reference}/"
    assert secret_in(page(client.get(here))) == ""
    given = {"url": endpoint.url, "description": "Staff record", "events": ["check.completed"]}
    assert "Staff record" in page(client.post(f"{here}change/", given, follow=True))
    assert secret_in(page(client.post(f"{here}new-secret/", follow=True))).startswith("whsec_")
    client.post(f"{here}test/")
    assert Event.objects.get().only_for == endpoint
    assert "The endpoint is off" in page(client.post(f"{here}switch/", follow=True))
    assert "Switch it on first" in page(client.post(f"{here}test/", follow=True))
    assert "The endpoint is on" in page(client.post(f"{here}switch/", follow=True))
    assert "No endpoints yet" in page(client.post(f"{here}delete/", follow=True))


def test_what_was_sent_is_shown_filtered_and_sent_again(
    client: Client, administrator: User, there: Receiver, django_db_blocker: Any
) -> None:
    assert administrator.organisation is not None
    with acting(user=system_user_id()):
        endpoint, _ = endpoint_at(there, administrator.organisation)
        event = happens(administrator.organisation)
        send_due(at=timezone.now())
        late = happens(administrator.organisation)
        WebhookMessage.objects.filter(event=late).update(dead_at=timezone.now())
    here = f"{WEBHOOKS}{endpoint.reference}/"
    assert [one.reference in page(client.get(here)) for one in (event, late)] == [True, True]
    shown = page(client.get(f"{here}?state=given_up"))
    assert (event.reference in shown, late.reference in shown) == (False, True)
    one = page(client.get(f"{here}events/{event.reference}/"))
    assert ("Status 200" in one, "check.completed" in one) == (True, True)
    assert "endpoint that failed" in page(client.get("/trust/"))
    client.post(f"{here}events/{event.reference}/send-again/")
    assert "sent again now: 1" in page(client.post(f"{here}send-again/", follow=True))
    assert WebhookMessage.objects.filter(accepted_at=None, dead_at=None).count() == 2
    with acting(user=system_user_id()):
        stop(endpoint=endpoint, because="gone", at=timezone.now())  # type: ignore[arg-type]
    assert "Switch it on first" in page(client.post(f"{here}send-again/"), 422)
