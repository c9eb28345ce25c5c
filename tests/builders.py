"""Records in a status, walked there through the real actions, so that no test starts from an impossible state."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from conduct import actions
from conduct.models import Case
from conduct.rules.determining import Findings, Outcome
from conduct.workflow import Status
from kernel.models import User
from kernel.permissions import Role
from kernel.queries import system_user
from register.actions import link_account
from register.models import Person
from tests.factories.conduct import FINDINGS, OPENED_AT, clauses
from tests.factories.kernel import user_with
from tests.factories.register import registered_person


@dataclass
class Cast:
    """Who acts in a case: four people who may not stand in for each other."""

    caseworker: User = field(default_factory=lambda: user_with(Role.CASEWORKER))
    investigator: User = field(default_factory=lambda: user_with(Role.INVESTIGATOR))
    panel_chair: User = field(default_factory=lambda: user_with(Role.PANEL_CHAIR))
    manager: User = field(default_factory=lambda: user_with(Role.MANAGER))


def manager_person(manager: User) -> Person:
    """A registered person whose account is the manager's."""
    return link_account(person=registered_person(), user=manager, by=system_user(), at=OPENED_AT)


def findings_for(outcome: str) -> Findings:
    """Findings that carry an outcome."""
    needs: Mapping[str, dict[str, Any]] = {
        Outcome.NO_ACTION: {"misconduct": False, "impairment": False},
        Outcome.ADVICE: {"impairment": False, "terms": "Keep records of changes."},
        Outcome.WARNING: {"impairment": False, "terms": "Do not alter records."},
        Outcome.CONDITIONS: {
            "terms": "Not to have charge of waiting lists.",
            "tiers": ("board_director",),
            "organisation_classes": ("nhs_trust",),
            "duration_months": 6,
        },
        Outcome.SUSPENSION: {"duration_months": 12},
    }
    return replace(FINDINGS, outcome=outcome, **needs.get(outcome, {}))


_PATH: Final = (
    Status.OPENED,
    Status.INVESTIGATING,
    Status.AWAITING_RESPONSE,
    Status.READY_FOR_HEARING,
    Status.DETERMINED,
    Status.DECISION_SERVED,
    Status.CLOSED,
)


def case_in(
    status: str,
    *,
    cast: Cast | None = None,
    person: Person | None = None,
    outcome: str = Outcome.REFERRAL_FOR_BARRING,
    channel: str = "email",
    at: datetime = OPENED_AT,
) -> Case:
    """A case in a status. One act a day, from `at` on; withdrawn means withdrawn while a response was awaited."""
    people = cast or Cast()
    case = actions.open_case(person=person or manager_person(people.manager), by=people.caseworker, at=at)
    last = Status.AWAITING_RESPONSE if status == Status.WITHDRAWN else Status(status)
    for day, reached in enumerate(_PATH[1 : _PATH.index(last) + 1], start=1):
        _walk(case, reached, people, outcome, channel, at + timedelta(days=day))
    if status == Status.WITHDRAWN:
        actions.withdraw_case(case=case, reason="Wrong person", by=people.caseworker, at=at + timedelta(days=9))
    return Case.objects.select_related("person").get(pk=case.pk)


def _walk(case: Case, reached: str, cast: Cast, outcome: str, channel: str, at: datetime) -> None:
    held: dict[str, Any] = {"case": case, "by": cast.caseworker, "at": at}
    if reached == Status.INVESTIGATING:
        actions.add_allegation(
            **held, text="She had waiting lists altered.", conduct_on=date(2026, 5, 1), clauses=clauses("3e", "4b")
        )
        actions.start_investigation(**held, investigator=cast.investigator)
    elif reached == Status.AWAITING_RESPONSE:
        actions.write_report(case=case, summary="The lists were altered.", by=cast.investigator, at=at)
        actions.ask_for_response(**held, channel=channel)
    elif reached == Status.READY_FOR_HEARING:
        if channel == "email":
            actions.respond(case=case, text="I did not give that instruction.", by=cast.manager, at=at)
        else:
            actions.enter_response(**held, text="By letter: I did not give that instruction.")
    elif reached == Status.DETERMINED:
        early = "" if channel == "email" else "The letter says that nothing will follow it."
        actions.determine(case=case, findings=findings_for(outcome), early_because=early, by=cast.panel_chair, at=at)
    elif reached == Status.DECISION_SERVED:
        actions.serve_decision(**held, channel=channel)
    elif reached == Status.CLOSED:
        actions.close_case(**held)
