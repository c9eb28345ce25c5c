"""Outcomes by consent, undertakings and a downgrade: agreed by the manager, made by a panel, and on the register."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from conduct import actions, queries
from conduct.models import Case, ConsentOffer, Determination
from conduct.rules.consenting import CannotBeOffered, NoOffer, NotConsented, OfferLapsed, OfferOpen
from conduct.rules.determining import Findings, Outcome, Sanction
from conduct.rules.panels import NotAPanel
from conduct.workflow import AppealAction, Status
from kernel.history import acting
from kernel.models import OutboxMessage
from kernel.permissions import Role
from register.models import Registration
from register.queries import standing_of
from register.rules import Tier
from register.rules.standing import PostAsked
from tests.builders import Cast, case_in, determined, findings_for
from tests.conduct.test_appeals import does, lodged
from tests.factories.kernel import user_with
from tests.races import Deed, refusals

NOW = timezone.now()
SINCE = NOW - timedelta(days=60)
UNDERTAKEN = Sanction(outcome=Outcome.UNDERTAKINGS, terms="To have lists checked each week.", duration_months=6)
MADE: Findings = replace(findings_for(Outcome.UNDERTAKINGS), terms=UNDERTAKEN.terms)


def heard(cast: Cast) -> Case:
    return case_in(Status.HEARING, cast=cast, at=SINCE)


def offered(case: Case, **changes: Any) -> ConsentOffer:
    given: dict[str, Any] = {"sanction": UNDERTAKEN, "facts": "She had the lists altered.", **changes}
    return actions.offer_consent(case=case, by=case.caseworker, at=NOW, **given)


def answers(case: Case, cast: Cast, *, agree: bool = True, days: int = 1) -> ConsentOffer:
    at = NOW + timedelta(days=days)
    return actions.answer_offer(case=case, agree=agree, text="I agree.", by=cast.manager, at=at)


def made(case: Case, cast: Cast, findings: Findings = MADE) -> Determination:
    at = NOW + timedelta(days=2)
    decision = actions.determine(case=case, findings=findings, by=cast.panel_chair, at=at)
    actions.serve_decision(case=case, channel="hand", by=cast.caseworker, at=at)
    return decision


@pytest.mark.django_db
def test_undertakings_are_made_only_as_agreed_and_shown_with_the_entry_for_their_time() -> None:
    cast = Cast()
    case = heard(cast)
    for agreed in (None, "declined"):
        with pytest.raises(NotConsented):
            made(case, cast)
        if agreed is None:
            offered(case)
            assert OutboxMessage.objects.filter(template="conduct_consent_offered", to=cast.manager.email).exists()
            answers(case, cast, agree=False)
    offer = offered(case)
    answers(case, cast)
    with pytest.raises(NotConsented):
        made(case, cast, replace(MADE, terms="To do more."))
    assert made(case, cast).consent == offer
    (note,) = queries.notes_of(case=case)
    assert (note.kind, note.text, note.published_at) == ("undertakings", UNDERTAKEN.terms, NOW + timedelta(days=2))
    assert not queries.orders_of(case=case)


@pytest.mark.django_db
def test_a_panel_may_make_another_outcome_than_was_agreed_and_then_it_is_not_by_consent() -> None:
    cast = Cast()
    case = heard(cast)
    offered(case, sanction=Sanction(outcome=Outcome.SUSPENSION, duration_months=3))
    answers(case, cast)
    with pytest.raises(NotAPanel):  # nobody makes it alone
        made(case, cast, findings_for(Outcome.SUSPENSION))
    assert determined(case, cast, findings_for(Outcome.SUSPENSION), at=NOW + timedelta(days=2)).consent is None
    other = Cast()
    agreed = heard(other)
    offered(agreed, sanction=Sanction(outcome=Outcome.SUSPENSION, duration_months=12))
    answers(agreed, other)
    assert made(agreed, other, findings_for(Outcome.SUSPENSION)).consent is not None


@pytest.mark.django_db
def test_an_offer_is_one_at_a_time_in_time_by_the_manager_and_of_what_consent_can_carry() -> None:
    cast = Cast()
    case = heard(cast)
    with pytest.raises(CannotBeOffered):
        offered(case, sanction=Sanction(outcome=Outcome.REFERRAL_FOR_BARRING))
    with pytest.raises(NoOffer):
        answers(case, cast)
    offered(case)
    with pytest.raises(OfferOpen):
        offered(case)
    with pytest.raises(OfferLapsed):
        answers(case, cast, days=28)
    with pytest.raises(NoOffer, match="Only the manager"):
        actions.answer_offer(case=case, agree=True, text="Yes.", by=cast.panel_chair, at=NOW)
    actions.withdraw_offer(case=case, reason="A mistake.", by=cast.caseworker, at=NOW)
    with pytest.raises(NoOffer):
        answers(case, cast)


@pytest.mark.django_db
def test_postgresql_refuses_undertakings_without_consent_other_terms_and_a_second_answer() -> None:
    cast = Cast()
    case = heard(cast)
    offered(case)
    offer = answers(case, cast)
    for change in ({"terms": "Less."}, {"status": "declined"}):
        with pytest.raises(IntegrityError, match="answered once"), transaction.atomic(), acting(user=cast.caseworker):
            ConsentOffer.objects.filter(pk=offer.pk).update(**change)
    decision = made(case, cast)
    columns = {
        field.attname: getattr(decision, field.attname)
        for field in Determination._meta.concrete_fields
        if not field.primary_key
    }
    stranger = Cast()
    other = heard(stranger)
    changes: tuple[tuple[dict[str, Any], str], ...] = (
        ({"consent_id": None}, "by_consent"),
        ({"terms": "Less."}, "agreed"),
    )
    of_other = {"case_id": other.pk, "decided_by_id": stranger.panel_chair.pk}
    for changed, why in changes:
        with pytest.raises(IntegrityError, match=why), transaction.atomic(), acting(user=cast.panel_chair):
            Determination.objects.create(**columns | of_other | changed)


@pytest.mark.django_db
def test_a_downgrade_is_the_grade_alters_no_outcome_and_ends_with_a_stay_or_a_quashing() -> None:
    case = case_in(Status.DECISION_ISSUED, outcome=Outcome.DOWNGRADE, at=SINCE)
    post = PostAsked(tier=Tier.BOARD_DIRECTOR, organisation="RJ1", organisation_class="nhs_trust")

    def grade(day: int) -> str:
        found = standing_of(person=case.person, post=post, at=NOW + timedelta(days=day, seconds=1))
        assert found.outcome == "no_bar_recorded"
        return str(found.registration.grade)

    assert [grade(day) for day in (-59, 0)] == ["full", "associate"]
    lodged(case)
    does(case, AppealAction.STAY, days=1)
    does(case, AppealAction.END_STAY, days=2)
    assert [grade(day) for day in (0, 1, 2)] == ["associate", "full", "associate"]
    does(case, AppealAction.QUASH, days=3)
    assert [grade(day) for day in (0, 1, 2, 3)] == ["full"] * 4
    assert not Registration.objects.current().filter(grade="associate").exists()


@pytest.mark.django_db
def test_an_offer_is_made_and_answered_on_the_pages() -> None:
    cast = Cast()
    case = heard(cast)
    keeper, manager = Client(), Client()
    keeper.force_login(cast.caseworker)
    manager.force_login(cast.manager)
    page = f"/staff/cases/{case.reference}/outcome/"
    sent = {"seen": queries.last_step(case=case), "facts": "She did.", "outcome": "undertakings"}
    refused = keeper.post(f"{page}offer/", sent).content.decode()
    assert "Write the undertakings in full" in refused
    assert "how many months" in refused
    sent |= {"terms": "To have lists checked.", "duration_months": "6"}
    assert keeper.post(f"{page}offer/", sent).status_code == 302
    own = f"/me/cases/{case.reference}/"
    assert "To have lists checked." in manager.get(own).content.decode()
    friend = user_with(Role.REPRESENTATIVE)
    named: dict[str, Any] = {"name": "Friend", "email": friend.email, "kind": "lawyer", "may_respond": True}
    of = actions.name_representative(case=case, by=cast.manager, at=NOW, **named)
    actions.take_up_representation(representation=of, by=friend, at=NOW)
    lawyer = Client()
    lawyer.force_login(friend)
    read = lawyer.get(own).content.decode()
    assert ("To have lists checked." in read, "Answer the offer" in read) == (True, False)
    assert lawyer.get(f"{own}offer/").status_code == 403
    offers = [item.text for one in (cast.manager, friend) for item in queries.work_for(user=one, at=NOW)]
    assert offers == [f"Answer the offer in case {case.reference}"]
    seen = {"seen": ConsentOffer.objects.get().pk}
    assert "Select whether you agree" in manager.post(f"{own}offer/", seen).content.decode()
    assert manager.post(f"{own}offer/", {**seen, "answer": "agree", "text": "I do."}).status_code == 302
    assert "I do." in keeper.get(page).content.decode()
    assert manager.get(f"{own}offer/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_an_answer_and_a_withdrawal_at_once_one_counts() -> None:
    cast = Cast()
    case = heard(cast)
    offered(case)

    def withdraws() -> object:
        return actions.withdraw_offer(case=case, reason="So", by=cast.caseworker, at=NOW)

    deeds: tuple[Deed, Deed] = (lambda: answers(case, cast), withdraws)
    assert [type(one) for one in refusals(*deeds)] == [NoOffer]


@pytest.mark.django_db
def test_whoever_made_an_offer_does_not_enter_alone_that_the_manager_agreed() -> None:
    cast = Cast()
    case = heard(cast)
    offer = offered(case)
    entered: dict[str, Any] = {"case": case, "agree": True, "text": "I agree.", "at": NOW}
    with pytest.raises(NotConsented, match="somebody else reads"):
        actions.enter_offer_answer(**entered, by=case.caseworker)
    forced = ConsentOffer.objects.get(pk=offer.pk)
    forced.status, forced.answer, forced.on_paper = "agreed", "I agree.", True
    forced.answered_by, forced.answered_at = case.caseworker, NOW
    with pytest.raises(IntegrityError, match="read_by_two"), transaction.atomic(), acting(user=case.caseworker):
        forced.save()
    assert actions.enter_offer_answer(**entered, by=user_with(Role.CASEWORKER)).status == "agreed"
