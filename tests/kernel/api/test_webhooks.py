"""Endpoints over HTTP: added, read, changed, deleted; secrets told once; what was sent, and sent again."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from django.db import connection
from django.utils import timezone

from config.home.api_docs import document
from kernel.actions.webhooks import MOST_ENDPOINTS
from kernel.events import number_due
from kernel.history import acting
from kernel.models import WebhookEndpoint
from kernel.queries import system_user_id
from kernel.webhooks.sending import send_due
from tests.factories.api import Program, program, told
from tests.receivers import Receiver, receiver

pytestmark = pytest.mark.django_db

HERE = "/api/v1/webhook-endpoints"
URL = "https://hooks.trust.org/register"


@pytest.fixture(autouse=True)
def _in_the_systems_name(db: None) -> Iterator[None]:
    with acting(user=system_user_id()):
        yield


@pytest.fixture
def trust() -> Program:
    return program()


@pytest.fixture
def there(settings: Any) -> Iterator[Receiver]:
    with receiver() as listening:
        settings.WEBHOOK_EGRESS_ALLOW = {listening.place}
        yield listening


def shaped(answer: Any, name: str) -> Any:
    shapes = {"components": document()["components"], "$ref": f"#/components/schemas/{name}"}
    jsonschema.validate(answer, shapes)
    return answer


def sent(minutes: int = 0) -> None:
    number_due(at=timezone.now())
    send_due(at=timezone.now() + timedelta(minutes=minutes))


def test_an_endpoint_is_added_with_a_secret_that_is_told_once(trust: Program) -> None:
    reply = trust.send("POST", HERE, {"url": URL, "events": ["check.resolved"]})
    added = shaped(told(reply), "EndpointWithSecretOut")
    assert reply["Location"] == f"{HERE}/{added['id']}"
    secret = added.pop("secret")
    assert secret.startswith("whsec_")
    assert added == {
        "id": added["id"],
        "url": URL,
        "description": "",
        "events": ["check.resolved"],
        "enabled": True,
        "disabled_because": None,
        "created_at": added["created_at"],
        "previous_secret_until": None,
    }
    assert told(trust.send("GET", f"{HERE}/{added['id']}"), 200) == added
    listed = told(trust.send("GET", HERE), 200)
    assert shaped(listed, "EndpointsOut") == {"results": [added], "next": None}
    assert told(program().send("GET", HERE), 200)["results"] == []


def test_sent_again_with_its_key_it_is_one_endpoint_whose_secret_lies_nowhere_in_clear(trust: Program) -> None:
    replies = [trust.send("POST", HERE, {"url": URL}, **{"Idempotency-Key": "once"}) for _ in range(2)]
    assert replies[0].content == replies[1].content
    assert WebhookEndpoint.objects.count() == 1
    secret = told(replies[0])["secret"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT convert_from(body, 'UTF8') FROM kernel_idempotencyrecord")
        assert secret not in cursor.fetchone()[0]


@pytest.mark.parametrize(
    "url", ["http://hooks.trust.org/", "https://127.0.0.1/", "https://localhost/", "x", "", 7, None]
)
def test_an_address_that_may_not_be_called_is_pointed_at_and_not_repeated(trust: Program, url: Any) -> None:
    refused = told(trust.send("POST", HERE, {"url": url}), 422)
    assert [fault["pointer"] for fault in refused["errors"]] == ["/url"]
    assert "trust.org" not in str(refused)
    added = told(trust.send("POST", HERE, {"url": URL}))
    if url is not None:
        told(trust.send("PATCH", f"{HERE}/{added['id']}", {"url": url}), 422)
        assert WebhookEndpoint.objects.get().url == URL


def test_only_what_is_named_is_changed_and_what_is_unknown_is_refused(trust: Program) -> None:
    added = told(trust.send("POST", HERE, {"url": URL, "description": "Staff record"}))
    here = f"{HERE}/{added['id']}"
    changed = told(trust.send("PATCH", here, {"enabled": False, "events": ["check.completed"]}), 200)
    assert (changed["enabled"], changed["disabled_because"]) == (False, "by_organisation")
    assert (changed["url"], changed["description"], changed["events"]) == (URL, "Staff record", ["check.completed"])
    assert told(trust.send("POST", f"{here}/ping"), 409)["code"] == "refused"
    assert shaped(told(trust.send("PATCH", here, {"enabled": True}), 200), "EndpointOut")["disabled_because"] is None
    for body in ({"secret": "x"}, {"events": ["everything"]}, {"enabled": 1}):
        assert told(trust.send("PATCH", here, body), 422)["code"] == "invalid"
    assert trust.send("DELETE", here).status_code == 204
    assert [trust.send("GET", here).status_code, trust.send("DELETE", here).status_code] == [404, 404]
    assert told(trust.send("GET", HERE), 200)["results"] == []


def test_there_are_so_many_endpoints_and_no_more(trust: Program) -> None:
    for _ in range(MOST_ENDPOINTS):
        last = told(trust.send("POST", HERE, {"url": URL}))
    assert told(trust.send("POST", HERE, {"url": URL}), 409)["code"] == "refused"
    page = told(trust.send("GET", f"{HERE}?limit=15"), 200)
    rest = told(trust.send("GET", f"{HERE}?limit=15&cursor={page['next']}"), 200)
    assert (len(rest["results"]), rest["next"]) == (MOST_ENDPOINTS - 15, None)
    assert trust.send("DELETE", f"{HERE}/{last['id']}").status_code == 204
    assert told(trust.send("POST", HERE, {"url": URL}))


def test_a_test_goes_through_and_what_came_of_each_attempt_is_told(trust: Program, there: Receiver) -> None:
    added = told(trust.send("POST", HERE, {"url": f"{there.address}/hook", "events": ["check.resolved"]}))
    here, there.answers = f"{HERE}/{added['id']}", [500]
    pinged = told(trust.send("POST", f"{here}/ping"), 202)["event"]
    sent()
    (waiting,) = shaped(told(trust.send("GET", f"{here}/deliveries"), 200), "DeliveriesOut")["results"]
    assert (waiting["id"], waiting["type"], waiting["state"]) == (pinged, "endpoint.ping", "waiting")
    assert waiting["next_attempt_at"] > waiting["attempts"][0]["at"]
    sent(minutes=1)
    (accepted,) = told(trust.send("GET", f"{here}/deliveries"), 200)["results"]
    assert (accepted["state"], accepted["next_attempt_at"]) == ("accepted", None)
    assert [(one["status"], one["failure"]) for one in accepted["attempts"]] == [(500, "status"), (200, None)]
    (stands,) = told(trust.send("GET", "/api/v1/events"), 200)["results"]
    assert there.came[1].verified_by(added["secret"]) == stands
    assert told(trust.send("GET", f"{here}/deliveries?cursor=x"), 422)["code"] == "invalid"


def test_one_event_or_all_that_were_given_up_are_sent_again(trust: Program, there: Receiver) -> None:
    added = told(trust.send("POST", HERE, {"url": f"{there.address}/hook"}))
    here = f"{HERE}/{added['id']}"
    pinged = told(trust.send("POST", f"{here}/ping"), 202)["event"]
    sent()
    assert told(trust.send("POST", f"{here}/redeliver", {"event": pinged}), 202) == {"redelivered": 1}
    sent(minutes=1)
    assert there.ids == {pinged: 2}
    for body in (None, {}, {"since": "2026-01-01T00:00:00Z"}):
        assert told(trust.send("POST", f"{here}/redeliver", body), 202) == {"redelivered": 0}
    refused = told(trust.send("POST", f"{here}/redeliver", {"event": "evt_" + "0" * 32}), 422)
    assert refused["errors"][0]["pointer"] == "/event"


def test_a_new_secret_is_told_once_and_the_old_one_runs_out(trust: Program, there: Receiver) -> None:
    added = told(trust.send("POST", HERE, {"url": there.address}))
    here = f"{HERE}/{added['id']}"
    renewed = shaped(told(trust.send("POST", f"{here}/rotate-secret"), 200), "EndpointWithSecretOut")
    assert renewed["secret"] != added["secret"]
    assert renewed["previous_secret_until"] > renewed["created_at"]
    trust.send("POST", f"{here}/ping")
    sent()
    assert there.came[0].verified_by(added["secret"]) == there.came[0].verified_by(renewed["secret"])
    assert "secret" not in told(trust.send("GET", here), 200)
