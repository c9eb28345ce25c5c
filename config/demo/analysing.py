"""A consultation that has closed, for whoever wants to see the analysis from its first answer to the outcome."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any, Final

from config.demo.cast import Cast
from consultation import actions
from consultation.models import Consultation
from consultation.queries import asked_by
from consultation.queries.keying import share_of
from consultation.rules.keying import is_sampled
from consultation.rules.questionnaire import Kind, RespondentType
from consultation.rules.responding import Channel, Publish, Sender
from kernel.permissions import Role

SAID: Final = (
    "It should be in working hours, or nobody will come.",
    "Have those who were not listened to teach it.",
    "A day of training changes nobody. Ask each year what became of what people said.",
)
THEMES: Final = (
    ("Time for it", "Asks that training be in paid time, or says that there is none."),
    ("Who teaches it", "Says who should teach, or by whose example."),
    ("What follows from it", "Asks what is checked or done after the training."),
)


def in_analysis(cast: Cast, *, at: datetime) -> None:
    """Answered by few in words and by some on paper, one of which waits for a second person; nothing is read yet."""
    by: dict[str, Any] = {"by": cast.one(Role.CONSULTATION_ANALYST), "at": at - timedelta(days=125)}
    held = actions.draft_consultation(
        slug="learning-to-listen",
        title="Learning to listen",
        summary="Should everybody who manages be trained to listen to staff who speak up?",
        privacy_notice="The regulator holds the responses to decide on what it asked about, for three years.",
        opens_at=at - timedelta(days=110),
        closes_at=at - timedelta(days=10),
        **by,
    )
    section = actions.add_section(consultation=held, title="Training", **by)
    asked = actions.add_question(
        section=section, kind=Kind.AGREEMENT, text="Should it be required?", comment="What should it be like?", **by
    )
    actions.submit(consultation=held, **by)
    held = actions.approve(consultation=held, by=cast.one(Role.PUBLISHER), at=by["at"])
    _answered(held, by["by"], at=at)
    for name, definition in THEMES:
        actions.add_theme(question=asked, name=name, definition=definition, by=by["by"], at=at)


def _answered(held: Consultation, by: Any, *, at: datetime) -> None:
    """Until the sample of second keying has one."""
    asked = asked_by(consultation=held)[0].questions[0]
    given: dict[str, Any] = {"consultation": held, "channel": Channel.PAPER, "by": by, "at": at - timedelta(days=9)}
    for number in count():
        text = SAID[number] if number < len(SAID) else ""
        chosen = "agree" if number % 3 else "strongly_agree"
        response = actions.enter_response(
            sender=Sender(
                respondent_type=RespondentType.WORKER, publish=Publish.UNNAMED if number < 2 else Publish.NOT
            ),
            answers={asked.pk: {"wording": asked.wording, "chosen": [chosen], "text": text, "number": "", "day": ""}},
            received_at=held.closes_at - timedelta(days=5),
            **given,
        )
        if number >= len(SAID) and is_sampled(response.pk, share_of(held)):
            return
