"""Texts without passages of them, each with the reason in its place. Pure."""

from collections.abc import Collection, Iterator


def plain(text: str) -> str:
    """A text with line ends as they are compared."""
    return text.replace("\r\n", "\n")


def passage_in(*, passage: str, texts: Collection[str]) -> str | None:
    """A passage as it stands in one of the texts; None where it is in none."""
    wanted = plain(passage).strip()
    return wanted if wanted and any(wanted in plain(text) for text in texts) else None


def without(text: str, *, passages: Collection[tuple[str, str]], mark: str) -> str:
    """A text without passages, wherever each stands; in their place “[mark: why]”.

    Passages that overlap go together, so that no end of one is left beside the other; one within another goes with it.
    """
    found, made, at = plain(text), "", 0
    for start, end, why in _joined(sorted(_places(found, passages), key=lambda one: (one[0], -one[1]))):
        made, at = f"{made}{found[at:start]}[{mark}: {why}]", end
    return made + found[at:]


def _places(text: str, passages: Collection[tuple[str, str]]) -> Iterator[tuple[int, int, str]]:
    for passage, why in passages:
        start = text.find(passage)
        while start >= 0 and passage:
            yield start, start + len(passage), why
            start = text.find(passage, start + 1)


def _joined(places: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    held: tuple[int, int, list[str]] | None = None
    for start, end, why in places:
        if held and start < held[1]:
            if end > held[1]:
                held = held[0], end, held[2] if why in held[2] else [*held[2], why]
            continue
        if held:
            yield held[0], held[1], "; ".join(held[2])
        held = start, end, [why]
    if held:
        yield held[0], held[1], "; ".join(held[2])
