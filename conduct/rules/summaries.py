"""Who may read a concern's own words, which can name who wrote them. Pure.

Whoever triages a concern reads it. They then say, of what they have read, that all who may open the concern may read it
too, or write a summary, which is then all that the others see. Until they have said so, the others see neither.
"""

from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices

from kernel.errors import ActionRefused

WORDS: Final = ("about_role", "organisation_text", "what_happened", "when_text", "detriment_text")
"""What of a concern is in its reporter's own words, besides the name of whom it is about."""


class Reading(TextChoices):
    """What whoever triages a concern found of its words."""

    OPEN = "open", "They name nobody who raised it: all who may open the concern may read them"
    SUMMARY = "summary", "They could name who raised it: the others read my summary alone"


class NotTheReader(ActionRefused):
    """Only whoever triages a concern says who reads its words."""


class MoreToRead(ActionRefused):
    """The reporter has sent something since."""


@dataclass(frozen=True)
class Extent:
    """How much of what a reporter sent somebody may read: the words of the concern, and so many messages and files."""

    words: bool
    messages: int | None
    files: int | None

    def covers(self, *, messages: int, files: int) -> bool:
        """Whether it is as much as there is."""
        return self.words and self.messages in (None, messages) and self.files in (None, files)


ALL: Final = Extent(words=True, messages=None, files=None)
NOTHING: Final = Extent(words=False, messages=0, files=0)


def extent(*, is_reader: bool, reading: str, messages: int, files: int) -> Extent:
    """What somebody may read, after the last that was said of it: `messages` and `files` are those it was said of."""
    if is_reader:
        return ALL
    return Extent(words=True, messages=messages, files=files) if reading == Reading.OPEN else NOTHING


def require_reader(*, is_reader: bool) -> None:
    """Refuse whoever does not triage the concern."""
    if not is_reader:
        raise NotTheReader("Only whoever triages this concern says who reads its words. Take over reading it first.")


def require_open_to_all(*, reading: str, read: int, number: int) -> None:
    """Refuse to show others a file of which whoever triages the concern has not said that all may read it."""
    if reading != Reading.OPEN or number > read:
        raise NotTheReader(
            "Whoever triages the concern has not said that everybody may read this file. Until then only a version in "
            "which something is left out may be added, as a file of its own."
        )


def require_all_read(*, shown: tuple[int, int], there: tuple[int, int]) -> None:
    """Refuse to judge of messages and files that came after the page was opened."""
    if shown != there:
        raise MoreToRead("The reporter has sent something since you opened this page. Read it, then send your answer.")
