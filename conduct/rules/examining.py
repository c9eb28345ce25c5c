"""The two case examiners: each alone first, then both together."""

from collections.abc import Collection, Mapping
from typing import Final

from django.db.models import TextChoices

from conduct.workflow import Action
from kernel.errors import ActionRefused

EXAMINERS: Final = 2


class Finding(TextChoices):
    """Whether a panel could realistically find the case proved and that the manager's fitness is impaired."""

    CASE_TO_ANSWER = "case_to_answer", "There is a case to answer"
    NO_CASE = "no_case", "There is no case to answer"


AGREEING: Final[Mapping[str, Action]] = {
    Finding.CASE_TO_ANSWER: Action.AGREE_CASE_TO_ANSWER,
    Finding.NO_CASE: Action.AGREE_NO_CASE,
}


class NotAnExaminer(ActionRefused):
    """The account does not examine this case, or may not."""


class TwoExaminersAlready(ActionRefused):
    """Two people examine a case, no more."""


class NotYourTurn(ActionRefused):
    """The examiners decide apart first and then together, one proposing and the other answering."""


def require_room(*, appointed: int) -> None:
    """Refuse a third examiner."""
    if appointed >= EXAMINERS:
        raise TwoExaminersAlready("Two case examiners are appointed already. One must give the case up first.")


def require_examiner(*, user_id: int, examiners: Collection[int]) -> None:
    """Refuse whoever is not one of the case's examiners."""
    if user_id not in examiners:
        raise NotAnExaminer("You are not one of the two examiners of this case.")


def require_no_opinion_yet(*, user_id: int, given_by: Collection[int]) -> None:
    """Refuse a second opinion of the same examiner: the first is what they thought before they saw the other's."""
    if user_id in given_by:
        raise NotYourTurn("You have given your opinion already. It stays as you gave it.")


def gave_opinions(*, examiners: Collection[int], given_by: Collection[int]) -> bool:
    """Whether there are two examiners, and each has decided apart."""
    return len(examiners) == EXAMINERS and set(examiners) <= set(given_by)


def require_both_opinions(*, examiners: Collection[int], given_by: Collection[int]) -> None:
    """Refuse a decision together before each has decided apart."""
    if not gave_opinions(examiners=examiners, given_by=given_by):
        raise NotYourTurn("Both examiners give their opinions apart first. One is still missing.")


def require_unproposed(*, is_proposed: bool) -> None:
    """Refuse a second proposal."""
    if is_proposed:
        raise NotYourTurn("The other examiner has proposed a decision already. Answer that.")


def require_other_examiner(*, user_id: int, proposed_by: int | None) -> None:
    """Refuse an answer where nothing is proposed, and one by whoever proposed it."""
    if proposed_by is None:
        raise NotYourTurn("Neither examiner has proposed a decision yet.")
    if user_id == proposed_by:
        raise NotYourTurn("You proposed this decision. The other examiner answers.")
