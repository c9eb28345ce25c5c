"""What may be done to a bar, by whom, and what follows on the register."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVar
from unittest.mock import patch

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from barring.actions import bars, extensions, lifting, representations
from barring.models import Bar
from barring.queries.published import published_bars, published_page
from barring.rules import bars as rules
from barring.rules.bars import NotIndependent, NotServable, NotYetServed, WindowStillOpen
from barring.workflow import BAR, BY_COURT, DOORS, Action, Status
from kernel.clocks import Channel, format_date, last_day_before, start_of_day, today
from kernel.errors import ActionRefused, ChangedMeanwhile
from kernel.models import OutboxMessage
from kernel.permissions import Role
from kernel.workflow import NotAllowedNow
from register.models import Restriction
from register.queries import standing_of
from register.rules import Outcome, Tier
from register.rules.standing import PostAsked
from tests.factories.barring import SOME_TERMS, Office, bar_in
from tests.factories.kernel import user_with
from tests.factories.register import registered_person

pytestmark = pytest.mark.django_db
BOARD_POST = PostAsked(tier=Tier.BOARD_DIRECTOR, organisation="T001", organisation_class="nhs_trust")
OTHER_POST = PostAsked(tier=Tier.OTHER_MANAGER, organisation="T001", organisation_class="nhs_trust")


T = TypeVar("T")


def known(value: T | None) -> T:
    assert value is not None
    return value


def ask(bar: Bar, office: Office) -> Any:
    now = timezone.now()
    until_on = today(now) + timedelta(days=100)
    return extensions.ask_for_more_time(
        bar=bar, version=bar.version, until_on=until_on, reason="Ill.", by=office.officer, at=now
    )


def decide_time(bar: Bar, office: Office, *, grant: bool) -> Any:
    """Where time may be asked for, it is asked for first."""
    if bar.status == Status.NOTICE_SERVED:
        ask(bar, office)
        bar = Bar.objects.get(pk=bar.pk)
    return extensions.decide_on_more_time(
        bar=bar, version=bar.version, grant=grant, reason="So.", by=office.approver, at=timezone.now()
    )


def ask_to_appeal(bar: Bar, office: Office) -> Any:
    now = timezone.now()
    until_on = today(now) + timedelta(days=100)
    return extensions.ask_for_more_time_to_appeal(
        bar=bar, version=bar.version, until_on=until_on, reason="Ill.", by=office.officer, at=now
    )


def decide_time_to_appeal(bar: Bar, office: Office, *, grant: bool) -> Any:
    """Where time may be asked for, it is asked for first."""
    if bar.status == Status.IN_EFFECT:
        ask_to_appeal(bar, office)
        bar = Bar.objects.get(pk=bar.pk)
    return extensions.decide_on_more_time_to_appeal(
        bar=bar, version=bar.version, grant=grant, reason="So.", by=office.approver, at=timezone.now()
    )


def doing(action: Action, office: Office) -> Callable[[Bar], Any]:
    """The action as the right person would do it now."""
    now = timezone.now()
    by_officer: dict[str, Any] = {"reason": "Because.", "by": office.officer, "at": now}
    by_approver: dict[str, Any] = {"reason": "Because.", "by": office.approver, "at": now}
    served: dict[str, Any] = {"channel": Channel.EMAIL, "sent_on": today(now), "by": office.officer, "at": now}
    told: dict[str, Any] = {"text": "No.", "received_on": today(now), "by": office.officer, "at": now}
    return {
        Action.REVISE: lambda bar: bars.revise(
            bar=bar, version=bar.version, ground_detail="Theft", terms=SOME_TERMS, **by_officer
        ),
        Action.SERVE_NOTICE: lambda bar: bars.serve_notice(bar=bar, version=bar.version, **served),
        Action.MAKE_REPRESENTATIONS: lambda bar: representations.make_representations(
            bar=bar, text="No.", by=office.manager, at=now
        ),
        Action.ENTER_REPRESENTATIONS: lambda bar: representations.enter_representations(
            bar=bar, version=bar.version, **told
        ),
        Action.ASK_EXTENSION: lambda bar: ask(bar, office),
        Action.GRANT_EXTENSION: lambda bar: decide_time(bar, office, grant=True),
        Action.REFUSE_EXTENSION: lambda bar: decide_time(bar, office, grant=False),
        Action.ASK_APPEAL_EXTENSION: lambda bar: ask_to_appeal(bar, office),
        Action.GRANT_APPEAL_EXTENSION: lambda bar: decide_time_to_appeal(bar, office, grant=True),
        Action.REFUSE_APPEAL_EXTENSION: lambda bar: decide_time_to_appeal(bar, office, grant=False),
        Action.APPROVE: lambda bar: bars.approve(bar=bar, version=bar.version, channel=Channel.EMAIL, **by_approver),
        Action.SEND_BACK: lambda bar: bars.send_back(bar=bar, version=bar.version, **by_approver),
        Action.WITHDRAW: lambda bar: bars.withdraw(bar=bar, version=bar.version, **by_officer),
        Action.PROPOSE_LIFTING: lambda bar: lifting.propose_lifting(bar=bar, version=bar.version, **by_officer),
        Action.LIFT: lambda bar: lifting.lift(bar=bar, version=bar.version, **by_approver),
        Action.REFUSE_LIFTING: lambda bar: lifting.refuse_lifting(bar=bar, version=bar.version, **by_approver),
    }[action]


@pytest.mark.parametrize("status", sorted(set(Status) - BY_COURT))
def test_every_action_from_every_status_follows_the_table(status: Status) -> None:
    office = Office()
    bar = bar_in(status, office=office)
    before = Bar.objects.values().get(pk=bar.pk), bar.steps.count(), Restriction.objects.count()
    for action in map(Action, BAR.moves):
        if not DOORS[action]:
            continue
        refusal: type[ActionRefused] | None = None if action in BAR.allowed(status) else NotAllowedNow
        if (status, action) == (Status.NOTICE_SERVED, Action.APPROVE):
            refusal = WindowStillOpen
        if refusal:
            with pytest.raises(refusal):
                doing(action, office)(bar)
            assert before == (Bar.objects.values().get(pk=bar.pk), bar.steps.count(), Restriction.objects.count())
            continue
        start = transaction.savepoint()
        doing(action, office)(bar)
        bar.refresh_from_db()
        assert (bar.status, known(bar.steps.last()).action) == (BAR.target(action, status=status), action)
        transaction.savepoint_rollback(start)
        bar.refresh_from_db()


def test_an_approved_bar_bars_from_its_posts_at_that_moment_and_from_no_other() -> None:
    office, now = Office(), timezone.now()
    bar = bar_in(Status.REPRESENTED, office=office)
    bars.approve(bar=bar, version=bar.version, channel=Channel.EMAIL, reason="Made out.", by=office.approver, at=now)
    bar.refresh_from_db()
    assert bar.decided_at == bar.served_at == bar.in_effect_at == bar.published_at == now
    assert known(bar.review_from_on).year == today(now).year + 5
    just_before = standing_of(person=bar.person, post=BOARD_POST, at=now - timedelta(microseconds=1))
    assert just_before.outcome == Outcome.NO_BAR_RECORDED
    assert standing_of(person=bar.person, post=BOARD_POST, at=now).outcome == Outcome.BARRED
    assert standing_of(person=bar.person, post=OTHER_POST, at=now).outcome == Outcome.NOT_BARRED_FROM_ROLE


def test_a_bar_that_begins_later_waits_and_ends_with_its_last_day() -> None:
    office, now = Office(), timezone.now()
    starts_on, ends_on = today(now) + timedelta(days=3), today(now) + timedelta(days=9)
    terms = type(SOME_TERMS)(**{**vars(SOME_TERMS), "starts_on": starts_on, "ends_on": ends_on})
    bar = bar_in(Status.IN_EFFECT, office=office, terms=terms)
    ends_at = known(bar.ends_at)
    outcomes = [
        standing_of(person=bar.person, post=BOARD_POST, at=instant).outcome
        for instant in (now, known(bar.in_effect_at), ends_at - timedelta(microseconds=1), ends_at)
    ]
    assert outcomes == [Outcome.DECISION_NOT_IN_EFFECT, Outcome.BARRED, Outcome.BARRED, Outcome.NO_BAR_RECORDED]
    assert today(ends_at) == ends_on + timedelta(days=1)


def test_a_lifted_bar_bars_no_longer() -> None:
    bar = bar_in(Status.LIFTED)
    at_the_end = standing_of(person=bar.person, post=BOARD_POST, at=known(bar.lifted_at))
    before = standing_of(person=bar.person, post=BOARD_POST, at=known(bar.lifted_at) - timedelta(seconds=1))
    assert (before.outcome, at_the_end.outcome) == (Outcome.BARRED, Outcome.NO_BAR_RECORDED)


def test_a_bar_that_is_lifted_before_it_begins_never_bars() -> None:
    begins = today(timezone.now()) + timedelta(days=30)
    bar = bar_in(Status.LIFTED, terms=type(SOME_TERMS)(**{**vars(SOME_TERMS), "starts_on": begins}))
    assert (
        standing_of(person=bar.person, post=BOARD_POST, at=known(bar.in_effect_at)).outcome == Outcome.NO_BAR_RECORDED
    )


def test_once_the_window_is_over_a_bar_is_approved_without_an_answer() -> None:
    office = Office()
    bar = bar_in(Status.NOTICE_SERVED, office=office, at=timezone.now() - timedelta(days=60))
    assert bar.represented_at is None
    closing = known(bar.representations_due_at) - timedelta(microseconds=1)
    approval: dict[str, Any] = {"channel": Channel.HAND, "reason": "Yes.", "by": office.approver}
    with pytest.raises(WindowStillOpen):
        bars.approve(bar=bar, version=bar.version, at=closing, **approval)
    approved = bars.approve(bar=bar, version=bar.version, at=known(bar.representations_due_at), **approval)
    assert approved.status == Status.IN_EFFECT


def test_an_answer_that_staff_keyed_in_ends_the_window_only_with_a_reason_of_the_approver() -> None:
    office = Office()
    bar = bar_in(Status.NOTICE_SERVED, office=office)
    doing(Action.ENTER_REPRESENTATIONS, office)(bar)
    bar.refresh_from_db()
    approval: dict[str, Any] = {"channel": Channel.HAND, "reason": "Yes.", "by": office.approver, "at": timezone.now()}
    with pytest.raises(WindowStillOpen, match="Say why you do not wait"):
        bars.approve(bar=bar, version=bar.version, early_because=" ", **approval)
    with transaction.atomic():
        early = bars.approve(bar=bar, version=bar.version, early_because="They signed that this is all.", **approval)
        assert early.early_because == "They signed that this is all."
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)
    with patch.object(rules, "require_answered"):
        bars.approve(bar=bar, version=bar.version, **approval)
    with pytest.raises(IntegrityError, match="waits for the person"), transaction.atomic():
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    transaction.set_rollback(True)


def test_who_proposed_or_changed_a_bar_or_is_barred_by_it_cannot_approve_it() -> None:
    reviser = user_with(Role.BARRING_OFFICER, Role.BARRING_APPROVER)
    office = Office(officer=user_with(Role.BARRING_OFFICER, Role.BARRING_APPROVER))
    bar = bar_in(Status.PROPOSED, office=office)
    bar = bars.revise(
        bar=bar,
        version=bar.version,
        ground_detail="Theft",
        terms=SOME_TERMS,
        reason="Clearer.",
        by=reviser,
        at=timezone.now(),
    )
    doing(Action.SERVE_NOTICE, office)(bar)
    doing(Action.MAKE_REPRESENTATIONS, office)(bar)
    bar.refresh_from_db()
    for one in (office.officer, reviser, office.manager):
        with pytest.raises(NotIndependent):
            bars.approve(bar=bar, version=bar.version, channel=Channel.POST, reason="Yes.", by=one, at=timezone.now())
        with pytest.raises(NotIndependent):
            bars.send_back(bar=bar, version=bar.version, reason="No.", by=one, at=timezone.now())
    assert not Restriction.objects.filter(person=bar.person).exists()


def test_who_proposed_the_lifting_cannot_lift() -> None:
    office = Office(officer=user_with(Role.BARRING_OFFICER, Role.BARRING_APPROVER))
    bar = bar_in(Status.LIFTING_PROPOSED, office=office)
    with pytest.raises(NotIndependent, match="second person"):
        lifting.lift(bar=bar, version=bar.version, reason="Yes.", by=office.officer, at=timezone.now())


def test_a_form_opened_before_somebody_else_acted_is_refused_with_what_they_did() -> None:
    office = Office()
    bar = bar_in(Status.NOTICE_SERVED, office=office)
    seen = bar.version
    doing(Action.MAKE_REPRESENTATIONS, office)(bar)
    with pytest.raises(ChangedMeanwhile, match=f"{office.manager.name} – make representations"):
        bars.approve(
            bar=bar,
            version=seen,
            channel=Channel.EMAIL,
            reason="No answer came.",
            by=office.approver,
            at=timezone.now(),
        )
    bar.refresh_from_db()
    assert bar.status == Status.REPRESENTED


def test_a_posted_notice_counts_from_two_days_after_posting_and_a_returned_one_starts_afresh() -> None:
    office, now = Office(), timezone.now()
    bar = bar_in(Status.PROPOSED, office=office)
    bar = bars.serve_notice(
        bar=bar, version=bar.version, channel=Channel.POST, sent_on=today(now), by=office.officer, at=now
    )
    assert today(known(bar.notice_served_at)) == today(now) + timedelta(days=2)
    assert today(known(bar.representations_due_at)) - today(known(bar.notice_served_at)) == timedelta(days=56)
    bar = bars.send_back(bar=bar, version=bar.version, reason="Clearer reasons.", by=office.approver, at=now)
    assert (bar.notice_served_at, bar.representations_due_at, bar.represented_at) == (None, None, None)


def test_an_email_says_only_that_there_is_something_to_read_where_and_by_when() -> None:
    office = Office(named={"family_name": "Osei", "given_names": "Ama"})
    bar = bar_in(Status.LIFTED, office=office)
    proposal = bar_in(Status.REPRESENTED, office=office, person=bar.person)
    doing(Action.SEND_BACK, office)(proposal)
    doing(Action.WITHDRAW, office)(Bar.objects.get(pk=proposal.pk))
    mails = list(OutboxMessage.objects.order_by("written_at", "pk"))
    assert len(mails) == 6
    for mail in mails:
        text = (mail.subject + mail.body).replace("/me/bars/", "").replace("BAR-", "").lower()
        assert mail.to == office.manager.email
        assert not [
            word for word in ("osei", "ama ", "harm", "fraud", "board", "trust", " bar", "lift") if word in text
        ]
        assert f"/me/bars/{bar.reference}/" in mail.body or f"/me/bars/{proposal.reference}/" in mail.body
    assert f"until the end of {format_date(last_day_before(known(bar.representations_due_at)))}" in mails[0].body
    assert f"appeal until the end of {format_date(last_day_before(known(bar.appeal_until_at)))}" in mails[1].body


def test_a_decision_by_post_counts_from_the_day_it_is_deemed_to_arrive_and_shows_nothing_before() -> None:
    office, now = Office(), timezone.now()
    bar, mails = bar_in(Status.REPRESENTED, office=office), OutboxMessage.objects.count()
    approval: dict[str, Any] = {"channel": Channel.POST, "reason": "Made out.", "by": office.approver}
    bar = bars.approve(bar=bar, version=bar.version, at=now, **approval)
    served = start_of_day(today(now) + timedelta(days=2))
    assert (bar.decided_at, OutboxMessage.objects.count()) == (now, mails)
    assert bar.served_at == bar.published_at == bar.in_effect_at == served
    assert bar.appeal_until_at == start_of_day(today(served) + timedelta(days=28))
    before = served - timedelta(microseconds=1)
    outcomes = [standing_of(person=bar.person, post=BOARD_POST, at=at).outcome for at in (now, before, served)]
    assert outcomes == [Outcome.NO_BAR_RECORDED, Outcome.NO_BAR_RECORDED, Outcome.BARRED]
    assert not standing_of(person=bar.person, post=BOARD_POST, at=before).orders
    assert [len(published_bars(at=at)) for at in (before, served)] == [0, 1]
    assert [published_page(after="", limit=9, at=at) == [] for at in (before, served)] == [True, False]
    with pytest.raises(NotYetServed):
        lifting.propose_lifting(bar=bar, version=bar.version, reason="Wrong.", by=office.officer, at=before)


def test_a_person_without_an_account_is_not_served_by_email() -> None:
    office, now = Office(), timezone.now()
    person = registered_person(email="known@example.test")
    bar = bar_in(Status.PROPOSED, office=office, person=person)
    notice: dict[str, Any] = {"sent_on": today(now), "by": office.officer, "at": now}
    with pytest.raises(NotServable, match="no account"):
        bars.serve_notice(bar=bar, version=bar.version, channel=Channel.EMAIL, **notice)
    bar = bars.serve_notice(bar=bar, version=bar.version, channel=Channel.HAND, **notice)
    approval: dict[str, Any] = {"reason": "Yes.", "by": office.approver, "at": known(bar.representations_due_at)}
    with pytest.raises(NotServable, match="no account"):
        bars.approve(bar=bar, version=bar.version, channel=Channel.EMAIL, **approval)
    bars.approve(bar=bar, version=bar.version, channel=Channel.HAND, **approval)
    assert not OutboxMessage.objects.exists()


def test_a_second_proposal_and_an_unserved_or_foreign_ground_are_refused() -> None:
    office = Office()
    bar = bar_in(Status.PROPOSED, office=office)
    with pytest.raises(bars.AlreadyProposed, match=bar.reference):
        bar_in(Status.PROPOSED, office=office, person=bar.person)
    with pytest.raises(bars.GroundMissing):
        bars.revise(
            bar=bar,
            version=bar.version,
            ground_detail=" ",
            terms=SOME_TERMS,
            reason="x",
            by=office.officer,
            at=timezone.now(),
        )


def test_representations_are_taken_from_the_person_alone_and_only_in_time() -> None:
    office = Office()
    bar = bar_in(Status.NOTICE_SERVED, office=office)
    with pytest.raises(representations.NotYours):
        representations.make_representations(bar=bar, text="x", by=user_with(Role.MANAGER), at=timezone.now())
    with pytest.raises(ActionRefused, match="write to us"):
        representations.make_representations(bar=bar, text="x", by=office.manager, at=known(bar.representations_due_at))
    with pytest.raises(ActionRefused, match="before the notice"):
        representations.enter_representations(
            bar=bar,
            version=bar.version,
            text="x",
            received_on=date(2020, 1, 1),
            by=office.officer,
            at=timezone.now(),
        )
    assert not bar.representations.exists()
