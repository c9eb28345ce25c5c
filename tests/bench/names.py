"""How often names are, by where they come from: from the names that people gave themselves on a social network.

`python -m tests.bench.names FILE` writes them to a file: reading the data set takes two gigabytes, for a moment.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

from django.conf import settings

SHARES = {
    "British and Irish": 70,
    "South Asian": 12,
    "West African": 6,
    "Polish": 4,
    "Arabic": 3,
    "Chinese": 3,
    "Spanish": 2,
}
"""Of a hundred people on the register, so many have names from there."""
COUNTRIES = {
    "British and Irish": ("GB", "IE"),
    "South Asian": ("IN", "BD"),
    "West African": ("NG", "GH"),
    "Polish": ("PL",),
    "Arabic": ("EG", "SA"),
    "Chinese": ("HK", "CN"),
    "Spanish": ("ES",),
}
FLATTER = 10
"""Added to each rank, so that the commonest name is borne by one in a hundred, as Smith is."""


@dataclass(frozen=True)
class Drawn:
    """Names, the commonest first, to be drawn as often as they are borne."""

    names: tuple[str, ...]
    weights: tuple[float, ...]

    def one(self, dice: Random) -> str:
        return dice.choices(self.names, cum_weights=self.weights)[0]


@cache
def drawn() -> dict[str, tuple[Drawn, Drawn]]:
    """By origin, family names and given names."""
    file = settings.ROOT / "var" / "bench-names.json"
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        subprocess.run([sys.executable, "-m", "tests.bench.names", str(file)], check=True)
    kept = json.loads(file.read_text())
    return {origin: (_drawn(kept[origin]["last"]), _drawn(kept[origin]["first"])) for origin in SHARES}


def _drawn(names: list[str]) -> Drawn:
    weights = accumulate(1 / (place + 1 + FLATTER) for place in range(len(names)))
    return Drawn(tuple(names), tuple(weights))


def extract() -> dict[str, dict[str, list[str]]]:
    """By origin, the names of the data set that are written in plain letters, the commonest first."""
    from names_dataset import NameDataset

    data = NameDataset()
    return {
        origin: {"last": _ranked(data.last_names, countries), "first": _ranked(data.first_names, countries)}
        for origin, countries in COUNTRIES.items()
    }


def _ranked(names: dict[str, dict[str, dict[str, int | None]]], countries: tuple[str, ...]) -> list[str]:
    found = []
    for name, known in names.items():
        ranks = [rank for country in countries if (rank := known["rank"].get(country))]
        if (
            ranks
            and len(name) > 1
            and name.replace(" ", "").replace("-", "").isascii()
            and name.replace(" ", "").isalpha()
        ):
            found.append((min(ranks), name))
    return [name for _, name in sorted(found)]


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(extract()))
