"""Who checked a manager, in words for them; what they asked, and what is held back, for staff."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from barring.rules.answers import CheckOutcome, Purpose
from barring.web.presenters.checks import different_now, outcome_tag
from kernel.clocks import format_date, format_instant, last_day_before
from register.rules import Tier

if TYPE_CHECKING:
    from barring.models import Check, CheckDelay, CheckQuery, Watch

CHECK_HEAD = ["Organisation", "When", "Why", "Answer"]
WATCH_HEAD = ["Organisation", "Post", "Why", "Since"]
QUERY_HEAD = ["Asked by", "About a check by", "Asked on", "State"]
DELAY_HEAD = ["Check by", "Held back until", "Asked by", "State"]
NOW_DIFFERENT = "Something was corrected since. The answer would be different, and the organisation was told so."


def check_rows(checks: Iterable["Check"]) -> list[list[Any]]:
    """Checks that a manager is shown, each a link to ask about it."""
    return [
        [
            {"text": check.organisation.name, "href": reverse("barring:own_check", args=[check.reference])},
            format_instant(check.answered_at),
            Purpose(check.purpose).words,
            {**outcome_tag(check.outcome), "sub": different_now(check)},
        ]
        for check in checks
    ]


def watch_rows(watches: Iterable["Watch"]) -> list[list[Any]]:
    return [
        [
            watch.organisation.name,
            f"{Tier(watch.first_check.tier).words}, {watch.first_check.role_organisation.name}",
            Purpose(watch.purpose).words,
            format_instant(watch.started_at),
        ]
        for watch in watches
    ]


def not_shown(count: int) -> str:
    """How many checks are held back, in a sentence; empty for none."""
    if not count:
        return ""
    return f"{count} {'check is' if count == 1 else 'checks are'} not shown for now."


def check_facts(check: "Check") -> list[Any]:
    """One check, as its subject reads it."""
    told = {True: "Yes", False: "No", None: "They did not say"}[check.subject_informed]
    return [
        ("Organisation", check.organisation.name),
        ("When", format_instant(check.answered_at)),
        ("Why", Purpose(check.purpose).words),
        ("For which post", f"{Tier(check.tier).words}, {check.role_organisation.name}"),
        {"key": "What we answered", "value": CheckOutcome(check.outcome).words, "data_test": "answered"},
        *([("As known now", NOW_DIFFERENT)] if different_now(check) else []),
        ("Did they say that they told you?", told),
    ]


def query_events(queries: Iterable["CheckQuery"]) -> list[dict[str, Any]]:
    """What was asked, and what we answered."""
    events = []
    for query in queries:
        events.append({"heading": "You asked", "at": query.asked_at, "text": query.text})
        if query.answered_at:
            events.append({"heading": "We answered", "at": query.answered_at, "text": query.answer})
    return events


def query_rows(queries: Iterable["CheckQuery"]) -> list[list[Any]]:
    return [
        [
            {"text": query.asked_by.name, "href": reverse("barring:check_query", args=[query.pk])},
            query.check_asked.organisation.name,
            format_instant(query.asked_at),
            {"text": "Answered", "tag": "green"} if query.answered_at else {"text": "Open", "tag": "blue"},
        ]
        for query in queries
    ]


def query_facts(query: "CheckQuery") -> list[Any]:
    check, person = query.check_asked, query.check_asked.person
    asker = {"text": query.asked_by.name}
    if person is not None:
        asker["href"] = reverse("register:person", args=[person.key])
    facts = [("Asked by", asker), ("Asked on", format_instant(query.asked_at)), ("Question", query.text)]
    facts += [("Reference of the check", check.reference), *check_facts(check)[:5]]
    if query.answered_by and query.answered_at:
        facts += [("Answer", query.answer), ("By", f"{query.answered_by.name}, {format_instant(query.answered_at)}")]
    return facts


def delay_state(delay: "CheckDelay") -> dict[str, Any]:
    if delay.approved is None:
        return {"text": "Waiting", "tag": "yellow"}
    return {"text": "Held back", "tag": "blue"} if delay.approved else {"text": "Refused", "tag": "grey"}


def delay_rows(delays: Iterable["CheckDelay"]) -> list[list[Any]]:
    return [
        [
            {
                "text": delay.check_asked.organisation.name,
                "href": reverse("barring:check_delay", args=[delay.pk]),
                "sub": delay.check_asked.reference,
            },
            format_date(last_day_before(delay.until)),
            delay.asked_by.name,
            delay_state(delay),
        ]
        for delay in delays
    ]


def delay_facts(delay: "CheckDelay") -> list[Any]:
    facts: list[Any] = [
        {"key": "State", "value": delay_state(delay), "data_test": "state"},
        ("Reference of the check", delay.check_asked.reference),
        ("Check by", delay.check_asked.organisation.name),
        ("Held back until the end of", format_date(last_day_before(delay.until))),
        ("Why", delay.reason),
        ("Asked by", f"{delay.asked_by.name}, {format_instant(delay.asked_at)}"),
    ]
    if delay.decided_by and delay.decided_at:
        facts.append(("Decided by", f"{delay.decided_by.name}, {format_instant(delay.decided_at)}"))
    return facts
