"""The matching report in small: nobody on the register is missed, whatever their name, and nobody taken for another.

`make bench ARGS=matching` is the same at a million people. Names are the commonest of seven origins.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path
from random import Random

import pytest
from django.utils import timezone

from barring.rules.matching import Certainty
from kernel.history import acting
from kernel.queries import system_user, system_user_id
from register.actions.imports import import_people
from register.models import Person as Recorded
from tests.bench.names import _drawn
from tests.bench.people import Person, Typed, misdated, mistyped
from tests.bench.safety import Tally, answered, question
from tests.database import as_owner

NAMES = json.loads((Path(__file__).parent / "names_by_origin.json").read_text())
ON_REGISTER, STRANGERS = 1_050, 150
pytestmark = pytest.mark.django_db


def invented(dice: Random) -> Iterator[Person]:
    drawn = {origin: (_drawn(kinds["families"]), _drawn(kinds["given"])) for origin, kinds in NAMES.items()}
    for place, origin in enumerate(cycle(drawn)):
        families, given = drawn[origin]
        born = date(1960, 1, 1) + timedelta(days=dice.randrange(14_000))
        yield Person(place, families.one(dice), (given.one(dice), given.one(dice)), born, "", origin)


def with_slips(person: Person, dice: Random) -> Iterator[Typed]:
    """What may be typed of somebody: everything right, one slip of each kind, and two at once."""
    family, (first, second), born = person.family, person.given, person.born
    yield Typed(family, (first,), born)
    yield Typed(family.upper(), (first, second), born, ("capitals",))
    yield Typed(mistyped(family, dice), (first, second), born, ("family name",))
    yield Typed(family, (mistyped(first, dice), second), born, ("given name",))
    yield Typed(family, (first, second), misdated(born, dice), ("date of birth",))
    yield Typed(first, (family,), born, ("names swapped",))
    yield Typed(mistyped(family, dice), (mistyped(first, dice), second), born, ("family name", "given name"))


def test_nobody_is_missed_or_mistaken_whatever_the_slip_and_wherever_the_name_is_from() -> None:
    dice = Random(11)
    source = invented(dice)
    people = list(islice(source, ON_REGISTER))
    _enter(people)
    with as_owner() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum does beside a real import; it may have found these tables empty
    by_key = _keys()
    origins: dict[str, Tally] = defaultdict(Tally)
    kinds: dict[str, Tally] = defaultdict(Tally)
    for person in people[:: ON_REGISTER // 70]:
        for asked in with_slips(person, dice):
            found = answered(question(asked))
            for tally in (origins[person.origin], kinds[asked.kind]):
                tally.add(found, by_key[f"P{person.place}"])
    strangers = [answered(question(one)).certainty for one in islice(source, STRANGERS)]
    told = {name: tally.row(name) for name, tally in (origins | kinds).items()}
    assert not sum(tally.wrong for tally in origins.values()), told
    assert not [name for name, tally in (origins | kinds).items() if tally.missed], told
    assert kinds["none"].certain == kinds["none"].asked, told
    assert strangers.count(Certainty.UNIQUE) == 0
    assert strangers.count(Certainty.AMBIGUOUS) <= 2


def _enter(people: list[Person]) -> None:
    header = "reference,family_name,given_names,previous_family_names,date_of_birth,registered_on"
    rows = (f"P{one.place},{one.family},{' '.join(one.given)},,{one.born},2026-01-05" for one in people)
    with acting(user=system_user_id()):
        import_people(lines=[header, *rows], dry_run=False, issue=lambda *_: None, by=system_user(), at=timezone.now())


def _keys() -> dict[str, int]:
    return {str(reference): pk for reference, pk in Recorded.objects.values_list("reference", "pk")}
