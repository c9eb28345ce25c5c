"""What is found on each allegation, and why nothing less would do: whole before it is recorded, and never changed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from conduct import actions
from conduct.models import AllegationFinding, Case, Determination, RejectedOutcome
from conduct.rules.determining import FaultyFindings, Findings, Outcome, faults
from conduct.rules.finding import OnAllegation, lesser_than
from conduct.workflow import Status
from kernel.history import acting
from tests.builders import Cast, agreed, case_in, findings_for, heard
from tests.factories.conduct import OPENED_AT

LATER = OPENED_AT + timedelta(days=100)
REMOVAL = findings_for(Outcome.REMOVAL)
ONE = REMOVAL.on_allegations[0]
TWO = replace(ONE, number=2)


@pytest.mark.parametrize(
    ("on_allegations", "numbers", "field"),
    [
        ((ONE,), (1,), ""),
        ((ONE, TWO), (1, 2), ""),
        ((ONE,), (1, 2), "finding_2"),
        ((ONE, TWO), (1,), "finding_2"),
        ((replace(ONE, reasons=" "),), (1,), "reasons_1"),
        ((replace(ONE, finding="admitted"),), (1,), ""),
        ((replace(ONE, finding="not_found"), TWO), (1, 2), "culpability_1"),
        ((replace(ONE, finding="not_found", culpability="none"),), (1,), "misconduct"),
        ((replace(ONE, finding="not_found", culpability="none"), TWO), (1, 2), ""),
    ],
)
def test_each_allegation_has_a_finding_and_misconduct_one_that_is_made_out(
    on_allegations: tuple[OnAllegation, ...], numbers: tuple[int, ...], field: str
) -> None:
    findings = replace(REMOVAL, on_allegations=on_allegations)
    found = faults(findings=findings, numbers=numbers, ever_registered=True, longest_months=12)
    assert list(found) == ([field] if field else [])


@pytest.mark.parametrize("outcome", Outcome)
def test_every_lesser_outcome_is_rejected_with_a_reason_and_no_other(outcome: Outcome) -> None:
    lesser, given = lesser_than(outcome, ladder=Outcome), findings_for(outcome)
    assert lesser == tuple(list(Outcome)[: list(Outcome).index(outcome)])
    for place, rejected in enumerate(given.rejected):
        less = replace(given, rejected=given.rejected[:place] + given.rejected[place + 1 :])
        found = faults(findings=less, numbers=(1,), ever_registered=True, longest_months=12)
        assert list(found) == [f"rejected_{rejected.outcome}"]


@pytest.mark.django_db
def test_postgresql_knows_the_outcomes_in_the_same_order() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT conduct_outcomes()")
        assert cursor.fetchone() == (list(Outcome),)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"on_allegations": ()}, "finds on each allegation"),
        ({"on_allegations": (replace(ONE, finding="not_found", culpability="none"),)}, "misconduct needs"),
        ({"rejected": REMOVAL.rejected[1:]}, "each lesser outcome"),
        ({"rejected": ()}, "each lesser outcome"),
    ],
)
def test_a_determination_that_is_not_whole_is_refused_by_action_and_by_postgresql(
    change: dict[str, Any], refusal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = Cast()
    case, findings = case_in(Status.HEARING, cast=cast), replace(REMOVAL, **change)
    heard(case, cast, at=LATER)
    with pytest.raises(FaultyFindings):
        _determine(case, cast, findings)
    for actions_on_it in ("deliberations", "determinations"):
        monkeypatch.setattr(f"conduct.actions.{actions_on_it}.require_whole", lambda **_: None)
    with pytest.raises(IntegrityError, match=refusal), transaction.atomic():
        _determine(case, cast, findings)


def _determine(case: Case, cast: Cast, findings: Findings) -> Determination:
    agreed(case, cast, findings, at=LATER)
    decision = actions.determine(case=case, by=cast.panel_chair, at=LATER)
    connection.check_constraints()
    return decision


@pytest.mark.django_db
def test_what_was_found_is_never_changed_and_nothing_is_added() -> None:
    decision = case_in(Status.DETERMINATION, outcome=Outcome.WARNING).determination
    other = case_in(Status.DETERMINATION).allegations.get()
    row = {"finding": "found", "culpability": "none", "reasons": "So."}
    attempts: dict[Callable[[], object], str] = {
        lambda: decision.allegation_findings.update(reasons="Other."): "permission denied",
        lambda: decision.rejected_outcomes.all().delete(): "permission denied",
        lambda: decision.allegation_findings.create(allegation=other, **row): "own case",
        lambda: decision.rejected_outcomes.create(outcome=Outcome.WARNING, reasons="So."): "less harsh",
        lambda: decision.rejected_outcomes.create(outcome=Outcome.ADVICE, reasons="So."): "rejectedoutcome_once",
    }
    for attempt, refusal in attempts.items():
        with (
            acting(user=decision.decided_by),
            pytest.raises((IntegrityError, ProgrammingError), match=refusal),
            transaction.atomic(),
        ):
            attempt()
    assert (AllegationFinding.objects.count(), RejectedOutcome.objects.count()) == (2, 2 + 8)
