"""Finding people, what the public sees, and facts as known before."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kernel.history import acting
from kernel.queries import system_user
from register import actions, queries
from register.models import Person
from register.queries import nearest
from register.rules import Kind, Outcome, RegistrationStatus, Tier
from register.rules.names import misspellings
from register.rules.standing import PostAsked
from tests.database import as_owner
from tests.factories.kernel import organisation, user_with
from tests.factories.register import person, post_of, registered_person, restricted

pytestmark = pytest.mark.django_db
POST = PostAsked(tier=Tier.BOARD_DIRECTOR, organisation="RJ1", organisation_class="nhs_trust")


def now() -> datetime:
    return timezone.now()


def by(reason: str = "Typed wrongly") -> dict[str, Any]:
    return {"by": system_user(), "at": now(), "reason": reason}


def found(text: str) -> list[str]:
    return [str(name) for name in queries.public_names(name=text, at=now())]


@pytest.mark.parametrize(
    "typed", ["Boateng", "boaten", "BOATENG", "boatang", "Baoteng", "Botaeng", "Kofi Boatneg", "Boateng, Kofi", "kofi"]
)
def test_the_public_finds_a_name_in_part_in_any_order_and_with_one_slip(typed: str) -> None:
    registered_person(family_name="Boateng", given_names="Kofi")
    registered_person(family_name="Williams", given_names="Siân")
    assert found(typed) == ["Kofi Boateng"]


def test_the_best_names_come_first() -> None:
    for family in ("Ossei", "Oseiwaa", "Osei"):
        registered_person(family_name=family, given_names="Ama")
    assert found("osei") == ["Ama Osei", "Ama Oseiwaa", "Ama Ossei"]
    assert found("van der berg") == found("''") == []


@pytest.mark.parametrize("followed", [1, 2, nearest.FOLLOWED], ids=["one word followed", "two", "as many as in life"])
@pytest.mark.parametrize("typed", ["osei", "Osie", "os", "Ama", "Van den Burg", "vandenberg", "ama osie", "Asamoah"])
def test_what_is_found_first_is_the_beginning_of_what_is_found(
    typed: str, followed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nearest, "FOLLOWED", followed)
    for family in ("Osei", "Osei", "Ossei", "Oseiwaa", "Asamoa", "Van den Berg", "Osei-Tutu", "Mensah"):
        registered_person(family_name=family, given_names="Ama Osebo")
    for _ in range(6):
        registered_person(family_name="Osei", given_names="Kofi")
    registered_person(family_name="Boateng", given_names="Kofi Osman")
    names = queries.public_names(name=typed, at=now())
    everybody = list(names)
    assert len(everybody) == len(names) == len({name.number for name in everybody}) > 0
    for limit in range(1, len(everybody) + 2):
        assert names[:limit] == everybody[:limit]


def test_nobody_is_crowded_out_by_whoever_bears_what_was_typed() -> None:
    for _ in range(nearest.FIRST):
        registered_person(family_name="Davis", given_names="Ama")
    registered_person(family_name="Davies", given_names="Ama")
    first = [str(name) for name in queries.public_names(name="Davis", at=now())[: nearest.FIRST]]
    assert first == ["Ama Davis"] * 18 + ["Ama Davies", "Ama Davis"]


@pytest.mark.django_db(transaction=True)
def test_a_name_that_is_erased_leaves_no_word_behind() -> None:
    someone = registered_person(family_name="Thistlewood", given_names="Margaret")
    actions.correct_name(person=someone, family_name="Thistledown", given_names="Margaret", **by())
    registered_person(family_name="Ashdown", given_names="Margaret")
    names = [str(name.pk) for name in someone.names.all()]
    with acting(user=system_user().pk), transaction.atomic(), as_owner() as cursor:
        cursor.execute(
            "SELECT ledger_erase('register_name', 'register_historicalname', %s, 'its time is up', 'Schedule 3')",
            [names],
        )
        cursor.execute("SELECT DISTINCT word FROM register_spelling ORDER BY word")
        assert cursor.fetchall() == [("ashdown",), ("margaret",)]
        cursor.execute("SELECT word FROM register_nameword ORDER BY word")
        assert cursor.fetchall() == [("ashdown",), ("margaret",)]


def test_the_database_spells_as_the_rules_do() -> None:
    with connection.cursor() as cursor:
        for word in ("osei", "li", "anna", "李明明"):
            cursor.execute("SELECT register_misspellings(%s)", [f" {word} "])
            expected = misspellings(word) if len(word) > 2 else {word}
            assert set(cursor.fetchone()[0]) == expected


def test_the_public_finds_neither_former_names_nor_people_without_a_number() -> None:
    someone = registered_person(family_name="Osei", given_names="Ama", previous_family_names=["Boateng"])
    actions.change_name(
        person=someone, family_name="Mensah", given_names="Ama", changed_on=date(2026, 6, 1), **by("Married")
    )
    person(family_name="Osei", given_names="Kwame")
    assert [found("osei"), found("boateng"), found("mensah")] == [[], [], ["Ama Mensah"]]
    staff = {str(name) for name in queries.find_people(text="osei", at=now())}
    assert staff == {"Ama Mensah", "Kwame Osei"}


def test_staff_find_by_number_however_typed_and_by_date_of_birth() -> None:
    someone = registered_person(date_of_birth=date(1961, 2, 3))
    registered_person(date_of_birth=date(1962, 2, 3))
    number = (someone.registration_number or "").replace("-", " ").lower()
    assert [row.person for row in queries.find_people(text=number, at=now())] == [someone]
    assert [row.person for row in queries.find_people(date_of_birth=date(1961, 2, 3), at=now())] == [someone]


def test_entries_are_listed_page_by_page_without_gap_or_repeat() -> None:
    for family in ("Osei", "Oseiwaa", "Ossei", "Osei", "Oseh"):
        registered_person(family_name=family)
    seen: list[str] = []
    while page := queries.public_entries(name="osei", after_number=seen[-1] if seen else "", limit=2, at=now()):
        seen += [entry.number for entry in page]
    assert len(seen) == len(set(seen)) == 5
    assert queries.public_entries(name="nobody", after_number=seen[0], limit=2, at=now()) is None


def test_the_public_sees_published_orders_only_and_staff_standing_all_that_is_served() -> None:
    someone, at = registered_person(), now()
    restricted(someone, at=at, kind=Kind.REMOVAL, published_at=None)
    later = now()
    entry = queries.public_entry(number=someone.registration_number or "", at=later)
    assert entry is not None
    assert (entry.status, entry.orders) == (RegistrationStatus.REGISTERED, ())
    assert queries.standing_of(person=someone, post=POST, at=later).outcome == Outcome.REMOVED
    removal = someone.restrictions.get()
    actions.vary_restriction(restriction=removal, published_at=later, **by("Published"))
    published = queries.public_entry(number=someone.registration_number or "", at=now())
    assert published is not None
    assert (published.status, len(published.orders)) == (RegistrationStatus.REMOVED, 1)


def test_a_list_of_entries_asks_as_much_of_the_database_for_twenty_as_for_two(
    django_assert_num_queries: Any,
) -> None:
    trust = organisation()
    for _ in range(4):
        post_of(registered_person(family_name="Osei"), trust)
    for limit in (2, 4):
        with django_assert_num_queries(6):
            entries = queries.public_entries(name="osei", limit=limit, at=now()) or []
        assert [entry.posts[0].organisation_code for entry in entries] == [trust.code] * limit


@pytest.mark.django_db(transaction=True)
def test_what_was_known_before_is_known_again_by_snapshot_and_by_instant() -> None:
    someone, begins = registered_person(), now()
    restricted(someone, at=begins)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text, clock_timestamp()")
        snapshot, instant = cursor.fetchone()
    actions.end_restriction(person=someone, source="BAR-2026-0001", ends_at=begins + timedelta(seconds=1), **by())
    at = now() + timedelta(days=1)
    before = [queries.standing_of(person=someone, post=POST, at=at, known=known) for known in (snapshot, instant)]
    assert [one.outcome for one in before] == [Outcome.BARRED] * 2
    assert queries.standing_of(person=someone, post=POST, at=at).outcome == Outcome.NO_BAR_RECORDED


def test_possible_same_people_are_named_before_somebody_is_entered_twice() -> None:
    person(family_name="Osei", given_names="Ama Serwaa", date_of_birth=date(1974, 3, 9))
    person(family_name="Boateng", given_names="Kofi", date_of_birth=date(1974, 3, 9))

    def same(**typed: Any) -> list[str]:
        given = {"family_name": "Osei", "given_names": "Ama", "date_of_birth": date(1974, 3, 9), "at": now()}
        return [str(name) for name in queries.people_named(**{**given, **typed})]

    assert same() == same(family_name="Ossei") == same(family_name="Ama", given_names="Osei") == ["Ama Serwaa Osei"]
    assert same(family_name="Mensah", also=["Osei"]) == ["Ama Serwaa Osei"]
    assert same(given_names="Ama Serwaa", date_of_birth=date(1980, 1, 1)) == ["Ama Serwaa Osei"]
    assert same(date_of_birth=date(1980, 1, 1)) == []


def test_the_timeline_pairs_a_correction_with_what_it_corrects() -> None:
    someone = person(family_name="Oise", given_names="Ama")
    actions.correct_name(person=someone, family_name="Osei", given_names="Ama", **by("Letters swapped"))
    trust = organisation()
    post = post_of(someone, trust)
    actions.end_post(post=post, ended_on=date(2026, 3, 31), by=system_user(), at=now())
    written = queries.timeline(Person.objects.get(pk=someone.pk), at=now())
    told = [(str(one.old), str(one.new), one.reason) for one in written]
    assert ("Ama Oise", "Ama Osei", "Letters swapped") in told
    assert ("Chief executive", "Chief executive", "") in told
    assert ("None", "Ama Oise", "") in told
    assert len(told) == 5


def test_the_timeline_reads_only_the_accounts_that_wrote() -> None:
    registrar, stranger = user_with("registrar", name="Rae Registrar"), user_with("registrar", name="Sam Stranger")
    someone = person(family_name="Oise", given_names="Ama")
    actions.correct_name(person=someone, family_name="Osei", given_names="Ama", **by() | {"by": registrar})
    with CaptureQueriesContext(connection) as asked:
        written = queries.timeline(someone, at=now())
    assert {one.by for one in written} == {registrar.name, system_user().name}
    accounts = [query["sql"] for query in asked if '"kernel_user"' in query["sql"]]
    assert len(accounts) == 1
    assert str(registrar.pk) in accounts[0].partition(" IN ")[2]
    assert str(stranger.pk) not in accounts[0].partition(" IN ")[2]


def test_the_timeline_is_silent_of_an_order_and_a_warning_until_they_are_served() -> None:
    someone, served = person(), now() + timedelta(days=2)
    restricted(someone, at=served, kind=Kind.SUSPENSION)
    actions.annotate(
        person=someone,
        text="Keep to the Code.",
        source="CC-2026-0002",
        begins_at=served,
        ends_at=None,
        published_at=served,
        by=system_user(),
        at=now(),
    )
    kinds = [
        {type(one.new).__name__ for one in queries.timeline(someone, at=at)} & {"Restriction", "Annotation"}
        for at in (served - timedelta(microseconds=1), served)
    ]
    assert kinds == [set(), {"Restriction", "Annotation"}]


def test_an_entry_is_that_of_the_account_and_nobody_elses() -> None:
    owner, stranger = user_with("manager"), user_with("manager")
    someone = registered_person(family_name="Osei", given_names="Ama")
    with acting(user=system_user()):
        actions.link_account(person=someone, user=owner, by=system_user(), at=now())
    entry = queries.entry_of(owner, at=now())
    assert entry is not None
    assert (entry.name, entry.number) == ("Ama Osei", someone.registration_number)
    assert queries.entry_of(stranger, at=now()) is None
