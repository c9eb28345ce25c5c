"""Who may sit, when a hearing may be, and what a panel agrees to: rules without a database."""

from contextlib import nullcontext
from datetime import UTC, date, datetime
from typing import Any

import pytest

from conduct.rules.hearing import NoNotice, WrongDay, require_days, require_notice, sitting_days
from conduct.rules.panels import (
    NotAgreed,
    NotAPanel,
    Sitter,
    require_chair,
    require_fit,
    require_majority,
    require_panel,
)

DAY = date(2027, 3, 1)
NUMBERS = {"members": 3, "lay": 1, "registrant": 1}


def sitter(kind: str | None = "lay", user_id: int = 1, **how: Any) -> Sitter:
    return Sitter(user_id=user_id, name="Robin", kind=kind, **how)


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (sitter(None), "not appointed"),
        (sitter(is_trained=False), "no training"),
        (sitter(missing=(DAY,)), "has not said that they can sit on 1 March 2027"),
        (sitter(taken=(DAY,)), "sits in another hearing on 1 March 2027"),
    ],
)
def test_whoever_is_not_appointed_trained_available_and_free_does_not_sit(who: Sitter, said: str) -> None:
    require_fit(sitter())
    with pytest.raises(NotAPanel, match=said):
        require_fit(who)


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        (["lay", "registrant"], "at least 3 members"),
        (["lay", "lay", "lay"], "1 registrant member"),
        (["registrant", "registrant", "registrant"], "1 lay member"),
        (["lay", "lay", "registrant"], ""),
        (["lay", "registrant", "registrant", "lay"], ""),
    ],
)
def test_a_panel_has_its_numbers(kinds: list[str], said: str) -> None:
    panel = [sitter(kind, place) for place, kind in enumerate(kinds)]
    with pytest.raises(NotAPanel, match=said) if said else nullcontext():
        require_panel(sitters=panel, numbers=NUMBERS)


def test_nobody_sits_twice_and_a_chair_is_qualified() -> None:
    with pytest.raises(NotAPanel, match="two seats"):
        require_panel(sitters=[sitter("lay", 1), sitter("registrant", 2), sitter("lay", 1)], numbers=NUMBERS)
    with pytest.raises(NotAPanel, match="legally qualified"):
        require_chair(sitter())
    require_chair(sitter(is_qualified=True))


@pytest.mark.parametrize(
    ("waiting", "agreed", "dissented", "is_agreed"),
    [([], 3, 0, True), ([], 2, 1, True), ([], 1, 2, False), ([], 2, 2, False), (["Robin"], 2, 0, False)],
)
def test_a_determination_needs_an_answer_of_each_and_a_majority(
    waiting: list[str], agreed: int, dissented: int, is_agreed: bool
) -> None:
    with nullcontext() if is_agreed else pytest.raises(NotAgreed):
        require_majority(is_whole=True, waiting=waiting, agreed=agreed, dissented=dissented)
    with pytest.raises(NotAgreed):
        require_majority(is_whole=False, waiting=waiting, agreed=agreed, dissented=dissented)


def test_days_after_the_first_are_working_days_and_none_is_over() -> None:
    easter = date(2027, 3, 25)  # a Thursday, with bank holidays on the Friday and the Monday
    assert sitting_days(first=easter, number=3) == [easter, date(2027, 3, 30), date(2027, 3, 31)]
    with pytest.raises(WrongDay, match="1 March 2027 is over"):
        require_days(days=[DAY], today=date(2027, 3, 2))
    require_days(days=[DAY], today=DAY)


def test_a_hearing_begins_when_28_days_of_notice_are_over_or_with_consent() -> None:
    served = datetime(2027, 3, 1, 15, tzinfo=UTC)
    over = datetime(2027, 3, 28, 23, tzinfo=UTC)  # midnight in London, summer time having begun that day
    before = datetime(2027, 3, 28, 22, 59, tzinfo=UTC)
    require_notice(served=served, consent="", days=28, at=over)
    require_notice(served=None, consent="By letter.", days=28, at=before)
    for given in (served, None):
        with pytest.raises(NoNotice):
            require_notice(served=given, consent="", days=28, at=before)
