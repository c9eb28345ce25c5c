"""What speaks for and against a candidate, in words, from the levels at which names and dates of birth agree."""

from collections.abc import Iterable

from barring.rules.matching import Candidate

FOR = {
    "family": {
        1: "The family name is the same",
        2: "The family name is one slip of the pen away",
        3: "The family name is two slips of the pen away",
        4: "The family name sounds the same",
        5: "The family name begins the same or is a part of the other",
    },
    "given": {
        1: "The first given name is the same",
        2: "The first given name is one slip of the pen away",
        3: "The first given name is two slips of the pen away",
        4: "The first given name sounds the same",
        5: "The first given name begins the same",
        7: "One given name is a short form of the other",
        8: "One given name is the initial of the other",
        9: "The first given name is among the other given names",
    },
    "rest": {1: "The other given names are the same", 2: "The other given names are alike"},
    "birth": {
        1: "The date of birth is the same",
        2: "The date of birth has day and month swapped",
        3: "The date of birth has one digit that differs",
        4: "The date of birth has two digits that differ",
        5: "The year of birth is the same",
        6: "The day and month of birth are the same",
    },
}
AGAINST = {
    "family": {6: "The family name differs"},
    "given": {6: "The first given name differs"},
    "rest": {3: "The other given names differ"},
    "birth": {
        4: "The date of birth is not the same",
        5: "The day and month of birth differ",
        6: "The year of birth differs",
        7: "The date of birth differs",
    },
}
CROSSED = "Family name and given name agree in each other's place"


def evidence_rows(candidates: Iterable[Candidate]) -> list[list[str]]:
    """Two rows to stand under the facts: what speaks for each candidate, and what against."""
    people = list(candidates)
    return [
        ["Speaks for", "", *("; ".join(_said(person, FOR)) or "Nothing in the name" for person in people)],
        ["Speaks against", "", *("; ".join(_said(person, AGAINST)) or "Nothing" for person in people)],
    ]


def _said(person: Candidate, words: dict[str, dict[int, str]]) -> list[str]:
    if not person.levels:
        return []
    family, given, rest, birth, one, other = person.levels
    parts = {"family": family, "given": given, "rest": rest, "birth": birth}
    crossed = 1 <= one <= 3 or 1 <= other <= 3
    if crossed:
        parts |= {"family": 0, "given": 0}
    said = [words[part][level] for part, level in parts.items() if level in words[part]]
    return [CROSSED, *said] if crossed and words is FOR else said
