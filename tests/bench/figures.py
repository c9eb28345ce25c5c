"""What a benchmark answers, and how two things are timed against each other."""

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

ROUNDS = 7

Timed = Callable[[], float]  # does it once, and answers the seconds it took


@dataclass(frozen=True)
class Figure:
    """One figure: the median of the rounds, the goal it must not pass, and the extremes of the rounds."""

    name: str
    value: float
    goal: float
    unit: str
    lowest: float
    highest: float
    of: str = ""  # which of several ways was the worst, and so is given
    at_least: bool = False  # whether the goal is to be reached, in place of not being passed

    @property
    def is_met(self) -> bool:
        return self.value >= self.goal if self.at_least else self.value <= self.goal


class Stopwatch:
    seconds = 0.0


@contextmanager
def stopwatch() -> Iterator[Stopwatch]:
    """Times the block, with Python's collector at rest."""
    watch = Stopwatch()
    gc.collect()
    gc.disable()
    begin = time.perf_counter()
    try:
        yield watch
    finally:
        watch.seconds = time.perf_counter() - begin
        gc.enable()


def ratios(*, of: Timed, to: Timed, pieces: int) -> list[float]:
    """The ratio in each round, of the best times: what a busy neighbour adds is neither's.

    The two take turns in small pieces, so that it hits both alike.
    """
    found = []
    for round_ in range(ROUNDS + 1):  # the first warms up
        ours: list[float] = []
        theirs: list[float] = []
        for piece in range(pieces):
            turns = [(of, ours), (to, theirs)]
            for timed, times in turns if (piece + round_) % 2 else reversed(turns):
                times.append(timed())
        found.append(min(ours) / min(theirs))
    return found[1:]


def worst(name: str, goal: float, measured: dict[str, list[float]]) -> Figure:
    """The figure of several ways to do the same thing: that of the worst."""
    way = max(measured, key=lambda each: statistics.median(measured[each]))
    rounds = measured[way]
    return Figure(name, round(statistics.median(rounds), 3), goal, "ratio", min(rounds), max(rounds), way)


def ratio_figure(name: str, goal: float, rounds: list[float], *, at_least: bool = False) -> Figure:
    """The figure of one thing measured against another."""
    value = round(statistics.median(rounds), 3)
    return Figure(name, value, goal, "ratio", min(rounds), max(rounds), at_least=at_least)
