"""Invented people, the same ones each time, and what is typed about them, with the slips of real life."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from string import ascii_lowercase

from register.rules.numbers import written
from tests.bench.names import SHARES, drawn

SEED = 20260112
BORN_ABOUT, SPREAD = date(1980, 1, 1), 11 * 365
NICKNAMES = {
    "Alexander": "Alex", "Andrew": "Andy", "Anthony": "Tony", "Barbara": "Barb", "Benjamin": "Ben", "Charles": "Chas",
    "Christine": "Chrissie", "Christopher": "Chris", "Daniel": "Dan", "David": "Dave", "Deborah": "Debbie",
    "Edward": "Ted", "Elizabeth": "Liz", "Frederick": "Fred", "Geoffrey": "Geoff", "Gillian": "Gill",
    "Gregory": "Greg", "Jacqueline": "Jackie", "James": "Jim", "Jennifer": "Jenny", "Jessica": "Jess",
    "Jonathan": "Jon", "Joseph": "Joe", "Katherine": "Kate", "Kenneth": "Ken", "Lawrence": "Larry", "Leonard": "Len",
    "Margaret": "Peggy", "Matthew": "Matt", "Michael": "Mike", "Nicholas": "Nick", "Pamela": "Pam",
    "Patricia": "Trish", "Patrick": "Paddy", "Peter": "Pete", "Philip": "Phil", "Raymond": "Ray", "Rebecca": "Becky",
    "Richard": "Dick", "Robert": "Bob", "Ronald": "Ron", "Samantha": "Sam", "Samuel": "Sam", "Stephen": "Steve",
    "Steven": "Steve", "Susan": "Sue", "Theresa": "Tess", "Thomas": "Tom", "Timothy": "Tim", "Victoria": "Vicky",
    "Vincent": "Vince", "William": "Bill",
}  # fmt: skip


@dataclass(frozen=True)
class Person:
    """Somebody on the register, or nobody on it."""

    place: int
    family: str
    given: tuple[str, ...]
    born: date
    previous: str
    origin: str

    @property
    def number(self) -> str:
        """A registration number, each a different one, and none of those kept for tests."""
        return written(f"{(self.place * 73_687_87 + 1_234_567) % 99_999_900:08d}")


@dataclass(frozen=True)
class Typed:
    """What an organisation gives of somebody, and which slips are in it."""

    family: str
    given: tuple[str, ...]
    born: date
    slips: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        return " and ".join(self.slips) or "none"


def people(*, seed: int = SEED) -> Iterator[Person]:
    """People without end."""
    dice, origins = Random(seed), list(SHARES)
    shares = list(accumulate(SHARES.values()))
    place = 0
    while True:
        origin = dice.choices(origins, cum_weights=shares)[0]
        families, given = drawn()[origin]
        yield Person(
            place=place,
            family=families.one(dice),
            given=tuple(given.one(dice) for _ in range(2 if dice.random() < 0.6 else 1)),
            born=BORN_ABOUT + timedelta(days=int(max(-2.5, min(2.1, dice.gauss(0, 1))) * SPREAD)),
            previous=families.one(dice) if dice.random() < 0.05 else "",
            origin=origin,
        )
        place += 1


def typed(person: Person, dice: Random) -> Typed:
    """What is typed of a person: mostly right, one slip in six, seldom two. Half leave out the second given name."""
    asked = Typed(person.family, person.given, person.born)
    slips: list[str] = []
    if person.previous and dice.random() < 0.4:
        asked, slips = replace(asked, family=person.previous), [*slips, "previous name"]
    if (short := NICKNAMES.get(asked.given[0])) and dice.random() < 0.1:
        asked, slips = replace(asked, given=(short, *asked.given[1:])), [*slips, "short form"]
    if dice.random() < 0.05:
        asked, slips = replace(asked, given=(mistyped(asked.given[0], dice), *asked.given[1:])), [*slips, "given name"]
    if dice.random() < 0.05:
        asked, slips = replace(asked, family=mistyped(asked.family, dice)), [*slips, "family name"]
    if dice.random() < 0.03:
        asked, slips = replace(asked, born=misdated(asked.born, dice)), [*slips, "date of birth"]
    if dice.random() < 0.01:
        family, first = asked.given[0], asked.family
        asked, slips = replace(asked, family=family, given=(first, *asked.given[1:])), [*slips, "names swapped"]
    if dice.random() < 0.3:
        asked = replace(asked, given=asked.given[:1])
    return replace(asked, slips=tuple(slips))


def mistyped(word: str, dice: Random) -> str:
    """One letter too few, too many or wrong, or two neighbours swapped."""
    if len(word) < 3:
        return word + dice.choice("aeiou")
    place, letter = dice.randrange(len(word) - 1), dice.choice(ascii_lowercase)
    before, after = word[:place], word[place + 1 :]
    slips = (
        before + after,
        before + letter + word[place:],
        before + letter + after,
        before + after[0] + word[place] + after[1:],
    )
    return dice.choice(slips)


def misdated(born: date, dice: Random) -> date:
    """One wrong digit, or day and month swapped where that is a date."""
    if born.day <= 12 and born.day != born.month and dice.random() < 0.33:
        return born.replace(month=born.day, day=born.month)
    while True:
        digits = f"{born:%Y%m%d}"
        place = dice.randrange(2, 8)
        try:
            wrong = date.fromisoformat(digits[:place] + dice.choice("0123456789") + digits[place + 1 :])
        except ValueError:
            continue
        if wrong != born:
            return wrong
