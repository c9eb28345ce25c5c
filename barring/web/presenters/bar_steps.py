"""The page of each action on a bar: what it is called, what it warns of, what its form begins with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.http import QueryDict

from barring.queries.bars import address_of, answered_themselves, review_years
from barring.web.presenters.bars import appeal_window_words, terms_rows, time_asked_for, window_words
from barring.workflow import Action, Status
from kernel.clocks import Channel, format_date, last_day_before

if TYPE_CHECKING:
    from datetime import datetime

    from barring.models import Bar, Representation


@dataclass(frozen=True)
class Page:
    """Heading, what follows from it, the button, and what to say when it is done."""

    heading: str
    means: str
    button: str
    done: str
    variant: str = "primary"


PAGES: Final = {
    Action.REVISE: Page(
        "Change the proposal",
        "Whoever changes a proposal cannot approve it.",
        "Save changes",
        "The proposal is changed.",
    ),
    Action.SERVE_NOTICE: Page(
        "Serve notice",
        "The notice says what is proposed and why, and how long the person has to answer. By email they are only told "
        "that there is something to read, and read it after signing in. If you serve it by post or by hand, print the "
        "letter, send it or hand it over, and then record that here.",
        "Serve notice",
        "The notice is served.",
    ),
    Action.ENTER_REPRESENTATIONS: Page(
        "Enter representations",
        "Enter them as they were received. They cannot be changed afterwards.",
        "Save representations",
        "The representations are recorded.",
    ),
    Action.ASK_EXTENSION: Page(
        "Ask for more time",
        "A second person decides. Until then the time to answer stays as it is.",
        "Ask for more time",
        "More time is asked for. A second person must decide.",
    ),
    Action.GRANT_EXTENSION: Page(
        "Decide on more time",
        "Time that is given cannot be taken back. The person is told.",
        "Decide",
        "Your decision is recorded.",
    ),
    Action.APPROVE: Page(
        "Approve the bar",
        "The decision is served at once by email or by hand, and by post when the letter counts as received. From then "
        "on it is published, and the bar takes effect, or when its first day begins. Before that nothing of it shows. "
        "It cannot be changed afterwards, only lifted.",
        "Approve the bar",
        "The bar is made.",
        "warning",
    ),
    Action.ASK_APPEAL_EXTENSION: Page(
        "Ask for more time to appeal",
        "A second person decides. Until then the time to appeal stays as it is. The bar itself does not change.",
        "Ask for more time",
        "More time to appeal is asked for. A second person must decide.",
    ),
    Action.GRANT_APPEAL_EXTENSION: Page(
        "Decide on more time to appeal",
        "Time that is given cannot be taken back. The person is told, and the published decision shows it. The bar "
        "itself does not change.",
        "Decide",
        "Your decision is recorded.",
    ),
    Action.SEND_BACK: Page(
        "Send back",
        "The barring officer can then change or withdraw the proposal. If it goes on, a new notice is needed.",
        "Send back",
        "The proposal is sent back.",
    ),
    Action.WITHDRAW: Page(
        "Withdraw the proposal",
        "No bar is made. If the person has had notice, they are told.",
        "Withdraw the proposal",
        "The proposal is withdrawn.",
        "warning",
    ),
    Action.PROPOSE_LIFTING: Page(
        "Propose lifting",
        "The bar stays in effect until a second person lifts it.",
        "Propose lifting",
        "Lifting is proposed.",
    ),
    Action.LIFT: Page(
        "Lift the bar",
        "The bar ends now, on the register and in every check. The published decision says that it was lifted.",
        "Lift the bar",
        "The bar is lifted.",
        "warning",
    ),
    Action.REFUSE_LIFTING: Page(
        "Refuse to lift",
        "The bar stays as it is.",
        "Refuse to lift",
        "The bar stays as it is.",
    ),
}


LEFT_TO_DO: Final[dict[str, str]] = {
    Channel.POST: "Print the letter “Decision to bar” and send it today.",
    Channel.HAND: "Print the letter “Decision to bar” and give it to the person today.",
}
TOLD: Final = frozenset(
    {Action.GRANT_EXTENSION, Action.GRANT_APPEAL_EXTENSION, Action.SEND_BACK, Action.WITHDRAW, Action.LIFT}
)
"""What the person is told without being served."""


def page(bar: Bar, action: Action, *, representations: Iterable[Representation]) -> dict[str, Any]:
    """What the page of an action shows beside its form: what is decided on, in full."""
    return {
        "bar": bar,
        "page": PAGES[action],
        "rows": terms_rows(bar.terms, review_years=review_years(bar)),
        "window": window_words(bar),
        "appeal": appeal_window_words(bar),
        "representations": representations,
        "lift_reason": bar.lift_reason or "",
        "time_asked_for": time_asked_for(bar),
        "on_paper": action in TOLD and not address_of(bar.person),
    }


def done(action: Action, *, channel: str = "") -> str:
    """What to say once it is done; of a decision on paper, also what is left to do."""
    if action == Action.APPROVE and channel in LEFT_TO_DO:
        return f"{PAGES[action].done} {LEFT_TO_DO[channel]}"
    return PAGES[action].done


def not_now(bar: Bar, action: Action) -> str:
    """Why a page cannot be opened at present."""
    return f"“{PAGES[action].heading}” is not possible while the bar is “{Status(bar.status).label.lower()}”."


def on_version(typed: QueryDict, version: int) -> QueryDict:
    """What was typed, now on the bar as it is: the next try is made on what the page has just shown."""
    data = typed.copy()
    data["version"] = str(version)
    return data


def form_arguments(bar: Bar, action: Action, *, at: datetime) -> dict[str, Any]:
    """What the form of an action has to know of the bar."""
    if action == Action.APPROVE:
        return {"address": address_of(bar.person), "may_answer_until": _may_answer_until(bar, at)}
    if action == Action.SERVE_NOTICE:
        return {"address": address_of(bar.person)}
    return {}


def _may_answer_until(bar: Bar, at: datetime) -> str:
    """The last day on which the person may still answer, where only staff have entered an answer; else empty."""
    closes_at = bar.representations_due_at
    if closes_at is None or at >= closes_at or bar.represented_at is None or answered_themselves(bar):
        return ""
    return format_date(last_day_before(closes_at))


def initial(bar: Bar, action: Action) -> dict[str, Any]:
    """What the form of an action begins with."""
    begun: dict[str, Any] = {"version": bar.version}
    if action == Action.REVISE:
        begun |= {
            "ground_detail": bar.ground_detail,
            "tiers": bar.tiers,
            "organisation_classes": bar.organisation_classes,
            "reasons": bar.reasons,
            "starts_on": bar.starts_on,
            "lasting": "until" if bar.ends_on else "indefinite",
            "ends_on": bar.ends_on,
        }
    return begun
