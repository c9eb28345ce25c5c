"""Whoever was given a case declares before they act in it: none, or the conflict in words, which ends their part."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from conduct import actions, queries
from conduct.models import Case, CaseStep, Recusal
from conduct.rules.fairness import How, NotDeclared, Theme, require_part_declared
from conduct.rules.notes import Visibility
from conduct.workflow import Action, Status
from kernel.models import User
from kernel.permissions import Role
from tests.builders import Cast, case_in, manager_person
from tests.factories.conduct import OPENED_AT, exhibit
from tests.factories.kernel import organisation, user_with

AT = OPENED_AT + timedelta(days=1)
KNOWS = "Her sister works for me."


@pytest.mark.parametrize(
    ("user", "declared", "refused"), [(1, [], True), (2, [1], True), (1, [1], False), (3, [], False)]
)
def test_only_who_has_a_part_declares_first(user: int, declared: list[int], refused: bool) -> None:
    if not refused:
        require_part_declared(user_id=user, holders=(1, 2), declared=declared)
        return
    with pytest.raises(NotDeclared):
        require_part_declared(user_id=user, holders=(1, 2), declared=declared)


@pytest.fixture
def opened(db: None) -> tuple[Case, Cast]:
    """A case of which nobody has declared anything."""
    cast = Cast()
    return actions.open_case(person=manager_person(cast.manager), by=cast.caseworker, at=AT), cast


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def declare(client: Client, case: Case, **said: object) -> Any:
    said["seen"] = queries.last_step(case=case)
    return client.post(reverse("conduct:case_declare", args=[case.reference]), said)


def test_nothing_is_done_in_a_case_before_who_holds_it_declared(opened: tuple[Case, Cast]) -> None:
    case, cast = opened
    given: dict[str, Any] = {"case": case, "by": cast.caseworker, "at": AT}
    telling: dict[str, Any] = dict.fromkeys(("text", "necessity", "proportionality", "manager_waits_because"), "So")
    demand: dict[str, Any] = {"addressee": "A", "what": "B", "legal_basis": "C", "channel": "post"}
    for act in (
        lambda: actions.acknowledge(**given, reason="So"),
        lambda: actions.demand_documents(**given, **demand),
        lambda: actions.withdraw_case(**given, reason="So"),
        lambda: actions.add_note(**given, visibility=Visibility.TEAM, text="So"),
        lambda: actions.add_task(**given, text="So", owner=cast.caseworker, due_on=AT.date()),
        lambda: actions.recommend(**given, organisation=organisation(), theme=Theme.CULTURE, text="So"),
        lambda: actions.propose_telling(**given, organisation=organisation(), **telling),
        lambda: actions.enter_consent_to_less_time(**given, how=How.LETTER, words="Yes.", given_on=AT.date()),
        lambda: actions.prepare_publication(**given),
    ):
        with pytest.raises(NotDeclared, match="Before you act in it, declare"):
            act()
    with pytest.raises(IntegrityError, match="declares before they act"), transaction.atomic():
        CaseStep.objects.create(case=case, action=Action.ACKNOWLEDGE, status=case.status, by=cast.caseworker, at=AT)
    waiting = {one.text for one in queries.work_for(user=cast.caseworker, at=AT)}
    assert f"Declare whether you have a conflict in case {case.reference}" in waiting
    actions.declare_no_conflict(**given)
    assert actions.acknowledge(**given, reason="So").status == Status.ACKNOWLEDGED


@pytest.mark.django_db
def test_an_investigator_and_whoever_takes_a_case_over_declare_too() -> None:
    cast, other, digger = Cast(), user_with(Role.CASEWORKER), user_with(Role.INVESTIGATOR)
    case = case_in(Status.INVESTIGATION, cast=cast)
    held: dict[str, Any] = {"case": case, "by": cast.caseworker, "at": AT, "reason": "Away"}
    actions.reassign_investigation(**held, investigator=digger)
    with pytest.raises(NotDeclared):
        exhibit(case, by=digger)
    actions.hand_case_over(**held, caseworker=other)
    with pytest.raises(NotDeclared):
        actions.withdraw_case(**{**held, "by": other})
    third = user_with(Role.CASEWORKER)
    actions.hand_case_over(**{**held, "by": other, "caseworker": third})  # who may not act may hand it on
    missing = queries.undeclared_parts(cases=Case.objects.filter(pk=case.pk))
    assert [user for _, user in missing] == [third, digger]


def test_a_conflict_in_words_takes_the_case_away_and_is_kept_for_the_team(opened: tuple[Case, Cast]) -> None:
    case, cast = opened
    lead, other = user_with(Role.CASEWORKER), user_with(Role.CASEWORKER)
    keeper = as_user(cast.caseworker)
    assert "Select whether you have" in declare(keeper, case).content.decode()
    assert "Enter what conflict you have" in declare(keeper, case, declared="conflict").content.decode()
    alone = declare(keeper, case, declared="conflict", conflict=KNOWS)
    assert (alone.status_code, "Choose who holds it from now on" in alone.content.decode()) == (422, True)
    assert not Recusal.objects.exists()
    gone = declare(keeper, case, declared="conflict", conflict=KNOWS, caseworker=other.pk)
    assert gone.headers["Location"] == reverse("conduct:cases")
    case.refresh_from_db()
    assert case.caseworker == other
    assert keeper.get(reverse("conduct:case", args=[case.reference])).status_code == 404
    page = as_user(lead).get(reverse("conduct:declarations")).content.decode()
    assert KNOWS in page
    assert other.name in page.split("Conflicts declared")[0]


@pytest.mark.django_db
def test_an_investigator_with_a_conflict_steps_down_and_is_seen_by_the_holder() -> None:
    cast = Cast()
    case = case_in(Status.INVESTIGATION, cast=cast)
    assert declare(as_user(cast.investigator), case, declared="conflict", conflict=KNOWS).status_code == 302
    case.refresh_from_db()
    assert case.investigator is None
    assert (
        KNOWS in as_user(cast.caseworker).get(reverse("conduct:case_fairness", args=[case.reference])).content.decode()
    )


def test_who_has_to_declare_is_offered_that_and_handing_on_alone(opened: tuple[Case, Cast]) -> None:
    case, cast = opened
    page = as_user(cast.caseworker).get(reverse("conduct:case", args=[case.reference])).content.decode()
    assert "Declare whether you have a conflict" in page
    assert "Hand the case over" in page
    assert reverse("conduct:case_acknowledge", args=[case.reference]) not in page
