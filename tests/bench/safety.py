"""How safe a search by name is: who is missed, who is mistaken for somebody, and how many strangers are looked at.

The answers are the product's own, as a check gives them: the statement that reads, and the rules that decide.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from random import Random

from django.conf import settings

from barring.queries.readings import Known, read
from barring.rules.matching import Asked, Certainty, Match, asked_about, match
from kernel.history import ALL, acting
from tests.bench.figures import Figure
from tests.bench.people import Person, Typed, people, typed
from tests.bench.registers import Register, key_of

BARRED, STRANGERS = 10_000, 4_000
MOST_MISSED, MOST_REVIEWED, MOST_REVIEWED_25K = 0.1, 7.0, 0.5


@dataclass
class Tally:
    """What became of questions about people who are on the register."""

    asked: int = 0
    certain: int = 0
    reviewed: int = 0
    missed: int = 0
    wrong: int = 0

    def add(self, found: Match, truth: int) -> None:
        self.asked += 1
        self.certain += found.certainty is Certainty.UNIQUE and found.person_id == truth
        self.wrong += found.certainty is Certainty.UNIQUE and found.person_id != truth
        self.reviewed += found.certainty is Certainty.AMBIGUOUS
        self.missed += found.certainty is Certainty.NONE or (
            found.certainty is Certainty.AMBIGUOUS and truth not in found.candidates
        )

    def row(self, name: str) -> str:
        answered = self.certain + self.wrong
        precision = f"{100 * self.certain / answered:.2f}" if answered else "-"
        recall = 100 * (1 - self.missed / self.asked)
        reviewed = 100 * self.reviewed / self.asked
        return f"| {name} | {self.asked} | {precision} | {recall:.2f} | {reviewed:.1f} | {self.missed} | {self.wrong} |"


def question(given: Typed | Person) -> Asked:
    """What was typed, in the form in which it is compared."""
    return asked_about(
        number=None,
        family_name=given.family,
        given_names=" ".join(given.given),
        previous_family_names=(),
        date_of_birth=given.born,
        national_insurance=None,
    )


def answered(asked: Asked) -> Match:
    """Who is meant, as a check answers it."""
    reading = read(asked=asked, organisation="", as_of=None, known=Known())
    return match(asked=asked, candidates=reading.candidates, matcher=reading.matcher)


def strangers(count: int) -> Iterator[Person]:
    """People who are not on the register."""
    return islice(people(seed=1), count)


def figures(register: Register) -> Iterator[Figure]:
    """`strangers_reviewed_25k`, and of a million `barred_missed`, `strangers_reviewed` and `wrongly_certain`."""
    with acting(tenant=ALL):
        register.grow(to=25_000)
        small = Counter(answered(question(one)).certainty for one in strangers(STRANGERS))
        yield _share("strangers_reviewed_25k", small[Certainty.AMBIGUOUS], STRANGERS, MOST_REVIEWED_25K)
        register.grow(to=1_000_000)
        kinds, origins, whole = _ask_about_barred(register)
        large = Counter(answered(question(one)).certainty for one in strangers(STRANGERS))
    yield _share("barred_missed", whole.missed, whole.asked, MOST_MISSED)
    yield _share("strangers_reviewed", large[Certainty.AMBIGUOUS], STRANGERS, MOST_REVIEWED)
    wrong = whole.wrong + small[Certainty.UNIQUE] + large[Certainty.UNIQUE]
    yield Figure("wrongly_certain", wrong, 0, "people", wrong, wrong)
    _write(kinds, origins, whole)


def _ask_about_barred(register: Register) -> tuple[dict[str, Tally], dict[str, Tally], Tally]:
    dice = Random(2)
    kinds: dict[str, Tally] = defaultdict(Tally)
    origins: dict[str, Tally] = defaultdict(Tally)
    whole = Tally()
    for person in dice.sample(register.people, BARRED):
        asked = typed(person, dice)
        found = answered(question(asked))
        for tally in (kinds[asked.kind], origins[person.origin], whole):
            tally.add(found, key_of(person))
    return kinds, origins, whole


def _share(name: str, count: int, of: int, goal: float) -> Figure:
    share = round(100 * count / of, 3)
    return Figure(name, share, goal, "%", share, share, of=f"{count} of {of}")


def _write(kinds: dict[str, Tally], origins: dict[str, Tally], whole: Tally) -> None:
    """The report, by kind of slip (those of two slips together) and by origin of the name."""
    by_kind: dict[str, Tally] = defaultdict(Tally)
    for kind, tally in kinds.items():
        row = by_kind[kind if " and " not in kind else "two or more"]
        for name in ("asked", "certain", "reviewed", "missed", "wrong"):
            setattr(row, name, getattr(row, name) + getattr(tally, name))
    heads = "asked | precision % | recall % | reviewed % | missed | wrong |\n|---|---|---|---|---|---|---|"
    lines = [f"| slips in what was typed | {heads}", *(by_kind[kind].row(kind) for kind in sorted(by_kind))]
    lines += [whole.row("all"), "", f"| origin of the name | {heads}"]
    lines += [origins[origin].row(origin) for origin in sorted(origins)]
    file = settings.ROOT / "var" / "matching-report.md"
    file.parent.mkdir(exist_ok=True)
    file.write_text("\n".join(lines) + "\n")
    print("\n".join(lines))
