"""A form that was sent after its session had ended: kept for whoever it is from, until they have signed in again."""

import json
from typing import Any

from django.http import HttpRequest

from kernel import sessions
from kernel.keys import NotSealedHere, seal, unseal

LATE_FORM = "late_form"
LARGEST = 200_000
NEVER_KEPT = {"password", "password1", "password2", "present", "again", "code", "passkey", "confirming"}


def keep(request: HttpRequest) -> None:
    """Keep what was sent, sealed for the account whose session had ended. Not files, passwords, codes, or very much."""
    ended = sessions.ended_session(request)
    sent = [(name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"]
    if ended is None or not sent or request.FILES or NEVER_KEPT & {name for name, _ in sent}:
        return
    late = json.dumps({"address": request.get_full_path(), "sent": sent})
    if len(late) <= LARGEST:
        request.session[LATE_FORM] = seal(purpose=sessions.SEALED_FOR, value=late, about=_about(ended.user_id))


def kept(request: HttpRequest, user_id: int) -> dict[str, Any] | None:
    """The address and fields of what was kept for an account; None where there is nothing, or it is another's."""
    sealed = request.session.get(LATE_FORM)
    if sealed is None:
        return None
    try:
        late = unseal(purpose=sessions.SEALED_FOR, sealed=sealed, about=_about(user_id))
    except NotSealedHere:
        del request.session[LATE_FORM]  # somebody else signed in
        return None
    found: dict[str, Any] = json.loads(late)
    return found


def _about(user_id: int | None) -> str:
    return f"{LATE_FORM}:{user_id}"
