"""Sharing out answers among readers: as evenly as can be, and nobody twice. Pure."""

from collections.abc import Collection, Mapping, Sequence

from kernel.errors import ActionRefused


class NotShared(ActionRefused):
    """Answers that cannot be given to somebody."""


def shared(answers: Mapping[int, Collection[int]], readers: Sequence[int]) -> dict[int, int]:
    """Whose each answer is to be. `answers` says of each who may not have it, having the other reading of it.

    The next is for whoever has the fewest so far, the first named among them. One that none of them may have is
    nobody's.
    """
    found: dict[int, int] = {}
    has = dict.fromkeys(readers, 0)
    for answer, others in answers.items():
        may = [reader for reader in has if reader not in others]
        if may:
            found[answer] = min(may, key=lambda reader: has[reader])
            has[found[answer]] += 1
    return found
