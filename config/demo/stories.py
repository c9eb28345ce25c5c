"""Cases and bars, walked to a stage by the actions that staff would take, each at its own past instant."""

import secrets
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from barring.actions import bars as barring
from barring.actions.referrals import make_bar
from barring.actions.representations import enter_representations
from barring.models import Bar
from barring.rules.bars import Ground, Terms
from conduct import actions as conduct
from conduct import queries as conduct_queries
from conduct.models import Case, Concern
from conduct.rules.determining import Findings, Outcome
from conduct.rules.fairness import Answer, Theme
from conduct.rules.finding import Culpability, FactFinding, OnAllegation, Rejected, lesser_than
from conduct.rules.identities import Identity, Mode
from conduct.rules.raising import Detriment, Head, RaisedAs, Reporter, WorkerStatus
from config.demo.cast import TRUSTS, Cast
from kernel.clocks import Channel, today
from kernel.permissions import Role
from kernel.queries import organisation_by_code
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
RECOMMENDED = (
    (
        Theme.CULTURE,
        "Answer everybody who raises a concern in writing. Tell the board how many wait for an answer.",
    ),
    (Theme.GOVERNANCE, "Name a board member who reads the guardian’s reports, and put them on the board’s agenda."),
    (Theme.STAFFING, "Publish how each night was staffed against what was planned."),
)
NOT_ENOUGH = "It would leave those who speak up without protection."
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
        cause_themes=(Theme.CULTURE, Theme.GOVERNANCE),
        on_allegations=(
            OnAllegation(
                number=1,
                finding=FactFinding.FOUND if grave else FactFinding.NOT_FOUND,
                culpability=Culpability.RECKLESSNESS if grave else Culpability.NONE,
                reasons="The letters of all three are dated, and so are the moves."
                if grave
                else "The moves had been planned before anybody wrote.",
            ),
        ),
        rejected=tuple(Rejected(outcome=lesser, reasons=NOT_ENOUGH) for lesser in lesser_than(outcome, ladder=Outcome)),
    )


def recommendation(cast: Cast, case: Case, *, at: datetime, place: int) -> None:
    """What a trust is asked to change. It answers some, and is late with others."""
    theme, text = RECOMMENDED[place % len(RECOMMENDED)]
    trust = organisation_by_code(TRUSTS[place % 2])
    assert trust is not None
    held: dict[str, Any] = {"by": cast.one(Role.CASEWORKER), "at": at}
    asked = conduct.recommend(case=case, organisation=trust, theme=theme, text=text, **held)
    if place % 2:
        conduct.answer_recommendation(
            recommendation=asked, answer=Answer.ACCEPTED, text="A director reads them each month since May.", **held
        )


def terms(*, starts_on: date, ends_on: date | None = None, tiers: tuple[Tier, ...] = EVERY_TIER) -> Terms:
    return Terms(
        tiers=tiers,
        organisation_classes=("all",),
        reasons="A serious and repeated failure to act on risks to patients, and reprisals against those who spoke up.",
        starts_on=starts_on,
        ends_on=ends_on,
    )


def panels_bar(cast: Cast, case: Case, *, at: datetime) -> Bar:
    """A bar that a panel decided on, found lawful and made."""
    return make_bar(
        decision=case.determination,
        channel=Channel.HAND,
        reason="Its scope and length are within what the law allows, and nothing stays the decision.",
        by=cast.one(Role.BARRING_APPROVER),
        at=at,
    )


def proposal(cast: Cast, person: Person, *, wanted: Terms, at: datetime) -> Bar:
    """A bar proposed, on a conviction."""
    return barring.propose(
        person=person,
        ground=Ground.CONVICTION,
        ground_detail="Convicted of fraud against an NHS body at a Crown Court.",
        terms=wanted,
        by=cast.one(Role.BARRING_OFFICER),
        at=at,
    )


def notice(cast: Cast, bar: Bar, *, at: datetime, channel: Channel = Channel.POST) -> Bar:
    return barring.serve_notice(
        bar=bar, version=bar.version, channel=channel, sent_on=today(at), by=cast.one(Role.BARRING_OFFICER), at=at
    )


def bar(cast: Cast, person: Person, *, wanted: Terms, began: datetime) -> Bar:
    """A bar proposed, noticed, answered and approved by a second person, over six weeks."""
    made = proposal(cast, person, wanted=wanted, at=began)
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
