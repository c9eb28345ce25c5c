"""What somebody has answered so far, carried in the page and sealed, so that nothing is stored before they ask."""

import json
import secrets
from dataclasses import asdict
from typing import Final

from consultation.rules.responding import Responding
from kernel import receipt_codes
from kernel.keys import NotSealedHere, seal, unseal

SEALED_FOR: Final = "consultation-draft"
SECRET_BYTES: Final = 24


def begun() -> Responding:
    """Nothing answered yet, under a new code."""
    return Responding(code=receipt_codes.code_of(secrets.token_urlsafe(SECRET_BYTES)))


def carried(responding: Responding, *, slug: str) -> str:
    """What the page holds of it: good for this consultation only."""
    return seal(purpose=SEALED_FOR, value=json.dumps(asdict(responding), ensure_ascii=False), about=slug)


def brought(text: str, *, slug: str) -> Responding | None:
    """What a page brought back; None for what no page of ours held, or was altered."""
    try:
        held = json.loads(unseal(purpose=SEALED_FOR, sealed=text, about=slug))
    except NotSealedHere:
        return None
    answers = {int(pk): answer for pk, answer in held.pop("answers").items()}
    return Responding(answers=answers, done=tuple(held.pop("done")), **held)
