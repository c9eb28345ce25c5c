"""The pages of interim orders: for staff, for the deciders, and for the manager."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from conduct import queries
from conduct.models import InterimOrder
from conduct.rules.interim_orders import InterimStatus
from conduct.workflow import Status
from kernel.clocks import today
from kernel.models import User
from kernel.permissions import Role
from register.models import Restriction
from tests.builders import Cast, case_in
from tests.conduct.test_own_side import representative
from tests.factories.conduct import OPENED_AT
from tests.factories.interim import CONDITIONS, Bench, interim_order_in
from tests.factories.kernel import user_with

pytestmark = pytest.mark.django_db
S = InterimStatus


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(order: InterimOrder, page: str = "") -> str:
    return f"/staff/cases/{order.case.reference}/interim-orders/{order.reference}/{page}"


def parts(day: date, name: str) -> dict[str, int]:
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def since_lately() -> timedelta:
    """So much later than the days of the factories that the hearing was an hour ago."""
    return timezone.now() - timedelta(days=10) - OPENED_AT


def test_a_caseworker_applies_and_gives_notice_and_the_manager_is_heard() -> None:
    cast, bench = Cast(), Bench()
    case = case_in(Status.INVESTIGATION, cast=cast, at=timezone.now() - timedelta(days=9))
    staff, manager = signed_in(cast.caseworker), signed_in(cast.manager)
    pages = f"/staff/cases/{case.reference}/interim-orders/"
    assert "No interim orders" in staff.get(pages).content.decode()
    answers: dict[str, Any] = {"kind": "interim_suspension", "seen": queries.last_step(case=case)}
    refused = staff.post(f"{pages}apply/", answers)
    assert refused.status_code == 422
    assert "Select what it is necessary for" in refused.content.decode()
    grounds = "Two patients were hurt."
    made = staff.post(f"{pages}apply/", answers | {"basis": ["protection"], "grounds": grounds})
    order = InterimOrder.objects.get(case=case)
    assert made.headers["Location"] == address(order)
    own = f"/me/cases/{case.reference}/interim-orders/"
    assert manager.get(own).status_code == 404
    notice = {
        **parts(today(timezone.now()) + timedelta(days=1), "day"),
        "hour": "9:30",
        "place": "Room 1",
        "channel": "email",
        "chair": bench.chair.pk,
        "second": bench.member.pk,
        "seen": queries.last_interim_step(order=order),
    }
    assert "Say why it cannot wait" in staff.post(address(order, "notice/"), notice).content.decode()
    assert staff.post(address(order, "notice/"), notice | {"short_because": "Danger."}).status_code == 302
    shown = manager.get(own).content.decode()
    assert all(words in shown for words in (grounds, "Danger.", "Room 1", "9:30am"))
    assert cast.caseworker.name not in shown
    assert signed_in(user_with(Role.MANAGER)).get(own).status_code == 404
    said = manager.post(f"{own}{order.reference}/say/", {"takes_part": "no", "text": "I was on leave."})
    assert said.headers["Location"] == own
    assert "I was on leave." in signed_in(bench.member).get(address(order)).content.decode()
    assert "I was on leave." in staff.get(address(order, "letter/")).content.decode()


def test_a_chair_decides_on_a_page_and_it_is_on_the_register_at_once() -> None:
    cast, bench = Cast(), Bench()
    order = interim_order_in(S.HEARD, cast=cast, bench=bench, later=since_lately())
    chair = signed_in(bench.chair)
    assert "At the latest" in chair.get(address(order, "decide/")).content.decode()
    answers = {
        "decision": "make",
        "kind": "interim_suspension",
        "basis": ["protection"],
        "reasons": "It cannot wait.",
        "seen": queries.last_interim_step(order=order),
        **parts(today(timezone.now()) + timedelta(days=900), "until_on"),
    }
    refused = chair.post(address(order, "decide/"), answers)
    assert "Only a court can let it go on" in refused.content.decode()
    assert not Restriction.objects.filter(source=order.reference).exists()
    answers |= parts(today(timezone.now()) + timedelta(days=300), "until_on")
    assert chair.post(address(order, "decide/"), answers).headers["Location"] == "/staff/"
    assert Restriction.objects.get(source=order.reference).begins is not None
    assert chair.get(address(order)).status_code == 404  # their part is over
    number = order.case.person.registration_number
    assert "Suspended until a decision is made" in Client().get(f"/register/{number}/").content.decode()
    mine = signed_in(cast.manager).get(f"/me/cases/{order.case.reference}/interim-orders/").content.decode()
    assert "It cannot wait." in mine


def test_another_may_not_open_or_decide_and_a_stale_form_is_refused() -> None:
    cast, bench = Cast(), Bench()
    order = interim_order_in(S.HEARD, cast=cast, bench=bench, later=since_lately())
    stranger, member = signed_in(user_with(Role.PANEL_CHAIR)), signed_in(bench.member)
    assert stranger.get(address(order)).status_code == 404
    assert member.get(address(order, "decide/")).status_code == 403
    answers = {"decision": "refuse", "reasons": "No risk now.", "seen": queries.last_interim_step(order=order) - 1}
    stale = signed_in(bench.chair).post(address(order, "decide/"), answers)
    assert "changed after you opened this page" in stale.content.decode()


def test_a_late_review_is_loud_on_the_order_on_its_list_and_on_the_list_of_cases() -> None:
    cast, bench = Cast(), Bench()
    long_ago = since_lately() - timedelta(days=200)
    ruling = replace(CONDITIONS, until_on=today(timezone.now()) + timedelta(days=90))
    case = case_in(Status.TRIAGE, cast=cast, at=OPENED_AT + long_ago)
    order = interim_order_in(S.IN_FORCE, cast=cast, bench=bench, case=case, later=long_ago, ruling=ruling)
    staff = signed_in(cast.caseworker)
    for page in (address(order), address(order).replace(f"{order.reference}/", "")):
        assert 'data-test="review-late"' in staff.get(page).content.decode()
    assert "Interim order: review late" in staff.get("/staff/cases/").content.decode()
    assert "LATE: review" in staff.get("/staff/").content.decode()
    assert "is late, and it stays in force" in signed_in(user_with(Role.REGISTRAR)).get("/staff/").content.decode()


def test_what_a_court_did_is_recorded_on_pages_and_read_by_the_manager_and_whoever_acts_for_them() -> None:
    cast, later = Cast(), since_lately() - timedelta(days=30)
    case = case_in(Status.REPRESENTATIONS, cast=cast, at=OPENED_AT + later)
    order = interim_order_in(S.IN_FORCE, cast=cast, case=case, later=later)
    staff, friend = signed_in(cast.caseworker), signed_in(representative(case, cast))
    assert "Record what the court did" not in staff.get(address(order)).content.decode()
    day = today(timezone.now())
    answers: dict[str, Any] = {"court": "High Court", "court_reference": "CO/9/2026"}
    answers |= {**parts(day, "lodged_on"), "seen": queries.last_interim_step(order=order)}
    missing = staff.post(address(order, "challenge/"), answers | {"court_reference": ""})
    assert "Enter the court’s reference" in missing.content.decode()
    assert staff.post(address(order, "challenge/"), answers).headers["Location"] == address(order)
    until = day + timedelta(days=800)
    longer = {**answers, **parts(day, "ordered_on"), **parts(until, "until_on")}
    longer["seen"] = queries.last_interim_step(order=order)
    assert "months at a time at most" in staff.post(address(order, "extension/"), longer).content.decode()
    ended = {"outcome": "ended", "note": "No risk was shown.", **parts(day, "decided_on")}
    ended["seen"] = queries.last_interim_step(order=order)
    assert staff.post(address(order, "court/"), ended).headers["Location"] == address(order)
    number = order.case.person.registration_number
    assert "Suspended until a decision is made" not in Client().get(f"/register/{number}/").content.decode()
    own = f"/me/cases/{case.reference}/"
    for reader in (signed_in(cast.manager), friend):
        assert 'data-test="interim-orders"' in reader.get(own).content.decode()
        shown = reader.get(f"{own}interim-orders/").content.decode()
        assert "CO/9/2026" in shown
        assert "No risk was shown." in shown


def test_who_may_only_read_for_a_manager_says_nothing_at_a_hearing() -> None:
    cast = Cast()
    case = case_in(Status.REPRESENTATIONS, cast=cast)
    order = interim_order_in(S.NOTICE_GIVEN, cast=cast, case=case)
    page = f"/me/cases/{case.reference}/interim-orders/{order.reference}/say/"
    answers = {"takes_part": "no", "text": "She was away."}
    reads = signed_in(representative(case, cast, may_respond=False))
    assert reads.post(page, answers).status_code in (404, 422)
    assert not order.hearings.get().statements.exists()
    assert signed_in(representative(case, cast)).post(page, answers).status_code == 302
    assert "whoever acts for the manager" in reads.get(page.replace(f"{order.reference}/say/", "")).content.decode()
