"""How a receipt is handed in to be judged."""

from django import forms

from barring.rules.receipts import LONGEST_RECEIPT
from kernel import fields


class VerifyReceipt(forms.Form):
    """A receipt, pasted."""

    receipt = fields.TextField(
        label="Receipt",
        hint="Paste all of it. It begins with eyJ; spaces and line breaks do not matter",
        missing="Paste the receipt",
        max_length=LONGEST_RECEIPT,
        rows=8,
    )


class VerifyByCode(forms.Form):
    """The code printed beside a QR code."""

    code = fields.CharField(
        label="Code",
        hint="It is printed under the square, like ABCD-EFGH-JKMN-PQRS. Capitals and hyphens do not matter",
        missing="Enter the code printed under the square",
        max_length=40,
    )
