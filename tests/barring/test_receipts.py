"""Receipts below the web: what they commit to, by whom they can be checked, and what alters them."""

import base64
import hashlib
import hmac
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import KeySet
from pypdf import PdfReader

from barring.actions.checks import OnBehalfOf, Question, Subject, ask
from barring.models import Check
from barring.queries.receipt_documents import receipt_pdf
from barring.queries.receipts import judge, key_set, receipt_by_code, receipt_of
from barring.rules.answers import Purpose
from barring.rules.receipts import ReceiptFault, code_of, compact, is_code_of
from kernel import signatures
from kernel.history import acting
from kernel.pdf import OTHER_LETTER
from kernel.permissions import Role
from kernel.queries import system_user_id
from kernel.signatures import signing_input
from register.rules import Tier
from tests.factories.kernel import organisation, user_with
from tests.factories.register import registered_person, restricted

VERIFIER = Path(__file__).parents[2] / "docs" / "verify_receipt.py"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@pytest.fixture(autouse=True)
def keyring(tmp_path: Path, settings: Any, db: None) -> Iterator[None]:
    settings.KEYRING_DIR = tmp_path / "keyring"
    with acting(user=system_user_id()):
        yield


def asked(**subject: Any) -> Check:
    trust = organisation("RJ1")
    about = {"family_name": "Osei", "given_names": "Ama", "date_of_birth": date(1974, 3, 9), **subject}
    question = Question(subject=Subject(**about), tier=Tier.BOARD_DIRECTOR, purpose=Purpose.IN_POST)
    asker = OnBehalfOf(organisation_id=trust.pk, organisation_code=trust.code)
    return ask(question=question, asker=asker, by=user_with(Role.TRUST_USER, of=trust))


def unpadded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def test_a_library_that_knows_only_the_key_set_reads_the_receipt() -> None:
    check = asked()
    token = jws.deserialize_compact(receipt_of(check), KeySet.import_key_set(key_set()), ["EdDSA"])  # type: ignore[arg-type]
    assert token.headers() == {"alg": "EdDSA", "kid": check.signed_with}
    assert json.loads(token.payload or b"")["jti"] == check.reference


def test_an_asker_can_work_out_both_commitments_from_what_they_sent_and_received() -> None:
    person = registered_person(family_name="Osei", given_names="Ama", date_of_birth=date(1974, 3, 9))
    restricted(person, at=person.names.get().recorded_at)
    check = asked(previous_family_names=("Boateng", "O’Neill"), national_insurance_number="AB123456C")
    claims = json.loads(check.claims)
    sent = (
        '{"date_of_birth":"1974-03-09","family_name":"Osei","given_names":"Ama",'
        '"previous_family_names":["Boateng","O’Neill"],"registration_number":null}'
    )
    digest = hmac.new(check.receipt_salt.encode(), sent.encode(), hashlib.sha256).digest()
    assert claims["subject_commitment"] == unpadded(digest)
    received = json.dumps(check.answer["restrictions"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert claims["restrictions_digest"] == unpadded(hashlib.sha256(received.encode()).digest())
    assert '"kind":"bar"' in received


def test_two_checks_of_one_person_cannot_be_seen_to_be_of_one_person() -> None:
    first, second = (json.loads(asked().claims)["subject_commitment"] for _ in range(2))
    assert first != second


def test_a_good_receipt_is_good_however_it_was_pasted_and_tells_what_it_says() -> None:
    check = asked()
    receipt = receipt_of(check)
    verdict = judge(receipt=f"  {receipt[:90]}\n{receipt[90:]}\r\n")
    assert (verdict.valid, verdict.claims) == (True, json.loads(check.claims))


def test_no_letter_of_a_receipt_can_be_altered() -> None:
    receipt = receipt_of(asked())
    places = [*range(0, len(receipt), 37), len(receipt) - 1, receipt.index("."), receipt.rindex(".") - 1]
    for place in places:
        at = max(LETTERS.find(receipt[place]), 0)
        for letter in (LETTERS[at ^ 1], LETTERS[at ^ 32]):  # the last bit, which may mean nothing, and the first
            verdict = judge(receipt=receipt[:place] + letter + receipt[place + 1 :])
            assert not verdict.valid, place
            assert verdict.claims is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no receipt",
        "a.b.c",
        "é" * 300,
        "." * 9,
        "W10." + "x" * 40 + "." + "A" * 86,
        "e30.e30." + "A" * 86,
        "e30" * 9_000,
    ],
)
def test_what_is_no_receipt_is_called_so_or_ours_by_no_key(text: str) -> None:
    assert judge(receipt=text).fault in {ReceiptFault.MALFORMED, ReceiptFault.UNKNOWN_KEY}


def test_a_key_for_another_purpose_signs_no_receipts() -> None:
    check = asked()
    key = signatures.signer(purpose="ledger")
    signature = key.sign(signing_input(claims=check.claims, key_id=key.key_id).encode())
    forged = compact(claims=check.claims, key_id=key.key_id, signature=signature)
    assert judge(receipt=forged).fault == ReceiptFault.UNKNOWN_KEY


def test_our_key_alone_is_not_enough_the_record_must_say_the_same() -> None:
    check = asked()
    key = signatures.signer(purpose="receipts")
    for old, new, fault in (
        (check.reference, "chk_" + "0" * 32, ReceiptFault.NOT_IN_RECORD),
        ("no_entry_matched", "no_bar_recorded", ReceiptFault.DIFFERS_FROM_RECORD),
    ):
        claims = check.claims.replace(old, new)
        signature = key.sign(signing_input(claims=claims, key_id=key.key_id).encode())
        verdict = judge(receipt=compact(claims=claims, key_id=key.key_id, signature=signature))
        assert (verdict.fault, verdict.claims) == (fault, json.loads(claims))


def test_a_receipt_stays_good_after_its_key_is_retired_and_the_next_has_another() -> None:
    old = asked()
    before = receipt_of(old)
    new_key = signatures.rotate(purpose="receipts")
    new = asked()
    assert new.signed_with == new_key != old.signed_with
    assert [key["kid"] for key in key_set()["keys"]] == [new_key, old.signed_with]
    assert receipt_of(Check.objects.get(pk=old.pk)) == before
    assert judge(receipt=before).valid
    assert judge(receipt=receipt_of(new)).valid


def offline(tmp_path: Path, receipt: str) -> subprocess.CompletedProcess[str]:
    keys, paper = tmp_path / "jwks.json", tmp_path / "receipt.txt"
    keys.write_text(json.dumps(key_set()))
    paper.write_text(receipt)
    return subprocess.run([sys.executable, VERIFIER, keys, paper], capture_output=True, text=True, check=False)


def test_the_offline_verifier_reads_good_receipts_old_ones_too_and_no_altered_one(tmp_path: Path) -> None:
    check = asked()
    receipt = receipt_of(check)
    signatures.rotate(purpose="receipts")
    good = offline(tmp_path, receipt + "\n")
    assert (good.returncode, json.loads(good.stdout)) == (0, json.loads(check.claims))
    for place in (20, 400, len(receipt) - 1):
        letter = LETTERS[LETTERS.index(receipt[place]) ^ 1]
        bad = offline(tmp_path, receipt[:place] + letter + receipt[place + 1 :])
        assert (bad.returncode, bad.stdout) == (1, ""), place
    assert len(VERIFIER.read_text().splitlines()) <= 50
    assert f"```python\n{VERIFIER.read_text()}```" in (VERIFIER.parent / "receipts.md").read_text()


def test_the_code_on_the_paper_opens_the_receipt_and_no_other_code_does() -> None:
    check, other = asked(), asked()
    receipt = receipt_of(check)
    code = code_of(receipt=receipt)
    for typed in (code, code.lower().replace("-", " "), f" {code} "):
        assert receipt_by_code(reference=check.reference, code=typed) == receipt
    assert receipt_by_code(reference=other.reference, code=code) is None
    assert receipt_by_code(reference="chk_" + "0" * 32, code=code) is None
    assert not is_code_of(typed="", receipt=receipt)


@pytest.mark.parametrize(
    "name",
    [
        '#read("/etc/passwd") $x$ *b* \\n "',
        "王 عمر \N{GRINNING FACE}\u200b",
        "".join(chr(code) for code in range(0x20, 0x2100) if not OTHER_LETTER.match(chr(code))),
    ],
    ids=["commands", "letters without a font", "every letter with a font"],
)
def test_the_paper_is_the_same_bytes_each_time_whatever_the_name(name: str) -> None:
    check = asked(family_name=f"Osei {name}")
    first, second = (receipt_pdf(check=check) for _ in range(2))
    assert first == second
    assert first.startswith(b"%PDF-")


def test_the_paper_says_what_was_answered_about_whom_and_where_its_code_is_entered() -> None:
    check = asked(family_name="Osei #sym 王")
    document = PdfReader(io.BytesIO(receipt_pdf(check=check)))
    text = " ".join(page.extract_text() for page in document.pages)
    said = "".join(text.split())
    for words in ("No entry matched", "Osei #sym [U+738B]", check.receipt_salt, code_of(receipt=receipt_of(check))[:9]):
        assert "".join(words.split()) in said, words
    assert receipt_of(check) in said
    assert len(document.pages) == 1
    assert document.metadata
    assert document.metadata.title == "Receipt for a check of the register"
