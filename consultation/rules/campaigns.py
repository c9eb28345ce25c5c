"""Campaigns: groups of responses whose words are nearly the same. Named and counted, and never left out unseen."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

SHINGLE: Final = 3
"""Words that are compared together."""
FEWEST_WORDS: Final = 12
"""A shorter text is what anybody may have written by themselves, such as “I agree”."""
ALIKE: Final = 0.4
"""Share of shingles that two texts of a campaign have in common at least, as copies with 8% of the words changed do."""
FEWEST: Final = 5
"""Responses that are called a campaign."""
PERMUTATIONS, BANDS, SEED = 128, 32, 42
WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, kw_only=True)
class Campaign:
    """Responses with nearly the same words. `template` is the text that most of them have, or the first of these."""

    template: str
    members: tuple[int, ...]
    variants: int

    @property
    def size(self) -> int:
        return len(self.members)


def normal(text: str) -> str:
    """A text as texts are compared: without case, accents of compatibility, punctuation and spacing."""
    return " ".join(_words(text))


def _words(text: str) -> list[str]:
    return WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def shingles(words: Sequence[str]) -> list[str]:
    """The runs of words of a normal text, in order."""
    return list(map(" ".join, zip(*(words[first:] for first in range(SHINGLE)), strict=False)))


def distinct(texts: Mapping[int, str]) -> int:
    """How many different texts there are, by their words alone."""
    return len({normal(text) for text in texts.values() if text.strip()})


def campaigns(texts: Mapping[int, str]) -> list[Campaign]:
    """The campaigns among responses' texts, the largest first.

    Equal texts are one; the others are found by MinHash (Broder 1997), and each pair is then compared exactly. A text
    is of the campaign of any text that it is alike to.
    """
    by_text: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for pk, text in texts.items():
        if len(words := tuple(_words(text))) >= FEWEST_WORDS:
            by_text[words].append(pk)
    listed = list(by_text)
    groups = _joined(listed)
    found = [
        Campaign(
            template=_template([texts[pk] for place in group for pk in by_text[listed[place]]]),
            members=tuple(sorted(pk for place in group for pk in by_text[listed[place]])),
            variants=len(group),
        )
        for group in groups
    ]
    return sorted((each for each in found if each.size >= FEWEST), key=lambda each: (-each.size, each.members))


def _joined(texts: Sequence[Sequence[str]]) -> list[list[int]]:
    """Places of texts, given as their words, that are alike, directly or through others."""
    from rensa import RMinHash, RMinHashLSH  # compiled code that only this page needs: the other processes go without

    @cache
    def runs(place: int) -> frozenset[str]:  # kept of those alone that have to be compared: most are like no other
        return frozenset(shingles(texts[place]))

    def alike(one: int, other: int) -> bool:
        mine, theirs = runs(one), runs(other)
        return len(mine & theirs) >= ALIKE * len(mine | theirs)

    index = RMinHashLSH(threshold=ALIKE, num_perm=PERMUTATIONS, num_bands=BANDS)
    groups = {place: [place] for place in range(len(texts))}
    named = list(groups)  # by place, the name of its group: a large campaign is asked of once, not once a member
    for place, words in enumerate(texts):
        sketch = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
        sketch.update(shingles(words))
        near = index.query(sketch)
        for name in {named[other] for other in near}:
            if name != named[place] and any(named[other] == name and alike(place, other) for other in near):
                smaller, larger = sorted((name, named[place]), key=lambda each: len(groups[each]))
                for other in groups[smaller]:
                    named[other] = larger
                groups[larger] += groups.pop(smaller)
        index.insert(place, sketch)
    return [sorted(group) for group in groups.values()]


def _template(texts: list[str]) -> str:
    return Counter(texts).most_common(1)[0][0]
