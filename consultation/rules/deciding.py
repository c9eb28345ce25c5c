"""Quotations, decisions, and the reading of the analysis before it is published. Pure."""

from collections.abc import Collection

from consultation.workflow import Status
from kernel.errors import ActionRefused, SecondPersonNeeded
from kernel.redaction import passage_in


class NotDecided(ActionRefused):
    """What cannot be quoted, decided or published as it is."""


def require_in_analysis(stage: Status) -> None:
    """Refuse quotations and decisions before the close, and from the day on which the analysis is finished."""
    if stage != Status.CLOSED:
        raise NotDecided("Quotations and decisions change from the close until the analysis is finished.")


def require_quotable(*, quoted: str, published: str, theme: int, found: Collection[int]) -> str:
    """The words to quote. Refuses those that are not in the answer as it is published, or not on the theme."""
    wanted = passage_in(passage=quoted, texts=[published])
    if wanted is None:
        raise NotDecided("These words are nowhere in the answer as it is published. Copy them exactly.")
    if "[removed: " in wanted:
        raise NotDecided("Words are removed within this quotation. Choose words before or after them.")
    if theme not in found:
        raise NotDecided("The last reading of this answer did not find the theme in it. Read it again first.")
    return wanted


def require_themes_of(*, given: Collection[int], known: Collection[int]) -> None:
    """Refuse themes that the consultation's codebooks do not have."""
    if not set(given) <= set(known):
        raise NotDecided("A codebook changed after you opened this page, so nothing was saved. Choose again.")


def require_reader(*, user: int, analysed_by: int | None, seen: str, digest: str) -> None:
    """Refuse whoever finished the analysis as who reads it, and a reading of what is not so any more."""
    if user == analysed_by:
        raise SecondPersonNeeded("You finished the analysis, so somebody else must read it and decide.")
    if seen != digest:
        raise NotDecided("The report changed after you opened this page. Read it again.")


def require_read(*, is_read: bool) -> None:
    """Refuse to publish what nobody who decides has read."""
    if not is_read:
        raise NotDecided("Whoever decides must first confirm that they have read the analysis as it was finished.")
