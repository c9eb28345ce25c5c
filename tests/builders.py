"""Records in a status, walked there through the real actions, so that no test starts from an impossible state."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any, Final

from conduct import actions
from conduct.models import Case, Determination, Hearing, PanelMember
from conduct.rules.determining import Findings, Outcome, sanction_of, to_the_point
from conduct.rules.examining import Finding
from conduct.rules.fairness import How
from conduct.rules.panels import Kind
from conduct.rules.risks import Risk
from conduct.workflow import Status
from kernel.clocks import start_of_day, today
from kernel.models import User
from kernel.permissions import Role
from kernel.queries import system_user
from register.actions import link_account
from register.models import Person
from tests.factories.conduct import FINDINGS, OPENED_AT, charged, rejections
from tests.factories.kernel import user_with
from tests.factories.register import registered_person


@dataclass
class Cast:
    """Who acts in a case: people who may not stand in for each other."""

    caseworker: User = field(default_factory=lambda: user_with(Role.CASEWORKER))
    investigator: User = field(default_factory=lambda: user_with(Role.INVESTIGATOR))
    examiners: tuple[User, User] = field(
        default_factory=lambda: (user_with(Role.CASE_EXAMINER), user_with(Role.CASE_EXAMINER))
    )
    panel_chair: User = field(default_factory=lambda: user_with(Role.PANEL_CHAIR))
    manager: User = field(default_factory=lambda: user_with(Role.MANAGER))

    @cached_property
    def members(self) -> tuple[User, ...]:
        """Who sits beside the chair: a lay member and one who is on the register."""
        return user_with(Role.PANEL_MEMBER), user_with(Role.PANEL_MEMBER)


def manager_person(manager: User) -> Person:
    """A registered person whose account is the manager's."""
    return link_account(person=registered_person(), user=manager, by=system_user(), at=OPENED_AT)


def findings_for(outcome: str) -> Findings:
    """Findings that carry an outcome."""
    needs: Mapping[str, dict[str, Any]] = {
        Outcome.NO_ACTION: {"misconduct": False, "impairment": False},
        Outcome.ADVICE: {"impairment": False, "terms": "Keep records of changes."},
        Outcome.WARNING: {"impairment": False, "terms": "Do not alter records."},
        Outcome.UNDERTAKINGS: {"impairment": False, "terms": "I will keep records.", "duration_months": 6},
        Outcome.DOWNGRADE: {"impairment": False},
        Outcome.CONDITIONS: {
            "terms": "Not to have charge of waiting lists.",
            "tiers": ("board_director",),
            "organisation_classes": ("nhs_trust",),
            "duration_months": 6,
        },
        Outcome.SUSPENSION: {"duration_months": 12},
    }
    return replace(FINDINGS, outcome=outcome, rejected=rejections(outcome), **needs.get(outcome, {}))


# The day after its opening on which a case comes to a stage; two of the stages come by the clock.
_DAYS: Final = {
    Status.ACKNOWLEDGED: 0,
    Status.TRIAGE: 0,
    Status.INITIAL_ENQUIRY: 0,
    Status.THRESHOLD: 0,
    Status.INVESTIGATION: 1,
    Status.REPRESENTATIONS: 2,
    Status.CASE_EXAMINERS: 3,
    Status.HEARING: 3,
    Status.DETERMINATION: 4,
    Status.DECISION_ISSUED: 5,
    Status.CLOSED: 50,
}
_PATH: Final = tuple(_DAYS)
_LAST: Final = {
    Status.WITHDRAWN: Status.REPRESENTATIONS,
    Status.NOT_TAKEN_FURTHER: Status.CASE_EXAMINERS,
    Status.APPEAL_WINDOW: Status.DECISION_ISSUED,
    Status.FINAL: Status.DECISION_ISSUED,
}


def case_in(
    status: str,
    *,
    cast: Cast | None = None,
    person: Person | None = None,
    outcome: str = Outcome.REFERRAL_FOR_BARRING,
    channel: str = "email",
    at: datetime = OPENED_AT,
) -> Case:
    """A case in a status, or in that from which the clock leads to it. The first gates are passed on its first day.

    Withdrawn means withdrawn while a response was awaited, not taken further that there was no case to answer.
    """
    people, last = cast or Cast(), _LAST.get(Status(status), Status(status))
    case = actions.open_case(person=person or manager_person(people.manager), by=people.caseworker, at=at)
    actions.declare_no_conflict(case=case, by=people.caseworker, at=at)
    for reached in _PATH[: _PATH.index(last) + 1] if last in _PATH else ():
        _walk(case, reached, people, outcome, channel, at + timedelta(days=_DAYS[reached]))
    if status == Status.WITHDRAWN:
        actions.withdraw_case(case=case, reason="Wrong person", by=people.caseworker, at=at + timedelta(days=9))
    if status == Status.NOT_TAKEN_FURTHER:
        examined(case, people, at=at + timedelta(days=9), finding=Finding.NO_CASE)
    return Case.objects.select_related("person").get(pk=case.pk)


def examined(case: Case, cast: Cast, *, at: datetime, finding: Finding = Finding.CASE_TO_ANSWER) -> None:
    """Two examiners are appointed, each gives an opinion, and both decide the same."""
    first, second = cast.examiners
    for examiner in cast.examiners:
        actions.appoint_examiner(case=case, examiner=examiner, by=cast.caseworker, at=at)
    for examiner in cast.examiners:
        actions.declare_no_conflict(case=case, by=examiner, at=at)
        actions.give_opinion(case=case, finding=finding, reasons="As the report says.", by=examiner, at=at)
    actions.propose_decision(case=case, finding=finding, reasons="The lists speak for it.", by=first, at=at)
    actions.answer_decision(case=case, agree=True, reasons="So do I.", by=second, at=at)


def may_sit(cast: Cast, *days: date) -> None:
    """The panel is appointed for years, trained, and can sit on these days."""
    kinds = (Kind.LAY, Kind.LAY, Kind.REGISTRANT, Kind.LAY)
    for user, kind in zip((cast.panel_chair, *cast.members), kinds, strict=False):
        if not PanelMember.objects.filter(user=user).exists():
            actions.appoint_to_panels(
                user=user,
                kind=kind,
                is_qualified=user == cast.panel_chair,
                first_on=date(2020, 1, 1),
                until_on=date(2039, 12, 31),
                trained_on=date(2020, 1, 1),
                by=system_user(),
                at=OPENED_AT,
            )
        actions.offer_days(days=days, by=user, at=start_of_day(min(days)))


def listed(case: Case, cast: Cast, *, at: datetime, on: date | None = None, **how: Any) -> Hearing:
    """A case with a hearing on a day, today if none is given."""
    day = on or today(at)
    may_sit(cast, day)
    where = {"place_kind": "room", "where": "Room 1, 20 Park Street, Leeds", "starts": time(10)}
    people = {"chair": cast.panel_chair, "members": cast.members}
    return actions.list_hearing(case=case, days=[day], by=cast.caseworker, at=at, **{**where, **people, **how})


def heard(case: Case, cast: Cast, *, at: datetime) -> None:
    """A case with a hearing that was listed, begun and concluded today, as the manager agreed."""
    listed(case, cast, at=at)
    actions.consent_to_short_notice(case=case, consent="By telephone, noted.", by=cast.caseworker, at=at)
    actions.begin_hearing(case=case, attendance="present", by=cast.panel_chair, at=at)
    actions.conclude_hearing(case=case, by=cast.panel_chair, at=at)


def agreed(case: Case, cast: Cast, findings: Findings, *, at: datetime) -> None:
    """A concluded case whose whole panel agrees to findings."""
    given: dict[str, Any] = {"case": case, "at": at}
    actions.declare_no_conflict(**given, by=cast.panel_chair)
    actions.propose_determination(**given, findings=findings, by=cast.panel_chair)
    for member in cast.members:
        actions.declare_no_conflict(**given, by=member)
        actions.answer_proposal(**given, agree=True, by=member)


def determined(case: Case, cast: Cast, findings: Findings, *, at: datetime) -> Determination:
    """What a panel decided that heard the case on this day."""
    heard(case, cast, at=at)
    agreed(case, cast, findings, at=at)
    return actions.determine(case=case, by=cast.panel_chair, at=at)


def _walk(case: Case, reached: str, cast: Cast, outcome: str, channel: str, at: datetime) -> None:
    held: dict[str, Any] = {"case": case, "by": cast.caseworker, "at": at}
    if reached == Status.ACKNOWLEDGED:
        actions.acknowledge(**held, reason="By letter.")
    elif reached == Status.TRIAGE:
        actions.assess_risk(**held, level=Risk.MEDIUM, reasons="Nobody else looks at the lists.")
    elif reached == Status.INITIAL_ENQUIRY:
        actions.accept_case(**held, reason="It is about a manager’s own conduct.")
    elif reached == Status.THRESHOLD:
        actions.finish_enquiry(**held, reason="The trust confirms the changes.")
    elif reached == Status.CASE_EXAMINERS:
        _answer(held, cast, channel, at)
    elif reached == Status.HEARING:
        examined(case, cast, at=at)
        actions.declare_no_conflict(case=case, by=cast.panel_chair, at=at)
    else:
        _walk_on(case, reached, cast, outcome, channel, at)


def _answer(held: dict[str, Any], cast: Cast, channel: str, at: datetime) -> None:
    if channel == "email":
        actions.respond(case=held["case"], text="I did not give that instruction.", by=cast.manager, at=at)
        actions.consent_to_less_time(case=held["case"], words="That is all.", by=cast.manager, at=at)
    else:
        actions.enter_response(**held, text="By letter: I did not give that instruction.")
        actions.enter_consent_to_less_time(**held, how=How.LETTER, words="Nothing will follow.", given_on=today(at))


def _walk_on(case: Case, reached: str, cast: Cast, outcome: str, channel: str, at: datetime) -> None:
    held: dict[str, Any] = {"case": case, "by": cast.caseworker, "at": at}
    if reached == Status.INVESTIGATION:
        actions.add_allegation(**held, **charged())
        actions.start_investigation(**held, investigator=cast.investigator, reason="It would be serious.")
        actions.declare_no_conflict(case=case, by=cast.investigator, at=at)
    elif reached == Status.REPRESENTATIONS:
        actions.write_report(case=case, summary="The lists were altered.", by=cast.investigator, at=at)
        actions.ask_for_response(**held, channel=channel)
    elif reached == Status.DETERMINATION:
        if outcome == Outcome.UNDERTAKINGS:
            sanction = sanction_of(to_the_point(findings_for(outcome)))
            actions.offer_consent(**held, sanction=sanction, facts="She had lists altered.")
            actions.answer_offer(case=case, agree=True, text="I agree.", by=cast.manager, at=at)
            actions.determine(case=case, findings=findings_for(outcome), by=cast.panel_chair, at=at)
        else:
            determined(case, cast, findings_for(outcome), at=at)
    elif reached == Status.DECISION_ISSUED:
        actions.serve_decision(**held, channel=channel)
    elif reached == Status.CLOSED:
        actions.close_case(**held)
