"""The pure decisions of conduct."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from conduct.rules.citing import Cited, ClauseNotCharged, ClauseNotInForce, Duty, require_citable
from conduct.rules.determining import (
    NEEDING_IMPAIRMENT,
    NEEDING_MISCONDUCT,
    ON_AN_ENTRY,
    EffectRules,
    Outcome,
    begins_at,
    ends_at,
    faults,
    to_the_point,
)
from conduct.rules.reporting import ReporterState, reporter_state
from conduct.workflow import FINISHED, SERVED, ConcernStatus, Status
from kernel import receipt_codes as receipts
from tests.builders import findings_for


class Rules:
    appeal_days = 28
    takes_effect = {"suspension": "after_appeal_window", "removal": "on_service"}


RULES: EffectRules = Rules()


def test_a_receipt_code_has_140_bits_of_its_drafts_secret_and_reads_back_however_it_is_typed() -> None:
    code = receipts.code_of("a secret")
    assert len(code) == 28
    assert set(code) <= set(receipts.ALPHABET)
    assert code == receipts.code_of("a secret") != receipts.code_of("another secret")
    assert receipts.read(f"  {receipts.grouped(code).lower().replace('-', ' ')} ") == code
    assert receipts.read("oIl0") == "0110"


def test_receipt_codes_use_every_letter_at_every_place() -> None:
    codes = [receipts.code_of(str(number)) for number in range(2000)]
    assert all({code[place] for code in codes} == set(receipts.ALPHABET) for place in range(receipts.LENGTH))


def test_a_reporter_cannot_tell_triage_from_an_open_case_or_how_it_ended() -> None:
    said = {
        (status, case): reporter_state(status=status, case_status=case, is_served=True)
        for status, case in [
            (ConcernStatus.RECEIVED, None),
            (ConcernStatus.IN_TRIAGE, None),
            (ConcernStatus.CLOSED, None),
            *product([ConcernStatus.CASE_OPENED], Status),
        ]
    }
    ended = SERVED | FINISHED
    assert said.pop((ConcernStatus.RECEIVED, None)) is ReporterState.RECEIVED
    for (status, case), state in said.items():
        finished = status == ConcernStatus.CLOSED or case in ended
        assert state is (ReporterState.FINISHED if finished else ReporterState.BEING_LOOKED_AT)


def test_a_reporter_cannot_tell_that_a_decision_is_in_the_post() -> None:
    for status in Status:
        state = reporter_state(status=ConcernStatus.CASE_OPENED, case_status=status, is_served=False)
        assert state is (ReporterState.FINISHED if status in FINISHED - SERVED else ReporterState.BEING_LOOKED_AT)


TURN = date(2027, 4, 1)
OLD = Cited("3e", date(2002, 10, 9), TURN, code="nhs", version="2002")
NEW = Cited("3e", TURN, None, code="nhs", version="2027")
OTHER = Cited("1", date(2001, 1, 1), None, code="institute", version="2001")
EVE = TURN - timedelta(days=1)


@pytest.mark.parametrize(
    ("first", "last", "cited", "accepted"),
    [
        (OLD.in_force_from, OLD.in_force_from, [OLD], True),
        (date(2002, 10, 8), date(2002, 10, 8), [OLD], False),
        (EVE, EVE, [OLD], True),
        (TURN, TURN, [OLD], False),
        (TURN, TURN, [NEW], True),
        (EVE, EVE, [NEW], False),
        (EVE, TURN, [OLD, NEW], True),
        (EVE, TURN, [OLD], False),
        (EVE, TURN, [NEW], False),
        (EVE, TURN, [OTHER], True),
        (EVE, TURN, [OLD, OTHER], False),
        (EVE, EVE, [OLD, NEW], False),
        (EVE, EVE, [], False),
        (EVE, EVE, [replace(OLD, duty=Duty.PROCESS)], False),
        (EVE, EVE, [OLD, replace(OLD, duty=Duty.CONTEXT)], False),
    ],
)
def test_conduct_is_charged_under_each_version_in_force_on_its_days(
    first: date, last: date, cited: list[Cited], accepted: bool
) -> None:
    given: dict[str, Any] = {"cited": cited, "versions": [OLD, NEW, OTHER], "first": first, "last": last}
    if accepted:
        require_citable(**given)
    else:
        with pytest.raises((ClauseNotInForce, ClauseNotCharged)):
            require_citable(**given)


@pytest.mark.parametrize(("outcome", "misconduct", "impairment"), list(product(Outcome, (True, False), (True, False))))
def test_findings_carry_the_outcome_or_are_faulty(outcome: Outcome, misconduct: bool, impairment: bool) -> None:
    findings = replace(findings_for(outcome), misconduct=misconduct, impairment=impairment)
    carried = (
        (misconduct or not impairment)
        and (misconduct or outcome not in NEEDING_MISCONDUCT)
        and (impairment or outcome not in NEEDING_IMPAIRMENT)
    )
    assert (not faults(findings=findings, numbers=(1,), ever_registered=True, longest_months=12)) is carried


@pytest.mark.parametrize(
    ("outcome", "change", "field"),
    [
        (Outcome.REMOVAL, {"facts": "  "}, "facts"),
        (Outcome.REMOVAL, {"wider_causes": ""}, "wider_causes"),
        (Outcome.WARNING, {"terms": " "}, "terms"),
        (Outcome.SUSPENSION, {"duration_months": None}, "duration_months"),
        (Outcome.SUSPENSION, {"duration_months": 13}, "duration_months"),
        (Outcome.CONDITIONS, {"duration_months": 0}, "duration_months"),
        (Outcome.CONDITIONS, {"tiers": ()}, "tiers"),
        (Outcome.CONDITIONS, {"organisation_classes": ()}, "organisation_classes"),
    ],
)
def test_what_an_outcome_lacks_is_named(outcome: Outcome, change: dict[str, object], field: str) -> None:
    findings = replace(findings_for(outcome), **change)  # type: ignore[arg-type]
    assert list(faults(findings=findings, numbers=(1,), ever_registered=True, longest_months=12)) == [field]


def test_only_an_entry_can_be_restricted_but_anybody_can_be_referred_for_barring() -> None:
    for outcome in Outcome:
        found = faults(findings=findings_for(outcome), numbers=(1,), ever_registered=False, longest_months=12)
        assert ("outcome" in found) is (outcome in ON_AN_ENTRY)


def test_what_the_outcome_has_no_use_for_is_left_out() -> None:
    typed = replace(findings_for(Outcome.CONDITIONS), outcome=Outcome.REMOVAL)
    kept = to_the_point(typed)
    assert (kept.terms, kept.duration_months, kept.tiers, kept.organisation_classes) == ("", None, (), ())


def test_a_suspension_waits_for_28_days_beginning_with_service_and_lasts_whole_months() -> None:
    served = datetime(2026, 11, 9, 11, tzinfo=UTC)
    begins = begins_at(outcome="suspension", served=served, rules=RULES)
    assert begins == datetime(2026, 12, 7, tzinfo=UTC)
    assert ends_at(begins=begins, months=6) == datetime(2027, 6, 6, 23, tzinfo=UTC)
    assert begins_at(outcome="removal", served=served, rules=RULES) == served
    assert ends_at(begins=served, months=None) is None
