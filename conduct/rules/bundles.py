"""The bundle of a case: who makes it, who gives it, and to whom. Pure."""

from collections.abc import Iterable
from typing import Final

from django.db.models import TextChoices

from kernel.errors import ActionRefused

OWN: Final = "E"
"""Before the number of an exhibit; what the manager sent has an M."""


class BundleStatus(TextChoices):
    ASKED = "asked", "Being made"
    MADE = "made", "Made"
    FAILED = "failed", "Could not be made"


class Recipient(TextChoices):
    MANAGER = "manager", "The manager, to open here"
    REPRESENTATIVE = "representative", "The manager’s representative"
    PANEL = "panel", "The panel"
    PRESENTER = "presenter", "Whoever presents the case"
    COURT = "court", "A court"


class NothingToBind(ActionRefused):
    """Nothing was disclosed yet."""


class BundleWaits(ActionRefused):
    """A bundle is being made already."""


class BundleNotMade(ActionRefused):
    """There is no bundle to give."""


class BundleNames(ActionRefused):
    """A bundle may name a witness whom nobody is to know by name."""


class OwnBundle(ActionRefused):
    """Whoever had a bundle made does not give it."""


def require_second_giver(*, user_id: int, asked_by: int) -> None:
    """Refuse whoever had a bundle made as the one who looks through it and gives it."""
    if user_id == asked_by:
        raise OwnBundle("You had this bundle made. A second person must look through it and give it.")


def require_current(*, is_asked: bool, is_outdated: bool) -> None:
    """Refuse a bundle while a panel has yet to rule on a witness's anonymity, and one made before it was granted."""
    if is_asked:
        raise BundleNames("Anonymity was asked for a witness. The panel must rule on that before a bundle is given.")
    if is_outdated:
        raise BundleNames("A witness was granted anonymity after this bundle was made. Have another one made.")


def spans(counts: Iterable[int]) -> list[tuple[int, int]]:
    """The first and last page of each document, numbered through from 1."""
    found, last = [], 0
    for count in counts:
        found.append((last + 1, last + count))
        last += count
    return found


def in_place_of(text: str, *, known_as: Iterable[tuple[str, str]]) -> str:
    """A text in which whoever a panel granted anonymity is called as it ruled."""
    for name, instead in known_as:
        text = text.replace(name, instead)
    return text
