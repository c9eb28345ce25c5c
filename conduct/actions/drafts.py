"""Keeping a response while it is written. It is its author's alone, and sealed."""

from collections.abc import Callable
from datetime import datetime

from conduct.actions.steps import locked
from conduct.models import Case, ResponseDraft
from conduct.queries import about_draft, draft_of, may_act_for, may_respond
from conduct.queries.own_side import SEALED_FOR
from conduct.rules.answering import Answer, Draft, NotForThem, packed, require_words
from kernel.history import recorded
from kernel.keys import seal
from kernel.models import User
from kernel.workflow import NotAllowedNow


class NoLongerOpen(NotAllowedNow):
    """The case does not wait for a response."""


def held_by_manager(*, case: Case, by: User, at: datetime) -> Case:
    """The locked case of a manager, or of whoever may act for them. Refuses anybody else."""
    held = locked(case=case, action=None, at=at, seen=None)
    if not may_act_for(case=held, user=by):
        raise NotForThem("Only the manager this case is about, or whoever they let answer for them, can do this.")
    return held


@recorded()
def save_answer(*, case: Case, number: int, answer: Answer, by: User, at: datetime) -> None:
    """Keep what is said to one allegation, until the response is sent. Refuses a denial without words."""
    require_words(stance=answer.stance, text=answer.text)
    _save(lambda draft: draft.answered(number, answer), case=case, by=by, at=at)


@recorded()
def save_part(*, case: Case, part: str, text: str, by: User, at: datetime) -> None:
    """Keep one of the other parts of a response, until it is sent."""
    _save(lambda draft: Draft(**{**vars(draft), part: text}), case=case, by=by, at=at)


def _save(change: Callable[[Draft], Draft], *, case: Case, by: User, at: datetime) -> None:
    held = held_by_manager(case=case, by=by, at=at)
    if not may_respond(case=held, at=at):
        raise NoLongerOpen("You can no longer respond to this case, so nothing was saved.")
    draft = ResponseDraft(case=held, author=by)
    sealed = seal(purpose=SEALED_FOR, value=packed(change(draft_of(case=held, user=by))), about=about_draft(draft))
    ResponseDraft.objects.update_or_create(case=held, author=by, defaults={"sealed": sealed, "saved_at": at})
