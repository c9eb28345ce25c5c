"""Acting on a case: who may, when, and what PostgreSQL refuses whoever asks."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from conduct import actions, queries
from conduct.models import (
    Allegation,
    AllegationClause,
    AllegationGround,
    AllegationHead,
    Case,
    CaseStep,
    Clause,
    Code,
    ConflictDeclaration,
    Determination,
    DiscriminationGround,
    MisconductHead,
)
from conduct.rules.citing import ClauseNotCharged, ClauseNotInForce, NotWhole
from conduct.rules.determining import Outcome
from conduct.rules.independence import NotIndependent
from conduct.workflow import Action, Status
from kernel import rulesets
from kernel.errors import ActionRefused, ChangedMeanwhile
from kernel.history import acting
from kernel.permissions import Role
from kernel.queries import system_user_id
from tests.builders import Cast, case_in, examined, findings_for
from tests.factories.conduct import OPENED_AT, charged, clauses
from tests.factories.kernel import user_with

pytestmark = pytest.mark.django_db
LATER = OPENED_AT + timedelta(days=100)


def test_the_whole_way_is_written_down_step_by_step_with_who_did_it() -> None:
    cast = Cast()
    case = case_in(Status.CLOSED, cast=cast)
    keeper, digger, chair, manager = (
        user.pk for user in (cast.caseworker, cast.investigator, cast.panel_chair, cast.manager)
    )
    first, second = (user.pk for user in cast.examiners)
    assert list(case.steps.values_list("action", "by")) == [
        ("OPEN", keeper),
        ("ACKNOWLEDGE", keeper),
        ("ASSESS_RISK", keeper),
        ("ACCEPT", keeper),
        ("FINISH_ENQUIRY", keeper),
        ("ALLEGE", keeper),
        ("START_INVESTIGATION", keeper),
        ("REPORT", digger),
        ("ASK_FOR_RESPONSE", keeper),
        ("RESPOND", manager),
        ("APPOINT_EXAMINER", keeper),
        ("APPOINT_EXAMINER", keeper),
        ("GIVE_OPINION", first),
        ("GIVE_OPINION", second),
        ("PROPOSE_DECISION", first),
        ("AGREE_CASE_TO_ANSWER", second),
        ("DETERMINE", chair),
        ("SERVE", keeper),
        ("CLOSE", keeper),
    ]
    panel = {chair, *(member.pk for member in cast.members)}
    assert queries.people_involved(case=case) == {keeper, digger, first, second, manager} | panel


def test_the_steps_never_change_and_are_never_removed() -> None:
    case = case_in(Status.RECEIVED)
    for attempt in (
        lambda: case.steps.update(reason="Something else"),
        lambda: case.steps.all().delete(),
        lambda: CaseStep.objects.filter(case=case).update(action=Action.CLOSE),
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            attempt()


@pytest.mark.parametrize("who", ["investigator", "caseworker", "manager"])
def test_whoever_had_a_part_in_a_case_never_decides_it(who: str) -> None:
    cast = Cast()
    case = case_in(Status.HEARING, cast=cast)
    with pytest.raises(NotIndependent):
        actions.determine(case=case, findings=findings_for(Outcome.NO_ACTION), by=getattr(cast, who), at=LATER)
    assert not Determination.objects.exists()


def test_an_investigator_who_gave_the_case_up_still_never_decides_it() -> None:
    cast = Cast()
    first = cast.investigator
    case = case_in(Status.INVESTIGATION, cast=cast)
    cast.investigator = user_with(Role.INVESTIGATOR)
    given: dict[str, Any] = {"case": case, "by": cast.caseworker, "at": LATER}
    actions.reassign_investigation(**given, investigator=cast.investigator, reason="Ill")
    actions.declare_no_conflict(case=case, by=cast.investigator, at=LATER)
    actions.write_report(case=case, summary="Found.", by=cast.investigator, at=LATER)
    actions.ask_for_response(case=case, channel="email", by=cast.caseworker, at=LATER)
    actions.respond(case=case, text="No.", by=cast.manager, at=LATER)
    actions.consent_to_less_time(case=case, words="That is all.", by=cast.manager, at=LATER)
    examined(case, cast, at=LATER)
    with pytest.raises(NotIndependent):
        actions.determine(case=case, findings=findings_for(Outcome.NO_ACTION), by=first, at=LATER)
    with pytest.raises(IntegrityError, match="never decides"), transaction.atomic(), acting(user=first):
        raw_determination(case, by=first.pk)


@pytest.mark.parametrize("who", ["investigator", "caseworker", "manager"])
def test_postgresql_refuses_a_decider_who_had_a_part_even_to_raw_writes(who: str) -> None:
    cast = Cast()
    case = case_in(Status.HEARING, cast=cast)
    decider = getattr(cast, who)
    with pytest.raises(IntegrityError, match="never decides"), transaction.atomic(), acting(user=decider):
        raw_determination(case, by=decider.pk)
    if who != "manager":
        with pytest.raises(IntegrityError, match="never_decides"), transaction.atomic(), acting(user=decider):
            Case.objects.filter(pk=case.pk).update(decided_by=decider, status=Status.DETERMINATION)


def raw_determination(case: Case, *, by: int) -> None:
    reasons = dict.fromkeys(
        ("facts", "misconduct_reasons", "impairment_reasons", "outcome_reasons", "wider_causes"), "Because."
    )
    ConflictDeclaration.objects.get_or_create(case=case, user_id=by, defaults={"at": LATER})
    Determination.objects.create(
        case=case,
        misconduct=False,
        impairment=False,
        outcome="no_action",
        decided_by_id=by,
        decided_at=LATER,
        length_rule_set_id=rulesets.current(LATER).pk,
        **reasons,
    )


def test_who_takes_a_case_in_never_investigates_it_and_neither_does_whom_it_is_about() -> None:
    cast = Cast(caseworker=user_with(Role.CASEWORKER, Role.INVESTIGATOR), manager=user_with(Role.INVESTIGATOR))
    case = case_in(Status.THRESHOLD, cast=cast)
    for chosen in (cast.caseworker, cast.manager, cast.panel_chair):
        with pytest.raises(ActionRefused):
            actions.start_investigation(case=case, investigator=chosen, reason="Met", by=cast.caseworker, at=LATER)
        assert chosen not in queries.investigators_for(case=case)


def test_nobody_acts_in_a_case_about_themselves() -> None:
    cast = Cast(manager=user_with(Role.CASEWORKER))
    case = case_in(Status.RECEIVED, cast=cast)
    with pytest.raises(NotIndependent):
        actions.withdraw_case(case=case, reason="No case", by=cast.manager, at=LATER)
    with pytest.raises(NotIndependent):
        actions.open_case(person=case.person, by=cast.manager, at=LATER)
    assert case not in queries.cases_for(user=cast.manager)


def test_an_action_on_an_older_state_is_refused_with_what_was_done_since() -> None:
    cast = Cast()
    case = case_in(Status.RECEIVED, cast=cast)
    seen = queries.last_step(case=case)
    actions.withdraw_case(case=case, reason="Wrong person", by=cast.caseworker, at=LATER, seen=seen)
    with pytest.raises(ChangedMeanwhile, match=rf"{cast.caseworker.name}: Withdraw the case, 10 February 2027"):
        actions.finish_enquiry(case=case, reason="Met", by=cast.caseworker, at=LATER, seen=seen)


def test_an_allegation_cites_only_clauses_that_bound_managers_on_the_day() -> None:
    cast = Cast()
    case = case_in(Status.THRESHOLD, cast=cast)
    newer = _version_from(date(2026, 9, 1))
    given: dict[str, Any] = {"case": case, "by": cast.caseworker, "at": LATER}
    with pytest.raises(ClauseNotInForce, match="1 May 2026"):
        actions.add_allegation(**given, **charged() | {"clauses": [newer]})
    with pytest.raises(ClauseNotInForce):
        actions.add_allegation(**given, **charged(first=date(2026, 9, 1)) | {"clauses": clauses("3e")})
    with pytest.raises(ActionRefused, match="in the past"):
        actions.add_allegation(**given, **charged(first=date(2027, 12, 1)))
    allegation = actions.add_allegation(**given, **charged("3e", first=date(2026, 9, 1)))
    with acting(user=cast.caseworker):
        for spoil in (
            lambda: AllegationClause.objects.create(allegation=allegation, clause=clauses("3e")[0]),
            lambda: Allegation.objects.filter(pk=allegation.pk).update(
                conduct_on=date(2026, 5, 1), conduct_until=date(2026, 5, 1)
            ),
        ):
            with pytest.raises(IntegrityError, match="not in force"), transaction.atomic():
                spoil()


def test_conduct_over_a_change_of_the_code_is_charged_under_both_versions() -> None:
    cast = Cast()
    case = case_in(Status.INVESTIGATION, cast=cast)
    newer = _version_from(date(2026, 9, 1))
    actions.remove_allegation(allegation=case.allegations.get(), by=cast.caseworker, at=LATER)
    given: dict[str, Any] = {"case": case, "by": cast.caseworker, "at": LATER}
    over = charged("3e", first=date(2026, 8, 31), last=date(2026, 9, 1))
    with pytest.raises(ClauseNotInForce, match="version of 2026 as well"):
        actions.add_allegation(**given, **over)
    allegation = actions.add_allegation(**given, **over | {"clauses": [*over["clauses"], newer]})
    assert {named.clause.code.version for named in allegation.citations.all()} == {"2002", "2026"}
    with acting(user=cast.caseworker), transaction.atomic():
        allegation.citations.filter(clause=newer).delete()
        with pytest.raises(IntegrityError, match="whole, under each version"), transaction.atomic():
            _disclose(case)
        AllegationClause.objects.create(allegation=allegation, clause=newer)
        _disclose(case)


def _disclose(case: Case) -> None:
    rules = rulesets.current(LATER).pk
    Case.objects.filter(pk=case.pk).update(response_asked_at=LATER, response_due_at=LATER, rule_set_id=rules)


def test_duties_of_the_process_are_never_charged_and_discrimination_needs_its_principle() -> None:
    cast = Cast()
    case = case_in(Status.INVESTIGATION, cast=cast)
    given: dict[str, Any] = {"case": case, "by": cast.caseworker, "at": LATER}
    allegation, grounds = case.allegations.get(), list(DiscriminationGround.objects.filter(key__in=["age", "race"]))
    for reference in ("6", "7", "7b", "8"):
        with pytest.raises(ClauseNotCharged, match=f"Clause {reference} of the Code cannot be charged"):
            actions.add_allegation(**given, **charged("3e", reference))
        refused = pytest.raises(IntegrityError, match="cannot be charged")
        with acting(user=cast.caseworker), refused, transaction.atomic():
            AllegationClause.objects.create(allegation=allegation, clause=clauses(reference)[0])
    with pytest.raises(NotWhole, match="under principle 2 of the Code"):
        actions.add_allegation(**given, **charged("3e"), grounds=grounds)
    with pytest.raises(NotWhole, match="what kind of misconduct"):
        actions.add_allegation(**given, **charged() | {"heads": []})
    named = actions.add_allegation(**given, **charged("2d", is_reprisal=True), grounds=grounds)
    assert [str(one.ground) for one in named.groundings.all()] == ["Race", "Age"]
    assert named.is_reprisal
    with acting(user=cast.caseworker):
        named.headings.all().delete()
        with pytest.raises(IntegrityError, match="whole"), transaction.atomic():
            _disclose(case)
        AllegationHead.objects.create(allegation=named, head=charged()["heads"][0])
        AllegationGround.objects.create(allegation=allegation, ground=grounds[0])
        with pytest.raises(IntegrityError, match="whole"), transaction.atomic():
            _disclose(case)


def test_what_the_manager_was_asked_to_answer_stays_as_it_was_disclosed() -> None:
    cast = Cast()
    case = case_in(Status.REPRESENTATIONS, cast=cast)
    allegation = case.allegations.get()
    for change in (
        lambda: Allegation.objects.filter(pk=allegation.pk).update(text="Worse."),
        lambda: case.allegations.create(number=2, **vars(charged()["charge"])),
        lambda: allegation.citations.all().delete(),
        lambda: AllegationHead.objects.create(allegation=allegation, head=MisconductHead.objects.get(key="candour")),
        lambda: AllegationGround.objects.create(allegation=allegation, ground=DiscriminationGround.objects.all()[0]),
    ):
        with acting(user=cast.caseworker), pytest.raises(IntegrityError, match="disclosed"), transaction.atomic():
            change()


def _version_from(day: date) -> Clause:
    """A newer version of the Code from a day on, with one clause; the old one ends there."""
    with acting(user=system_user_id()), transaction.atomic():
        old = Code.objects.get(version="2002")
        Code.objects.filter(pk=old.pk).update(in_force=DateRange(old.in_force.lower, day))
        new = Code.objects.create(key=old.key, version="2026", title="New Code", in_force=DateRange(day, None))
        return Clause.objects.create(code=new, reference="3e", title="Candour", summary="Be open.", position=1)


def test_an_allegation_is_changed_and_removed_and_history_keeps_each_form() -> None:
    cast = Cast()
    case = case_in(Status.INVESTIGATION, cast=cast)
    allegation = case.allegations.get()
    held: dict[str, Any] = {"by": cast.investigator, "at": LATER}
    actions.change_allegation(allegation=allegation, **charged("3", text="Other words."), **held)
    assert case.allegations.get().citations.get().clause.reference == "3"
    actions.remove_allegation(allegation=allegation, **held)
    assert not case.allegations.exists()
    texts = list(Allegation.history.order_by("history_id").values_list("history_type", "text"))
    assert texts == [("+", "She had waiting lists altered."), ("~", "Other words."), ("-", "Other words.")]


def test_a_manager_has_28_days_beginning_with_the_day_of_service_and_nobody_goes_on_before() -> None:
    cast = Cast()
    case = case_in(Status.REPRESENTATIONS, cast=cast)  # asked on 4 November 2026
    assert case.response_due_at is not None
    assert case.response_due_at.isoformat() == "2026-12-02T00:00:00+00:00"
    held: dict[str, Any] = {"case": case, "by": cast.caseworker}
    with pytest.raises(ActionRefused, match="until the end of 1 December 2026"):
        actions.close_response_window(**held, at=case.response_due_at - timedelta(seconds=1))
    actions.close_response_window(**held, at=case.response_due_at)
    case.refresh_from_db()
    assert case.status == Status.CASE_EXAMINERS


def test_nobody_is_asked_to_answer_a_case_without_allegation_or_report() -> None:
    cast = Cast()
    case = case_in(Status.INVESTIGATION, cast=cast)
    with pytest.raises(ActionRefused, match="report"):
        actions.ask_for_response(case=case, channel="email", by=cast.caseworker, at=LATER)


def test_only_the_cases_own_investigator_reports() -> None:
    cast = Cast()
    case = case_in(Status.INVESTIGATION, cast=cast)
    with pytest.raises(NotIndependent):
        actions.write_report(case=case, summary="Found.", by=user_with(Role.INVESTIGATOR), at=LATER)
