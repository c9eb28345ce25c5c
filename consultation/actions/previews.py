"""What will come of a file of responses, counted while it is read."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, Final

TOLD: Final = 5
"""How many rows are named of each fault, and shown as they were read."""
FAULTS: Final = 50
"""How many kinds of fault are named."""


class Preview:
    """Counts rows as they are read: those to be taken in, those that were before, and what is wrong with the others."""

    def __init__(self) -> None:
        self.ready = self.before = self.late = 0
        self.shown: list[dict[str, Any]] = []
        self._faults: Counter[str] = Counter()
        self._rows: dict[str, list[int]] = defaultdict(list)

    def faulty(self, row: int, fault: str) -> None:
        """A row that cannot be taken in."""
        self._faults[fault] += 1
        if len(self._rows[fault]) < TOLD:
            self._rows[fault].append(row)

    def read(self, rows: Sequence[dict[str, Any]], known: set[str]) -> None:
        """Rows that can be, some of which are `known` by their keys."""
        fresh = [row for row in rows if row["key"] not in known]
        self.ready += len(fresh)
        self.before += len(rows) - len(fresh)
        self.late += sum(1 for row in fresh if row["late_reason"])
        self.shown += fresh[: TOLD - len(self.shown)]

    def told(self) -> dict[str, Any]:
        """All of it."""
        named = self._faults.most_common(FAULTS)
        return {
            "ready": self.ready,
            "before": self.before,
            "late": self.late,
            "faulty": self._faults.total(),
            "faults": [[fault, times, self._rows[fault]] for fault, times in named],
            "more_faults": len(self._faults) - len(named),
            "shown": self.shown,
        }
