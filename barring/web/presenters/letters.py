"""Letters about a bar, to print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.template.loader import render_to_string

from barring.queries.letters import letter_context
from barring.workflow import DECIDED, UNFINISHED, Status

if TYPE_CHECKING:
    from barring.models import Bar

LETTERS: Final[dict[str, tuple[str, frozenset[Status]]]] = {
    "notice": ("Notice of the proposed bar", UNFINISHED),
    "sent_back": ("The proposal is sent back", frozenset({Status.PROPOSED})),
    "withdrawn": ("The proposal is withdrawn", frozenset({Status.WITHDRAWN})),
    "decision": ("Decision to bar", DECIDED),
    "lifted": ("The bar is lifted", frozenset({Status.LIFTED})),
}
AFTER_NOTICE: Final = frozenset({"sent_back", "withdrawn"})  # for somebody who had notice before


def letters(bar: Bar, *, was_noticed: bool) -> dict[str, str]:
    """The letters that may be printed at this point: title by kind."""
    return {
        kind: title
        for kind, (title, statuses) in LETTERS.items()
        if bar.status in statuses and (was_noticed or kind not in AFTER_NOTICE)
    }


def letter_text(bar: Bar, kind: str) -> str:
    """A letter's text. It holds everything: who has it has nothing else to read."""
    values = {"base_url": settings.BASE_URL, "service_name": settings.SERVICE_NAME, **letter_context(bar)}
    return render_to_string(f"letters/barring_{kind}.txt.jinja", values, using="jinja2")
