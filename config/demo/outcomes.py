"""What becomes of decisions: appeals before a court, an order that is soon to be reviewed, an offer, an application."""

from collections.abc import Callable
from datetime import datetime

from conduct import actions as conduct
from conduct.models import Case
from conduct.rules.determining import Outcome, Sanction
from conduct.workflow import AppealAction, Status
from config.demo import casework, stories
from config.demo.cast import Cast
from kernel.clocks import today
from kernel.permissions import Role
from register.models import Person

UNDERTAKEN = "I will pass every concern that staff bring to me to the director of nursing within two working days."


class Afterwards:
    """Makes a case for each thing that may come of a decision, with people of its own."""

    def __init__(self, *, cast: Cast, person: Callable[[], Person], days_ago: Callable[[int], datetime]) -> None:
        self.cast, self.person, self.days_ago = cast, person, days_ago

    def load(self) -> None:
        """All of them."""
        self._appealed(AppealAction.STAY)
        self._appealed(AppealAction.QUASH)
        self._barred_and_stayed()
        self._published(self._decided(Outcome.CONDITIONS, months=2, days=135))
        self._published(self._decided(Outcome.WARNING, months=None, days=90))
        conduct.ask_review(
            case=(reviewed := self._decided(Outcome.SUSPENSION, months=3, days=160)),
            grounds="The order ends soon, and nothing has been heard of the training.",
            by=reviewed.caseworker,
            at=self.days_ago(2),
        )
        self._decided(Outcome.DOWNGRADE, months=None, days=100)
        self._offered()

    def _decided(self, outcome: Outcome, *, months: int | None, days: int) -> Case:
        decision = stories.findings(outcome, months=months)
        began = self.days_ago(days)
        return casework.case(self.cast, self.person(), began=began, until=Status.DECISION_ISSUED, decision=decision)

    def _published(self, case: Case) -> None:
        """Prepared by whoever holds the case, with something left out, and published by another."""
        at, second = self.days_ago(2), self.cast.one(Role.CASEWORKER, 1)
        conduct.prepare_publication(case=case, by=case.caseworker, at=at)
        conduct.leave_out(case=case, passage="another ward", because="others", by=case.caseworker, at=at)
        conduct.publish_decision(case=case, by=second, at=at)

    def _appealed(self, action: AppealAction) -> None:
        case = self._decided(Outcome.SUSPENSION, months=12, days=110)
        self._lodged(case)
        if action != AppealAction.STAY:  # the order waits for the appeal already
            text = "The reasons do not carry the length of the order. By consent, 14 days ago."
            conduct.record_court(case=case, action=action, text=text, by=case.caseworker, at=self.days_ago(14))

    def _barred_and_stayed(self) -> None:
        """A bar that a court holds back until it has heard the appeal."""
        case = self._decided(Outcome.REFERRAL_FOR_BARRING, months=None, days=110)
        stories.panels_bar(self.cast, case, at=self.days_ago(41))
        self._lodged(case)
        text = "The bar is stayed until the appeal is heard."
        conduct.record_court(case=case, action=AppealAction.STAY, text=text, by=case.caseworker, at=self.days_ago(30))

    def _lodged(self, case: Case) -> None:
        conduct.lodge_appeal(
            case=case,
            brought_by="manager",
            court="High Court",
            court_reference="AC-2026-LON-000417",
            grounds="The panel gave no weight to the staffing of those wards.",
            received_on=today(self.days_ago(40)),
            leave="",
            by=case.caseworker,
            at=self.days_ago(39),
        )

    def _offered(self) -> None:
        case = casework.case(self.cast, self.person(), began=self.days_ago(70), until=Status.HEARING)
        conduct.offer_consent(
            case=case,
            sanction=Sanction(outcome=Outcome.UNDERTAKINGS, terms=UNDERTAKEN, duration_months=12),
            facts=stories.FACTS,
            by=case.caseworker,
            at=self.days_ago(5),
        )
