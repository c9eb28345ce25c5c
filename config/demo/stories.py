"""Cases and bars, walked to a stage by the actions that staff would take, each at its own past instant."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count

from barring.actions import bars as barring
from barring.actions.representations import enter_representations
from barring.models import Bar
from barring.rules.bars import Ground, Terms
from conduct import actions as conduct
from conduct import queries as conduct_queries
from conduct.models import Case, Concern
from conduct.rules.determining import Findings, Outcome
from conduct.rules.identities import Identity, Mode
from conduct.rules.raising import Detriment, Head, RaisedAs, Reporter, WorkerStatus
from conduct.workflow import Status
from config.demo.cast import Cast
from kernel.clocks import Channel, today
from kernel.permissions import Role
from register.models import Person
from register.rules import Tier

EVERY_TIER = tuple(Tier)
CATEGORY = "speaking_up"
WORKER = Reporter(
    raised_as=RaisedAs.WORKER,
    worker_status=WorkerStatus.EMPLOYEE,
    heads=[Head.SAFETY, Head.CONCEALMENT],
    detriment=Detriment.AFRAID,
)
FACTS = (
    "Three nurses raised the same risk in writing. Each was moved to another ward within a month, "
    "and no risk was recorded."
)
WIDER = "The trust had no board member who read the guardian’s reports. We have written to its chair."
LAST_WORD = "Their letter says that they will add nothing."


def concern(
    cast: Cast, *, about: str, code: str, at: datetime, mode: Mode = Mode.ANONYMOUS, identity: Identity | None = None
) -> Concern:
    """Somebody tells us something."""
    receipt = conduct.raise_concern(
        draft=secrets.token_hex(16),
        category=CATEGORY,
        about_name=about,
        about_role="Director",
        organisation=code,
        what_happened="People who spoke up about staffing were moved off the ward within weeks.",
        when_text="Over last winter",
        reporter=replace(WORKER, mode=mode),
        identity=identity,
        at=at,
    )
    found = conduct_queries.concern_by_receipt(typed=receipt)
    assert found is not None
    return found


def findings(outcome: Outcome, *, months: int | None = None) -> Findings:
    """What a panel might find, so that this outcome follows."""
    grave = outcome not in (Outcome.NO_ACTION, Outcome.ADVICE)
    return Findings(
        facts=FACTS,
        misconduct=grave,
        misconduct_reasons="A manager must act on a risk to patients, whoever reports it.",
        impairment=grave and outcome is not Outcome.WARNING,
        impairment_reasons="Little insight was shown into why people must be able to speak up.",
        outcome=outcome,
        outcome_reasons="This is the least that protects patients and those who speak up.",
        wider_causes=WIDER,
        terms="To have no part in answering concerns that staff raise, and to complete the Follow Up training.",
        tiers=EVERY_TIER,
        organisation_classes=("all",),
        duration_months=months,
    )


def case(cast: Cast, person: Person, *, began: datetime, until: Status, decision: Findings | None = None) -> Case:
    """A case about a person that began on a day and has come as far as `until`. Letters go by post."""
    days = count(1, 7)

    def later() -> datetime:
        return began + timedelta(days=next(days))

    worker, chair, found = cast.one(Role.CASEWORKER), cast.one(Role.PANEL_CHAIR), decision or findings(Outcome.ADVICE)
    investigator = cast.one(Role.INVESTIGATOR)
    opened = conduct.open_case(person=person, by=worker, at=later())
    _allege(cast, opened, at=later(), conduct_on=today(began) - timedelta(days=60))
    steps: list[tuple[Status, Callable[[], object]]] = [
        (Status.OPENED, lambda: None),
        (
            Status.INVESTIGATING,
            lambda: conduct.start_investigation(case=opened, investigator=investigator, by=worker, at=later()),
        ),
        (Status.AWAITING_RESPONSE, lambda: _report_and_ask(cast, opened, later)),
        (
            Status.READY_FOR_HEARING,
            lambda: conduct.enter_response(case=opened, text="I took advice from others.", by=worker, at=later()),
        ),
        (
            Status.DETERMINED,
            lambda: conduct.determine(case=opened, findings=found, early_because=LAST_WORD, by=chair, at=later()),
        ),
        (
            Status.DECISION_SERVED,
            lambda: conduct.serve_decision(case=opened, channel="post", by=worker, at=later()),
        ),
    ]
    for status, step in steps:
        step()
        if status is until:
            break
    opened.refresh_from_db()
    return opened


def _allege(cast: Cast, opened: Case, *, at: datetime, conduct_on: date) -> None:
    clauses = conduct_queries.clauses_in_force(on=conduct_on).filter(reference__in=["1", "3e", "2d"])
    conduct.add_allegation(
        case=opened,
        text="That nurses who reported a risk to patients were moved to other wards because they had reported it.",
        conduct_on=conduct_on,
        clauses=list(clauses),
        by=cast.one(Role.CASEWORKER),
        at=at,
    )


def _report_and_ask(cast: Cast, opened: Case, later: Callable[[], datetime]) -> None:
    conduct.write_report(case=opened, summary=FACTS, by=cast.one(Role.INVESTIGATOR), at=later())
    conduct.ask_for_response(case=opened, channel="post", by=cast.one(Role.CASEWORKER), at=later())


def terms(*, starts_on: date, ends_on: date | None = None, tiers: tuple[Tier, ...] = EVERY_TIER) -> Terms:
    return Terms(
        tiers=tiers,
        organisation_classes=("all",),
        reasons="A serious and repeated failure to act on risks to patients, and reprisals against those who spoke up.",
        starts_on=starts_on,
        ends_on=ends_on,
    )


def proposal(cast: Cast, person: Person, *, wanted: Terms, at: datetime, referral: Case | None = None) -> Bar:
    """A bar proposed: on a determination where there is one, else on a conviction."""
    return barring.propose(
        person=person,
        ground=Ground.DETERMINATION if referral else Ground.CONVICTION,
        ground_detail="" if referral else "Convicted of fraud against an NHS body at a Crown Court.",
        determination=referral.determination if referral else None,
        terms=wanted,
        by=cast.one(Role.BARRING_OFFICER),
        at=at,
    )


def notice(cast: Cast, bar: Bar, *, at: datetime, channel: Channel = Channel.POST) -> Bar:
    return barring.serve_notice(
        bar=bar, version=bar.version, channel=channel, sent_on=today(at), by=cast.one(Role.BARRING_OFFICER), at=at
    )


def bar(cast: Cast, person: Person, *, wanted: Terms, began: datetime, referral: Case | None = None) -> Bar:
    """A bar proposed, noticed, answered and approved by a second person, over six weeks."""
    made = proposal(cast, person, wanted=wanted, at=began, referral=referral)
    made = notice(cast, made, at=began + timedelta(days=1))
    enter_representations(
        bar=made,
        version=made.version,
        text="I ask you to take my long service into account.",
        received_on=today(began + timedelta(days=20)),
        by=cast.one(Role.BARRING_OFFICER),
        at=began + timedelta(days=21),
    )
    made.refresh_from_db()
    return barring.approve(
        bar=made,
        version=made.version,
        channel=Channel.HAND,
        reason="The representations do not meet the reasons given.",
        early_because=LAST_WORD,
        by=cast.one(Role.BARRING_APPROVER),
        at=began + timedelta(days=42),
    )
