"""Bars on a determination: where they come from, and who has had no part in the case behind them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from barring.actions import bars, representations
from barring.models import Bar
from barring.queries.bar_work import bar_work_for
from barring.rules.bars import Ground, NotIndependent, UnlawfulTerms, as_decided
from barring.workflow import Status
from conduct.models import Case
from conduct.rules.determining import Outcome
from conduct.workflow import Status as CaseStatus
from kernel.clocks import Channel
from kernel.history import acting
from kernel.permissions import Role
from register.models import Restriction
from tests.builders import Cast, case_in
from tests.factories.barring import SOME_TERMS, Office
from tests.factories.kernel import user_with

pytestmark = pytest.mark.django_db
A_WHILE_AGO = timezone.now() - timedelta(days=30)


def office_for(cast: Cast) -> Office:
    return Office(manager=cast.manager)


def proposed(case: Case, office: Office) -> Bar:
    return bars.propose(
        person=case.person,
        ground=Ground.DETERMINATION,
        determination=case.determination,
        terms=SOME_TERMS,
        by=office.officer,
        at=timezone.now(),
    )


def answered(bar: Bar, office: Office) -> Bar:
    now = timezone.now()
    bar = bars.serve_notice(
        bar=bar, version=bar.version, channel=Channel.EMAIL, sent_on=now.date(), by=office.officer, at=now
    )
    representations.make_representations(bar=bar, text="No.", by=office.manager, at=now)
    bar.refresh_from_db()
    return bar


def test_a_served_referral_waits_for_a_proposal_and_carries_one_bar() -> None:
    cast = Cast()
    office = office_for(cast)
    case = case_in(CaseStatus.DECISION_ISSUED, cast=cast, at=A_WHILE_AGO)
    waiting = [item.text for item in bar_work_for(user=office.officer, at=timezone.now())]
    assert waiting == [f"{case.reference} refers a person for barring"]
    officer = Client()
    officer.force_login(office.officer)
    assert case.reference in officer.get("/staff/bars/new/").content.decode()
    form = officer.get(f"/staff/bars/new/{case.person.key}/").content.decode()
    assert f'value="{case.determination.pk}" selected' in form.replace("  ", " ")
    bar = proposed(case, office)
    assert case.reference not in officer.get("/staff/bars/new/").content.decode()
    bars.withdraw(bar=bar, version=bar.version, reason="Draft", by=office.officer, at=timezone.now())
    assert case.reference in officer.get("/staff/bars/new/").content.decode()


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(CaseStatus.DETERMINATION, Outcome.REFERRAL_FOR_BARRING), (CaseStatus.DECISION_ISSUED, Outcome.WARNING)],
)
def test_a_determination_that_is_not_served_or_refers_nobody_is_no_ground(status: str, outcome: str) -> None:
    cast = Cast()
    case = case_in(status, cast=cast, outcome=outcome, at=A_WHILE_AGO)
    with pytest.raises(bars.GroundMissing, match="served and refers"):
        proposed(case, office_for(cast))


def test_the_panel_decides_whom_a_bar_covers_and_how_long_and_barring_staff_do_not() -> None:
    cast = Cast()
    office = office_for(cast)
    case = case_in(CaseStatus.DECISION_ISSUED, cast=cast, at=A_WHILE_AGO)
    given: dict[str, Any] = {
        "person": case.person,
        "ground": Ground.DETERMINATION,
        "determination": case.determination,
        "by": office.officer,
        "at": timezone.now(),
    }
    for other in (
        replace(SOME_TERMS, tiers=("board_director", "direct_report")),
        replace(SOME_TERMS, organisation_classes=("all",)),
        replace(SOME_TERMS, ends_on=date(2030, 1, 1)),
    ):
        with pytest.raises(UnlawfulTerms, match="The panel decided"):
            bars.propose(**given, terms=other)
    bar = bars.propose(**given, terms=SOME_TERMS)
    wider = replace(SOME_TERMS, organisation_classes=("all",))
    with pytest.raises(UnlawfulTerms, match="legal reason"):
        bars.revise(
            bar=bar,
            version=bar.version,
            ground_detail="",
            terms=wider,
            reason="So",
            by=office.officer,
            at=timezone.now(),
        )
    with pytest.raises(IntegrityError, match="panel decided"), transaction.atomic(), acting(user=office.officer):
        Bar.objects.filter(pk=bar.pk).update(tiers=["other_manager"])


def test_a_bar_for_a_time_ends_with_the_last_day_of_the_panels_months() -> None:
    given: dict[str, Any] = {"tiers": ("board_director",), "organisation_classes": ("all",), "reasons": "So."}
    ends = {months: as_decided(**given, months=months, starts_on=date(2026, 3, 3)).ends_on for months in (None, 1, 24)}
    assert ends == {None: None, 1: date(2026, 4, 2), 24: date(2028, 3, 2)}


def test_a_determination_about_somebody_else_is_no_ground() -> None:
    cast, office = Cast(), Office()
    case = case_in(CaseStatus.DECISION_ISSUED, cast=cast, at=A_WHILE_AGO)
    case.person = office.person()
    with pytest.raises(bars.GroundMissing, match="about somebody else"):
        proposed(case, office)
    assert not Bar.objects.exists()


@pytest.mark.parametrize(
    "part", [lambda cast: cast.caseworker, lambda cast: cast.investigator, lambda cast: cast.panel_chair]
)
def test_whoever_took_part_in_the_case_cannot_approve_not_even_by_sql(part: Callable[[Cast], Any]) -> None:
    cast = Cast()
    office = office_for(cast)
    bar = answered(proposed(case_in(CaseStatus.CLOSED, cast=cast, at=A_WHILE_AGO), office), office)
    with pytest.raises(NotIndependent, match="took part in the case"):
        bars.approve(
            bar=bar, version=bar.version, channel=Channel.EMAIL, reason="Yes.", by=part(cast), at=timezone.now()
        )
    decision = {
        "status": Status.IN_EFFECT,
        "approved_by": part(cast),
        "decision_channel": "email",
        "review_from_on": timezone.localdate(),
        **dict.fromkeys(("decided_at", "served_at", "in_effect_at", "published_at", "appeal_until_at"), timezone.now()),
    }
    with pytest.raises(IntegrityError, match="no part in it"), acting(user=office.approver), transaction.atomic():
        Bar.objects.filter(pk=bar.pk).update(**decision)
    assert not Restriction.objects.filter(source=bar.reference).exists()


def test_work_waits_for_the_second_person_alone() -> None:
    cast = Cast()
    both = user_with(Role.BARRING_OFFICER, Role.BARRING_APPROVER)
    office = Office(manager=cast.manager, officer=both)
    bar = answered(proposed(case_in(CaseStatus.CLOSED, cast=cast, at=A_WHILE_AGO), office), office)
    assert [item.text for item in bar_work_for(user=office.approver, at=timezone.now())] == [f"{bar.reference}: decide"]
    assert bar_work_for(user=both, at=timezone.now()) == []
