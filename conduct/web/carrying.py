"""What somebody has answered so far, carried in the page itself.

It is in no session, cookie or table: a concern that was never sent leaves nothing behind. It is sealed, so that nobody
brings an easy secret for a receipt or an answer that its page would have refused, and a saved page shows no words.
"""

import json
import secrets
from dataclasses import asdict

from conduct.rules.raising import Raising, Step
from kernel.keys import NotSealedHere, seal, unseal

SEALED_FOR = "concern-draft"
ABOUT = "a concern that is being raised"
SECRET_BYTES = 24


def begun() -> Raising:
    """Nothing answered yet, under a new secret of 192 random bits."""
    return Raising(draft=secrets.token_urlsafe(SECRET_BYTES))


def carried(raising: Raising) -> str:
    """What the page holds of it."""
    return seal(purpose=SEALED_FOR, value=json.dumps(asdict(raising), ensure_ascii=False), about=ABOUT)


def brought(text: str) -> Raising | None:
    """What a page brought back; None for what no page of ours held, or was altered."""
    try:
        held = json.loads(unseal(purpose=SEALED_FOR, sealed=text, about=ABOUT))
    except NotSealedHere:
        return None
    return Raising(draft=held["draft"], at=Step(held["at"]), answers=held["answers"])
