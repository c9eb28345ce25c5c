"""What a batch asks about people whom no entry fits. Most of a whole staff list is on no register, and no harm is done;
whoever asks about one person again and again, with one date of birth after the other, tries to find out theirs.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from barring.models import CheckBatch, WatchBatch
from barring.rules.matching import Asked
from kernel.actions.api_clients import count_unmatched, has_asked_too_much
from kernel.clocks import end_of_day, today
from kernel.keys import keyed_hash
from kernel.limits import tally_all

FREE = 1_000
"""Rows of a day that one name, or one registration number, may have without fitting anybody. A list of a million staff
has its commonest names some hundred times."""
PLACES = 16_384
"""Among so many counts the names of a day are divided, so that no list, however long, makes more."""


def is_held(*, batch: CheckBatch | WatchBatch, at: datetime) -> bool:
    """Whether whoever sent a file has to wait until these ten minutes are over."""
    return has_asked_too_much(asker=_asker(batch), at=at)


def count_guesses(*, batch: CheckBatch | WatchBatch, guesses: Iterable[Asked], at: datetime) -> datetime | None:
    """Count rows that fitted nobody. The instant until which the rest of the batch waits, where there were too many.

    Each row beyond the thousand of its name counts as a single question does, in the budget of the program or person.
    """
    asker = _asker(batch)
    counts = Counter(f"guesses:{asker}:{place}" for asked in guesses for place in _places(asked))
    if not counts:
        return None
    so_far = tally_all(counts=counts, until=end_of_day(today(at)))
    beyond = sum(min(counts[key], hits - FREE) for key, hits in so_far.items() if hits > FREE)
    if not beyond:
        return None
    return count_unmatched(asker=asker, client_id=batch.client_id, count=beyond, at=at)


def _asker(batch: CheckBatch | WatchBatch) -> str:
    return f"client:{batch.client_id}" if batch.client_id else f"account:{batch.asked_by_id}"


def _places(asked: Asked) -> set[int]:
    """Where a row is counted: by its number, or by each family name with the first of the given ones."""
    names = {f"{family} {asked.first_key}" for family in asked.family_keys}
    return {_place(name) for name in ({asked.number} if asked.number else names)}


def _place(name: str) -> int:
    return int(keyed_hash(purpose="limits", value=name)[:8], 16) % PLACES
