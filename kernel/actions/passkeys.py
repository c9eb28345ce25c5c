"""Passkeys, enrolled and used. The browser's answer is checked against what it was asked, which works once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from kernel import passkeys
from kernel.actions.accounts import tell
from kernel.actions.factors import SEALED_FOR, CodeRefused
from kernel.actions.security_events import Kind, Means, record_security_event
from kernel.actions.sessions import end_sessions
from kernel.errors import ActionRefused
from kernel.history import acting
from kernel.keys import seal, unseal
from kernel.models import SecondFactor, User
from kernel.queries import factors_of

MOST = 10


class PasskeyRefused(ActionRefused):
    """The passkey is not one of the account's, is there already, or could not be proved."""


def passkeys_of(*, user: User) -> list[str]:
    """What is kept of each passkey of an account, unsealed, to ask a browser for one of them."""
    rows = factors_of(user).filter(kind=SecondFactor.Kind.PASSKEY)
    return [unseal(purpose=SEALED_FOR, sealed=row.secret, about=str(user.pk)) for row in rows]


@transaction.atomic
def enrol_passkey(*, user: User, name: str, state: Mapping[str, Any], answer: str, at: datetime) -> SecondFactor:
    """Take in a new passkey by the browser's answer. Refuses one that does not hold, is known, or is one too many."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if len(passkeys_of(user=user)) >= MOST:
        raise PasskeyRefused(f"You have {MOST} passkeys. Remove one before you add another.")
    try:
        new = passkeys.made(state=state, answer=answer)
    except passkeys.NotGenuine as fault:
        raise PasskeyRefused("The passkey could not be added. Try again.") from fault
    try:
        with transaction.atomic(), acting(user=user.pk, reason="Second factor added"):
            factor = SecondFactor.objects.create(
                user=user,
                kind=SecondFactor.Kind.PASSKEY,
                name=name,
                secret=seal(purpose=SEALED_FOR, value=new.credential, about=str(user.pk)),
                handle=new.handle,
                uses=new.uses,
                added_at=at,
            )
    except IntegrityError as known:
        raise PasskeyRefused("This passkey was added already.") from known
    end_sessions(user=user)
    record_security_event(kind=Kind.FACTOR_ADDED, user_id=user.pk, means=Means.PASSKEY)
    tell(user=user, template="factor_added", context={"factor": f"the passkey “{name}”"})
    return factor


@transaction.atomic
def take_passkey(*, user: User, state: Mapping[str, Any], answer: str) -> None:
    """Take a passkey's proof. Refuses one that does not hold, and one whose count has not grown: it may be a copy."""
    try:
        handle, uses = passkeys.used(state=state, answer=answer, present=passkeys_of(user=user))
    except passkeys.NotGenuine as fault:
        raise CodeRefused("The passkey was not accepted. Try again, or enter a code.") from fault
    factor = factors_of(user).select_for_update().get(handle=handle)
    if uses == factor.uses == 0:
        return  # most passkeys do not count
    if uses <= factor.uses:
        raise CodeRefused("The passkey was not accepted: it may have been copied. Enter a code.")
    with acting(user=user.pk, reason="Passkey used"):
        factor.uses = uses
        factor.save(update_fields=["uses"])
