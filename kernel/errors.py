"""Refusals that are expected, as against faults."""


class ActionRefused(Exception):
    """The action cannot be done, and the text says why and what to do; it is fit to show to who asked."""

    @property
    def text(self) -> str:
        return str(self)


class Erased(ActionRefused):
    """What was asked for was there, and was erased by rule. A page says so (410), and so does the API."""


class ChangedMeanwhile(ActionRefused):
    """Somebody else changed the record after this page was opened."""
