"""A status machine as data: which action moves a record from which statuses to which one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kernel.errors import ActionRefused


class NotAllowedNow(ActionRefused):
    """The action exists, but not from the record's present status."""

    on_page = "Reload the page to see what has changed."
    by_program = "Fetch it again to see what has changed; sent again as it is, the request is refused again."


@dataclass(frozen=True)
class Move:
    """From any of `sources` to `target`; without one, the record stays where it is."""

    sources: frozenset[str]
    target: str | None = None

    def leads_to(self, source: str) -> str:
        """The status after the move, from one of its sources."""
        return source if self.target is None else self.target


def move(sources: Iterable[str], target: str) -> Move:
    return Move(frozenset(sources), target)


@dataclass(frozen=True)
class Workflow:
    """One machine: `noun` names the record in refusals ("case"), `start` is the first status."""

    noun: str
    start: str
    moves: Mapping[str, Move]

    def allowed(self, status: str) -> set[str]:
        """The actions possible from a status."""
        return {action for action, step in self.moves.items() if status in step.sources}

    def target(self, action: str, *, status: str) -> str:
        """The status an action leads to; refuses with NotAllowedNow where the table has no such move."""
        step = self.moves[action]
        if status not in step.sources:
            raise NotAllowedNow(f"This cannot be done now: the {self.noun} is “{_words(status)}”.")
        return step.leads_to(status)

    def statuses(self) -> set[str]:
        """Every status the table names."""
        named = {self.start} | {step.target for step in self.moves.values() if step.target}
        return named.union(*(step.sources for step in self.moves.values()))

    def unreachable(self) -> set[str]:
        """Statuses that no run of moves from the start leads to: a fault in the table."""
        reached = {self.start}
        while more := {s.target for s in self.moves.values() if s.target and s.sources & reached} - reached:
            reached |= more
        return self.statuses() - reached


def _words(status: str) -> str:
    return str(getattr(status, "label", "") or status.replace("_", " ")).lower()
