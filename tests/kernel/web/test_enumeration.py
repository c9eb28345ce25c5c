"""Nobody learns from a page, or from the time that it takes, whether an address has an account."""

from collections.abc import Callable
from itertools import count
from statistics import median
from time import perf_counter

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from kernel import actions
from kernel.models import OutboxMessage
from kernel.permissions import Role
from tests.factories.kernel import user_with

ROUNDS = 40
SAME = (0.8, 1.25)  # of medians on a busy machine; a missing hash or letter shows by far more
places = count(1)


def took(address: str, **fields: str) -> float:
    """Seconds for one request from an address of its own, so that no limit is met."""
    place = next(places)
    client = Client(REMOTE_ADDR=f"198.51.{place // 250}.{place % 250}")
    began = perf_counter()
    client.post(address, fields)
    return perf_counter() - began


def ratio(one: Callable[[], float], other: Callable[[], float]) -> float:
    """Of medians, each going first in every other round."""
    ones: list[float] = []
    others: list[float] = []
    for turn in range(ROUNDS):
        for ask, times in ((one, ones), (other, others))[:: 1 if turn % 2 else -1]:
            times.append(ask())
    return median(ones[5:]) / median(others[5:])


@pytest.fixture
def hashes_take_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some hundredths of a second, less than in truth and far more than the rest of a sign-in."""
    for name, cost in {"time_cost": 2, "memory_cost": 32_768, "parallelism": 1}.items():
        monkeypatch.setattr(Argon2PasswordHasher, name, cost)


@pytest.mark.django_db
@pytest.mark.usefixtures("hashes_take_time")
def test_a_wrong_password_takes_as_long_for_an_account_as_for_none() -> None:
    person = actions.set_password(user=user_with(Role.CASEWORKER), password="correct horse staple")
    found = ratio(
        lambda: took("/sign-in/", login=person.email, password="wrong"),
        lambda: took("/sign-in/", login="nobody@example.test", password="wrong"),
    )
    assert SAME[0] < found < SAME[1]


@pytest.mark.django_db(transaction=True)
def test_inviting_an_address_takes_a_trust_as_long_for_an_account_elsewhere_as_for_none() -> None:
    chief = Client()
    chief.force_login(user_with(Role.TRUST_ADMINISTRATOR))
    people = iter([user_with(Role.TRUST_USER).email for _ in range(ROUNDS)])
    strangers = iter([f"nobody{place}@example.test" for place in range(ROUNDS)])

    def invite(email: str) -> float:
        began = perf_counter()
        assert chief.post("/trust/users/invite/", {"name": "Ada", "email": email}).status_code == 302
        return perf_counter() - began

    assert SAME[0] < ratio(lambda: invite(next(people)), lambda: invite(next(strangers))) < SAME[1]


@pytest.mark.django_db(transaction=True)
def test_asking_for_a_new_password_takes_as_long_for_an_account_as_for_none() -> None:
    people = iter([user_with(Role.MANAGER).email for _ in range(ROUNDS)])
    strangers = iter([f"nobody{place}@example.test" for place in range(ROUNDS)])
    found = ratio(
        lambda: took("/reset-password/", email=next(people)),
        lambda: took("/reset-password/", email=next(strangers)),
    )
    assert SAME[0] < found < SAME[1]
    assert OutboxMessage.objects.filter(subject="Choose a new password").count() == ROUNDS
