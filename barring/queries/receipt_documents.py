"""The receipt of a check on paper."""

import io
from datetime import date

import segno
from django.conf import settings
from django.urls import reverse

from barring.models import Check
from barring.queries.receipts import claims_of, in_words, receipt_of
from barring.rules.answers import NOT_AN_ASSESSMENT, SENTENCES, CheckOutcome
from barring.rules.receipts import code_of
from kernel.clocks import format_date
from kernel.pdf import pdf_of

TEMPLATE = "barring/receipt.typ"


def receipt_pdf(*, check: Check) -> bytes:
    """The receipt as a PDF, the same bytes each time.

    Its QR code leads to a page that asks for the code printed beside it: the address names the check and nobody.
    """
    receipt = receipt_of(check)
    address = settings.BASE_URL + reverse("barring:verify_check", args=[check.reference])
    values = {
        "service": settings.SERVICE_NAME,
        "statement": f"{SENTENCES[CheckOutcome(check.outcome)]} {NOT_AN_ASSESSMENT}",
        "facts": in_words(claims=claims_of(check)),
        "subject": _subject(check),
        "address": address,
        "verify": settings.BASE_URL + reverse("barring:verify"),
        "code": code_of(receipt=receipt),
        "receipt": receipt,
        "qr": _qr(address),
    }
    return pdf_of(template=TEMPLATE, values=values, at=check.answered_at)


def _subject(check: Check) -> list[tuple[str, str]]:
    """What was asked, and the salt that shows it to be what the receipt commits to."""
    asked = check.subject
    born = asked["date_of_birth"]
    return [
        ("Registration number", asked["registration_number"] or "Not given"),
        ("Family name", asked["family_name"] or "Not given"),
        ("Given names", asked["given_names"] or "Not given"),
        ("Previous family names", ", ".join(asked["previous_family_names"]) or "Not given"),
        ("Date of birth", format_date(date.fromisoformat(born)) if born else "Not given"),
        ("Salt", check.receipt_salt),
    ]


def _qr(address: str) -> str:
    """The QR code as SVG. Level M: it can be read with a seventh of it spoilt."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=4, xmldecl=False)
    return drawn.getvalue().decode()
