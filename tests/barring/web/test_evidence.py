"""What a reviewer reads of a candidate: what speaks for them and against, from the levels of the search."""

import pytest

from barring.rules.matching import Candidate
from barring.web.presenters.evidence import evidence_rows


def said(*levels: int) -> tuple[str, str]:
    candidate = Candidate(
        person_id=1, number=None, family_keys=frozenset(), dates_of_birth=frozenset(), weight=20.0, levels=levels
    )
    speaks_for, against = evidence_rows([candidate])
    return speaks_for[2], against[2]


@pytest.mark.parametrize(
    ("levels", "speaks_for", "against"),
    [
        (
            (1, 1, 1, 1, 6, 6),
            "The family name is the same; The first given name is the same; The other given names are the same;"
            " The date of birth is the same",
            "Nothing",
        ),
        (
            (2, 6, 0, 2, 6, 6),
            "The family name is one slip of the pen away; The date of birth has day and month swapped",
            "The first given name differs",
        ),
        (
            (6, 6, 0, 7, 1, 1),
            "Family name and given name agree in each other's place",
            "The date of birth differs",
        ),
        ((), "Nothing in the name", "Nothing"),
    ],
)
def test_the_evidence_is_said_in_words(levels: tuple[int, ...], speaks_for: str, against: str) -> None:
    assert said(*levels) == (speaks_for, against)
