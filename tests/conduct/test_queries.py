"""What waits for whom in a case."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from conduct import actions
from conduct.queries import cases_for, work_for
from conduct.rules.determining import Sanction
from conduct.workflow import Status
from kernel.clocks import period_beginning_with, today
from kernel.models import User
from kernel.permissions import Role
from tests.builders import Cast, case_in, examined, listed
from tests.factories.conduct import OPENED_AT
from tests.factories.kernel import user_with

pytestmark = pytest.mark.django_db
LATER = OPENED_AT + timedelta(days=10)


def waiting(user: User, at: datetime = LATER) -> list[tuple[str, datetime | None]]:
    return [(item.text.partition(" case")[0], item.due_at) for item in work_for(user=user, at=at)]


def texts(user: User) -> list[str]:
    return [text for text, _ in waiting(user)]


def test_a_written_report_passes_the_case_from_the_investigator_to_its_caseworker() -> None:
    cast = Cast()
    case = case_in(Status.INVESTIGATION, cast=cast)
    assert (texts(cast.investigator), texts(cast.caseworker)) == (["Investigate"], [])
    [(_, due)] = waiting(cast.investigator)
    assert due == period_beginning_with(day=today(OPENED_AT + timedelta(days=1)), days=140)
    for summary in ("The lists were altered.", "By two people."):
        actions.write_report(case=case, summary=summary, by=cast.investigator, at=LATER)
    assert (texts(cast.investigator), texts(cast.caseworker)) == ([], ["Ask for a response in"])


def test_the_end_of_the_response_window_is_a_deadline_of_the_response_only() -> None:
    cast = Cast()
    case = case_in(Status.REPRESENTATIONS, cast=cast)
    due = case.response_due_at
    assert due is not None
    assert due > period_beginning_with(day=today(OPENED_AT), days=1)
    assert [at for _, at in waiting(cast.manager)] == [due]
    assert (waiting(cast.caseworker), waiting(cast.caseworker, at=due)) == (
        [],
        [("The response window is over in", due)],
    )
    actions.respond(case=case, text="I did not.", by=cast.manager, at=LATER)
    assert texts(cast.caseworker) == ["Appoint an examiner in"]
    examined(case, cast, at=due)
    assert (texts(cast.caseworker), texts(cast.panel_chair)) == (["List a hearing in"], [])
    offer: dict[str, Any] = {"case": case, "sanction": Sanction(outcome="removal"), "facts": "So", "at": due}
    for agree, waits in ((False, (["List a hearing in"], [])), (True, ([], ["Record what was agreed in"]))):
        actions.offer_consent(**offer, by=cast.caseworker)
        actions.answer_offer(case=case, agree=agree, text="So.", by=cast.manager, at=due)
        assert (texts(cast.caseworker), texts(cast.panel_chair)) == waits
    listed(case, cast, at=due)
    assert (texts(cast.caseworker), texts(cast.panel_chair)) == ([], ["Hear"])


def test_a_chair_sees_no_case_that_is_heard_before_another_panel() -> None:
    cast, other = Cast(), user_with(Role.PANEL_CHAIR)
    case = case_in(Status.HEARING, cast=cast)
    assert cases_for(user=other).get() == case
    listed(case, cast, at=LATER)
    assert [cases_for(user=user).count() for user in (other, cast.panel_chair, *cast.members)] == [0, 1, 1, 1]
    actions.cancel_hearing(case=case, reason="The manager agreed.", by=cast.caseworker, at=LATER)
    assert cases_for(user=other).get() == case
