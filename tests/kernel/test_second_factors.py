"""Second factors: each code works once, however many try at once; secrets lie sealed; nobody is left without one."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from kernel import actions
from kernel.actions.factors import CodeRefused, FactorNeeded
from kernel.errors import ActionRefused
from kernel.history import acting
from kernel.keys import NotSealedHere, unseal
from kernel.models import OutboxMessage, SecondFactor, UsedCode, User
from kernel.permissions import Role
from tests.factories.kernel import user_with
from tests.factories.sessions import App
from tests.races import refusals

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return user_with(Role.CASEWORKER)


def take(user: User, code: str) -> None:
    actions.take_code(user=user, typed=code, at=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_of_two_who_give_one_code_at_once_one_gets_in(person: User) -> None:
    code = App(person).code()
    assert [type(refusal) for refusal in refusals(*[lambda: take(person, code)] * 4)] == [CodeRefused] * 3
    assert UsedCode.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_give_one_recovery_code_at_once_one_gets_in(person: User) -> None:
    code = actions.make_recovery_codes(user=person, at=timezone.now())[3]
    assert [type(refusal) for refusal in refusals(*[lambda: take(person, code)] * 4)] == [CodeRefused] * 3


def test_a_code_of_somebody_else_and_a_second_use_are_refused(person: User) -> None:
    app, other = App(person), App(user_with(Role.CASEWORKER))
    code = app.code()
    take(person, f"{code[:3]} {code[3:]}")
    for wrong in (code, other.code(), "", "123", "abcd-efgh-ijkl-mnop"):
        with pytest.raises(CodeRefused):
            take(person, wrong)
    take(person, app.code())


def test_the_database_itself_refuses_a_code_a_second_time(person: User) -> None:
    App(person)
    factor = SecondFactor.objects.get()
    UsedCode.objects.create(factor=factor, step=1, used_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        UsedCode.objects.create(factor=factor, step=1, used_at=timezone.now())


def test_recovery_codes_work_once_each_and_new_ones_end_the_old(person: User) -> None:
    App(person)
    old = actions.make_recovery_codes(user=person, at=timezone.now())
    take(person, old[0].upper())
    assert "You have 9 left" in OutboxMessage.objects.latest("written_at").body
    with pytest.raises(CodeRefused):
        take(person, old[0])
    new = actions.make_recovery_codes(user=person, at=timezone.now())
    with pytest.raises(CodeRefused):
        take(person, old[1])
    take(person, new[1])


def test_the_secret_lies_sealed_for_its_owner_alone_and_history_has_none(person: User) -> None:
    app, other = App(person), user_with(Role.CASEWORKER)
    codes = actions.make_recovery_codes(user=person, at=timezone.now())
    with connection.cursor() as cursor:
        for table in ("kernel_secondfactor", "kernel_historicalsecondfactor", "kernel_recoverycode"):
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} t")
            (everything,) = cursor.fetchone()
            assert not [secret for secret in (app.secret, *codes) if secret in everything]
    sealed = SecondFactor.objects.get().secret
    assert unseal(purpose="second-factors", sealed=sealed, about=str(person.pk)) == app.secret
    with pytest.raises(NotSealedHere):
        unseal(purpose="second-factors", sealed=sealed, about=str(other.pk))


def test_the_last_second_factor_of_one_who_must_have_one_stays() -> None:
    officer, manager = user_with(Role.TRUST_USER), user_with(Role.MANAGER)
    for user in (officer, manager):
        App(user)
    with pytest.raises(FactorNeeded):
        actions.remove_factor(factor=SecondFactor.objects.get(user=officer), at=timezone.now())
    removed = actions.remove_factor(factor=SecondFactor.objects.get(user=manager), at=timezone.now())
    assert (removed.secret, removed.removed_at is not None) == ("", True)
    assert "no longer sign in with it" in OutboxMessage.objects.get(to=manager.email).body


def test_an_administrator_takes_a_lost_factor_away_but_never_their_own(person: User) -> None:
    administrator, app = user_with(Role.ADMINISTRATOR), App(person)
    with acting(user=administrator):
        actions.remove_all_factors(user=person, reason="Lost telephone", by=administrator, at=timezone.now())
        with pytest.raises(ActionRefused):
            actions.remove_all_factors(user=administrator, reason="x", by=administrator, at=timezone.now())
    with pytest.raises(CodeRefused):
        take(person, app.code())
