"""How names are compared."""

import unicodedata
from itertools import permutations

LETTERS = frozenset({"Lu", "Ll", "Lt", "Lo"})


def normalise(text: str) -> str:
    """The key by which names are equal: NFKD, marks dropped, case folded, letters only.

    "O'Neill-Ångström" becomes "oneillangstrom". A text without any letter becomes the empty string. Modifier letters
    (Lm) are no letters here: among them are signs that are typed for an apostrophe.
    """
    if text.isascii():  # nothing to decompose; most names, and a batch has a million
        return "".join(filter(str.isalpha, text.casefold()))
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(character for character in folded if unicodedata.category(character) in LETTERS)


def words(text: str) -> list[str]:
    """The words of a name, each normalised: parted by white space and hyphens, not by apostrophes."""
    if text.isascii():
        spaced = text.replace("-", " ")
    else:
        spaced = "".join(" " if unicodedata.category(character) == "Pd" else character for character in text)
    return [key for word in spaced.split() if (key := normalise(word))]


def title_key(title: str) -> str:
    """How job titles are compared: case folded, single spaces."""
    return " ".join(title.split()).casefold()


def first_given(text: str) -> str:
    """The normalised first of several given names; hyphenated ones count as one."""
    return next((key for word in text.split() if (key := normalise(word))), "")


def misspellings(word: str) -> set[str]:
    """The normalised word with each one letter left out, and itself.

    Two words that differ by one letter added, left out, replaced or swapped with its neighbour share one of these.
    """
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}


def likely_same(*, family_name: str, given_names: str, other_family_name: str, other_given_names: str) -> bool:
    """Whether two names might be one person's, typed with slips or in the other order. For warnings only."""
    mine, theirs = (
        (normalise(family_name), first_given(given_names)),
        (normalise(other_family_name), first_given(other_given_names)),
    )
    return any(all(_near(one, other) for one, other in zip(mine, order, strict=True)) for order in permutations(theirs))


def _near(one: str, other: str) -> bool:
    return bool(misspellings(one) & misspellings(other))
