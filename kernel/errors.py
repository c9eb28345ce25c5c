"""Refusals that are expected, as against faults."""


class ActionRefused(Exception):
    """The action cannot be done, and the text says why and what to do; it is fit to show to who asked."""

    @property
    def text(self) -> str:
        return str(self)


class ChangedMeanwhile(ActionRefused):
    """Somebody else changed the record after this page was opened."""
