"""Anybody finds an entry and reads what is published of it, and nothing else."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kernel.queries import system_user
from register import actions
from register.models import Person
from register.rules import Kind
from tests.factories.kernel import organisation
from tests.factories.register import post_of, registered_person, restricted

pytestmark = pytest.mark.django_db


def page(address: str, *, status: int = 200) -> str:
    response = Client().get(address)
    assert response.status_code == status, address
    return response.content.decode()


def number(person: Person) -> str:
    return person.registration_number or ""


def test_before_anything_is_asked_nothing_is_listed_and_an_unknown_name_is_said_to_be_none() -> None:
    registered_person(family_name="Osei")
    assert 'data-test="entries"' not in page("/register/")
    missing = page("/register/?name=zzzzzz")
    assert "No entry matches" in missing
    assert 'value="zzzzzz"' in missing


def test_an_entry_is_found_by_part_of_a_name_a_slip_a_number_and_an_organisation() -> None:
    trust = organisation(name="Vale Trust")
    someone = registered_person(family_name="Boateng", given_names="Kofi")
    post_of(someone, trust)
    registered_person(family_name="Williams", given_names="Mary")
    loose = number(someone).lower().replace("-", "+")
    for query in (
        "name=boat",
        "name=baoteng",
        f"number={loose}",
        f"organisation={trust.code}",
        "organisation=vale+trust",
    ):
        found = page(f"/register/?{query}")
        assert (found.count('data-test="entries-row"'), "Kofi Boateng" in found) == (1, True), query


def test_pages_of_results_keep_what_was_asked_for() -> None:
    for _ in range(21):
        registered_person(family_name="Osei")
    first = page("/register/?name=osei")
    assert first.count('data-test="entries-row"') == 20
    assert "?name=osei&amp;page=2" in first
    assert page("/register/?name=osei&page=2").count('data-test="entries-row"') == 1


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("number=NM-20441703-7", "has a mistake in it"),
        ("number=hello", "like NM-20441703-6"),
        ("name=x", "at least 2 letters"),
        ("organisation=Nowhere", "in the list"),
    ],
)
def test_a_search_that_cannot_be_made_says_what_to_type_and_keeps_it(query: str, error: str) -> None:
    shown = page(f"/register/?{query}", status=422)
    assert error in shown
    assert 'data-test="error-summary"' in shown


def test_an_entry_shows_status_posts_and_published_orders_and_never_a_date_of_birth() -> None:
    someone = registered_person(family_name="Osei", given_names="Ama", date_of_birth=date(1974, 3, 9))
    post_of(someone, organisation(name="Vale Trust"), title="Finance director")
    secret: dict[str, Any] = {"kind": Kind.SUSPENSION, "source": "CC-2026-0007", "published_at": None}
    restricted(someone, at=timezone.now(), **secret)
    restricted(someone, at=timezone.now(), source="BAR-2026-0014", decision_path="/barred/BAR-2026-0014/")
    shown = page(f"/register/{number(someone).lower()}/")
    assert number(someone) in shown
    shown = shown.replace(number(someone), "")  # eight digits, and those of a year may be among them
    for words in (
        "Ama Osei",
        "Registered",
        "Finance director",
        "Vale Trust",
        "Barred",
        'href="/barred/BAR-2026-0014/"',
    ):
        assert words in shown, words
    for words in ("1974", "9 March", "CC-2026-0007", "Suspended", str(someone.key)):
        assert words not in shown, words


def test_what_is_no_entry_is_not_found() -> None:
    for address in ("NM-20441703-6", "NM-20441703-7", "hello", "%20", "NM-20441703-6%20or%201=1"):
        page(f"/register/{address}/", status=404)


def test_a_warning_is_shown_while_it_is_published() -> None:
    someone, at = registered_person(), timezone.now()
    given: dict[str, Any] = {"person": someone, "begins_at": at, "ends_at": None, "by": system_user(), "at": at}
    actions.annotate(text="Told to keep minutes.", source="CC-2026-0001", published_at=at, **given)
    actions.annotate(text="Kept private.", source="CC-2026-0002", published_at=None, **given)
    shown = page(f"/register/{number(someone)}/")
    assert ("Told to keep minutes." in shown, "Kept private." in shown) == (True, False)
