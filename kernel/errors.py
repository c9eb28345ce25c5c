"""Refusals that are expected, as against faults."""

from typing import ClassVar


class ActionRefused(Exception):
    """The action cannot be done, and the text says why and what to do; it is fit to show to who asked.

    Where a person at a page and a program do different things next, the class says so to each.
    """

    on_page: ClassVar[str] = ""
    by_program: ClassVar[str] = ""

    @property
    def text(self) -> str:
        """The refusal as a page says it."""
        return f"{self} {self.on_page}".rstrip()

    @property
    def for_programs(self) -> str:
        """The refusal as the API says it."""
        return f"{self} {self.by_program}".rstrip()


class Erased(ActionRefused):
    """What was asked for was there, and was erased by rule. A page says so (410), and so does the API."""


class SecondPersonNeeded(ActionRefused):
    """Who asked for something does not decide on it."""


class ChangedMeanwhile(ActionRefused):
    """Somebody else changed the record after this page was opened."""
