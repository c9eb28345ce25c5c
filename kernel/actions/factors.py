"""Second factors: enrolled, given, taken away. Each write is in the name of whose they are, and they are told.

What is added or taken away ends every session of the account; the page on which it was done begins its own anew.
"""

import base64
import secrets
from datetime import datetime

from django.db import IntegrityError, transaction

from kernel import one_time_codes
from kernel.actions.accounts import tell
from kernel.actions.security_events import Kind, Means, record_security_event
from kernel.actions.sessions import end_sessions
from kernel.errors import ActionRefused
from kernel.history import acting
from kernel.keys import keyed_hash, seal, unseal
from kernel.models import RecoveryCode, SecondFactor, UsedCode, User
from kernel.queries import factors_of

RECOVERY_CODES = 10
RECOVERY_BYTES = 10
SEALED_FOR = "second-factors"
WRONG = "The code is not correct. Enter the code that your app shows now, or one of your recovery codes."


class CodeRefused(ActionRefused):
    """The code is wrong, was used before, or its time is over."""


class FactorNeeded(ActionRefused):
    """Without this second factor the account would have none, and it must have one."""


@transaction.atomic
def add_app(*, user: User, secret: str, at: datetime) -> SecondFactor:
    """Give an account an authenticator app by its secret (base 32). Refuses a second app.

    For callers who know that the app has the secret, or who hand the secret over themselves, with the password.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if factors_of(user).filter(kind=SecondFactor.Kind.APP).exists():
        raise ActionRefused("You have an authenticator app already. Remove it before you set up another.")
    return SecondFactor.objects.create(
        user=user,
        kind=SecondFactor.Kind.APP,
        name=SecondFactor.Kind.APP.label,
        secret=seal(purpose=SEALED_FOR, value=secret, about=str(user.pk)),
        added_at=at,
    )


@transaction.atomic
def enrol_app(*, user: User, secret: str, typed: str, at: datetime) -> SecondFactor:
    """Take in an authenticator app when its owner has typed the code that it shows now. The code is used up by that."""
    step = one_time_codes.matching_step(secret=secret, typed=typed, at=at)
    if step is None:
        raise CodeRefused("The code is not correct. Enter the code that your app shows now.")
    with acting(user=user.pk, reason="Second factor added"):
        factor = add_app(user=user, secret=secret, at=at)
        UsedCode.objects.create(factor=factor, step=step, used_at=at)
    end_sessions(user=user)
    record_security_event(kind=Kind.FACTOR_ADDED, user_id=user.pk, means=Means.APP)
    tell(user=user, template="factor_added", context={"factor": factor.name})
    return factor


@transaction.atomic
def take_code(*, user: User, typed: str, at: datetime) -> Means:
    """Take a code of the user's authenticator app, or a recovery code; says which. Each works once, in any race.

    Refuses a wrong code and one that was used, with the same words for an account that has no app.
    """
    given = one_time_codes.digits_in(typed).lower()
    if len(given) == one_time_codes.DIGITS:
        _take_app_code(user, given, at)
        return Means.APP
    _take_recovery_code(user, given, at)
    return Means.RECOVERY_CODE


def _take_app_code(user: User, given: str, at: datetime) -> None:
    factor = factors_of(user).filter(kind=SecondFactor.Kind.APP).first()
    if factor is None:
        raise CodeRefused(WRONG)
    secret = unseal(purpose=SEALED_FOR, sealed=factor.secret, about=str(user.pk))
    step = one_time_codes.matching_step(secret=secret, typed=given, at=at)
    if step is None:
        raise CodeRefused(WRONG)
    try:
        with transaction.atomic():
            UsedCode.objects.create(factor=factor, step=step, used_at=at)
    except IntegrityError as used:
        raise CodeRefused("This code was used already. Wait until your app shows the next one.") from used


def _take_recovery_code(user: User, given: str, at: datetime) -> None:
    digest = _digest(user, given)
    code = RecoveryCode.objects.select_for_update().filter(user=user, digest=digest, used_at=None).first()
    if code is None:
        raise CodeRefused(WRONG)
    with acting(user=user.pk, reason="Recovery code used"):
        code.used_at = at
        code.save(update_fields=["used_at"])
    left = RecoveryCode.objects.filter(user=user, used_at=None).count()
    tell(user=user, template="recovery_code_used", context={"left": left})


@transaction.atomic
def make_recovery_codes(*, user: User, at: datetime) -> list[str]:
    """Ten new recovery codes, to be shown once; those from before stop working."""
    user = User.objects.select_for_update().get(pk=user.pk)
    with acting(user=user.pk, reason="Recovery codes made"):
        RecoveryCode.objects.filter(user=user).delete()
        codes = [_new_recovery_code() for _ in range(RECOVERY_CODES)]
        for code in codes:
            digest = _digest(user, one_time_codes.digits_in(code))
            RecoveryCode.objects.create(user=user, digest=digest, made_at=at)
    record_security_event(kind=Kind.CODES_MADE, user_id=user.pk)
    return codes


@transaction.atomic
def remove_factor(*, factor: SecondFactor, at: datetime) -> SecondFactor:
    """Take one's own second factor away. Refuses the last one of an account that must have one."""
    user = User.objects.select_for_update().get(pk=factor.user_id)
    if user.must_have_second_factor and not factors_of(user).exclude(pk=factor.pk).exists():
        raise FactorNeeded("You must have a second factor. Add another before you remove this one.")
    with acting(user=user.pk, reason="Second factor removed"):
        factor = _wipe(factor, at)
        if not factors_of(user).exists():
            RecoveryCode.objects.filter(user=user).delete()
    end_sessions(user=user)
    record_security_event(kind=Kind.FACTOR_REMOVED, user_id=user.pk, means=factor.kind)
    tell(user=user, template="factor_removed", context={"factor": factor.name})
    return factor


@transaction.atomic
def remove_all_factors(*, user: User, reason: str, by: User, at: datetime) -> int:
    """Take every second factor of somebody who has lost them away, so that they set one up at their next sign-in.

    For an administrator, who cannot do it to their own account. Their password is still needed: this alone lets
    nobody in.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.pk == by.pk:
        raise ActionRefused("You cannot do this to your own account. Ask another administrator.")
    with acting(reason=reason):
        removed = [_wipe(factor, at) for factor in factors_of(user)]
        for factor in removed:
            record_security_event(kind=Kind.FACTOR_REMOVED, user_id=user.pk, means=factor.kind)
        RecoveryCode.objects.filter(user=user).delete()
    if not removed:
        raise ActionRefused("The account has no second factor.")
    end_sessions(user=user)
    tell(user=user, template="factor_removed", context={"factor": "every second factor"})
    return len(removed)


def _wipe(factor: SecondFactor, at: datetime) -> SecondFactor:
    factor = SecondFactor.objects.select_for_update().get(pk=factor.pk)
    if factor.removed_at:
        raise ActionRefused("This second factor was removed already.")
    factor.secret, factor.removed_at = "", at
    factor.save(update_fields=["secret", "removed_at"])
    return factor


def _new_recovery_code() -> str:
    text = base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode("ascii").lower()
    return "-".join(text[place : place + 4] for place in range(0, len(text), 4))


def _digest(user: User, code: str) -> str:
    return keyed_hash(purpose="recovery-codes", value=f"{user.pk}:{code}")
