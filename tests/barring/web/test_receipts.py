"""The pages of receipts: anybody sees whether one is good; a trust keeps its own."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client

from barring.actions.checks import OnBehalfOf, Question, Subject, ask
from barring.models import Check
from barring.queries.receipts import receipt_of
from barring.rules.answers import Purpose
from barring.rules.receipts import ReceiptFault, code_of
from kernel.history import acting
from kernel.models import AccessEvent, User
from kernel.permissions import Role
from kernel.queries import system_user_id
from kernel.signatures import rotate
from register.rules import Tier
from tests.factories.kernel import organisation, user_with
from tests.factories.register import registered_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_the_systems_name(db: None) -> Iterator[None]:
    with acting(user=system_user_id()):
        yield


@pytest.fixture
def asker() -> User:
    return user_with(Role.TRUST_USER, of=organisation("RJ1"))


@pytest.fixture
def check(asker: User) -> Check:
    registered_person(family_name="Osei", given_names="Ama", date_of_birth=date(1974, 3, 9))
    subject = Subject(family_name="Osei", given_names="Ama", date_of_birth=date(1974, 3, 9))
    trust = organisation("RJ1")
    question = Question(subject=subject, tier=Tier.BOARD_DIRECTOR, purpose=Purpose.IN_POST)
    return ask(question=question, asker=OnBehalfOf(organisation_id=trust.pk, organisation_code="RJ1"), by=asker)


def words(response: Any) -> str:
    """What a page says in its main part."""
    main = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)
    assert main
    return " ".join(re.sub(r"<[^>]+>", " ", main[0]).split())


def test_a_pasted_receipt_is_judged_and_read_out_and_names_nobody(check: Check) -> None:
    receipt = receipt_of(check)
    page = words(Client().post("/verify/", {"receipt": f"{receipt[:70]}\n{receipt[70:]}"}))
    assert "This receipt is good" in page
    for said in (
        "No bar recorded",
        "Board director, Trust RJ1",
        str(check.person and check.person.registration_number),
    ):
        assert said in page
    assert "Osei" not in page
    assert receipt not in page


def test_what_is_not_good_is_said_in_words_and_not_read_out(check: Check) -> None:
    head, claims, signature = receipt_of(check).split(".")
    for pasted, fault in (
        (f"{head}.{claims[:-8]}AAAAAAAA.{signature}", ReceiptFault.BAD_SIGNATURE),
        (f"{head[:-8]}AAAAAAAA.{claims}.{signature}", ReceiptFault.MALFORMED),
        (f"eyJhbGciOiJFZERTQSIsImtpZCI6IngifQ.{claims}.{signature}", ReceiptFault.UNKNOWN_KEY),
        ("I was told that all is well", ReceiptFault.MALFORMED),
    ):
        page = words(Client().post("/verify/", {"receipt": pasted}))
        assert "This receipt is not good" in page
        assert fault.words in page
        assert "What the receipt says" not in page


def test_an_empty_form_says_what_to_do_and_keeps_nothing() -> None:
    response = Client().post("/verify/", {"receipt": " "})
    assert (response.status_code, "Paste the receipt" in words(response)) == (422, True)


def test_a_qr_code_leads_to_a_page_that_asks_for_the_code_and_names_nobody(check: Check) -> None:
    path = f"/verify/{check.reference}/"
    page = Client().get(path).content.decode()
    assert "Osei" not in page
    strange = Client().get("/verify/chk_0/").content.decode()
    assert re.sub('value="[^"]+"', "", page) == re.sub('value="[^"]+"', "", strange)
    good = Client().post(path, {"code": code_of(receipt=receipt_of(check)).lower()})
    assert "This receipt is good" in words(good)
    for address in (path, "/verify/chk_0/"):
        wrong = Client().post(address, {"code": "ABCD-EFGH-JKMN-PQRS"})
        assert (wrong.status_code, "This is not the code of this receipt" in words(wrong)) == (422, True)
        assert 'value="ABCD-EFGH-JKMN-PQRS"' in wrong.content.decode()


def test_the_keys_are_fetched_by_anybody_kept_a_while_and_retired_ones_stay(check: Check) -> None:
    new = rotate(purpose="receipts")
    response = Client().get("/.well-known/jwks.json")
    assert response["Cache-Control"] == "public, max-age=300"
    assert {key["kid"] for key in response.json()["keys"]} >= {new, check.signed_with}
    assert all(set(key) == {"kty", "crv", "x", "kid", "use", "alg"} for key in response.json()["keys"])


def test_a_trust_downloads_its_own_receipt_which_is_noted_and_no_other(asker: User, check: Check) -> None:
    client = Client()
    client.force_login(asker)
    path = f"/trust/checks/{check.reference}/receipt/"
    assert f'href="{path}"' in client.get(f"/trust/checks/{check.reference}/").content.decode()
    response = client.get(path)
    assert response["Content-Disposition"] == f'attachment; filename="{check.reference}.pdf"'
    assert response.content.startswith(b"%PDF-")
    assert AccessEvent.objects.filter(noun="barring.receipt", reference=check.reference, user=asker).count() == 1
    stranger = Client()
    stranger.force_login(user_with(Role.TRUST_USER, of=organisation("RX1")))
    assert stranger.get(path).status_code == 404
