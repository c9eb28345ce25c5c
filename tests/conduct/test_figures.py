"""The figures of casework."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from conduct import actions, queries
from conduct.rules.disclosures import year_span
from conduct.rules.figures import AGE_BANDS, SPANS, Period, age_band, lengths, spread
from conduct.rules.gates import Cause
from conduct.rules.risks import Risk
from conduct.workflow import Action, Status, Track
from kernel.permissions import Role
from tests.builders import Cast, case_in
from tests.factories.conduct import OPENED_AT
from tests.factories.interim import MADE_AT, REVIEWED_AT, Bench, interim_order_in, reviewed_by
from tests.factories.kernel import user_with

YEAR = Period(*year_span(2026))
LATER = Period(*year_span(2027))
WEEK = timedelta(weeks=1)
PAGE = "/staff/cases/figures/"


def test_nine_in_ten_took_no_longer_than_the_percentile() -> None:
    assert spread([]) == (0, None, None)
    assert spread([3 * WEEK]) == (1, 3.0, 3.0)
    assert spread([week * WEEK for week in (10, 1, 2, 3, 4, 5, 6, 7, 8, 90)]) == (10, 5.5, 10.0)
    assert spread([week * WEEK for week in range(1, 12)]) == (11, 6.0, 10.0)


@pytest.mark.parametrize(
    ("weeks", "place"), [(0, 0), (26, 1), (51.9, 1), (52, 2), (103.9, 2), (104, 3), (155.9, 3), (156, 4), (999, 4)]
)
def test_an_age_falls_into_one_band(weeks: float, place: int) -> None:
    assert age_band(weeks * WEEK) == AGE_BANDS[place][0]


def test_a_stretch_counts_in_the_year_in_which_it_ended_and_from_the_first_of_its_acts() -> None:
    span = next(span for span in SPANS if span.words == "Triage to the threshold decision")
    until = YEAR.until
    cases = dict.fromkeys(range(4), OPENED_AT)
    acts: dict[int, dict[str, datetime]] = {
        0: {Action.ACCEPT: until - 3 * WEEK, Action.START_INVESTIGATION: until - WEEK},
        1: {Action.ACCEPT: until - 3 * WEEK, Action.START_INVESTIGATION: until},
        2: {Action.ACCEPT: until - 3 * WEEK},
        3: {Action.START_INVESTIGATION: until - WEEK},
    }
    assert lengths(span, cases=cases, acts=acts, period=YEAR) == [2 * WEEK]


@pytest.mark.django_db
def test_what_became_of_cases_is_counted_in_the_year() -> None:
    lately = LATER.since + 20 * WEEK
    for status in (Status.DECISION_ISSUED, Status.WITHDRAWN, Status.NOT_TAKEN_FURTHER):
        case_in(status, at=lately)
    old = case_in(Status.TRIAGE, at=lately - 50 * WEEK)
    case_in(Status.CLOSED, at=OPENED_AT)
    found = queries.figures(period=LATER, at=lately + 10 * WEEK)
    assert found.opened == 3
    assert +found.endings == {"Determination": 1, "Withdrawn": 1, "Case examiners: no case to answer": 1}
    assert +found.open_by_age == {"52 to 103 weeks": 1}, "what was decided is not open"
    assert found.spans["Receipt to the determination"].cases == 1
    assert +queries.figures(period=LATER, at=old.opened_at).open_by_age == {"Under 26 weeks": 1}


@pytest.mark.django_db
def test_time_in_abeyance_is_that_in_the_year_by_its_cause() -> None:
    cast = Cast()
    case = case_in(Status.INVESTIGATION, cast=cast, at=LATER.since - 3 * WEEK)
    held: dict[str, Any] = {"case": case, "track": Track.ABEYANCE, "by": cast.caseworker}
    actions.begin_track(**held, reason="The police ask for it.", cause=Cause.POLICE, at=LATER.since - WEEK)
    assert queries.figures(period=LATER, at=LATER.since + WEEK).abeyance[Cause.POLICE.label] == (1, 1.0)
    actions.end_track(**held, reason="No charge.", at=LATER.since + 2 * WEEK)
    after = queries.figures(period=LATER, at=LATER.since + 9 * WEEK)
    assert {cause for cause, held in after.abeyance.items() if held != (0, 0)} == {Cause.POLICE.label}
    assert after.abeyance[Cause.POLICE.label] == (1, 2.0)


@pytest.mark.django_db
def test_page_and_table_have_the_same_figures_and_only_who_may_sees_them() -> None:
    case_in(Status.NOT_TAKEN_FURTHER, at=datetime(2026, 5, 4, 9, tzinfo=UTC))
    client = Client()
    client.force_login(user_with(Role.CASEWORKER))
    page = client.get(PAGE, {"year": "2026"}).content.decode()
    lines = list(csv.DictReader(io.StringIO(client.get(f"{PAGE}csv/", {"year": "2026"}).content.decode())))
    values = {(line["table"], line["what"], line["measure"]): line["value"] for line in lines}
    assert values["Where cases ended", "Case examiners: no case to answer", "share"] == "100%"
    assert values["How long cases took", "Receipt to the threshold decision", "median weeks"] == "0.1"
    assert all(line["what"] in page and line["value"] in page for line in lines if line["what"][:7] != "Reviews")
    assert client.get(PAGE, {"year": "1066"}).status_code == 422
    client.force_login(user_with(Role.INVESTIGATOR))
    assert client.get(PAGE).status_code == 403


@pytest.mark.django_db
def test_interim_decisions_are_measured_from_the_concern_and_from_the_high_risk_and_reviews_by_their_day() -> None:
    cast, bench = Cast(), Bench()
    case, found_high = case_in(Status.INVESTIGATION, cast=cast), MADE_AT - 2 * WEEK + timedelta(days=6)
    actions.assess_risk(case=case, level=Risk.HIGH, reasons="Again.", by=cast.caseworker, at=found_high)
    order = interim_order_in("IN_FORCE", cast=cast, bench=bench, case=case)
    reviewed_by(order, cast=cast, bench=bench)
    reviewed_by(order, cast=cast, bench=bench, at=REVIEWED_AT + 27 * WEEK)
    found = queries.figures(period=YEAR, at=YEAR.until)
    assert found.interim["Receipt to the first interim decision"] == spread([MADE_AT - case.received_at])
    assert found.interim["High risk to the first interim decision"] == spread([MADE_AT - found_high])
    assert (found.interim_reviews, queries.figures(period=LATER, at=LATER.until).interim_reviews) == ((0, 0), (2, 1))
    due = interim_order_in("IN_FORCE", cast=Cast(), bench=bench).review_due_at
    assert due is not None
    then = Period(due - WEEK, due + WEEK)
    held = [queries.figures(period=then, at=at).interim_reviews for at in (due, then.until)]
    assert held == [(held[0][0], held[0][1]), (held[0][0] + 1, held[0][1])]  # never held, and so not on time
