"""Bars in any status, walked there by the real actions, so that none is in an impossible one."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from barring.actions import bars, lifting, representations
from barring.models import Bar
from barring.rules.bars import Ground, Terms
from barring.workflow import Status
from kernel.clocks import Channel
from kernel.history import acting
from kernel.models import User
from kernel.permissions import Role
from register.actions import link_account
from register.models import Person
from tests.factories.kernel import user_with
from tests.factories.register import registered_person

SOME_TERMS = Terms(
    tiers=("board_director",),
    organisation_classes=("nhs_trust",),
    reasons="Concealed patient harm from the board.\n\nPersisted after warnings.",
    starts_on=date(2026, 1, 1),
    ends_on=None,
)


@dataclass(kw_only=True)
class Office:
    """Those who deal with bars, and the person barred with an account of their own."""

    officer: User = field(default_factory=lambda: user_with(Role.BARRING_OFFICER))
    approver: User = field(default_factory=lambda: user_with(Role.BARRING_APPROVER))
    second_approver: User = field(default_factory=lambda: user_with(Role.BARRING_APPROVER))
    manager: User = field(default_factory=lambda: user_with(Role.MANAGER))
    named: dict[str, Any] = field(default_factory=dict)

    def person(self) -> Person:
        """A registered person who can sign in."""
        person = registered_person(**self.named)
        return link_account(person=person, user=self.manager, by=self.officer, at=timezone.now())


def bar_in(
    status: Status,
    *,
    office: Office | None = None,
    person: Person | None = None,
    terms: Terms = SOME_TERMS,
    at: datetime | None = None,
) -> Bar:
    """A bar on a conviction, walked to a status; each step a minute after the one before, the first at `at`."""
    office = office or Office()
    moment = at or timezone.now() - timedelta(hours=1)
    with acting(user=office.officer):
        bar = bars.propose(
            person=person or office.person(),
            ground=Ground.CONVICTION,
            ground_detail="Fraud, Crown Court at Leeds, 3 March 2025",
            terms=terms,
            by=office.officer,
            at=moment,
        )
    walk = _walks(office)[status]
    for step in walk:
        moment += timedelta(minutes=1)
        step(bar, moment)
        bar.refresh_from_db()
    return bar


def _walks(office: Office) -> dict[Status, list[Any]]:
    def notice(bar: Bar, at: datetime) -> None:
        bars.serve_notice(
            bar=bar, version=bar.version, channel=Channel.EMAIL, sent_on=date(2026, 1, 1), by=office.officer, at=at
        )

    def answer(bar: Bar, at: datetime) -> None:
        representations.make_representations(bar=bar, text="I was not told.", by=office.manager, at=at)

    def approve(bar: Bar, at: datetime) -> None:
        bars.approve(bar=bar, version=bar.version, channel=Channel.EMAIL, reason="Made out.", by=office.approver, at=at)

    def withdraw(bar: Bar, at: datetime) -> None:
        bars.withdraw(bar=bar, version=bar.version, reason="Wrong person.", by=office.officer, at=at)

    def propose_lifting(bar: Bar, at: datetime) -> None:
        lifting.propose_lifting(bar=bar, version=bar.version, reason="Remediated.", by=office.officer, at=at)

    def lift(bar: Bar, at: datetime) -> None:
        lifting.lift(bar=bar, version=bar.version, reason="Agreed.", by=office.approver, at=at)

    represented = [notice, answer]
    return {
        Status.PROPOSED: [],
        Status.NOTICE_SERVED: [notice],
        Status.REPRESENTED: represented,
        Status.WITHDRAWN: [notice, withdraw],
        Status.IN_EFFECT: [*represented, approve],
        Status.LIFTING_PROPOSED: [*represented, approve, propose_lifting],
        Status.LIFTED: [*represented, approve, propose_lifting, lift],
    }
