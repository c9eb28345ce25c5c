"""The feed over HTTP: what checks tell, the day's sign of life, and that nobody reads another's."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from django.db import IntegrityError

from barring.actions.events import give_assurance
from barring.actions.reviews import resolve_review
from barring.models import CheckReview
from config.home.api_docs import document
from kernel.actions import run_due
from kernel.events import number_due
from kernel.history import acting
from kernel.models import Event, EventType
from kernel.permissions import Role
from kernel.queries import system_user_id
from tests.factories.api import Program, program, told
from tests.factories.kernel import organisation, user_with
from tests.factories.register import registered_person

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)
SUBJECT = {"family_name": "Osei", "given_names": "Ama", "date_of_birth": "1974-03-09"}


@pytest.fixture(autouse=True)
def _in_the_systems_name(db: None) -> Iterator[None]:
    with acting(user=system_user_id()):
        yield


@pytest.fixture
def trust() -> Program:
    return program(organisation("RJ1"))


def feed(of: Program, query: str = "") -> dict[str, Any]:
    number_due(at=NOW)
    return told(of.send("GET", f"/api/v1/events{query}"), 200)


def test_a_check_tells_its_organisation_that_it_was_answered_and_a_resolved_one_anew(trust: Program) -> None:
    registered_person(family_name="Osei", given_names="Kofi")
    asked = told(trust.ask(SUBJECT))
    review = CheckReview.objects.get(check_asked__reference=asked["id"])
    anew = resolve_review(review=review, person_id=None, reason="Another family", by=user_with(Role.REGISTRAR))
    answer = feed(trust)
    assert [(one["sequence"], one["type"], one["check"], one["watch"]) for one in answer["results"]] == [
        (1, "check.completed", asked["id"], None),
        (2, "check.resolved", anew.reference, None),
    ]
    assert answer["results"][0]["occurred_at"] == asked["answered_at"]
    assert answer["next"] is None
    shapes = {"components": document()["components"], "$ref": "#/components/schemas/EventsOut"}
    jsonschema.validate(answer, shapes)
    assert "Osei" not in str(list(Event.objects.values()))


def test_the_feed_is_read_in_pages_after_a_sequence_or_an_id(trust: Program) -> None:
    for _ in range(3):
        told(trust.ask(SUBJECT))
    first = feed(trust, "?limit=2&after=")
    assert ([one["sequence"] for one in first["results"]], first["next"]) == ([1, 2], "2")
    rest = feed(trust, f"?limit=2&after={first['next']}")
    assert ([one["sequence"] for one in rest["results"]], rest["next"]) == ([3], None)
    assert feed(trust, f"?after={first['results'][1]['id']}") == rest
    assert feed(trust, "?after=3") == {"results": [], "next": None}
    for wrong in ("-1", "x", "1" * 30, "evt_x"):
        assert told(trust.send("GET", f"/api/v1/events?after={wrong}"), 422)["errors"][0]["pointer"] == "/after"


def test_nobody_reads_of_another_s_events_not_even_that_there_are_some(trust: Program) -> None:
    other = program(organisation("RX1"))
    told(trust.ask(SUBJECT))
    told(other.ask(SUBJECT))
    theirs = feed(trust)["results"][0]
    assert [one["sequence"] for one in feed(other)["results"]] == [1]
    headers = {"X-Request-ID": "same"}
    found, absent = (
        other.send("GET", f"/api/v1/events?after={reference}", **headers)
        for reference in (theirs["id"], "evt_" + "0" * 32)
    )
    assert (found.status_code, found.content) == (404, absent.content)


def test_the_day_s_sign_of_life_comes_once_a_london_day_to_whoever_has_a_program_that_reads(trust: Program) -> None:
    program(organisation("RX1"), scopes=("checks",))
    half_past_eleven = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)  # in London
    assert give_assurance(at=half_past_eleven) == 1
    assert give_assurance(at=half_past_eleven + timedelta(minutes=29)) == 0
    assert give_assurance(at=half_past_eleven + timedelta(minutes=30)) == 1
    number_due(at=NOW)
    first, _ = feed(trust)["results"]
    assert (first["type"], first["watched"], first["changed"]) == ("assurance.daily", 0, 0)
    assert set(first["ledger"]) == {"size", "root"}
    again = {"organisation": trust.organisation, "assurance": {}, "occurred_at": half_past_eleven}
    with pytest.raises(IntegrityError, match="event_assurance_once_a_day"):
        Event.objects.create(type=EventType.ASSURANCE_DAILY, **again)


def test_due_work_gives_it_and_every_event_its_place(trust: Program, settings: Any) -> None:
    settings.DUE_WORK = [work for work in settings.DUE_WORK if ".events." in work]
    told(trust.ask(SUBJECT))
    run_due(at=NOW)
    types = [one["type"] for one in told(trust.send("GET", "/api/v1/events"), 200)["results"]]
    assert types == ["check.completed", "assurance.daily"]
