"""Answers in words to the open consultation, some of them read, and themes that the machine is asked to propose."""

from datetime import datetime, timedelta
from itertools import product
from typing import Any, Final

from config.demo.cast import Cast
from consultation import actions
from consultation.actions.recoding import recode, undo_recoding
from consultation.actions.sharing import share_out
from consultation.actions.suggesting import want_suggestions
from consultation.models import Answer, Consultation
from consultation.queries import asked_by
from consultation.queries.coding import answers_to, worded_questions
from consultation.queries.recoding import concerned
from consultation.rules.questionnaire import RespondentType
from consultation.rules.recoding import Way
from consultation.rules.responding import Channel, Publish, Sender
from consultation.rules.suggesting import Wanted
from kernel.permissions import Role

BEGINNINGS: Final = ("In my view", "What I miss:", "As I wrote before,", "We think that")
MISSING: Final = (
    "there has to be protected time for training, or nobody will learn the code.",
    "new managers need training and a mentor in their first year.",
    "the code should pay for training of those who never had any.",
    "whoever speaks up must be protected from the manager they speak about.",
    "staff who speak up should hear what was done about it.",
    "nobody should have to speak up to the person who did wrong.",
    "patients and families must be asked when the code is written.",
    "a duty of candour towards patients and families belongs in it.",
    "families should be told in plain words when something went wrong.",
)
READ: Final = 12
SHARED: Final = 16
SPEAKING: Final = (3, 4, 5)


def themes(held: Consultation, cast: Cast, *, at: datetime) -> None:
    """Enter them, read the first twelve for one theme, share out others, and have the machine look for more themes.

    Somebody added the theme wherever a word stands, saw that it means time there too, and took it back.
    """
    by: dict[str, Any] = {"by": cast.one(Role.CONSULTATION_ANALYST), "at": at - timedelta(days=1)}
    agree, *_, missing = (
        each
        for section in asked_by(consultation=held)
        for each in section.questions
        if each.kind in ("agreement", "text")
    )
    for begin, words in product(BEGINNINGS, MISSING):
        said = {agree.pk: _said(agree.wording, ["agree"]), missing.pk: _said(missing.wording, [], f"{begin} {words}")}
        actions.enter_response(
            consultation=held,
            channel=Channel.EMAIL,
            sender=Sender(respondent_type=RespondentType.WORKER, publish=Publish.UNNAMED),
            answers=said,
            received_at=at - timedelta(days=4),
            **by,
        )
    question = worded_questions(consultation=held).get(pk=missing.pk)
    theme = actions.add_theme(
        question=question,
        name="Safety of those who speak up",
        definition="Says that people who speak up need protection, or must hear what came of it.",
        **by,
    )
    for answer in answers_to(question=question).select_related("wording__question").order_by("pk")[:READ]:
        actions.code_answer(answer=answer, themes=[theme.pk] if _is_on_speaking(answer) else [], **by)
    given: dict[str, Any] = {"way": Way.ADD, "source": None, "target": theme.pk, "words": "protected"}
    count = len(concerned(question=question, source=None, target=theme.pk, words="protected"))
    protected = recode(question=question, reason="Protection is about safety", expected=count, **given, **by)
    undo_recoding(question=question, recoding=protected, **by)
    readers = [cast.one(Role.CONSULTATION_ANALYST, place).pk for place in (0, 1)]
    share_out(question=question, readers=readers, count=SHARED, is_second=False, **by)
    want_suggestions(question=question, wanted=Wanted.THEMES, groups=4, **by)
    want_suggestions(question=question, wanted=Wanted.CODES, **by)


def _is_on_speaking(answer: Answer) -> bool:
    return any(answer.text.endswith(MISSING[place]) for place in SPEAKING)


def _said(wording: int, chosen: list[str], text: str = "") -> dict[str, Any]:
    return {"wording": wording, "chosen": chosen, "text": text, "number": "", "day": ""}
