"""What reaches an endpoint, how often and until when; and what does not keep what from going."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from standardwebhooks import WebhookVerificationError

from kernel.actions.webhooks import (
    EndpointChange,
    IsStopped,
    change_endpoint,
    delete_endpoint,
    ping,
    redeliver,
    rotate_secret,
)
from kernel.events import number_due, told
from kernel.models import EventType, Organisation, OutboxMessage, WebhookAttempt, WebhookMessage
from kernel.permissions import Role
from kernel.webhooks import sending
from kernel.webhooks.sending import REST, TRIED_FOR, endpoints_due, send_due
from tests.factories.kernel import organisation, user_with
from tests.factories.webhooks import endpoint_at, happens
from tests.receivers import Receiver

DAY = timedelta(days=1)


def waits() -> list[tuple[Any, Any]]:
    return list(WebhookMessage.objects.order_by("pk").values_list("accepted_at", "dead_at"))


@pytest.mark.django_db
def test_what_comes_is_the_feed_s_event_once_signed_as_the_reference_library_reads_it(
    there: Receiver, trust: Organisation
) -> None:
    _, secret = endpoint_at(there, trust)
    event = happens(trust)
    assert (send_due(at=timezone.now()), send_due(at=timezone.now() + DAY)) == (1, 0)
    (came,) = there.came
    assert came.verified_by(secret) == told(event)
    assert (came.id, came.headers["content-type"]) == (event.reference, "application/json")
    assert len(came.body) < 20_000
    with pytest.raises(WebhookVerificationError):
        came.verified_by("whsec_" + "A" * 43 + "=")


@pytest.mark.django_db
def test_an_endpoint_is_told_of_its_types_of_its_own_organisation_from_its_adding_on(
    there: Receiver, trust: Organisation
) -> None:
    happens(trust)
    endpoint_at(there, trust, (EventType.CHECK_RESOLVED,))
    everything, _ = endpoint_at(there, trust)
    other, _ = endpoint_at(there, organisation())
    resolved, completed = happens(trust, EventType.CHECK_RESOLVED), happens(trust)
    pinged = ping(endpoint=other, at=timezone.now())
    number_due(at=timezone.now())
    assert send_due(at=timezone.now() + DAY) == 4
    assert there.ids == {resolved.reference: 2, completed.reference: 1, pinged.reference: 1}
    assert pinged.only_for == other
    assert not WebhookMessage.objects.filter(event=pinged, endpoint=everything).exists()


@pytest.mark.django_db
def test_a_failure_is_tried_again_with_the_same_id_and_bytes_at_another_time(
    there: Receiver, trust: Organisation
) -> None:
    endpoint_at(there, trust)
    happens(trust)
    there.answers = [500, (302, {"Location": f"{there.address}/elsewhere"}), 404, 204]
    at = timezone.now()
    for _ in range(4):
        send_due(at=at)
        at += timedelta(minutes=2)
    assert len({(one.id, one.body, one.path) for one in there.came}) == 1
    stamps = [int(one.headers["webhook-timestamp"]) for one in there.came]
    assert [later - earlier for earlier, later in pairwise(stamps)] == [120, 120, 120]
    attempts = WebhookAttempt.objects.order_by("pk").values_list("status", "failure")
    assert list(attempts) == [(500, "status"), (302, "redirect"), (404, "status"), (204, "")]
    assert send_due(at=at + DAY) == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("retry_after", "least", "most"),
    [("120", 120, 121), ("999999", 86_400, 86_401), ("soon", 3, 4), ("-5", 3, 4), ("", 3, 4)],
)
def test_a_receiver_may_ask_for_a_later_time(
    there: Receiver, trust: Organisation, retry_after: str, least: int, most: int
) -> None:
    endpoint_at(there, trust)
    happens(trust)
    there.answers = [(429, {"Retry-After": retry_after})]
    at = timezone.now()
    send_due(at=at)
    assert timedelta(seconds=least) <= WebhookMessage.objects.get().due_at - at <= timedelta(seconds=most)


@pytest.mark.django_db
def test_it_is_tried_for_three_days_ever_less_often_then_given_up_and_the_administrators_are_told_once(
    there: Receiver, trust: Organisation
) -> None:
    administrator = user_with(Role.TRUST_ADMINISTRATOR, of=trust)
    user_with(Role.TRUST_ADMINISTRATOR)
    endpoint, _ = endpoint_at(there, trust)
    event, there.answers = happens(trust), [503] * 50
    message = WebhookMessage.objects.get()
    times = [timezone.now()]
    send_due(at=times[0])
    while not WebhookMessage.objects.filter(dead_at__isnull=False).exists():
        message.refresh_from_db()
        times.append(max(message.due_at, times[-1] + 2 * REST))
        send_due(at=times[-1])
        message.refresh_from_db()
    assert TRIED_FOR - timedelta(hours=8) < times[-1] - times[0] <= TRIED_FOR
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(times)]
    assert 18 <= len(times) <= 26
    assert gaps[0] < 11 < 3600 < gaps[-2]
    (mail,) = OutboxMessage.objects.filter(template="webhook_given_up")
    assert mail.to == administrator.email
    assert endpoint.reference in mail.body
    assert endpoint.url not in mail.body
    assert redeliver(endpoint=endpoint, event="", since=None, at=times[-1] + DAY) == 1
    there.answers = []
    assert send_due(at=times[-1] + DAY) == 1
    assert there.ids == {event.reference: len(times) + 1}


@pytest.mark.django_db
def test_410_switches_the_endpoint_off_gives_up_what_waits_and_tells_the_administrators(
    there: Receiver, trust: Organisation
) -> None:
    user_with(Role.TRUST_ADMINISTRATOR, of=trust)
    endpoint, _ = endpoint_at(there, trust)
    happens(trust)
    happens(trust)
    there.answers = [410]
    send_due(at=timezone.now())
    endpoint.refresh_from_db()
    assert endpoint.stopped_because == "gone"
    assert all(dead for _, dead in waits())
    happens(trust)
    assert send_due(at=timezone.now() + DAY) == 0
    assert (len(there.came), len(waits())) == (1, 2)
    assert OutboxMessage.objects.filter(template="webhook_given_up").count() == 1
    with pytest.raises(IsStopped):
        redeliver(endpoint=endpoint, event="", since=None, at=timezone.now())
    change_endpoint(endpoint=endpoint, change=EndpointChange(enabled=True), at=timezone.now())
    assert redeliver(endpoint=endpoint, event="", since=None, at=timezone.now()) == 2
    assert send_due(at=timezone.now() + DAY) == 2


@pytest.mark.django_db
def test_during_a_rotation_both_secrets_are_good_and_after_it_the_new_one_alone(
    there: Receiver, trust: Organisation
) -> None:
    endpoint, old = endpoint_at(there, trust)
    at = timezone.now()
    _, new = rotate_secret(endpoint=endpoint, at=at - timedelta(hours=24))
    happens(trust)
    send_due(at=at - timedelta(seconds=1) + timedelta(minutes=1))
    (late,) = there.came
    assert late.verified_by(new)
    with pytest.raises(WebhookVerificationError):
        late.verified_by(old)
    _, newest = rotate_secret(endpoint=endpoint, at=at)
    event = happens(trust)
    send_due(at=at + timedelta(minutes=2))
    assert there.came[-1].verified_by(new) == there.came[-1].verified_by(newest) == told(event)
    assert len(there.came[-1].headers["webhook-signature"].split()) == 2


@pytest.mark.django_db
def test_nobody_who_reads_the_database_can_sign(there: Receiver, trust: Organisation) -> None:
    endpoint, secret = endpoint_at(there, trust)
    _, other = rotate_secret(endpoint=endpoint, at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT e::text FROM kernel_webhookendpoint e), string_agg(h::text, '')"
                       " FROM kernel_historicalwebhookendpoint h")  # fmt: skip
        rows = str(cursor.fetchone())
    assert not [one for one in (secret, other) if one[6:] in rows]
    assert {len(one) for one in (secret, other)} == {50}


@pytest.mark.django_db
def test_what_is_switched_off_or_deleted_is_sent_nothing_and_keeps_its_log(
    there: Receiver, trust: Organisation
) -> None:
    endpoint, _ = endpoint_at(there, trust)
    happens(trust)
    change_endpoint(endpoint=endpoint, change=EndpointChange(enabled=False), at=timezone.now())
    happens(trust)
    assert send_due(at=timezone.now() + DAY) == 0
    change_endpoint(endpoint=endpoint, change=EndpointChange(enabled=True), at=timezone.now())
    event = happens(trust)
    delete_endpoint(endpoint=endpoint, at=timezone.now())
    assert send_due(at=timezone.now() + DAY) == 0
    assert WebhookMessage.objects.filter(event=event, dead_at__isnull=False).exists()
    assert (there.came, OutboxMessage.objects.count()) == ([], 0)
    with pytest.raises(IsStopped):
        change_endpoint(endpoint=endpoint, change=EndpointChange(enabled=True), at=timezone.now())


@pytest.mark.django_db
def test_one_event_is_sent_again_whatever_became_of_it_and_another_s_never(
    there: Receiver, trust: Organisation
) -> None:
    before, other = happens(trust), happens(organisation())
    endpoint, _ = endpoint_at(there, trust)
    event = happens(trust)
    send_due(at=timezone.now())
    for reference in (event.reference, before.reference):
        assert redeliver(endpoint=endpoint, event=reference, since=None, at=timezone.now()) == 1
    assert redeliver(endpoint=endpoint, event=other.reference, since=None, at=timezone.now()) is None
    assert redeliver(endpoint=endpoint, event="", since=None, at=timezone.now()) == 0
    send_due(at=timezone.now() + DAY)
    assert there.ids == {event.reference: 2, before.reference: 1}


@pytest.mark.django_db
def test_a_failure_lets_the_endpoint_rest_and_the_others_go_on(there: Receiver, trust: Organisation) -> None:
    endpoint, _ = endpoint_at(there, trust)
    happens(trust)
    happens(trust)
    there.answers = [500]
    at = timezone.now()
    assert send_due(at=at) == 0
    assert len(there.came) == 1
    second, _ = endpoint_at(there, trust)
    event = happens(trust)
    at = timezone.now() + timedelta(seconds=1)
    assert endpoints_due(at=at) == [second.pk]
    assert send_due(at=at) == 1
    assert send_due(at=at + timedelta(seconds=10)) == 3
    assert there.ids[event.reference] == 2
    assert endpoint.pk != second.pk


@pytest.mark.django_db
def test_a_message_that_we_cannot_make_is_tried_again_and_keeps_no_other(
    there: Receiver, trust: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint_at(there, trust)
    happens(trust)
    monkeypatch.setattr(sending, "told", lambda event: object())
    assert send_due(at=timezone.now()) == 0
    assert WebhookAttempt.objects.get().failure == "fault"
    monkeypatch.undo()
    there_too = timezone.now() + DAY
    assert [send_due(at=there_too), len(there.came)] == [1, 1]


@pytest.mark.django_db
def test_an_event_that_was_taken_back_reaches_nobody(there: Receiver, trust: Organisation) -> None:
    endpoint_at(there, trust)
    with transaction.atomic():
        happens(trust)
        transaction.set_rollback(True)
    assert send_due(at=timezone.now() + DAY) == 0
    assert there.came == []
