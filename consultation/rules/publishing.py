"""Publishing what people said: whose words may be, what is removed of them and why, and who checks that. Pure."""

from collections.abc import Collection
from typing import Final

from django.db.models import TextChoices

from consultation.workflow import Status
from kernel.errors import ActionRefused, SecondPersonNeeded
from kernel.redaction import passage_in, without

PREPARED_FROM: Final = frozenset({Status.CLOSED, Status.ANALYSED, Status.PUBLISHED})


class Because(TextChoices):
    """Why words are removed from a response before it is published."""

    PERSONAL = "personal", "personal data"
    OTHERS = "others", "identifies somebody else"
    CONFIDENTIAL = "confidential", "given in confidence"
    DEFAMATORY = "defamatory", "could be defamatory"
    OFFENSIVE = "offensive", "offensive or threatening"
    LAW = "law", "forbidden by law or by a court"


class NotPublishable(ActionRefused):
    """A response that may not be published, or words that are not in it."""


def require_over(stage: Status) -> None:
    """Refuse to prepare responses that their senders may still change."""
    if stage not in PREPARED_FROM:
        raise NotPublishable("Responses are prepared for publication once the consultation has closed.")


def require_words(*, passage: str, texts: Collection[str]) -> str:
    """The words as they stand in a response. Refuses those that are nowhere in it."""
    wanted = passage_in(passage=passage, texts=texts)
    if wanted is None:
        raise NotPublishable("These words are nowhere in the response. Copy them exactly as they stand on this page.")
    return wanted


def require_second_reader(*, user: int, had_part: Collection[int]) -> None:
    """Refuse whoever prepared a response, or removed words of it, as who checks it."""
    if user in had_part:
        raise SecondPersonNeeded("You prepared this response, so somebody else must check it.")


def as_published(text: str, *, removed: Collection[tuple[str, str]]) -> str:
    """A text as everybody reads it: without the words that were removed, each with the reason in its place."""
    return without(text, passages=[(words, str(Because(why).label)) for words, why in removed], mark="removed")
