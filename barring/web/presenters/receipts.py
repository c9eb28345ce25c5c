"""A judged receipt, in words."""

from typing import TYPE_CHECKING, Any

from barring.queries.receipts import in_words

if TYPE_CHECKING:
    from barring.queries.receipts import Judgement

WRONG_CODE = (
    "This is not the code of this receipt. Check it against the paper. If it is right, paste the text of the receipt "
    "instead: the record of the check was erased, the address was altered, or the paper is not ours."
)
GOOD = (
    "We signed this receipt, and our record says the same. It says how things stood when it was answered, "
    "not whether anything has changed since."
)


def verdict(judged: "Judgement") -> dict[str, Any]:
    """The values of the page."""
    return {
        "is_good": judged.valid,
        "heading": "This receipt is good" if judged.valid else "This receipt is not good",
        "explanation": judged.fault.words if judged.fault else GOOD,
        "says": in_words(claims=judged.claims) if judged.claims else [],
    }
