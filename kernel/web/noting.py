"""What happens at the door is written down with whence it came, as far as anything of that is kept."""

from typing import TYPE_CHECKING

from django.utils import timezone

from kernel.actions.accounts import WrongPassword
from kernel.actions.attempts import TooManyAttempts
from kernel.actions.factors import CodeRefused
from kernel.actions.security_events import Kind, record_attempt, record_security_event
from kernel.errors import ActionRefused
from kernel.limits import caller_address
from kernel.queries import account_at
from kernel.sign_ins import browser_name

if TYPE_CHECKING:
    from django.http import HttpRequest


def note(request: "HttpRequest", kind: Kind, *, user_id: int, means: str = "") -> None:
    """Something that only an account's owner does."""
    place = caller_address(request)
    record_security_event(kind=kind, user_id=user_id, means=means, browser=browser_name(request), place=place)


def note_attempt(request: "HttpRequest", kind: Kind, *, user_id: int | None = None, typed: str = "") -> None:
    """Something that anybody may do: for an account, or with an address that may have one."""
    whose = user_id or account_at(typed)
    browser, place = browser_name(request), caller_address(request)
    record_attempt(kind=kind, user_id=whose, typed=typed, at=timezone.now(), browser=browser, place=place)


KINDS: dict[type[ActionRefused], Kind] = {
    CodeRefused: Kind.CODE_WRONG,
    TooManyAttempts: Kind.TOLD_TO_WAIT,
    WrongPassword: Kind.PASSWORD_WRONG,
}


def note_refusal(request: "HttpRequest", refusal: ActionRefused, *, user_id: int) -> None:
    """A secret of an account that was given wrongly, or too soon again; other refusals are no such thing."""
    if kind := KINDS.get(type(refusal)):
        note_attempt(request, kind, user_id=user_id)
