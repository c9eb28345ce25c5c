"""Changing the themes of many answers at once: what becomes of the themes of one. Pure."""

from django.db.models import TextChoices

from kernel.errors import ActionRefused


class Way(TextChoices):
    """What is done with a theme in many answers."""

    MOVE = "move", "Move answers from one theme to another"
    MERGE = "merge", "Merge one theme into another, and retire it"
    ADD = "add", "Add a theme to answers with certain words"


class NotRecoded(ActionRefused):
    """A change of many answers that cannot be made, or cannot be taken back."""


def require_whole(*, way: str, source: int | None, target: int, words: str) -> None:
    """Refuse a change that does not say what it is to change."""
    if way == Way.ADD and not words:
        raise NotRecoded("Enter the words that stand in the answers.")
    if way == Way.ADD and source is not None:
        raise NotRecoded("A theme that is added takes the place of no other. Select no theme to move from.")
    if way != Way.ADD and source is None:
        raise NotRecoded("Select the theme that answers have now.")
    if way == Way.MERGE and words:
        raise NotRecoded("A theme is merged whole. Take the words away, or move the answers that have them.")
    if source == target:
        raise NotRecoded("Select two different themes.")


def recoded(themes: frozenset[int], *, source: int | None, target: int) -> frozenset[int]:
    """The themes of an answer afterwards; the same ones where it is not concerned."""
    if source is None:
        return themes | {target}
    return (themes - {source}) | {target} if source in themes else themes
