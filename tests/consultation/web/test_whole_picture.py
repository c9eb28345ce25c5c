"""The list, the calendar, being told by e-mail, and how a consultation is going."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultation import actions
from consultation.actions.subscribing import forget_unconfirmed, tell_subscribers
from consultation.models import Subscription, Telling
from consultation.queries.progress import work_for
from kernel.models import OutboxMessage
from kernel.permissions import Role
from tests.factories.consultation import SOMEBODY, WEEKS, Team, answer, approved, question
from tests.factories.kernel import user_with

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DAY = timedelta(days=1)
ADDRESS = "Ama@Example.org"


def page(address: str, client: Client | None = None) -> str:
    answered = (client or Client()).get(address)
    assert answered.status_code == 200, (address, answered.status_code)
    return unescape(answered.content.decode())


def link(message: OutboxMessage, way: str) -> str:
    found = re.search(rf"(/consultations/subscription/\S+/{way}/)", message.body)
    assert found
    return found[1]


def test_somebody_confirms_is_told_of_each_thing_once_and_stops_it() -> None:
    team = Team()
    held = approved(team, opens_at=NOW - DAY)
    assert "Enter your email address" in unescape(Client().post("/consultations/subscribe/", {}).content.decode())
    for address in (ADDRESS, ADDRESS.lower()):  # an hour has to pass before the address is written to again
        assert "Look at your email" in Client().post("/consultations/subscribe/", {"address": address}).content.decode()
    asked = OutboxMessage.objects.get(template="consultation_subscribe")
    made = Subscription.objects.get()
    assert ADDRESS.lower() not in made.sealed + made.address_hash
    tell_subscribers(at=NOW)  # nobody has confirmed
    assert Telling.objects.get().count == 0
    confirm = link(asked, "confirm")
    assert "Confirm that you want" in page(confirm)
    assert Subscription.objects.get().confirmed_at is None  # a look confirms nothing
    assert "You will be told" in Client().post(confirm).content.decode()
    at = held.closes_at - DAY
    for _ in range(2):
        tell_subscribers(at=at)
    news = OutboxMessage.objects.get(template="consultation_news")
    assert (news.to, "closes soon" in news.body, held.title in news.subject) == (ADDRESS.lower(), True, False)
    stop = link(news, "stop")
    assert "Stop being told" in page(stop)
    for _ in range(2):
        assert "Your address is deleted" in Client().post(stop).content.decode()
    assert not Subscription.objects.exists()
    assert Client().get(stop).status_code == 404


def test_an_address_that_nobody_confirms_is_forgotten() -> None:
    Client().post("/consultations/subscribe/", {"address": ADDRESS})
    assert forget_unconfirmed(at=NOW + 6 * DAY) == 0
    assert forget_unconfirmed(at=NOW + 8 * DAY) == 1


def test_the_list_is_filtered_and_paged_and_the_calendar_has_what_is_shown() -> None:
    team = Team()
    approved(team, opens_at=NOW - DAY, slug="open")
    approved(team, opens_at=NOW + DAY, slug="later")
    approved(team, opens_at=NOW - WEEKS - 9 * DAY, slug="over")
    for stage, slugs in {"open": {"open"}, "later": {"later"}, "closed": {"over"}, "decided": set(), "": None}.items():
        shown = set(re.findall(r"/consultations/(open|later|over)/", page(f"/consultations/?stage={stage}&page=9")))
        assert shown == ({"open", "later", "over"} if slugs is None else slugs), stage
    assert Client().get("/consultations/?stage=x").status_code == 422  # and it says what is wrong
    months = page("/consultations/calendar/")
    assert (months.count("Consultation opens: "), months.count("Consultation closes: ")) == (3, 3)
    file = Client().get("/consultations/calendar.ics")
    assert file["Content-Type"] == "text/calendar; charset=utf-8"
    assert file.content.count(b"BEGIN:VEVENT") == 6


def test_staff_see_the_days_of_an_open_consultation_and_what_waits_for_them() -> None:
    team = Team()
    held = approved(team, opens_at=NOW - 9 * DAY)
    given: dict[str, Any] = {"consultation": held, "sender": SOMEBODY, "equality": {}, "at": NOW}
    for code in ("A", "B", "B"):
        actions.send_response(code=code, answers=answer(question(held, 1), "agree", text=code), **given)
    client = Client()
    client.force_login(team.analyst)
    shown = page("/staff/consultations/leading/progress/", client)
    assert "Open for 7" in shown
    assert shown.count('data-test="by-day-row"') in (10, 11)  # every day from the opening, by London's clock
    lines = client.get("/staff/consultations/leading/progress/by-day.csv").content.decode().splitlines()
    assert lines[0].startswith("day,web,paper")
    assert lines[-1].endswith(",2,2")
    over = approved(team, opens_at=NOW - WEEKS - 9 * DAY, slug="over")
    actions.enter_response(
        consultation=over,
        channel="paper",
        sender=SOMEBODY,
        answers=answer(question(over, 1), "agree", text="So"),
        received_at=over.opens_at,
        by=team.analyst,
        at=NOW,
    )
    work = page("/staff/", client)
    assert "Read 1 answer for themes" in work
    assert "Prepare 1 response for publication" in work
    with CaptureQueriesContext(connection) as few:
        list(work_for(user=team.analyst, at=NOW))
    for place in range(3):
        approved(team, opens_at=NOW - WEEKS - 9 * DAY, slug=f"over-{place}")
    with CaptureQueriesContext(connection) as many:
        assert len(list(work_for(user=team.analyst, at=NOW))) > 3
    assert len(many) <= len(few) <= 8  # so many more consultations, and not a query more
    other = Client()
    other.force_login(user_with(Role.AUDITOR))
    assert other.get("/staff/consultations/leading/progress/").status_code == 403
