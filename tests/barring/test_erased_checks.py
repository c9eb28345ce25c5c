"""A check that was erased by rule: whoever comes back to it reads so, in words, and never an answer about anybody."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from barring.models import Check
from barring.queries.receipts import judge, receipt_of
from barring.rules.receipts import ReceiptFault, code_of, compact
from kernel.history import acting
from kernel.permissions import Role
from kernel.queries import system_user_id
from kernel.signatures import signer, signing_input
from tests.factories.api import Program, program, told
from tests.factories.erasing import erase
from tests.factories.kernel import organisation, user_with
from tests.factories.register import registered_person

pytestmark = pytest.mark.django_db
NAME = "Quillfeather"
BY_NAME = {"family_name": NAME, "given_names": "Ama", "date_of_birth": "1974-03-09"}


@pytest.fixture(autouse=True)
def _in_the_systems_name(db: None) -> Iterator[None]:
    with acting(user=system_user_id()):
        yield


@pytest.fixture
def trust() -> Program:
    return program(organisation("RJ1"))


def asked(trust: Program, **subject: str) -> tuple[Check, str]:
    """A check and its receipt."""
    answer = told(trust.ask(BY_NAME | subject))
    return Check.objects.get(reference=answer["id"]), answer["receipt"]


def page(role: Role, path: str, **data: Any) -> Any:
    """What somebody of a role reads; of the trust's users where the role is theirs."""
    client = Client()
    client.force_login(user_with(role, of=organisation("RJ1")) if role is Role.TRUST_USER else user_with(role))
    return client.post(path, data) if data else client.get(path)


def test_page_paper_and_api_say_that_it_was_erased_and_lists_go_on(trust: Program) -> None:
    registered_person(family_name=NAME)
    gone, _ = asked(trust)
    kept, _ = asked(trust)
    erase(Check, gone.pk)
    for path in (f"/trust/checks/{gone.reference}/", f"/trust/checks/{gone.reference}/receipt/"):
        answer = page(Role.TRUST_USER, path)
        assert (answer.status_code, "This check was erased" in answer.content.decode()) == (410, True)
        assert "bar recorded" not in answer.content.decode()
    listed = page(Role.TRUST_USER, "/trust/checks/").content.decode()
    assert (gone.reference in listed, kept.reference in listed, listed.count("Erased")) == (True, True, 2)
    for path in ("", "/receipt"):
        problem = told(trust.send("GET", f"/api/v1/checks/{gone.reference}{path}"), 410)
        assert (problem["code"], "says nothing about the person" in problem["errors"][0]["detail"]) == ("erased", True)
    assert [one["id"] for one in told(trust.send("GET", "/api/v1/checks"), 200)["results"]] == [kept.reference]


def test_a_possible_match_whose_check_was_erased_cannot_be_resolved_and_says_why(trust: Program) -> None:
    registered_person(family_name=NAME, given_names="Ama")
    doubtful, _ = asked(trust, given_names="Kofi")
    assert doubtful.outcome == "needs_review"
    erase(Check, doubtful.pk)
    address = f"/staff/possible-matches/{doubtful.reference}/"
    assert doubtful.reference in page(Role.REGISTRAR, "/staff/possible-matches/").content.decode()
    for answer in (page(Role.REGISTRAR, address), page(Role.REGISTRAR, address, person="none", reason="Nobody")):
        assert (answer.status_code, "This check was erased" in answer.content.decode()) == (410, True)
    assert Check.objects.count() == 1


def test_its_receipt_stays_good_and_no_other_passes_for_it(trust: Program) -> None:
    check, receipt = asked(trust)
    code, claims = code_of(receipt=receipt_of(check)), json.loads(check.claims)
    erase(Check, check.pk)
    verdict = judge(receipt=receipt)
    assert (verdict.valid, verdict.fault, verdict.claims) == (True, ReceiptFault.RECORD_ERASED, claims)
    assert "since been erased" in Client().post("/verify/", {"receipt": receipt}).content.decode()
    coded = Client().post(f"/verify/{check.reference}/", {"code": code})
    assert (coded.status_code, "record of the check was erased" in coded.content.decode()) == (422, True)
    key = signer(purpose="receipts")
    for altered in ({"outcome": "no_bar_recorded"}, {"iat": claims["iat"] + 1}, {"as_of": "2020-01-01T00:00:00Z"}):
        text = json.dumps(claims | altered)
        forged = compact(
            claims=text, key_id=key.key_id, signature=key.sign(signing_input(claims=text, key_id=key.key_id).encode())
        )
        assert judge(receipt=forged).fault == ReceiptFault.DIFFERS_FROM_RECORD
