"""Like cases: found by what is alleged, shown to who decides, kept with the decision, and disclosed."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from conduct import actions, queries
from conduct.models import Case, LikeCase
from conduct.rules.determining import Outcome
from conduct.rules.likeness import Features, OtherLikeCases, likeness
from conduct.web.presenters.likeness import spread
from conduct.workflow import Status
from kernel.history import acting
from kernel.models import User
from tests.builders import Cast, case_in, determined, findings_for
from tests.builders import heard as panel_hears
from tests.conduct.web.test_cases import REFERRED
from tests.factories.conduct import OPENED_AT

LATER = timezone.now()
ONE = Features(frozenset({"c 3e", "c 4b"}), frozenset({"records"}), frozenset({"reprisal"}))


@pytest.mark.parametrize(
    ("clauses", "heads", "others", "percent"),
    [
        ({"c 3e", "c 4b"}, {"records"}, {"reprisal"}, 100),
        ({"c 3e", "c 4b"}, {"records"}, set(), 75),
        ({"c 3e"}, {"records"}, {"discrimination"}, 40),
        ({"c 3e"}, {"bullying"}, {"reprisal"}, 0),
        ({"c 1"}, {"records"}, {"reprisal"}, 0),
        (set(), set(), set(), 0),
    ],
)
def test_cases_are_like_by_what_both_are_about(
    clauses: set[str], heads: set[str], others: set[str], percent: int
) -> None:
    other = Features(frozenset(clauses), frozenset(heads), frozenset(others))
    assert (likeness(ONE, other), likeness(other, ONE)) == (percent, percent)


def test_the_spread_has_every_outcome_from_the_mildest() -> None:
    shown = spread(["warning", "removal", "warning"])
    assert [row["label"] for row in shown["rows"]] == [outcome.label for outcome in Outcome]
    assert [row["total"] for row in shown["rows"]] == [0, 0, 2, 0, 0, 0, 0, 1, 0]
    assert shown["longest"] == 2


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def heard(cast: Cast) -> Case:
    return case_in(Status.HEARING, cast=cast, at=LATER - timedelta(days=10))


@pytest.mark.django_db
def test_only_served_decisions_are_like_cases_and_they_are_kept_with_the_decision(heard: Case, cast: Cast) -> None:
    served = case_in(Status.DECISION_ISSUED, outcome=Outcome.WARNING)
    case_in(Status.DETERMINATION)
    case_in(Status.HEARING)
    given: dict[str, Any] = {"case": heard, "findings": findings_for(Outcome.ADVICE), "by": cast.panel_chair}
    assert queries.like_cases(case=heard, at=OPENED_AT) == []
    with pytest.raises(OtherLikeCases):
        actions.determine(**given, shown=[], at=LATER)
    decision = determined(heard, cast, given["findings"], at=LATER)
    kept = decision.like_cases.get()
    assert (kept.like, kept.percent) == (served.determination, 100)
    assert kept.shared == "Clauses 3e, 4b. Falsifying, withholding or not keeping records"
    with acting(user=cast.panel_chair), pytest.raises(IntegrityError, match="written down with"), transaction.atomic():
        LikeCase.objects.create(determination=decision, like=case_in(Status.DETERMINATION).determination, **OTHER)


OTHER: dict[str, Any] = {"percent": 5, "shared": "Clause 1."}


@pytest.mark.django_db
def test_who_decides_sees_them_with_a_chart_and_the_manager_learns_of_them_without_whose_they_are(
    heard: Case, cast: Cast
) -> None:
    served = case_in(Status.DECISION_ISSUED, outcome=Outcome.WARNING)
    panel_hears(heard, cast, at=LATER)
    page = f"/staff/cases/{heard.reference}/hearing/propose/"
    chair, shown = signed_in(cast.panel_chair), str(served.determination.pk)
    asked = chair.get(page).content.decode()
    assert all(words in asked for words in ('data-test="like-chart"', served.reference, f'value="{shown}"'))
    given = {**REFERRED, "seen": queries.last_hearing_step(case=heard)}
    refused = chair.post(page, {**given, "shown": "999"})
    assert (refused.status_code, f'value="{shown}"' in refused.content.decode()) == (422, True)
    assert chair.post(page, {**given, "shown": shown}).status_code == 302
    for member in cast.members:
        actions.declare_no_conflict(case=heard, by=member, at=LATER)
        actions.answer_proposal(case=heard, agree=True, by=member, at=LATER)
    actions.determine(case=heard, by=cast.panel_chair, at=LATER)
    actions.serve_decision(case=heard, channel="email", by=cast.caseworker, at=LATER)
    keeper = signed_in(cast.caseworker)
    for text in (
        signed_in(cast.manager).get(f"/me/cases/{heard.reference}/").content.decode(),
        keeper.get(f"/staff/cases/{heard.reference}/letter/").content.decode(),
    ):
        assert 'data-test="like-disclosed"' in text
        assert "Warning" in text
        assert served.reference not in text
