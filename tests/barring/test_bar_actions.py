"""What may be done to a bar, by whom, and what follows on the register."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVar

import pytest
from django.db import transaction
from django.utils import timezone

from barring.actions import bars, lifting, representations
from barring.models import Bar
from barring.rules.bars import Channel, NotIndependent, WindowStillOpen
from barring.workflow import BAR, Action, Status
from kernel.clocks import today
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

pytestmark = pytest.mark.django_db
BOARD_POST = PostAsked(tier=Tier.BOARD_DIRECTOR, organisation="T001", organisation_class="nhs_trust")
OTHER_POST = PostAsked(tier=Tier.OTHER_MANAGER, organisation="T001", organisation_class="nhs_trust")


T = TypeVar("T")


def known(value: T | None) -> T:
    assert value is not None
    return value


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
        Action.APPROVE: lambda bar: bars.approve(bar=bar, version=bar.version, **by_approver),
        Action.SEND_BACK: lambda bar: bars.send_back(bar=bar, version=bar.version, **by_approver),
        Action.WITHDRAW: lambda bar: bars.withdraw(bar=bar, version=bar.version, **by_officer),
        Action.PROPOSE_LIFTING: lambda bar: lifting.propose_lifting(bar=bar, version=bar.version, **by_officer),
        Action.LIFT: lambda bar: lifting.lift(bar=bar, version=bar.version, **by_approver),
        Action.REFUSE_LIFTING: lambda bar: lifting.refuse_lifting(bar=bar, version=bar.version, **by_approver),
    }[action]


@pytest.mark.parametrize("status", Status)
def test_every_action_from_every_status_follows_the_table(status: Status) -> None:
    office = Office()
    bar = bar_in(status, office=office)
    before = Bar.objects.values().get(pk=bar.pk), bar.steps.count(), Restriction.objects.count()
    for action in map(Action, BAR.moves):
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
    bars.approve(bar=bar, version=bar.version, reason="Made out.", by=office.approver, at=now)
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
    with pytest.raises(WindowStillOpen):
        bars.approve(bar=bar, version=bar.version, reason="Yes.", by=office.approver, at=closing)
    approved = bars.approve(
        bar=bar, version=bar.version, reason="Yes.", by=office.approver, at=known(bar.representations_due_at)
    )
    assert approved.status == Status.IN_EFFECT


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
            bars.approve(bar=bar, version=bar.version, reason="Yes.", by=one, at=timezone.now())
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
        bars.approve(bar=bar, version=seen, reason="No answer came.", by=office.approver, at=timezone.now())
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


def test_what_the_person_is_sent_carries_the_reasons_and_its_subject_says_nothing_of_it() -> None:
    bar = bar_in(Status.LIFTED)
    mails = list(OutboxMessage.objects.order_by("written_at", "pk"))
    assert len(mails) == 3
    assert sum("Concealed patient harm" in mail.body for mail in mails) == 2
    assert all(mail.to == known(bar.person.user).email and "bar" not in mail.subject.lower().split() for mail in mails)


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
