"""More time to appeal against a bar: by two people, only longer, told to the person, and shown wherever it counts."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from barring.actions import bars, extensions
from barring.models import AppealExtension, Bar
from barring.queries.published import as_published, published_bar
from barring.rules.bars import NotYetServed
from barring.web.presenters.letters import letter_text
from barring.workflow import Status
from kernel.clocks import Channel, end_of_day, format_date, last_day_before, today
from kernel.deadlines import AlreadyAsked, NotLonger, OverrideReasonMissing
from kernel.errors import SecondPersonNeeded
from kernel.history import acting
from kernel.models import OutboxMessage, User
from tests.factories.barring import Office, bar_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def bar(office: Office) -> Bar:
    return bar_in(Status.IN_EFFECT, office=office)


def later(bar: Bar, days: int = 14) -> date:
    assert bar.appeal_until_at
    return today(bar.appeal_until_at) + timedelta(days=days)


def ask(bar: Bar, by: User, **changed: Any) -> Bar:
    given: dict[str, Any] = {"until_on": later(bar), "reason": "Ill", "by": by, "at": timezone.now(), **changed}
    extensions.ask_for_more_time_to_appeal(bar=bar, version=bar.version, **given)
    return Bar.objects.get(pk=bar.pk)


def decide(bar: Bar, by: User, *, grant: bool) -> Bar:
    extensions.decide_on_more_time_to_appeal(
        bar=bar, version=bar.version, grant=grant, reason="A note", by=by, at=timezone.now()
    )
    return Bar.objects.get(pk=bar.pk)


def test_time_given_by_a_second_person_moves_the_end_is_told_and_changes_nothing_else(bar: Bar, office: Office) -> None:
    due = bar.appeal_until_at
    assert due is not None
    asked = ask(bar, office.officer)
    assert asked.appeal_until_at == due
    longer = decide(asked, office.approver, grant=True)
    assert longer.appeal_until_at == end_of_day(later(bar))
    mail = OutboxMessage.objects.get(template="barring_appeal_extended")
    assert (mail.to, format_date(later(bar)) in mail.body) == (office.manager.email, True)
    row = AppealExtension.objects.get()
    assert (row.due_at, row.until_at, row.asked_by, row.decided_by) == (
        due,
        longer.appeal_until_at,
        office.officer,
        office.approver,
    )
    assert row.history.count() == 2
    for day, is_open in ((due, True), (longer.appeal_until_at, False)):
        (published,) = as_published(published_bar(reference=bar.reference, at=day), at=day)
        assert published.is_appealable == is_open
    kept = {name: value for name, value in vars(bar).items() if name.endswith("_at") and name != "appeal_until_at"}
    assert {name: getattr(longer, name) for name in kept} == kept


def test_the_letter_keeps_what_was_said_and_adds_what_was_given(bar: Bar, office: Office) -> None:
    assert bar.appeal_until_at
    first = format_date(last_day_before(bar.appeal_until_at))
    assert "more time to appeal" not in letter_text(bar, "decision")
    text = letter_text(decide(ask(bar, office.officer), office.approver, grant=True), "decision")
    assert f"counts as served on you: until the end of {first}." in text
    assert f"more time to appeal: until the end of {format_date(later(bar))}." in text


def test_time_that_is_over_can_be_given_again_but_not_to_a_day_that_is_past(office: Office) -> None:
    old = bar_in(Status.IN_EFFECT, office=office, at=timezone.now() - timedelta(days=60))
    with pytest.raises(NotLonger):
        ask(old, office.officer, until_on=later(old, 1))
    day = today(timezone.now()) + timedelta(days=7)
    longer = decide(ask(old, office.officer, until_on=day), office.approver, grant=True)
    assert longer.appeal_until_at == end_of_day(day)


def test_what_is_not_longer_has_no_reason_comes_twice_or_from_one_person_is_refused(bar: Bar, office: Office) -> None:
    with pytest.raises(NotLonger):
        ask(bar, office.officer, until_on=later(bar, -1))
    with pytest.raises(OverrideReasonMissing):
        ask(bar, office.officer, reason=" ")
    asked = ask(bar, office.officer)
    with pytest.raises(AlreadyAsked):
        ask(asked, office.officer)
    with pytest.raises(SecondPersonNeeded):
        decide(asked, office.officer, grant=True)
    assert decide(asked, office.approver, grant=False).appeal_until_at == bar.appeal_until_at
    assert not OutboxMessage.objects.filter(template="barring_appeal_extended").exists()


def test_nothing_is_asked_about_a_decision_that_is_not_served_yet(office: Office) -> None:
    bar = bar_in(Status.REPRESENTED, office=office)
    now = timezone.now()
    bars.approve(bar=bar, version=bar.version, channel=Channel.POST, reason="Made out.", by=office.approver, at=now)
    with pytest.raises(NotYetServed):
        ask(Bar.objects.get(pk=bar.pk), office.officer, at=now)


def test_raw_sql_cannot_shorten_the_time_nor_lengthen_it_without_two_people(bar: Bar, office: Office) -> None:
    assert bar.appeal_until_at
    day, row = timedelta(days=1), Bar.objects.filter(pk=bar.pk)

    def refused(change: Any, name: str) -> None:
        with acting(user=office.officer), pytest.raises(IntegrityError, match=name), transaction.atomic():
            row.update(appeal_until_at=change)

    refused(bar.appeal_until_at - day, "only ever made longer")
    refused(bar.appeal_until_at + day, "made longer by two people")
    ask(bar, office.officer)
    refused(end_of_day(later(bar)), "made longer by two people")
    whole: dict[str, Any] = {"status": "granted", "decided_at": timezone.now(), "decision_reason": "So"}
    with acting(user=office.officer), pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        AppealExtension.objects.update(**whole, decided_by=office.officer)
    with acting(user=office.officer), transaction.atomic():
        AppealExtension.objects.update(**whole, decided_by=office.approver)
    refused(end_of_day(later(bar, 15)), "made longer by two people")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_pages_ask_decide_and_explain_to_staff_person_and_public(bar: Bar, office: Office) -> None:
    officer, approver, day = signed_in(office.officer), signed_in(office.approver), later(bar)
    page = f"/staff/bars/{bar.reference}/"
    assert 'data-test="bar-decide-on-more-time-to-appeal"' not in approver.get(page).content.decode()
    typed = {
        "until_on-day": day.day,
        "until_on-month": day.month,
        "until_on-year": day.year,
        "reason": "Was in hospital",
    }
    asked = officer.post(f"{page}ask-for-more-time-to-appeal/", typed | {"version": bar.version})
    assert asked.status_code == 302
    shown = officer.get(page).content.decode()
    assert "Was in hospital" in shown
    assert "on-more-time-to-appeal/" not in shown
    assert "decide on more time to appeal" in approver.get("/staff/").content.decode()
    deciding = approver.get(f"{page}decide-on-more-time-to-appeal/").content.decode()
    assert "28 days beginning with service on" in deciding
    assert "Was in hospital" in deciding
    decided = {"version": bar.version + 1, "decision": "grant", "reason": "A note"}
    assert approver.post(f"{page}decide-on-more-time-to-appeal/", decided).status_code == 302
    for reader in (officer.get(page), signed_in(office.manager).get(f"/me/bars/{bar.reference}/")):
        text = reader.content.decode()
        assert "28 days beginning with service on" in text
        assert "made longer by a decision" in text
        assert format_date(day) in text
    assert format_date(day) in Client().get(f"/barred/{bar.reference}/").content.decode()
