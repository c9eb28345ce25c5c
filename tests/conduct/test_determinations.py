"""Determinations: what they write on the register, when, and that they are made once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from conduct import actions, queries
from conduct.models import Determination
from conduct.rules.determining import FaultyFindings, Outcome, columns_of
from conduct.workflow import UNASKED, Action, Status
from kernel import rulesets
from kernel.errors import ActionRefused
from kernel.history import acting
from kernel.models import OutboxMessage
from kernel.permissions import Role
from register.models import Annotation, Restriction
from tests.builders import Cast, agreed, case_in, findings_for, heard, manager_person
from tests.factories import register
from tests.factories.conduct import OPENED_AT
from tests.factories.kernel import user_with
from tests.races import refusals

LATER = OPENED_AT + timedelta(days=100)
SERVED = datetime(2026, 11, 7, 10, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("outcome", "kind", "ends"),
    [
        (Outcome.CONDITIONS, "conditions", datetime(2027, 6, 4, 23, tzinfo=UTC)),
        (Outcome.SUSPENSION, "suspension", datetime(2027, 12, 5, tzinfo=UTC)),
        (Outcome.REMOVAL, "removal", None),
    ],
)
def test_a_served_outcome_becomes_a_restriction_after_the_appeal_window(
    outcome: Outcome, kind: str, ends: datetime | None
) -> None:
    assert not Restriction.objects.filter(source=case_in(Status.DETERMINATION, outcome=outcome).reference).exists()
    case = case_in(Status.DECISION_ISSUED, outcome=outcome)
    order = Restriction.objects.get(source=case.reference)
    scope = (["board_director"], ["nhs_trust"]) if outcome == Outcome.CONDITIONS else (None, ["all"])
    assert (order.person, order.kind, order.served_at, order.ends) == (case.person, kind, SERVED, ends)
    assert order.begins == datetime(2026, 12, 5, tzinfo=UTC)  # 28 days beginning with 7 November
    assert order.organisation_classes == scope[1]
    assert order.tiers == (scope[0] or ["board_director", "direct_report", "other_manager"])


@pytest.mark.django_db
def test_a_warning_is_an_annotation_and_advice_shows_nowhere() -> None:
    warned = case_in(Status.DECISION_ISSUED, outcome=Outcome.WARNING)
    annotation = Annotation.objects.get(source=warned.reference)
    assert (annotation.text, annotation.published_at) == ("Do not alter records.", SERVED)
    for outcome in (Outcome.ADVICE, Outcome.NO_ACTION, Outcome.REFERRAL_FOR_BARRING):
        case = case_in(Status.DECISION_ISSUED, outcome=outcome)
        assert case.determination.published_at is None
    assert (Annotation.objects.count(), Restriction.objects.count()) == (1, 0)


@pytest.mark.django_db
def test_a_decision_by_post_is_served_two_days_later_and_email_needs_an_account() -> None:
    case = case_in(Status.DETERMINATION, person=register.person(), channel="post", outcome=Outcome.NO_ACTION)
    keeper = case.caseworker
    with pytest.raises(ActionRefused, match="no account"):
        actions.serve_decision(case=case, channel="email", by=keeper, at=LATER)
    decision = actions.serve_decision(case=case, channel="post", by=keeper, at=LATER)
    assert decision.served_at == datetime(2027, 2, 12, tzinfo=UTC)  # sent on the 10th
    assert not OutboxMessage.objects.filter(subject="There is a decision for you to read").exists()


@pytest.mark.django_db
def test_a_decision_in_the_post_is_not_served_by_an_email_ahead_of_it() -> None:
    cast = Cast()
    case = case_in(Status.DETERMINATION, cast=cast, outcome=Outcome.REMOVAL)
    actions.serve_decision(case=case, channel="post", by=cast.caseworker, at=LATER)
    assert not OutboxMessage.objects.filter(subject="There is a decision for you to read").exists()


@pytest.mark.django_db
def test_an_answer_on_paper_is_entered_on_behalf_of_the_manager() -> None:
    cast = Cast()
    case = case_in(Status.REPRESENTATIONS, cast=cast)
    response = actions.enter_response(case=case, text="By letter.", by=cast.caseworker, at=LATER)
    row = response.history.get()
    assert (row.history_user, row.on_behalf_of_id) == (cast.caseworker, cast.manager.pk)


@pytest.mark.django_db
def test_serving_tells_the_manager_without_saying_what_in_the_same_transaction() -> None:
    cast = Cast()
    case_in(Status.DECISION_ISSUED, cast=cast, outcome=Outcome.REMOVAL)
    mail = OutboxMessage.objects.get(subject="There is a decision for you to read")
    assert mail.to == cast.manager.email
    assert "emov" not in mail.subject + mail.body


@pytest.mark.django_db
def test_a_served_referral_reaches_the_barring_staff_and_an_unserved_one_does_not() -> None:
    officer = user_with(Role.BARRING_OFFICER)
    unserved = case_in(Status.DETERMINATION)
    served = case_in(Status.DECISION_ISSUED)
    assert [found.case for found in queries.referred_for_barring(at=LATER)] == [served]
    assert list(queries.cases_for(user=officer)) == [served]
    assert unserved.determination.served_at is None


@pytest.mark.django_db
def test_a_person_without_a_registration_cannot_be_removed_but_can_be_referred() -> None:
    cast = Cast()
    case = case_in(Status.HEARING, cast=cast, person=register.person(), channel="post")
    heard(case, cast, at=LATER)
    with pytest.raises(FaultyFindings, match="never registered"):
        agreed(case, cast, findings_for(Outcome.REMOVAL), at=LATER)
    agreed(case, cast, findings_for(Outcome.REFERRAL_FOR_BARRING), at=LATER)
    actions.determine(case=case, by=cast.panel_chair, at=LATER)


@pytest.mark.django_db
def test_findings_that_do_not_carry_the_outcome_are_refused_by_action_and_by_postgresql() -> None:
    cast = Cast()
    case = case_in(Status.HEARING, cast=cast)
    findings = replace(findings_for(Outcome.REMOVAL), impairment=False)
    with pytest.raises(FaultyFindings, match="fitness is impaired"):
        actions.determine(case=case, findings=findings, by=cast.panel_chair, at=LATER)
    rules = rulesets.current(LATER).pk
    columns = {**columns_of(findings), "length_rule_set_id": rules}
    by = cast.panel_chair
    with pytest.raises(IntegrityError, match="sanction_by_impairment"), transaction.atomic(), acting(user=by):
        Determination.objects.create(case=case, decided_by=by, decided_at=LATER, **columns)


@pytest.mark.django_db
def test_what_was_decided_never_changes() -> None:
    served = case_in(Status.DECISION_ISSUED).determination
    unserved = case_in(Status.DETERMINATION).determination
    for decision, change in (
        (unserved, {"facts": "Other facts."}),
        (unserved, {"outcome": "no_action"}),
        (served, {"served_at": LATER}),
        (served, {"facts": "Other facts."}),
    ):
        with (
            pytest.raises(IntegrityError, match="never changed"),
            transaction.atomic(),
            acting(user=decision.decided_by),
        ):
            Determination.objects.filter(pk=decision.pk).update(**change)


@pytest.mark.django_db(transaction=True)
def test_of_two_determinations_at_once_exactly_one_is_made() -> None:
    for _ in range(3):
        cast = Cast()
        case = case_in(Status.HEARING, cast=cast)
        heard(case, cast, at=LATER)
        agreed(case, cast, findings_for(Outcome.NO_ACTION), at=LATER)
        seen = queries.last_step(case=case)
        refused = refusals(*[partial(actions.determine, case=case, by=cast.panel_chair, at=LATER, seen=seen)] * 2)
        assert len(refused) == 1
        assert "Record the determination" in refused[0].text
        assert Determination.objects.filter(case=case).count() == 1
        assert case.steps.filter(action=Action.DETERMINE).count() == 1
        assert Determination.history.filter(case=case.pk).count() == 1


@pytest.mark.django_db
def test_a_manager_knows_of_a_case_only_from_being_asked_to_respond() -> None:
    known = {}
    for status in Status:
        cast = Cast()
        case = case_in(status, cast=cast, person=manager_person(cast.manager))
        known[status] = case in queries.own_cases(user=cast.manager)
    assert {status for status, is_known in known.items() if not is_known} == UNASKED
