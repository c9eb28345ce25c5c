"""The check over HTTP: what is answered, to whom, and what is kept."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from barring.models import Check, CheckReview
from barring.queries.entering import DOOR
from barring.queries.readings import NOW, prepared
from kernel.db.prepared import _insertion
from kernel.history import acting
from kernel.models import AccessEvent
from kernel.queries import system_user_id
from register.models import Person
from register.rules import Kind, Tier
from tests.factories.api import Program, program, told
from tests.factories.kernel import organisation
from tests.factories.register import post_of, registered_person, restricted

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _in_the_systems_name(request: pytest.FixtureRequest) -> Iterator[None]:
    marked = request.node.get_closest_marker("django_db")
    request.getfixturevalue("transactional_db" if marked.kwargs.get("transaction") else "db")
    with acting(user=system_user_id()):
        yield


@pytest.fixture
def trust() -> Program:
    return program(organisation("RJ1"))


@pytest.fixture
def osei() -> Person:
    return registered_person(family_name="Osei", given_names="Ama Serwaa", previous_family_names=["Boateng"])


def by_number(person: Person) -> dict[str, Any]:
    return {"registration_number": person.registration_number, "date_of_birth": "1974-03-09"}


BY_NAME = {"family_name": "Osei", "given_names": "Ama", "date_of_birth": "1974-03-09"}


def order(person: Person, kind: Kind = Kind.BAR, **terms: Any) -> None:
    given: dict[str, Any] = {
        "tiers": [Tier.BOARD_DIRECTOR],
        "source": "BAR-2026-0014",
        "decision_path": "/barred/BAR-2026-0014/",
    }
    restricted(person, at=timezone.now(), kind=kind, **(given | terms))


def test_one_person_matched_is_answered_in_the_shape_of_the_contract(trust: Program, osei: Person) -> None:
    answer = told(trust.ask(by_number(osei), client_ref="REQ-88120", subject_informed=True))
    assert answer == {
        "id": answer["id"],
        "client_ref": "REQ-88120",
        "purpose": "pre_appointment",
        "test": False,
        "outcome": "no_bar_recorded",
        "employable_in_role": "not_prevented",
        "match": {
            "certainty": "unique",
            "basis": "number_and_date_of_birth",
            "registration_number": osei.registration_number,
        },
        "role": {"tier": "board_director", "organisation": "RJ1"},
        "registration": {"status": "registered", "grade": "full", "since": "2026-01-05"},
        "restrictions": [],
        "annotations": [],
        "permissions_to_act": [],
        "statement": answer["statement"],
        "next_change": None,
        "as_of": answer["answered_at"],
        "known_at": answer["answered_at"],
        "answered_at": answer["answered_at"],
        "rule_set": "2026.1",
        "ledger": {"size": answer["ledger"]["size"], "root": answer["ledger"]["root"]},
        "receipt": answer["receipt"],
        "receipt_salt": answer["receipt_salt"],
        "review": None,
        "resolves": None,
        "correction": None,
    }
    assert "not a fit-and-proper-person assessment" in answer["statement"]


def test_a_bar_is_told_by_number_by_name_and_by_an_earlier_name(trust: Program, osei: Person) -> None:
    order(osei)
    for subject in (by_number(osei), BY_NAME, BY_NAME | {"family_name": "BOATENG"}):
        answer = told(trust.ask(subject))
        assert (answer["outcome"], answer["employable_in_role"]) == ("barred", "prevented")
    (restriction,) = answer["restrictions"]
    assert restriction["decision"].endswith("/barred/BAR-2026-0014/")
    assert (restriction["kind"], restriction["in_force_until"]) == ("bar", None)
    other = told(trust.ask(by_number(osei), role={"tier": "other_manager"}))
    assert other["outcome"] == "not_barred_from_role"


def test_nobody_matched_says_nothing_of_fitness(trust: Program) -> None:
    answer = told(trust.ask(BY_NAME))
    assert (answer["outcome"], answer["employable_in_role"]) == ("no_entry_matched", "cannot_say")
    assert answer["match"] == {"certainty": "none", "basis": None, "registration_number": None}
    assert answer["registration"] is None


def test_a_doubtful_match_is_for_review_and_tells_nothing_of_anyone(trust: Program, osei: Person) -> None:
    order(osei)
    answer = told(trust.ask(BY_NAME | {"given_names": "Kofi"}))
    assert (answer["outcome"], answer["employable_in_role"]) == ("needs_review", "cannot_say")
    assert answer["review"]["state"] == "open"
    assert answer["review"]["due_at"] > answer["answered_at"]
    assert (answer["restrictions"], answer["registration"], answer["next_change"]) == ([], None, None)
    review = CheckReview.objects.get(check_asked__reference=answer["id"])
    assert review.check_asked.person is None
    assert review.history.get().history_user_id == trust.client.user_id


def test_what_was_asked_and_told_is_kept_with_what_it_rests_on(trust: Program, osei: Person) -> None:
    answer = told(trust.ask({**by_number(osei), "national_insurance_number": "AB 12 34 56 C"}))
    check = Check.objects.get(reference=answer["id"])
    assert check.person == osei
    assert (check.organisation, check.client, check.asked_by_id) == (
        trust.organisation,
        trust.client,
        trust.client.user_id,
    )
    assert (check.matcher, check.rule_set.version) == ("assumed.0", "2026.1")
    assert check.snapshot.count(":") == 2
    assert "AB123456C" not in str(check.subject)
    assert len(check.subject["national_insurance"]) == 64


@pytest.mark.django_db(transaction=True)
def test_a_check_takes_one_read_with_token_and_counter_and_one_insert(trust: Program, osei: Person) -> None:
    told(trust.ask(by_number(osei)))  # from then on this process knows the key that signs
    with CaptureQueriesContext(connection) as captured:
        told(trust.ask(by_number(osei)))
    housekeeping = ("SAVEPOINT", "RELEASE", "SELECT set_config", "BEGIN", "COMMIT")
    statements = [query["sql"] for query in captured if not query["sql"].strip().startswith(housekeeping)]
    settings = r"^(SET LOCAL [\w.]+ = [\w']+; )+"  # go in one message with the statement that they are for
    insertion, _ = _insertion(Check, None)
    known = (prepared(NOW, NOW, DOOR, names=False), insertion)  # who asks and what is known; the row that is kept
    assert [re.sub(settings, "", sql.strip()).split(" (")[0] for sql in statements] == [
        f"EXECUTE {one.name}" for one in known
    ]


def test_own_checks_are_read_alone_and_in_pages(trust: Program, osei: Person) -> None:
    references = [told(trust.ask(by_number(osei)))["id"] for _ in range(3)]
    page = told(trust.send("GET", "/api/v1/checks?limit=2"), 200)
    assert [check["id"] for check in page["results"]] == references[:0:-1]
    rest = told(trust.send("GET", f"/api/v1/checks?limit=2&cursor={page['next']}"), 200)
    assert ([check["id"] for check in rest["results"]], rest["next"]) == ([references[0]], None)
    one = told(trust.send("GET", f"/api/v1/checks/{references[0]}"), 200)
    assert one == rest["results"][0]
    assert AccessEvent.objects.filter(noun="barring.check", reference=references[0], allowed=True).count() == 1


def test_another_organisations_check_is_byte_for_byte_one_that_never_was(trust: Program, osei: Person) -> None:
    mine = told(trust.ask(by_number(osei)))["id"]
    other = program(organisation("RX1"))
    replies = [
        other.send("GET", f"/api/v1/checks/{reference}", **{"X-Request-ID": "same"})
        for reference in (mine, "chk_" + "0" * 32)
    ]
    assert [reply.status_code for reply in replies] == [404, 404]
    assert replies[0].content == replies[1].content
    varying = {"RateLimit", "Date"}
    headers = [{k: v for k, v in reply.headers.items() if k not in varying} for reply in replies]
    assert headers[0] == headers[1]
    assert told(other.send("GET", "/api/v1/checks"), 200) == {"results": [], "next": None}
    cursors = [told(trust.send("GET", "/api/v1/checks?limit=1"), 200)["next"], "Y2hrXzAw"]
    assert cursors[0] is None
    assert other.send("GET", f"/api/v1/checks?cursor={cursors[1]}").status_code == 404


def test_the_role_may_name_another_organisation_by_code(trust: Program, osei: Person) -> None:
    organisation("NHSE", "nhs_england")
    order(osei, organisation_classes=["nhs_england"])
    own = told(trust.ask(by_number(osei)))
    theirs = told(trust.ask(by_number(osei), role={"tier": "board_director", "organisation": "nhse"}))
    assert (own["outcome"], theirs["outcome"]) == ("not_barred_from_role", "barred")
    assert theirs["role"]["organisation"] == "NHSE"


@pytest.mark.django_db(transaction=True)
def test_the_past_is_for_organisations_that_had_to_do_with_the_person(trust: Program, osei: Person) -> None:
    before = told(trust.ask(by_number(osei)))
    order(osei)
    again = told(trust.ask(by_number(osei), known_at=before["known_at"]))
    assert (again["outcome"], again["known_at"]) == ("no_bar_recorded", before["known_at"])
    assert told(trust.ask(by_number(osei)))["outcome"] == "barred"
    stranger = program(organisation("RX1"))
    refused = told(stranger.ask(by_number(osei), known_at=before["known_at"]), 422)
    assert (refused["code"], refused["errors"][0]["pointer"]) == ("instant_not_available", "/known_at")
    post_of(osei, stranger.organisation)
    assert told(stranger.ask(by_number(osei), as_of="2026-02-01T00:00:00Z"))["outcome"] == "no_bar_recorded"


def test_the_future_cannot_be_asked_about(trust: Program, osei: Person) -> None:
    later = (timezone.now() + timedelta(minutes=5)).isoformat()
    refused = told(trust.ask(by_number(osei), as_of=later), 422)
    assert (refused["code"], refused["errors"][0]["pointer"]) == ("instant_in_future", "/as_of")
