"""Receipts over HTTP: given again, judged for anybody, proved to be in the ledger, printed."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from barring.actions.reviews import resolve_review
from barring.models import Check, CheckReview
from kernel import ledger
from kernel.history import acting
from kernel.models import AccessEvent
from kernel.permissions import Role
from kernel.queries import system_user_id
from register.models import Person
from tests.factories.api import Program, program, told
from tests.factories.erasing import erase
from tests.factories.kernel import organisation, user_with
from tests.factories.register import registered_person
from tests.kernel.ledger import stranger

pytestmark = pytest.mark.django_db
BY_NAME = {"family_name": "Osei", "given_names": "Ama", "date_of_birth": "1974-03-09"}
VERIFY = "/api/v1/receipts/verify"


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
    return registered_person(family_name="Osei", given_names="Ama Serwaa")


def handed_in(body: bytes) -> Any:
    """A request of somebody without a token."""
    return Client().post(VERIFY, body, content_type="application/json")


def judged(receipt: str) -> dict[str, Any]:
    """What anybody is told, without a token."""
    return told(handed_in(json.dumps({"receipt": receipt}).encode()), 200)


def test_the_receipt_says_what_the_answer_says(trust: Program, osei: Person) -> None:
    answer = told(trust.ask(BY_NAME))
    verdict = judged(answer["receipt"])
    claims = verdict["claims"]
    assert (verdict["valid"], verdict["reason"]) == (True, None)
    same = {
        "outcome",
        "employable_in_role",
        "match",
        "registration",
        "role",
        "purpose",
        "as_of",
        "known_at",
        "rule_set",
    }
    assert {name: claims[name] for name in same} == {name: answer[name] for name in same}
    assert set(claims) - same == {
        *("iss", "jti", "iat", "organisation", "subject_commitment"),
        *("restrictions_digest", "ledger_size", "ledger_root"),
    }
    assert (claims["jti"], claims["organisation"]) == (answer["id"], "RJ1")
    assert claims["iat"] == int(datetime.fromisoformat(answer["answered_at"]).timestamp())
    assert {"size": claims["ledger_size"], "root": claims["ledger_root"]} == answer["ledger"]
    assert "Osei" not in json.dumps(claims)


def test_it_is_given_again_byte_for_byte_alone_in_a_list_and_to_a_repeated_request(trust: Program) -> None:
    first = trust.ask(BY_NAME, headers={"Idempotency-Key": "one"})
    answer = told(first)
    assert trust.ask(BY_NAME, headers={"Idempotency-Key": "one"}).content == first.content
    again = told(trust.send("GET", f"/api/v1/checks/{answer['id']}"), 200)
    listed = told(trust.send("GET", "/api/v1/checks"), 200)["results"][0]
    given = {name: answer[name] for name in ("ledger", "receipt", "receipt_salt")}
    assert {name: again[name] for name in given} == {name: listed[name] for name in given} == given


def test_a_resolved_review_has_a_receipt_of_its_own_and_leaves_the_first_as_it_was(
    trust: Program, osei: Person
) -> None:
    answer = told(trust.ask(BY_NAME | {"given_names": "Kofi"}))
    review = CheckReview.objects.get(check_asked__reference=answer["id"])
    resolve_review(review=review, person_id=osei.pk, reason="Same post.", by=user_with(Role.REGISTRAR))
    resolved = told(trust.send("GET", "/api/v1/checks"), 200)["results"][0]
    before, after = judged(answer["receipt"]), judged(resolved["receipt"])
    assert (before["valid"], before["claims"]["outcome"]) == (True, "needs_review")
    assert (after["valid"], after["claims"]["outcome"]) == (True, "no_bar_recorded")
    assert after["claims"]["organisation"] == "RJ1"
    assert resolved["id"] not in json.dumps(before)


def test_an_altered_receipt_is_refused_and_nothing_in_it_repeated(trust: Program) -> None:
    receipt = told(trust.ask(BY_NAME))["receipt"]
    head, claims, signature = receipt.split(".")
    assert judged(f"{head}.{claims[:-4]}AAAA.{signature}") == {
        "valid": False,
        "claims": None,
        "reason": "bad_signature",
    }
    assert judged("no receipt")["reason"] == "malformed"


def test_a_record_erased_by_rule_spoils_no_receipt(trust: Program) -> None:
    answer = told(trust.ask(BY_NAME))
    erase(Check, Check.objects.get(reference=answer["id"]).pk)
    verdict = judged(answer["receipt"])
    assert (verdict["valid"], verdict["reason"]) == (True, "record_erased")


def test_a_record_that_was_altered_is_seen_from_the_receipt(trust: Program, as_owner: Any) -> None:
    receipt = told(trust.ask(BY_NAME))["receipt"]
    with as_owner() as cursor:
        cursor.execute("SET LOCAL app.tenant = 'all'")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE barring_check DISABLE TRIGGER USER")
        cursor.execute("UPDATE barring_check SET claims = replace(claims, 'no_entry_matched', 'barred')")
    assert judged(receipt)["reason"] == "differs_from_record"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "malformed"),
        (b'{"receipt": "a", "receipt": "b"}', 400, "malformed"),
        (b'{"receipt": 7}', 422, "invalid"),
        (b'{"receipt": null}', 422, "invalid"),
        (b'{"receipt": "a", "more": 1}', 422, "invalid"),
        (b"[]", 422, "invalid"),
        (b'{"receipt": "' + b"a" * 9000 + b'"}', 422, "invalid"),
        (b'{"receipt": "\\ud800"}', 400, "malformed"),
    ],
)
def test_bad_input_is_refused_in_words(body: bytes, status: int, code: str) -> None:
    assert told(handed_in(body), status)["code"] == code


def test_anybody_may_ask_so_often_and_no_oftener(settings: Any) -> None:
    settings.PUBLIC_PER_MINUTE = 2
    statuses = [handed_in(b'{"receipt": "x"}').status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


@pytest.mark.django_db(transaction=True)
def test_the_proof_of_inclusion_waits_for_the_seal_and_holds_for_a_stranger(trust: Program) -> None:
    check = told(trust.ask(BY_NAME))["id"]
    path = f"/api/v1/checks/{check}/inclusion"
    assert told(trust.send("GET", path), 404)["code"] == "not_yet_sealed"
    ledger.seal()
    answer = told(trust.send("GET", path), 200)
    leaf = bytes.fromhex(answer["leaf_hash"])
    given = (leaf, answer["leaf_index"], answer["tree_size"], answer["proof"])
    assert stranger.is_included(*given, answer["head"]["root"])
    told(trust.ask(BY_NAME))
    ledger.seal()
    answer = told(trust.send("GET", path), 200)
    later = told(trust.ask(BY_NAME))
    assert later["ledger"] == {"size": answer["head"]["size"], "root": answer["head"]["root"]}
    assert judged(later["receipt"])["claims"]["ledger_size"] == answer["tree_size"]


def test_a_foreign_check_has_no_proof_as_one_that_never_was(trust: Program) -> None:
    check = told(trust.ask(BY_NAME))["id"]
    other = program(organisation("RX1"))
    refusals = [
        other.send("GET", f"/api/v1/checks/{name}/{what}", **{"X-Request-ID": "same"})
        for name in (check, "chk_0")
        for what in ("inclusion", "receipt")
    ]
    assert {refused.status_code for refused in refusals} == {404}
    assert len({refused.content for refused in refusals}) == 1
    assert json.loads(refusals[0].content)["code"] == "not_found"


def test_the_paper_is_for_the_asker_alone_and_its_opening_is_noted(trust: Program) -> None:
    check = told(trust.ask(BY_NAME))["id"]
    path = f"/api/v1/checks/{check}/receipt"
    first, second = (trust.send("GET", path) for _ in range(2))
    assert (first.status_code, first["Content-Type"]) == (200, "application/pdf")
    assert first.content == second.content
    assert AccessEvent.objects.filter(noun="barring.receipt", reference=check, allowed=True).count() == 2
    assert program(organisation("RX1")).send("GET", path).status_code == 404
    assert Check.objects.count() == 1
