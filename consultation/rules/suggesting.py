"""What a machine makes of answers in words: groups that may be themes, and themes that an unread one may have. Pure.

Everything is worked out here, from the words alone; nothing is sent anywhere. The library is loaded when it is needed:
it takes memory that no page needs.
"""

from __future__ import annotations

import re
import warnings
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import TextChoices

from kernel.errors import ActionRefused

FEWEST_GROUPS: Final = 2
MOST_GROUPS: Final = 30
LEAST_TEXTS: Final = 10
"""Of fewer answers no groups are made: reading them is quicker."""
LEAST_READ: Final = 3
"""A theme is suggested once so many answers are known to have it, and so many not to."""
SURE: Final = 0.5
TYPICAL: Final = 40
"""So many answers that are most of a group are kept with it."""
WORDS: Final = 8
IN_TITLE: Final = 3
LEARNT_FROM: Final = 20_000
"""Groups are made of no more texts than these, spread over all, and the others are put into them."""
KNOWN_WORDS: Final = 20_000
FEW_TEXTS: Final = 100
"""Among fewer texts a word that is in one of them says something too."""
ROUNDS: Final = 60
LETTERS: Final = r"(?u)\b[^\W\d_]{3,}\b"

Tell = Callable[[str, int], object]
"""Says what is being done, and how much of the whole is done, in a hundred."""


class Wanted(TextChoices):
    """What may be asked of the machine."""

    THEMES = "themes", "Themes"
    CODES = "codes", "Themes of unread answers"


class NotSuggested(ActionRefused):
    """Nothing can be suggested, or what was suggested is decided already."""


@dataclass(frozen=True, kw_only=True)
class Topic:
    """Answers with the same words: these words, how many answers there are, and those that are most of it."""

    words: list[str]
    size: int
    typical: list[int]

    @property
    def title(self) -> str:
        """What it may be called until somebody has read what is in it."""
        return ", ".join(self.words[:IN_TITLE]).capitalize()


@dataclass(frozen=True, kw_only=True)
class Known:
    """An answer of which somebody has said what is in it."""

    text: str
    themes: frozenset[int]


@dataclass(frozen=True, kw_only=True)
class Likely:
    """A theme that an answer may have, and how sure the machine is, in a hundred."""

    answer: int
    theme: int
    percent: int


def library() -> str:
    """What works it out, with its version."""
    import sklearn

    return f"scikit-learn {sklearn.__version__}"


def topics(texts: Mapping[int, str], *, groups: int, tell: Tell) -> list[Topic]:
    """The groups that answers fall into by their words, the largest first. One without such words is in none.

    TF-IDF and non-negative matrix factorisation. Equal texts are learnt from once, so that a campaign does not make
    every group; each of them counts in its size.
    """
    import numpy
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning

    if len(texts) < LEAST_TEXTS:
        raise NotSuggested(f"There are fewer than {LEAST_TEXTS} answers in words. Read them and add themes yourself.")
    distinct = list(dict.fromkeys(texts.values()))
    tell("Counting words", 10)
    weights, words = _weighed(distinct)
    tell("Making groups", 50)
    learnt = weights[:: _step(distinct)]
    model = NMF(n_components=min(groups, *learnt.shape), init="nndsvd", tol=1e-3, max_iter=ROUNDS, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # further rounds change the weights and hardly a group
        model.fit(learnt)
        tell("Putting answers into them", 80)
        shares = model.transform(weights)
    place = {text: row for row, text in enumerate(distinct)}
    rows = numpy.array([place[text] for text in texts.values()])
    heavy = [[words[at] for at in (-one).argsort()[:WORDS] if one[at] > 0] for one in model.components_]
    return _grouped(list(texts), rows, shares, heavy)


def _grouped(keys: Sequence[int], rows: Any, shares: Any, words: Sequence[list[str]]) -> list[Topic]:
    """Each answer in the group that it has most of; the typical are of different texts."""
    best, most = shares.argmax(axis=1), shares.max(axis=1)
    found = []
    for group, said in enumerate(words):
        members = ((best == group) & (most > 0))[rows].nonzero()[0]
        shown: dict[int, int] = {}
        for at in members[(-most[rows[members]]).argsort(kind="stable")]:
            shown.setdefault(int(rows[at]), keys[at])
            if len(shown) == TYPICAL:
                break
        if len(members):
            found.append(Topic(words=said, size=len(members), typical=list(shown.values())))
    return sorted(found, key=lambda each: -each.size)


def likely(known: Sequence[Known], unread: Mapping[int, str], *, tell: Tell) -> list[Likely]:
    """The themes that unread answers may have, from the words of those that are known.

    One logistic regression a theme, over TF-IDF. A theme of which too little is known is suggested nowhere.
    """
    from sklearn.linear_model import LogisticRegression

    counts: dict[int, int] = {}
    for each in known:
        for theme in each.themes:
            counts[theme] = counts.get(theme, 0) + 1
    enough = [theme for theme, count in sorted(counts.items()) if LEAST_READ <= count <= len(known) - LEAST_READ]
    if not enough or not unread:
        raise NotSuggested(
            f"Too little is known yet. Read at least {LEAST_READ} answers that have a theme and {LEAST_READ} that have "
            "not, or accept themes that the machine proposes."
        )
    tell("Counting words", 10)
    weights, _ = _weighed([*(each.text for each in known), *unread.values()])
    read, rest = weights[: len(known)], weights[len(known) :]
    keys, found = list(unread), []
    for place, theme in enumerate(enough):
        tell("Learning themes", 40 + 50 * place // len(enough))
        model = LogisticRegression(C=10, class_weight="balanced", max_iter=300)
        model.fit(read, [theme in each.themes for each in known])
        sure = model.predict_proba(rest)[:, 1]
        for at in (sure > SURE).nonzero()[0]:
            found.append(Likely(answer=keys[at], theme=theme, percent=min(99, int(100 * sure[at]))))
    return found


def _weighed(texts: Sequence[str]) -> tuple[Any, list[str]]:
    """The weights of words in texts, and the words.

    They are of three letters or more, in several texts and not in most; English words that say nothing are left out.
    """
    import numpy
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

    learnt = texts[:: _step(texts)]
    rare, common = (1, 1.0) if len(learnt) < FEW_TEXTS else (2, 0.5)
    counter = CountVectorizer(
        stop_words="english", token_pattern=LETTERS, min_df=rare, max_df=common, max_features=KNOWN_WORDS
    )
    try:
        counter.fit(learnt)
    except ValueError as fault:  # the library's way to say that no word is left
        raise NotSuggested("The answers have no words in common. Read them and add themes yourself.") from fault
    known, find = counter.vocabulary_, re.compile(LETTERS).findall
    places, ends = array("i"), array("l", [0])
    for text in texts:  # as the library does it, in a third of the time
        places.extend([known[word] for word in find(text.lower()) if word in known])
        ends.append(len(places))
    ones = numpy.ones(len(places), dtype=numpy.float32)
    counts = csr_matrix((ones, numpy.array(places), numpy.array(ends)), shape=(len(texts), len(known)))
    counts.sum_duplicates()
    weights = TfidfTransformer(sublinear_tf=True).fit_transform(counts)
    return weights, [str(word) for word in counter.get_feature_names_out()]


def _step(texts: Sequence[str]) -> int:
    return max(1, -(-len(texts) // LEARNT_FROM))
