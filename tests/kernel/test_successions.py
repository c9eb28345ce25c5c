"""Programs, grants and endpoints go on for the organisation that theirs went into, the day after its last."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from kernel.actions import change_organisation, grant_program, revoke_client
from kernel.actions.successions import follow_successors
from kernel.actions.webhooks import add_endpoint
from kernel.events import number_due, record_event
from kernel.history import ALL, acting
from kernel.models import ApiClient, EventType, Organisation, WebhookEndpoint, WebhookMessage
from kernel.permissions import Role
from kernel.queries import system_user_id
from kernel.webhooks.sending import send_due
from tests.factories.api import Program, program, told
from tests.factories.kernel import organisation, user_with
from tests.factories.register import registered_person
from tests.factories.webhooks import endpoint_at, happens
from tests.receivers import Receiver, receiver

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_the_systems_name(db: None) -> Iterator[None]:
    with acting(user=system_user_id(), tenant=ALL):
        yield


@pytest.fixture
def there(settings: Any) -> Iterator[Receiver]:
    with receiver() as listening:
        settings.WEBHOOK_EGRESS_ALLOW = {listening.place}
        yield listening


@pytest.fixture
def old() -> Organisation:
    return organisation("OLD", name="Old Trust")


@pytest.fixture
def new() -> Organisation:
    return organisation("NEW", name="New Trust")


def closes(one: Organisation, into: str) -> None:
    change_organisation(
        organisation=one,
        name=one.name,
        organisation_class=one.organisation_class,
        closed_on=timezone.localdate(),
        reason="Merger",
        successor=into,
    )


def tomorrow() -> datetime:
    return timezone.now() + DAY


def let(supplier: Program, by: Organisation) -> ApiClient:
    return grant_program(
        organisation=by,
        client_id=supplier.client.client_id,
        holder_code=supplier.organisation.code,
        scopes=["checks", "webhooks"],
        at=timezone.now(),
    )


def asked(by: Program) -> dict[str, Any]:
    return told(by.ask({"registration_number": registered_person().registration_number, "date_of_birth": "1974-03-09"}))


def test_a_program_goes_on_for_the_successor_with_the_secret_and_token_that_it_has(
    old: Organisation, new: Organisation
) -> None:
    mine = program(old)
    before = asked(mine)
    closes(old, "NEW")
    assert (follow_successors(at=timezone.now()), follow_successors(at=tomorrow())) == (0, 1)
    assert follow_successors(at=tomorrow()) == 0
    assert asked(mine)["role"]["organisation"] == "NEW"
    assert mine.send("GET", f"/api/v1/checks/{before['id']}").status_code == 404
    assert mine.sign_in().status_code == 200
    assert asked(mine)["role"]["organisation"] == "NEW"
    client = Client()
    client.force_login(user_with(Role.TRUST_ADMINISTRATOR, of=new))
    page = client.get(f"/trust/api-clients/{mine.client.client_id}/").content.decode()
    assert "Old Trust (OLD), which went into your organisation" in page
    assert "Old Trust (OLD) went into New Trust (NEW)" in page


def test_what_happened_to_a_body_reaches_the_address_that_went_into_another_once(
    there: Receiver, old: Organisation, new: Organisation
) -> None:
    endpoint, secret = endpoint_at(there, old)
    sent = happens(old)
    waiting = record_event(organisation_id=old.pk, type=EventType.CHECK_RESOLVED, at=timezone.now(), check="chk_2")
    closes(old, "NEW")
    assert follow_successors(at=tomorrow()) == 1
    number_due(at=timezone.now())
    later = happens(new)
    assert (send_due(at=timezone.now()), send_due(at=tomorrow())) == (3, 0)
    assert there.ids == {sent.reference: 1, waiting.reference: 1, later.reference: 1}
    assert all(came.verified_by(secret) for came in there.came)
    with acting(tenant=new.pk):
        assert list(WebhookMessage.objects.values_list("event__reference", flat=True)) == [later.reference]
    client = Client()
    client.force_login(user_with(Role.TRUST_ADMINISTRATOR, of=new))
    page = client.get(f"/trust/webhooks/{endpoint.reference}/").content.decode()
    assert "Old Trust (OLD), which went into your organisation" in page


def test_a_feed_that_another_went_into_says_that_it_has_no_such_place(old: Organisation, new: Organisation) -> None:
    mine = program(old)
    for _ in range(3):
        happens(old)
    closes(old, "NEW")
    follow_successors(at=tomorrow())
    happens(new)
    assert told(mine.send("GET", "/api/v1/events?after=1"), 200)["results"] == []
    problem = told(mine.send("GET", "/api/v1/events?after=3"), 422)
    assert problem["errors"][0]["pointer"] == "/after"


def test_a_suppliers_program_acts_for_whom_a_body_that_let_it_went_into(old: Organisation, new: Organisation) -> None:
    supplier = program(organisation(name="Payroll Supplies", organisation_class="other"))
    grant = let(supplier, old)
    closes(old, "NEW")
    assert follow_successors(at=tomorrow()) == 1
    grant.refresh_from_db()
    assert (grant.organisation, grant.came_from, grant.revoked_at) == (new, old, None)
    assert supplier.sign_in(scope="organisation:NEW").status_code == 200
    assert asked(supplier)["role"]["organisation"] == "NEW"


@pytest.mark.parametrize("whose", ["the successor's own", "let by both", "the closed body's"])
def test_a_grant_that_says_nothing_more_ends(whose: str, old: Organisation, new: Organisation) -> None:
    supplier = program({"the successor's own": new, "the closed body's": old}.get(whose) or organisation("SUP"))
    grants = [let(supplier, by) for by in (old, new) if by != supplier.organisation]
    closes(old, "NEW")
    follow_successors(at=tomorrow())
    live = ApiClient.objects.filter(granted_to=supplier.client, revoked_at=None)
    assert list(live) == (grants[1:] if whose == "let by both" else [])
    assert asked(supplier)["id"]


def test_the_endpoints_of_a_suppliers_program_stop_with_the_grant_that_they_were_for(
    there: Receiver, new: Organisation
) -> None:
    supplier = program(organisation("SUP", organisation_class="other"))
    grant, _, own = let(supplier, new), supplier.sign_in(scope="organisation:NEW"), endpoint_at(there, new)[0]
    made = told(supplier.send("POST", "/api/v1/webhook-endpoints", {"url": f"{there.address}/hook"}))
    happens(new)
    revoke_client(client_id=grant.client_id, reason="Contract over", at=timezone.now())
    happens(new)
    assert send_due(at=tomorrow()) == 2
    theirs = WebhookEndpoint.objects.get(reference=made["id"])
    assert (theirs.client, theirs.stopped_because) == (grant, "grant_ended")
    own.refresh_from_db()
    assert own.stopped_because == ""


def test_postgresql_lets_a_program_or_an_endpoint_go_nowhere_else(old: Organisation, new: Organisation) -> None:
    other = organisation("THI")
    mine = program(old).client
    endpoint, _ = add_endpoint(
        organisation_id=old.pk, url="https://example.org/x", description="", events=(), at=timezone.now()
    )
    for one in (ApiClient.objects.filter(pk=mine.pk), WebhookEndpoint.objects.filter(pk=endpoint.pk)):
        for into, came_from in ((new, old), (new, None)):
            with pytest.raises(IntegrityError), transaction.atomic():
                one.update(organisation=into, came_from=came_from)
    grant = let(Program(client=mine, secret=""), new)
    closes(old, "NEW")
    for into, came_from in ((other, old), (new, None), (new, old)):  # the last while it has a grant there
        with pytest.raises(IntegrityError), transaction.atomic():
            ApiClient.objects.filter(pk=mine.pk).update(organisation=into, came_from=came_from)
    revoke_client(client_id=grant.client_id, reason="No more", at=timezone.now())
    assert ApiClient.objects.filter(pk=mine.pk).update(organisation=new, came_from=old) == 1
