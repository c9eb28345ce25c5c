"""Finding people by name and date of birth: what a search comes upon, and what it makes of it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from kernel.history import acting
from kernel.queries import system_user, system_user_id
from register import actions
from register.models import BirthDate, Matcher, Name, Person
from register.rules.names import normalise, words
from tests.database import as_owner
from tests.factories.register import registered_person

BORN = date(1974, 3, 9)
pytestmark = pytest.mark.django_db


@pytest.fixture
def by_system(db: None) -> Iterator[None]:
    with acting(user=system_user_id()):
        yield


@pytest.fixture
def thistlewood(by_system: None) -> Person:
    return registered_person(family_name="Thistlewood", given_names="Margaret Ann", date_of_birth=BORN)


def search(*families: str, given: str, born: str = "19740309") -> list[tuple[int, float, list[int]]]:
    """Whom a search comes upon, with evidence and levels, the likeliest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id, weight, levels FROM register_match(%s, %s, %s, %s, %s, %s, -100) ORDER BY weight DESC",
            [
                Matcher.objects.latest("pk").pk,
                [1] * len(families),
                [normalise(family) for family in families],
                [normalise(given)] * len(families),
                [words(given)[0]] * len(families),
                [born] * len(families),
            ],
        )
        found: list[tuple[int, float, list[int]]] = cursor.fetchall()
        return found


@pytest.mark.parametrize(
    ("families", "given", "born", "levels"),
    [
        (["Thistlewood"], "Margaret Ann", "19740309", [1, 1, 1, 1]),
        (["THISTLEWOOD"], "Margáret", "19740309", [1, 1, 0, 1]),
        (["Thistelwood"], "Margaret", "19740309", [2, 1, 0, 1]),
        (["Thislewod"], "Margaret", "19740309", [3, 1, 0, 1]),
        (["Wood"], "Margaret", "19740309", [5, 1, 0, 1]),
        (["Smith", "Thistlewood"], "Margaret", "19740309", [1, 1, 0, 1]),
        (["Smith"], "Margaret", "19740309", [6, 1, 0, 1]),
        (["Thistlewood"], "Peggy", "19740309", [1, 7, 0, 1]),
        (["Thistlewood"], "Margret", "19740309", [1, 2, 0, 1]),
        (["Thistlewood"], "M", "19740309", [1, 8, 0, 1]),
        (["Thistlewood"], "Ann", "19740309", [1, 9, 0, 1]),
        (["Thistlewood"], "Margaret Jane", "19740309", [1, 1, 3, 1]),
        (["Thistlewood"], "Margaret", "19740903", [1, 1, 0, 2]),
        (["Thistlewood"], "Margaret", "19740308", [1, 1, 0, 3]),
        (["Thistlewood"], "Margaret", "19750409", [1, 1, 0, 4]),
        (["Thistelwood"], "Peggy", "19740308", [2, 7, 0, 3]),
        (["Thistlewood"], "Kofi", "19740309", [1, 6, 0, 1]),
    ],
)
def test_slips_of_every_kind_are_seen_for_what_they_are(
    thistlewood: Person, families: list[str], given: str, born: str, levels: list[int]
) -> None:
    found = search(*families, given=given, born=born)
    assert found, "nobody was come upon"
    assert (found[0][0], found[0][2][:4]) == (thistlewood.pk, levels)


def test_names_in_each_others_place_are_seen(thistlewood: Person) -> None:
    (found,) = search("Margaret Ann", given="Thistlewood")
    assert (found[0], found[2][4:]) == (thistlewood.pk, [1, 1])


def test_a_rare_name_proves_more_than_a_common_one(by_system: None) -> None:
    with transaction.atomic():
        for _ in range(30):
            registered_person(family_name="Smith", given_names="Ada", date_of_birth=date(1960, 1, 1))
        rare = registered_person(family_name="Thistlewood", given_names="Ada", date_of_birth=BORN)
        common = registered_person(family_name="Smith", given_names="Ada", date_of_birth=BORN)
        newest = Matcher.objects.latest("pk")
        Matcher.objects.create(version="counted.1", weights=newest.weights, certain=0.9999, review=14.0)
    best = {person: weight for person, weight, _ in search("Thistlewood", "Smith", given="Ada")}
    assert best[rare.pk] > best[common.pk] + 3


ALIKE = """
    WITH name AS (SELECT family, given, split_part(given, ' ', 1) AS first FROM unnest(%s::text[]) AS family,
        unnest(%s::text[]) AS given
    ), known AS (SELECT family, replace(given, ' ', '') AS given, first FROM name)
    SELECT count(*), count(*) FILTER (WHERE l[1] <> 6 OR l[2] <> 6 OR l[3] <= 3), count(*) FILTER (WHERE NOT may_be
        AND (l[1] <> 6 OR l[2] <> 6 OR l[3] <= 3)), count(*) FILTER (WHERE NOT may_be)
    FROM known a, known b, LATERAL register_name_levels(a.family, a.given, a.first, register_stem(a.first),
        dmetaphone(a.family), dmetaphone(a.first), b.family, b.given, b.first, register_stem(b.first),
        dmetaphone(b.family), dmetaphone(b.first)) AS l,
    LATERAL register_may_be_like(a.family, a.given, a.first, register_stem(a.first), dmetaphone(a.family),
        dmetaphone(a.first), b.family, b.given, b.first, register_stem(b.first), dmetaphone(b.family),
        dmetaphone(b.first)) AS may_be
"""


def test_nobody_whose_name_is_like_another_is_passed_over_before_they_are_compared(db: None) -> None:
    families = ["", "osei", "rsei", "boatengosei", "li", "liwai", "smyth", "thistelwood", "thisbe", "wright", "rite"]
    families += ["neill", "wood", "woodward"]
    given = [
        "",
        "a",
        "anne mary",
        "margret",
        "pargaret",
        "peggy",
        "maggie",
        "li wei",
        "wei",
        "joe",
        "josef",
        "smith jo",
    ]
    given += ["marcus", "mohamed", "muhammad", "wright", "rite", "wood ward joe"]
    with connection.cursor() as cursor:
        cursor.execute(ALIKE, [families, given])
        compared, alike, passed_over, spared = cursor.fetchone()
    assert (compared, passed_over) == ((14 * 18) ** 2, 0)
    assert 0 < alike < compared
    assert spared > compared / 3


@pytest.mark.django_db(transaction=True)
def test_what_was_corrected_is_still_found_and_what_was_erased_is_not(thistlewood: Person) -> None:
    reason: dict[str, Any] = {"reason": "typed wrong", "by": system_user(), "at": timezone.now()}
    actions.correct_name(person=thistlewood, family_name="Ashdown", given_names="Margaret", **reason)
    actions.correct_birth_date(person=thistlewood, date_of_birth=date(1974, 9, 3), **reason)
    for family in ("Thistlewood", "Ashdown"):
        assert search(family, given="Margaret")[0][0] == thistlewood.pk
    names = [str(pk) for pk in Name.objects.filter(person=thistlewood).values_list("pk", flat=True)]
    with transaction.atomic(), as_owner() as cursor:
        cursor.execute(
            "SELECT ledger_erase('register_name', 'register_historicalname', %s, 'its time is up', 'Schedule 3')",
            [names],
        )
        cursor.execute("SELECT count(*) FROM register_matchentry")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM register_matchkey")
        assert cursor.fetchone() == (0,)


def test_entries_are_what_the_facts_say(thistlewood: Person) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id, name_id, birthdate_id, family, given, first, born FROM register_matchentry")
        entries = cursor.fetchall()
    name, birth = Name.objects.get(), BirthDate.objects.get()
    key = (thistlewood.pk, name.pk, birth.pk)
    assert entries == [(*key, "thistlewood", "margaretann", "margaret", "19740309")]


@pytest.mark.parametrize(
    "table",
    ["register_matchentry", "register_matchkey", "register_namecount", "register_nameword", "register_spelling"],
)
def test_the_application_cannot_hide_anybody_from_the_search(table: str) -> None:
    with pytest.raises(ProgrammingError, match="permission"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


def test_a_register_of_another_size_gets_a_matcher_of_its_own(by_system: None) -> None:
    first = Matcher.objects.latest("pk")
    assert actions.renew_matcher(at=timezone.now()) == 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO register_person (key, imported_digest)"
            " SELECT gen_random_uuid(), '' FROM generate_series(1, 2200)"
        )
        cursor.execute(
            "INSERT INTO register_name (person_id, kind, family_name, given_names, family_key, given_key, search_text,"
            " during) SELECT id, 'legal', 'Ng', 'Ada', 'ng', 'ada', ' ada ng ', '(,)' FROM register_person"
        )
        cursor.execute(
            "INSERT INTO register_birthdate (person_id, date_of_birth, during)"
            " SELECT id, '1970-01-01', '(,)' FROM register_person"
        )
        assert actions.renew_matcher(at=timezone.now()) == 1
    newest = Matcher.objects.latest("pk")
    assert (newest.version, newest.entries, newest.counted) == ("assumed.1", 2200, 2200)
    assert newest.weights[:40] == first.weights[:40]
    assert actions.renew_matcher(at=timezone.now()) == 0


def test_a_certainty_that_is_none_is_refused(by_system: None) -> None:
    with pytest.raises(IntegrityError, match="certain_is_likely"), transaction.atomic():
        Matcher.objects.create(version="wrong.0", weights=[0.0] * 42, certain=1.0, review=14.0)


@pytest.mark.parametrize(
    ("typed", "recorded"),
    [
        (("thistelwood", "margret", "19740309"), ("thistlewood", "margaret", "19740309")),
        (("histlewood", "argaret", "19740309"), ("thistlewood", "margaret", "19740309")),
        (("watsts", "rfan", "19740309"), ("watts", "fran", "19740309")),
        (("donovna", "phris", "19740309"), ("donovan", "chris", "19740309")),
        (("smith", "jaen", "19740308"), ("smith", "jane", "19740309")),
        (("smiht", "jane", "19740308"), ("smith", "jane", "19740309")),
    ],
)
@pytest.mark.parametrize("bearers", [1, 100, 12_000])
def test_whoever_has_two_slips_is_looked_at_however_large_the_register(
    db: None, typed: tuple[str, str, str], recorded: tuple[str, str, str], bearers: int
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT register_asked_keys(%s, %s, %s, 1000000, %s, %s, true) && register_match_keys(%s, %s, %s)",
            [*typed, bearers, bearers, *recorded],
        )
        assert cursor.fetchone() == (True,)


@pytest.mark.parametrize(
    ("family", "given", "levels"),
    [("Margaret", "Thistelwood Ann", [2, 1]), ("Margret", "Thistlewood", [1, 2])],
)
def test_names_in_each_others_place_are_seen_with_a_slip_and_a_second_given_name(
    thistlewood: Person, family: str, given: str, levels: list[int]
) -> None:
    [(found, _, seen)] = search(family, given=given)
    assert (found, seen[4:]) == (thistlewood.pk, levels)


def test_a_short_form_on_record_is_seen_behind_a_slip_in_the_whole_name(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT register_given_level('mntthew', 'mntthew', 'mntthew', 'MN0', 'matt', 'matt', 'matthew', 'MT')"
        )
        assert cursor.fetchone() == (7,)
