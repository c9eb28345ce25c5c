"""What is done about a response that tells of wrongdoing. Pure."""

from collections.abc import Collection
from typing import Final

from django.db.models import TextChoices

from kernel.errors import ActionRefused


class NotPassedOn(ActionRefused):
    """A step that may not be taken yet: nothing is passed on that its sender did not agree to."""


class Done(TextChoices):
    """What somebody did about it."""

    FOUND = "found", "It tells of wrongdoing"
    TOLD = "told", "Its sender was told how to raise a concern"
    AGREED = "agreed", "Its sender agreed to have it passed on"
    PASSED = "passed", "It was passed on as a concern, without a name"
    NOTHING = "nothing", "Nothing more can be done"


FIRST: Final = Done.FOUND


def steps_after(done: Collection[str], *, may_pass_on: bool) -> list[Done]:
    """What can be done next: first that it is found, and passing on once its sender agreed."""
    if FIRST not in done:
        return [FIRST]
    agreed = may_pass_on or Done.AGREED in done
    left = [each for each in Done if each not in done]
    return [each for each in left if each != Done.PASSED or agreed]


def require_next(step: str, done: Collection[str], *, may_pass_on: bool) -> None:
    """Refuse (NotPassedOn) a step out of turn, one that was taken, and passing on what nobody agreed to."""
    if step in steps_after(done, may_pass_on=may_pass_on):
        return
    if step == Done.PASSED and Done.PASSED not in done and FIRST in done:
        raise NotPassedOn("Its sender did not agree to have it passed on. Tell them how to raise a concern instead.")
    raise NotPassedOn("This was done already, or comes later. Open the response again to see how it stands.")
