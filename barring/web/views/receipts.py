"""Receipts: is one good, one to print, and the keys for checking them elsewhere."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404

from barring.actions.receipts import sign_later
from barring.permissions import Permission
from barring.queries import checks as check_queries
from barring.queries import receipts as queries
from barring.queries.receipt_documents import receipt_pdf
from barring.web.forms.receipts import VerifyByCode, VerifyReceipt
from barring.web.presenters import receipts as present
from barring.web.views.checks import own_organisation
from kernel.limits import limited
from kernel.permissions import public, requires
from kernel.web import SignedInRequest, render
from kernel.web.downloads import made_file

KEYS_ARE_FRESH_FOR = 300
"""Seconds. After a rotation a verifier that keeps the keys may refuse a new receipt for so long."""


@public(methods=("GET", "POST"))
@limited
def verify(request: HttpRequest) -> HttpResponse:
    """Paste a receipt; read what it says and whether it is good. It is never part of an address."""
    form = VerifyReceipt(request.POST or None)
    if not form.is_valid():
        return render(request, "barring/receipts/verify.jinja", {"form": form})
    verdict = queries.judge(receipt=form.cleaned_data["receipt"])
    return render(request, "barring/receipts/verdict.jinja", present.verdict(verdict))


@public(methods=("GET", "POST"))
@limited
def verify_check(request: HttpRequest, reference: str) -> HttpResponse:
    """Where a QR code leads: whoever has the paper enters its code. Asked alike for checks that never were."""
    form = VerifyByCode(request.POST or None)
    if form.is_valid():
        receipt = queries.receipt_by_code(reference=reference, code=form.cleaned_data["code"])
        if receipt is not None:
            verdict = queries.judge(receipt=receipt)
            return render(request, "barring/receipts/verdict.jinja", present.verdict(verdict))
        form.add_error("code", present.WRONG_CODE)
    return render(request, "barring/receipts/verify_check.jinja", {"form": form})


@public()
@limited
def key_set(request: HttpRequest) -> HttpResponse:
    """`/.well-known/jwks.json`."""
    response = JsonResponse(queries.key_set(), content_type="application/jwk-set+json")
    response["Cache-Control"] = f"public, max-age={KEYS_ARE_FRESH_FOR}"
    return response


@requires(Permission.CHECK_VIEW, opens=("barring.receipt", "reference"), object_rule="checks_of")
def check_receipt(request: SignedInRequest, reference: str) -> HttpResponse:
    """The receipt of one of the organisation's own checks, as a PDF to keep."""
    organisation = own_organisation(request)
    check = get_object_or_404(check_queries.checks_of(organisation_id=organisation.pk), reference=reference)
    sign_later(checks=[check])
    return made_file(receipt_pdf(check=check), name=f"{check.reference}.pdf")
