"""More time for representations: by two people, only longer, and it holds where the person answers."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from barring.actions import bars, extensions, representations
from barring.models import Bar, RepresentationsExtension
from barring.rules.bars import WindowStillOpen
from barring.workflow import Status
from kernel.clocks import Channel, end_of_day, format_date, today
from kernel.deadlines import AlreadyAsked, NotLonger
from kernel.errors import SecondPersonNeeded
from kernel.history import acting
from kernel.models import OutboxMessage, User
from kernel.permissions import Role
from tests.factories.barring import Office, bar_in
from tests.factories.kernel import user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def bar(office: Office) -> Bar:
    return bar_in(Status.NOTICE_SERVED, office=office)


def later(bar: Bar, days: int = 14) -> date:
    assert bar.representations_due_at
    return today(bar.representations_due_at) + timedelta(days=days)


def ask(bar: Bar, by: User, **changed: Any) -> Bar:
    given: dict[str, Any] = {"until_on": later(bar), "reason": "Ill", "by": by, "at": timezone.now(), **changed}
    extensions.ask_for_more_time(bar=bar, version=bar.version, **given)
    return Bar.objects.get(pk=bar.pk)


def decide(bar: Bar, by: User, *, grant: bool) -> Bar:
    extensions.decide_on_more_time(bar=bar, version=bar.version, grant=grant, reason="A note", by=by, at=timezone.now())
    return Bar.objects.get(pk=bar.pk)


def test_the_person_may_answer_and_nobody_may_approve_until_the_time_given_is_over(bar: Bar, office: Office) -> None:
    due = bar.representations_due_at
    assert due is not None
    longer = decide(ask(bar, office.officer), office.approver, grant=True)
    assert longer.representations_due_at == end_of_day(later(bar))
    mail = OutboxMessage.objects.get(template="barring_time_extended")
    assert (mail.to, format_date(later(bar)) in mail.body) == (office.manager.email, True)
    after = due + timedelta(days=1)
    with pytest.raises(WindowStillOpen):
        bars.approve(
            bar=longer, version=longer.version, channel=Channel.EMAIL, reason="So", by=office.approver, at=after
        )
    representations.make_representations(bar=longer, text="No.", by=office.manager, at=after)


def test_a_refusal_changes_nothing_and_only_another_person_decides(bar: Bar, office: Office) -> None:
    with pytest.raises(NotLonger):
        ask(bar, office.officer, until_on=later(bar, -1))
    asked = ask(bar, office.officer)
    with pytest.raises(AlreadyAsked):
        ask(asked, office.officer)
    with pytest.raises(SecondPersonNeeded):
        decide(asked, office.officer, grant=True)
    refused = decide(asked, office.approver, grant=False)
    assert refused.representations_due_at == bar.representations_due_at
    assert not OutboxMessage.objects.filter(template="barring_time_extended").exists()


def test_a_request_to_a_notice_that_was_sent_back_does_not_hold_up_the_next(bar: Bar, office: Office) -> None:
    asked = ask(bar, office.officer)
    bars.send_back(bar=asked, version=asked.version, reason="Anew", by=office.approver, at=timezone.now())
    back = Bar.objects.get(pk=bar.pk)
    at = timezone.now() + timedelta(days=2)
    bars.serve_notice(
        bar=back, version=back.version, channel=Channel.EMAIL, sent_on=today(at), by=office.officer, at=at
    )
    ask(Bar.objects.get(pk=bar.pk), office.officer, until_on=later(bar, 60), at=at)
    assert RepresentationsExtension.objects.count() == 2


def test_raw_sql_cannot_cut_a_running_period_short_nor_decide_alone(bar: Bar, office: Office) -> None:
    ask(bar, office.officer)
    whole: dict[str, Any] = {"status": "granted", "decided_at": timezone.now(), "decision_reason": "So"}
    with acting(user=office.officer), pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        RepresentationsExtension.objects.update(**whole, decided_by=office.officer)
    shortened = pytest.raises(IntegrityError, match="only ever made longer")
    with acting(user=office.officer), shortened, transaction.atomic():
        Bar.objects.filter(pk=bar.pk).update(representations_due_at=bar.notice_served_at)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_pages_ask_decide_and_explain(bar: Bar, office: Office) -> None:
    officer, approver, day = signed_in(office.officer), signed_in(office.approver), later(bar)
    page = f"/staff/bars/{bar.reference}/"
    typed = {"until_on-day": day.day, "until_on-month": day.month, "until_on-year": day.year, "reason": "Ill"}
    assert officer.post(f"{page}ask-for-more-time/", typed | {"version": bar.version}).status_code == 302
    assert 'data-test="bar-ask-for-more-time"' not in officer.get(page).content.decode()
    assert "decide on more time" in approver.get("/staff/").content.decode()
    assert "Ill" in approver.get(f"{page}decide-on-more-time/").content.decode()
    decided = {"version": bar.version + 1, "decision": "grant", "reason": "A note"}
    assert approver.post(f"{page}decide-on-more-time/", decided).status_code == 302
    for shown in (officer.get(page), signed_in(office.manager).get(f"/me/bars/{bar.reference}/")):
        text = shown.content.decode()
        assert "56 days beginning with service on" in text
        assert "Barring Procedure Regulations 2008 (SI 2008/474)" in text
        assert "made longer by a decision" in text
        assert format_date(day) in text


def test_a_made_bar_explains_its_appeal_and_its_review(office: Office) -> None:
    bar = bar_in(Status.IN_EFFECT, office=office)
    for client, address in (
        (signed_in(office.officer), f"/staff/bars/{bar.reference}/"),
        (signed_in(office.manager), f"/me/bars/{bar.reference}/"),
    ):
        text = client.get(address).content.decode()
        assert "28 days beginning with service on" in text
        assert "5 years beginning with effect on" in text
    assert signed_in(user_with(Role.CASEWORKER)).get(f"/staff/bars/{bar.reference}/").status_code == 403
