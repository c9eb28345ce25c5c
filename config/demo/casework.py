"""Cases, walked to a stage by the actions that staff would take, each on its own day."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from conduct import actions as conduct
from conduct import queries
from conduct.models import Case
from conduct.rules.charging import Charge
from conduct.rules.determining import Findings, Outcome
from conduct.rules.examining import Finding
from conduct.rules.fairness import How
from conduct.rules.risks import Risk
from conduct.workflow import Status
from config.demo import hearings
from config.demo.cast import Cast
from config.demo.stories import FACTS, LAST_WORD, findings
from kernel.clocks import today
from kernel.models import User
from kernel.permissions import Role
from register.models import Person

ALLEGATION: Final = {
    "text": "That nurses who reported a risk to patients were moved because they had reported it.",
    "particulars": "Three nurses wrote that nights on the ward were not safely staffed. Within a month each was "
    "moved to another ward, on the manager’s instruction and without a reason, and the risk was not recorded.",
    "place": "The trust’s medical wards",
}

# How many days after its receipt a case comes to a stage, where nothing holds it up.
DAYS: Final[Mapping[Status, int]] = {
    Status.RECEIVED: 0,
    Status.ACKNOWLEDGED: 1,
    Status.TRIAGE: 2,
    Status.INITIAL_ENQUIRY: 5,
    Status.THRESHOLD: 15,
    Status.INVESTIGATION: 17,
    Status.REPRESENTATIONS: 31,
    Status.CASE_EXAMINERS: 38,
    Status.HEARING: 46,
    Status.DETERMINATION: 52,
    Status.DECISION_ISSUED: 54,
}


class Walk:
    """One case on its way: who acts in it, and on which day. Letters go by post."""

    def __init__(self, cast: Cast, person: Person, *, began: datetime, decision: Findings | None) -> None:
        self.cast, self.began, self.decision = cast, began, decision or findings(Outcome.ADVICE)
        self.worker = cast.one(Role.CASEWORKER)
        self.case = conduct.open_case(person=person, by=self.worker, at=began)
        conduct.declare_no_conflict(case=self.case, by=self.worker, at=began)

    def to(self, until: Status) -> Case:
        """Walk on until the case is in a stage."""
        deeds: Mapping[Status, Callable[[dict[str, Any]], object]] = {
            Status.ACKNOWLEDGED: lambda held: conduct.acknowledge(**held, reason="There is nobody to tell."),
            Status.TRIAGE: lambda held: conduct.assess_risk(
                **held, level=Risk.MEDIUM, reasons="Staff there may keep quiet about the next risk."
            ),
            Status.INITIAL_ENQUIRY: lambda held: conduct.accept_case(
                **held, reason="It is about what a manager did in their post."
            ),
            Status.THRESHOLD: lambda held: conduct.finish_enquiry(
                **held, reason="The trust confirms that three nurses were moved, and gives no reason."
            ),
            Status.INVESTIGATION: self._investigate,
            Status.REPRESENTATIONS: self._report_and_ask,
            Status.CASE_EXAMINERS: self._answer,
            Status.HEARING: self._examine,
            Status.DETERMINATION: self._determine,
            Status.DECISION_ISSUED: lambda held: conduct.serve_decision(**held, channel="post"),
        }
        for stage, deed in deeds.items():
            if DAYS[stage] > DAYS[until]:
                break
            deed({"case": self.case, "by": self.worker, "at": self.began + timedelta(days=DAYS[stage])})
        self.case.refresh_from_db()
        return self.case

    def _investigate(self, held: dict[str, Any]) -> None:
        last = today(self.began) - timedelta(days=60)
        charge = Charge(**ALLEGATION, conduct_on=last - timedelta(days=40), conduct_until=last, is_reprisal=True)
        cited = queries.clauses_in_force(on=last).filter(reference__in=["1", "3e", "2d"])
        heads = queries.misconduct_heads().filter(key__in=["patients", "speaking_up"])
        conduct.add_allegation(**held, charge=charge, clauses=list(cited), heads=list(heads))
        digger = self.cast.one(Role.INVESTIGATOR)
        conduct.start_investigation(**held, investigator=digger, reason="It would be serious misconduct, if proved.")
        conduct.declare_no_conflict(**{**held, "by": digger})

    def _report_and_ask(self, held: dict[str, Any]) -> None:
        conduct.write_report(**{**held, "by": self.cast.one(Role.INVESTIGATOR)}, summary=FACTS)
        conduct.ask_for_response(**held, channel="post")

    def _answer(self, held: dict[str, Any]) -> None:
        conduct.enter_response(**held, text="I took advice from others.")
        conduct.enter_consent_to_less_time(**held, how=How.LETTER, words=LAST_WORD, given_on=today(held["at"]))

    def _examine(self, held: dict[str, Any]) -> None:
        first, second = self.examiners()
        given: dict[str, Any] = {
            "finding": Finding.CASE_TO_ANSWER,
            "reasons": "Three moves in one month call for an explanation.",
        }
        for examiner in (first, second):
            conduct.appoint_examiner(**held, examiner=examiner)
        for examiner in (first, second):
            conduct.declare_no_conflict(**{**held, "by": examiner})
            conduct.give_opinion(**{**held, "by": examiner}, **given)
        conduct.propose_decision(**{**held, "by": first}, **given)
        conduct.answer_decision(**{**held, "by": second}, agree=True, reasons="For the same reasons.")

    def _determine(self, held: dict[str, Any]) -> None:
        hearings.determined(self.cast, self.case, self.decision, at=held["at"])

    def examiners(self) -> tuple[User, User]:
        return self.cast.one(Role.CASE_EXAMINER, 0), self.cast.one(Role.CASE_EXAMINER, 1)


def case(cast: Cast, person: Person, *, began: datetime, until: Status, decision: Findings | None = None) -> Case:
    """A case about a person that was opened on a day and has come as far as `until`."""
    return Walk(cast, person, began=began, decision=decision).to(until)
