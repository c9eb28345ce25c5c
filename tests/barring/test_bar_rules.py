"""Periods, scope and people of a bar, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from barring.rules import bars as rules
from barring.rules.bars import Stage, Terms
from kernel.clocks import Channel, last_day_before, today
from kernel.rulesets import Rules

RULES = cast(
    Rules,
    SimpleNamespace(
        representations_days=56,
        appeal_days=28,
        bar_review_years=5,
        deemed_service_days={"email": 0, "post": 2, "hand": 0},
    ),
)
TERMS = Terms(
    tiers=("board_director",),
    organisation_classes=("all",),
    reasons="Reasons",
    starts_on=date(2026, 3, 1),
    ends_on=date(2028, 2, 29),
)


@pytest.mark.parametrize(
    ("channel", "sent_at", "first_day", "last_day", "closes_at"),
    [
        (
            Channel.EMAIL,
            datetime(2026, 11, 23, 15, tzinfo=UTC),
            (2026, 11, 23),
            (2027, 1, 17),
            datetime(2027, 1, 18, 0, tzinfo=UTC),
        ),
        # 23:30 in UTC is already the next day in London's summer, and the window crosses the change of the clocks
        (
            Channel.EMAIL,
            datetime(2026, 9, 30, 23, 30, tzinfo=UTC),
            (2026, 10, 1),
            (2026, 11, 25),
            datetime(2026, 11, 26, 0, tzinfo=UTC),
        ),
        (
            Channel.POST,
            datetime(2026, 2, 1, 9, tzinfo=UTC),
            (2026, 2, 3),
            (2026, 3, 30),
            datetime(2026, 3, 30, 23, tzinfo=UTC),
        ),
        (
            Channel.HAND,
            datetime(2026, 2, 1, 9, tzinfo=UTC),
            (2026, 2, 1),
            (2026, 3, 28),
            datetime(2026, 3, 29, 0, tzinfo=UTC),
        ),
    ],
)
def test_the_window_is_56_days_beginning_with_deemed_service(
    channel: Channel, sent_at: datetime, first_day: Any, last_day: Any, closes_at: datetime
) -> None:
    window = rules.window(sent_at=sent_at, channel=channel, rules=RULES)
    first, last = today(window.served_at), last_day_before(window.closes_at)
    assert (first, last, window.closes_at) == (date(*first_day), date(*last_day), closes_at)
    assert (last - first).days + 1 == 56


def test_a_bar_takes_effect_on_service_or_when_its_first_day_begins_in_london() -> None:
    served = datetime(2026, 6, 1, 12, tzinfo=UTC)
    assert rules.effect(terms=TERMS, served=served) == served
    later = rules.effect(terms=replace(TERMS, starts_on=date(2026, 7, 1)), served=served)
    assert later == datetime(2026, 6, 30, 23, tzinfo=UTC)
    with pytest.raises(rules.UnlawfulTerms, match="1 May 2026"):
        rules.effect(terms=replace(TERMS, ends_on=date(2026, 5, 1)), served=served)


def test_only_an_indefinite_bar_has_a_first_day_for_review() -> None:
    begun = datetime(2028, 2, 29, 12, tzinfo=UTC)
    assert rules.review_from(in_effect_at=begun, ends_on=None, rules=RULES) == date(2033, 2, 28)
    assert rules.review_from(in_effect_at=begun, ends_on=date(2030, 1, 1), rules=RULES) is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"tiers": ()}, "tier"),
        ({"organisation_classes": ()}, "class of organisation"),
        ({"organisation_classes": ("all", "nhs_trust")}, "not both"),
        ({"reasons": "  "}, "reasons"),
        ({"ends_on": date(2026, 2, 28)}, "on or after"),
        ({"starts_on": date(1900, 1, 1)}, "between 1948 and 2199"),
    ],
)
def test_terms_that_no_bar_could_have_are_refused_in_words(change: dict[str, Any], says: str) -> None:
    rules.require_lawful(terms=TERMS)
    with pytest.raises(rules.UnlawfulTerms, match=says):
        rules.require_lawful(terms=replace(TERMS, **change))


def test_a_bar_is_over_at_the_instant_of_its_end_or_lifting() -> None:
    begins, ends = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)

    def at(instant: datetime, lifted_at: datetime | None = None) -> Stage:
        return rules.stage(in_effect_at=begins, ends_at=ends, lifted_at=lifted_at, at=instant)

    middle = datetime(2026, 3, 1, tzinfo=UTC)
    assert [at(datetime(2025, 12, 31, tzinfo=UTC)), at(begins), at(ends)] == [
        Stage.NOT_YET,
        Stage.IN_EFFECT,
        Stage.ENDED,
    ]
    assert (at(middle), at(middle, lifted_at=middle)) == (Stage.IN_EFFECT, Stage.LIFTED)


def test_a_notice_is_sent_between_the_proposal_and_now() -> None:
    proposed, now = datetime(2026, 5, 4, 9, tzinfo=UTC), datetime(2026, 5, 6, 9, tzinfo=UTC)
    rules.require_sent(sent_on=date(2026, 5, 4), proposed_at=proposed, at=now)
    for day, says in ((date(2026, 5, 7), "future"), (date(2026, 5, 3), "4 May 2026")):
        with pytest.raises(rules.NotServable, match=says):
            rules.require_sent(sent_on=day, proposed_at=proposed, at=now)


def test_only_somebody_with_an_account_is_served_by_email() -> None:
    for channel in Channel:
        rules.require_reachable(channel=channel, has_account=True)
    rules.require_reachable(channel=Channel.POST, has_account=False)
    with pytest.raises(rules.NotServable, match="no account"):
        rules.require_reachable(channel=Channel.EMAIL, has_account=False)
