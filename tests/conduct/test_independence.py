"""Nobody is two things in a case, decides soon after inquiring, or has a part where they have a conflict."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from conduct import actions, queries
from conduct.models import Case, Participant
from conduct.rules.independence import NotIndependent, Part
from conduct.rules.witnesses import Measure
from conduct.workflow import Status
from kernel.errors import ActionRefused
from kernel.history import acting
from kernel.models import Organisation, User
from kernel.permissions import Role
from kernel.queries import system_user
from register import actions as register
from register.models import Person
from register.rules import Tier
from tests.builders import Cast, case_in, determined, findings_for, listed
from tests.conduct.test_employer_notices import decide, employed, proposed
from tests.factories.conduct import OPENED_AT, raised_concern
from tests.factories.kernel import organisation, user_with
from tests.factories.register import registered_person
from tests.races import at_once

LATER = OPENED_AT + timedelta(days=20)


def takes_part(case: Case, user: User, part: Part, *, days: int = 20) -> Participant:
    """As raw SQL would do it, with no rule of ours before it."""
    with acting(user=system_user()), transaction.atomic():
        return Participant.objects.create(
            case=case, user=user, part=part, place=1, joined_at=OPENED_AT + timedelta(days=days)
        )


@pytest.mark.django_db
def test_who_investigated_any_case_decides_none_for_two_years_after() -> None:
    digger = user_with(Role.INVESTIGATOR, Role.PANEL_CHAIR)
    earlier, cast = Cast(investigator=digger), Cast()
    first = case_in(Status.INVESTIGATION, cast=earlier)
    actions.withdraw_case(case=first, reason="Wrong person", by=earlier.caseworker, at=LATER)
    case = case_in(Status.HEARING, cast=cast)
    panel = Cast(caseworker=cast.caseworker, panel_chair=digger)
    with pytest.raises(NotIndependent, match="was investigator of a case within the last 24 months"):
        listed(case, panel, at=LATER + timedelta(days=700))
    with pytest.raises(IntegrityError, match="lately investigated"):
        takes_part(case, digger, Part.ADJUDICATOR, days=720)
    later = LATER + timedelta(days=732)
    assert determined(case, panel, findings_for("no_action"), at=later).decided_by == digger


@pytest.mark.django_db(transaction=True)
def test_of_two_parts_given_to_one_person_at_once_exactly_one_is() -> None:
    case, user = case_in(Status.RECEIVED), user_with(Role.INVESTIGATOR, Role.CASE_EXAMINER)

    def given(part: Part) -> object:
        try:
            return takes_part(case, user, part)
        except IntegrityError as refused:
            raise ActionRefused("Refused") from refused

    ended = at_once(lambda: given(Part.INVESTIGATOR), lambda: given(Part.CASE_EXAMINER))
    assert [end is None for end in ended].count(True) == 1
    assert Participant.objects.filter(case=case, user=user).count() == 1


@pytest.mark.django_db
def test_who_steps_down_loses_the_case_on_the_next_request_and_never_gets_it_again() -> None:
    cast = Cast()
    case = case_in(Status.CASE_EXAMINERS, cast=cast)
    examiner = cast.examiners[0]
    held: dict[str, Any] = {"case": case, "examiner": examiner, "by": cast.caseworker, "at": LATER}
    actions.appoint_examiner(**held)
    client = Client()
    client.force_login(examiner)
    address = f"/staff/cases/{case.reference}/"
    assert client.get(address).status_code == 200
    answers = {"reason": "She was my neighbour.", "seen": queries.last_step(case=case)}
    assert client.post(f"{address}step-down/", answers).headers["Location"] == "/staff/cases/"
    assert [client.get(page).status_code for page in (address, f"{address}give-opinion/")] == [404, 404]
    assert case.reference not in client.get("/staff/cases/").content.decode()
    assert examiner not in queries.examiner_candidates(case=case)
    with pytest.raises(NotIndependent):
        actions.appoint_examiner(**held)
    with pytest.raises(IntegrityError, match="stepped down"):
        takes_part(case, examiner, Part.CASE_EXAMINER)
    actions.appoint_examiner(**{**held, "examiner": cast.examiners[1]})


@pytest.mark.django_db
def test_who_holds_a_case_hands_it_over_before_they_step_down() -> None:
    cast, other = Cast(), user_with(Role.CASEWORKER)
    case = case_in(Status.INVESTIGATION, cast=cast)
    down: dict[str, Any] = {"case": case, "reason": "I know her.", "at": LATER}
    with pytest.raises(NotIndependent, match="Hand it over first"):
        actions.step_down(**down, by=cast.caseworker)
    with pytest.raises(NotIndependent):
        actions.hand_case_over(case=case, caseworker=cast.investigator, reason="Away", by=cast.caseworker, at=LATER)
    actions.hand_case_over(case=case, caseworker=other, reason="Away", by=cast.caseworker, at=LATER)
    actions.step_down(**down, by=cast.caseworker)
    actions.step_down(**down, by=cast.investigator)
    case.refresh_from_db()
    assert (case.caseworker, case.investigator) == (other, None)
    assert case not in queries.cases_for(user=cast.caseworker)
    parts = Participant.objects.filter(case=case).values_list("part", "user", "left_at")
    assert [left is None for _, user, left in parts] == [user == other.pk for _, user, _ in parts]


def works_at(person: Person, body: Organisation, *, first: date, last: date | None = None) -> None:
    by: dict[str, Any] = {"by": system_user(), "at": OPENED_AT}
    post = register.add_post(
        person=person, organisation=body, title="Director", tier=Tier.BOARD_DIRECTOR, started_on=first, **by
    )
    if last:
        register.end_post(post=post, ended_on=last, **by)


@pytest.mark.django_db
@pytest.mark.parametrize(("last", "is_conflict"), [(date(2025, 3, 1), True), (date(2025, 1, 31), False)])
def test_who_worked_with_the_manager_at_the_same_time_has_no_part_in_the_case(last: date, is_conflict: bool) -> None:
    cast = Cast()
    case = case_in(Status.CASE_EXAMINERS, cast=cast)
    trust, colleague = organisation(name="Mercia NHS Trust"), registered_person()
    works_at(case.person, trust, first=date(2025, 2, 1))
    works_at(colleague, trust, first=date(2024, 1, 1), last=last)
    register.link_account(person=colleague, user=cast.examiners[0], by=system_user(), at=OPENED_AT)
    given: dict[str, Any] = {"case": case, "examiner": cast.examiners[0], "by": cast.caseworker, "at": LATER}
    if is_conflict:
        with pytest.raises(NotIndependent, match="worked at Mercia NHS Trust at the same time"):
            actions.appoint_examiner(**given)
        with pytest.raises(IntegrityError, match="worked with the manager"):
            takes_part(case, cast.examiners[0], Part.CASE_EXAMINER)
    else:
        assert actions.appoint_examiner(**given).user == cast.examiners[0]


@pytest.mark.django_db
def test_whoever_triaged_the_concern_told_an_employer_or_asked_for_a_measure_had_a_part() -> None:
    cast, others = Cast(), [user_with(Role.CASEWORKER) for _ in range(4)]
    triager, teller, decider, asker = others
    case, trust, _ = employed(cast)
    concern = raised_concern()
    actions.triage_concern(concern=concern, by=triager, at=LATER)
    actions.join_case(concern=concern, case=case, by=cast.caseworker, at=LATER)
    decide(proposed(case, trust, teller), decider)
    witness = actions.add_witness(case=case, name="Sam Poole", role="Nurse", by=cast.investigator, at=LATER)
    actions.ask_for_measure(witness=witness, measure=Measure.SCREEN, reason="Fear", by=asker, at=LATER)
    assert {user.pk for user in others} <= queries.people_involved(case=case)
