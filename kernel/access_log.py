"""The access log's part of the door: was a look outside one's own work, for what reason, and what was shown.

What is a user's own work is a question to the apps (`settings.OWN_WORK`, by noun). Nobody is kept from looking by it:
who looks at something else says why, once for some hours, and it is kept with the look.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.module_loading import import_string

from kernel.history import ALL
from kernel.keys import keyed_hash

if TYPE_CHECKING:
    from kernel.permissions import Access

REASON_FOR_READING = timedelta(hours=8)
REASON_FOR_ACTING = timedelta(hours=12)  # as long as a session lives, so that a form once begun can be sent
MOST_SHOWN = 50
REFUSED_WITH_THE_PAGE = (409, 422)  # a form, or a button, that was refused shows what its page shows
NOT_ABOUT_PEOPLE = frozenset({"cursor", "limit", "order", "outcome", "page", "role", "show", "status"})
DAY_PARTS = ("day", "month", "year")
DAY = re.compile(r"0?(\d{1,2})\D0?(\d{1,2})\D(\d{4})")


@dataclass(frozen=True, kw_only=True)
class Look:
    """What somebody is about to open: `noun` and `reference` name it.

    Outside their work, `belongs_to` is what a reason is asked for, and `reason` the one they gave.
    """

    request: Any
    access: "Access"
    noun: str
    reference: str
    belongs_to: tuple[str, str] | None = None
    reason: str = ""

    @property
    def outside_work(self) -> bool:
        return self.belongs_to is not None


@dataclass(frozen=True)
class Shown:
    """What a list showed, of how many, and what it was asked for; None means by its address."""

    references: list[str]
    count: int
    asked: list[object] | None


@cache
def own_work() -> Mapping[str, Callable[..., tuple[str, str] | None]]:
    """By noun, for what a user is to give a reason when they look; None where it is their own work."""
    return cast(Mapping[str, Callable[..., tuple[str, str] | None]], import_string(settings.OWN_WORK))


def look_at(request: Any, access: "Access", kwargs: Mapping[str, Any], *, tenant: Any) -> Look:
    """The look that a request asks for. The regulator's staff alone have work that is theirs or another's."""
    noun, argument = access.opens or ("", "")
    look = Look(request=request, access=access, noun=noun, reference=str(kwargs.get(argument, argument)))
    rule = own_work().get(noun) if tenant == ALL and not access.begins_work else None
    belongs_to = rule(user=request.user, reference=look.reference) if rule else None
    if belongs_to is None:
        return look
    from kernel.queries import reason_for  # the door stands before the models are loaded

    holds = REASON_FOR_READING if request.method in ("GET", "HEAD") else REASON_FOR_ACTING
    given = reason_for(user_id=request.user.pk, thing=belongs_to, since=timezone.now() - holds)
    return replace(look, belongs_to=belongs_to, reason=given)


def question(look: Look) -> HttpResponseBase | None:
    """The page that asks for a reason, where one is needed and none was given."""
    if look.belongs_to is None or look.reason:
        return None
    from kernel.web.reasons import ask

    noun, reference = look.belongs_to
    return ask(look.request, noun=noun, reference=reference, reads="GET" in look.access.methods)


def note_shown(
    request: Any, references: Iterable[object], *, count: int, asked: Iterable[object] | None = None
) -> None:
    """Tell the log what a list shows, of how many; and what was asked for, where the address does not say it."""
    target: Any = request if isinstance(request, HttpRequest) else request._request
    target.shown = Shown([str(one) for one in references][:MOST_SHOWN], count, None if asked is None else list(asked))


def note(look: Look, response: HttpResponseBase) -> None:
    """Write down a look that succeeded. What could not be written down is not shown."""
    access, request = look.access, look.request
    shows = response.status_code < 400 or response.status_code in REFUSED_WITH_THE_PAGE
    if not (access.opens or access.lists) or not shows:
        return
    from kernel.actions import record_access

    is_download = response.headers.get("Content-Disposition", "").startswith("attachment")
    by = {"user_id": request.user.pk, "permission": access.permission, "outside_work": look.outside_work}
    if access.opens:
        act = "downloaded" if is_download else "opened"
        record_access(**by, noun=look.noun, reference=look.reference, act=act, reason=look.reason)
    shown: Shown | None = getattr(request, "shown", None)
    if access.lists and shown and shown.asked != []:  # nothing asked for yet, and nobody shown
        record_access(
            **by,
            noun=access.lists,
            reference="",
            act="downloaded" if is_download else "listed",
            asked=hashes(_given(request) if shown.asked is None else shown.asked),
            found=shown.references,
            found_count=shown.count,
        )


def _given(request: Any) -> list[str]:
    """What the address searches by: each field's value, the parts of a date as one."""
    parts: dict[str, dict[str, str]] = {}
    for name, value in request.GET.items():
        field, _, part = name.partition("-")
        if field not in NOT_ABOUT_PEOPLE and value.strip():
            parts.setdefault(field, {})[part] = value
    return ["-".join(given[part] for part in (*DAY_PARTS, "") if part in given) for given in parts.values()]


def hashes(values: Iterable[object]) -> list[str]:
    """Keyed hashes of the words that were searched for: equal words can be found again, and none can be read."""
    return _hashed(sorted({token for value in values for token in _tokens(str(value))}))


def searched_by(text: str) -> list[list[str]]:
    """What a search of the log must contain, in either way of writing: all its words, or the words run together."""
    *words, together = _tokens(text) or [""]
    return [hashes_of for hashes_of in (_hashed(words), _hashed([together])) if hashes_of]


def _hashed(tokens: Iterable[str]) -> list[str]:
    return [keyed_hash(purpose="access-log", value=token)[:32] for token in tokens if token]


def _tokens(text: str) -> list[str]:
    """The words of a text without case and marks, and last all of them run together; a date is one word."""
    if day := DAY.fullmatch(text.strip()):
        return ["-".join(day.groups())]
    plain = unicodedata.normalize("NFKD", text.casefold())
    words = re.findall(r"[^\W_]+", "".join(one for one in plain if not unicodedata.combining(one)))
    return [*words, "".join(words)] if words else []
