"""Four consultations: that of 2024 with responses in the shape of the published figures, one open, one closed, a draft.

What was asked and how many agreed is published: 92% of all and 79% of senior managers and leaders. Who answered here,
and in what words, is invented.
"""

import random
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any, Final

from config.demo import publishing
from config.demo.analysing import in_analysis
from config.demo.cast import Cast
from config.demo.channels import campaigns, other_ways
from config.demo.inviting import chase, hope, list_and_invite
from config.demo.themes import themes
from config.demo.welsh import answer_in_welsh, attach, put_into_welsh
from config.demo.whence import ask_whence, whence
from consultation import actions
from consultation.models import Consultation
from consultation.models import Question as QuestionRow
from consultation.queries import asked_by
from consultation.queries.coding import answers_to, next_second, worded_questions
from consultation.rules.disclosures import Done
from consultation.rules.questionnaire import Kind, Question, RespondentType
from consultation.rules.responding import Channel, Publish, Sender
from kernel.permissions import Role

OPENS: Final = datetime(2024, 11, 26, tzinfo=UTC)
CLOSES: Final = datetime(2025, 2, 18, 23, 59, tzinfo=UTC)
DRAFTED: Final = datetime(2024, 11, 12, 10, tzinfo=UTC)
ANALYSED: Final = datetime(2025, 7, 14, 10, tzinfo=UTC)
PRIVACY: Final = (
    "The regulator holds the responses to decide on what it asked about. Analysts who work for it read them. They are "
    "kept for three years after the outcome is published. Do not write anything from which a patient or colleague "
    "could be known."
)
OUTCOME: Final = (
    "Most people who answered, of every kind, agreed that managers should be regulated. Senior leaders agreed less "
    "often than others, and asked that the bar be high.\n\nWe decided on a statutory barring system for board-level "
    "directors and those who report to them. A full register of all managers is not proposed now."
)
# How many of a hundred answered as what, and how many of these agreed: 92 in all, and 30 of 38 senior leaders (79%).
SHAPE: Final = (
    (RespondentType.WORKER, 150, 142),
    (RespondentType.PUBLIC, 90, 85),
    (RespondentType.PATIENT, 40, 38),
    (RespondentType.MANAGER, 70, 63),
    (RespondentType.LEADER, 38, 30),
    (RespondentType.ORGANISATION, 12, 10),
)
CAMPAIGN: Final = (
    "Managers who silence people who speak up must never work in the health service again. Patients have been harmed "
    "because nobody listened to the staff who warned them. Bar them, publish their names, and protect those who told "
    "the truth{}"
)
ENDINGS: Final = (".", ", at last.", " before more harm is done.", ". My family was let down.", ". Please act now.")
# Short, so that none is taken for a text that somebody wrote for others.
REASONS: Final = (
    "Doctors and nurses are regulated, so managers should be.",
    "People need to know the standard before they are judged.",
    "Bad managers simply moved on to another trust.",
    "Training and support would do more than a list.",
    "A register costs money that wards do not have.",
    "The bar has to be high, with a way back.",
    "Whoever decides must not be the employer.",
)


THEMES: Final = (
    ("The same rules as for clinicians", "Says that managers should answer to rules as doctors and nurses do.", (0,)),
    ("The revolving door", "Says that managers who failed found posts elsewhere.", (2,)),
    ("Cost, training and support", "Says that money or effort would do more elsewhere, or asks for training.", (3, 4)),
    ("A fair process", "Says what a fair process needs: known standards, a high bar, independence.", (1, 5, 6)),
)
"""Themes of the reasons, with what each says, and the places of the reasons that it is in."""
AS_THE_FIRST: Final = 0.8
"""How often the second analyst finds what the first one found."""


def consult(cast: Cast, *, at: datetime, responses: int) -> None:
    """Make them all; that of 2024 gets about so many responses."""
    dice = random.Random(4924)  # noqa: S311  invented answers, not secrets
    held = _leading(cast)
    _answer(held, cast, dice, responses)
    campaigns(held, cast, at=CLOSES + timedelta(days=10))
    _read(held, cast, dice)
    _publish(held, cast)
    _open(cast, at=at)
    in_analysis(cast, at=at)
    by: dict[str, Any] = {"by": cast.one(Role.CONSULTATION_ANALYST), "at": at}
    draft = actions.draft_consultation(
        slug="publishing-decisions",
        title="How long decisions are published",
        summary="For how long should a decision about a manager be shown to everybody?",
        privacy_notice=PRIVACY,
        opens_at=at + timedelta(days=30),
        closes_at=at + timedelta(days=120),
        **by,
    )
    section = actions.add_section(consultation=draft, title="Time", **by)
    actions.add_question(
        section=section, kind=Kind.SINGLE, text="For how long?", choices="One year\nFive years\nFor ever", **by
    )


def _approved(cast: Cast, *, at: datetime, held: Consultation) -> Consultation:
    actions.submit(consultation=held, by=cast.one(Role.CONSULTATION_ANALYST), at=at)
    return actions.approve(consultation=held, by=cast.one(Role.PUBLISHER), at=at)


def _leading(cast: Cast) -> Consultation:
    by: dict[str, Any] = {"by": cast.one(Role.CONSULTATION_ANALYST), "at": DRAFTED}
    held = actions.draft_consultation(
        slug="leading-the-nhs",
        title="Leading the NHS: proposals to regulate NHS managers",
        summary="Should managers in the health service be regulated, and how? The proposals reach from a voluntary "
        "register to a statutory system that bars those who are unfit.\n\nThe responses shown here are invented. Their "
        "shares follow the figures that were published.",
        privacy_notice=PRIVACY,
        opens_at=OPENS,
        closes_at=CLOSES,
        **by,
    )
    _ask_2024(held, by)
    return _approved(cast, at=DRAFTED + timedelta(days=7), held=held)


def _ask_2024(held: Consultation, by: dict[str, Any]) -> None:
    why = "Please explain your answer"
    first = actions.add_section(consultation=held, title="Whether managers should be regulated", **by)
    asked = {"section": first, "kind": Kind.AGREEMENT, "comment": why, **by}
    text = "Do you agree or disagree that NHS managers should be regulated?"
    regulate = actions.add_question(text=text, is_required=True, **asked)
    actions.add_question(
        text="Do you agree or disagree that there should be a process to ensure that managers who have committed "
        "serious misconduct can never hold a management role in the NHS in the future?",
        **asked,
    )
    second = actions.add_section(
        consultation=held,
        title="How they should be regulated",
        depends_on=regulate.pk,
        depends_keys=["strongly_agree", "agree"],
        **by,
    )
    actions.add_question(
        section=second,
        kind=Kind.SINGLE,
        text="Which type of regulation would be the most appropriate?",
        choices="A voluntary accreditation register\nA statutory barring mechanism\nFull statutory registration",
        **by,
    )
    third = actions.add_section(consultation=held, title="Candour and concerns", **by)
    actions.add_question(
        section=third, kind=Kind.AGREEMENT, text="Should managers have a professional duty of candour?", **by
    )
    actions.add_question(
        section=third,
        kind=Kind.TEXT,
        text="How should managers record, consider and respond to concerns about care?",
        limit=4000,
        **by,
    )
    ask_whence(held, by)


def _answer(held: Consultation, cast: Cast, dice: random.Random, responses: int) -> None:
    one, two, three, four, five, *of_where = (
        each for section in asked_by(consultation=held) for each in section.questions
    )
    ending = cycle(ENDINGS)
    for kind, of_400, agreeing in SHAPE:
        for place in range(max(1, round(of_400 * responses / 400))):
            agrees = place < round(agreeing * responses / 400)
            in_campaign = agrees and place % 6 == 0
            text = CAMPAIGN.format(next(ending)) if in_campaign else dice.choice(REASONS) if place % 3 == 0 else ""
            chosen = dice.choice(("strongly_agree", "agree") if agrees else ("neither", "disagree", "dont_know"))
            said = _said(one, chosen, text=text) | _said(two, dice.choice(("strongly_agree", "agree", "neither")))
            if agrees:
                said |= _said(three, dice.choice(("c1", "c2", "c2", "c3", "c3")))
            said |= _said(four, dice.choice(("strongly_agree", "agree", "agree", "disagree")))
            if place % 5 == 0:
                said |= _said(five, text=dice.choice(REASONS))
            said |= whence(of_where, place, kind)
            actions.enter_response(
                consultation=held,
                channel=dice.choice((Channel.EMAIL, Channel.EMAIL, Channel.PAPER, Channel.TELEPHONE)),
                sender=Sender(
                    respondent_type=kind,
                    publish=dice.choice((Publish.UNNAMED, Publish.NOT)),
                    organisation=f"Invented organisation {place + 1}" if kind == RespondentType.ORGANISATION else "",
                ),
                answers=said,
                received_at=OPENS + (CLOSES - OPENS) * dice.random(),
                by=cast.one(Role.CONSULTATION_ANALYST),
                at=CLOSES + timedelta(days=1),
            )


def _read(held: Consultation, cast: Cast, dice: random.Random) -> None:
    """All answers to the last question read by one analyst, and a tenth by another who sees some otherwise."""
    first, second = cast.one(Role.CONSULTATION_ANALYST), cast.one(Role.CONSULTATION_ANALYST, 1)
    question = worded_questions(consultation=held).order_by("section__place", "place").last()
    assert question is not None
    by: dict[str, Any] = {"by": first, "at": CLOSES + timedelta(days=20)}
    themes: dict[str, int] = {}
    for name, definition, places in THEMES:
        theme = actions.add_theme(question=question, name=name, definition=definition, **by)
        themes |= {REASONS[place]: theme.pk for place in places}
    for answer in answers_to(question=question).select_related("wording__question").order_by("pk"):
        actions.code_answer(answer=answer, themes=[themes[answer.text]], **by)
    while (sampled := next_second(question=question, user=second)) is not None:
        seen = themes[sampled.text] if dice.random() < AS_THE_FIRST else dice.choice([*themes.values()])
        actions.code_answer(answer=sampled, themes=[seen], by=second, at=CLOSES + timedelta(days=30))


def _said(question: Question, *chosen: str, text: str = "") -> dict[int, dict[str, Any]]:
    return {question.pk: {"wording": question.wording, "chosen": list(chosen), "text": text, "number": "", "day": ""}}


def _publish(held: Consultation, cast: Cast) -> None:
    analyst, publisher = cast.one(Role.CONSULTATION_ANALYST), cast.one(Role.PUBLISHER)
    publishing.prepare(held, cast, at=CLOSES + timedelta(days=40))
    publishing.decide(held, cast, at=ANALYSED - timedelta(days=3))
    held = actions.finish_analysis(consultation=held, outcome=OUTCOME, by=analyst, at=ANALYSED)
    publishing.read(held, cast, at=ANALYSED + timedelta(days=3))
    actions.publish(consultation=held, by=publisher, at=ANALYSED + timedelta(days=7))
    publishing.note_changes(held, cast, at=ANALYSED + timedelta(days=300))


def _open(cast: Cast, *, at: datetime) -> None:
    analyst = cast.one(Role.CONSULTATION_ANALYST)
    by: dict[str, Any] = {"by": analyst, "at": at - timedelta(days=30)}
    held = actions.draft_consultation(
        slug="one-code-of-practice",
        title="One code of practice for managers",
        summary="We propose one national code of practice for everybody who manages in the health service.",
        privacy_notice=PRIVACY,
        opens_at=at - timedelta(days=20),
        closes_at=at + timedelta(days=80),
        **by,
    )
    one = _ask_of_the_code(held, by)
    hope(held, by)
    put_into_welsh(held, by)
    attach(held, by)
    held = _approved(cast, at=at - timedelta(days=25), held=held)
    actions.correct_question(
        question=one,
        text="Should there be one national code of practice for managers?",
        help_text="",
        choices="",
        reason="“One code” did not say of what.",
        by=analyst,
        at=at - timedelta(days=18),
    )
    put_into_welsh(held, {"by": analyst, "at": at - timedelta(days=17)})
    list_and_invite(held, cast, at=at - timedelta(days=18))
    _answer_of_the_code(held, cast, at=at)
    chase(held, cast, at=at - timedelta(days=3))


def _answer_of_the_code(held: Consultation, cast: Cast, *, at: datetime) -> None:
    asked, *others = [each for section in asked_by(consultation=held) for each in section.questions]
    for number, chosen in enumerate(("strongly_agree", "agree", "disagree")):
        actions.send_response(
            consultation=held,
            code=f"DEMONSTRATION{number}",
            sender=Sender(respondent_type=RespondentType.MANAGER, publish=Publish.UNNAMED),
            answers=_said(asked, chosen) | whence(others, number, RespondentType.MANAGER),
            equality={},
            at=at,
        )
    other_ways(held, cast, at=at)
    themes(held, cast, at=at)
    told = answer_in_welsh(
        held,
        _said(asked, "agree"),
        sender=Sender(respondent_type=RespondentType.WORKER, publish=Publish.NOT, may_pass_on=True),
        at=at,
    )
    actions.step_disclosure(
        response=told,
        done=Done.FOUND,
        text="Says that a record was changed.",
        by=cast.one(Role.CONSULTATION_ANALYST),
        at=at,
    )


def _ask_of_the_code(held: Consultation, by: dict[str, Any]) -> QuestionRow:
    first = actions.add_section(consultation=held, title="The code", **by)
    one = actions.add_question(
        section=first,
        kind=Kind.AGREEMENT,
        text="Should there be one code?",
        comment="Please explain your answer",
        is_required=True,
        **by,
    )
    second = actions.add_section(
        consultation=held, title="Its reach", depends_on=one.pk, depends_keys=["strongly_agree", "agree"], **by
    )
    tiers = "Board directors\nThose who report to them\nEvery other manager"
    actions.add_question(section=second, kind=Kind.MULTIPLE, text="To whom should it apply?", choices=tiers, **by)
    actions.add_question(section=second, kind=Kind.DATE, text="From when should it apply?", **by)
    actions.add_question(section=second, kind=Kind.TEXT, text="What is missing from it?", limit=1500, **by)
    actions.add_question(section=second, kind=Kind.FILE, text="Is there a code that we should read?", **by)
    ask_whence(held, by)
    about = actions.add_section(consultation=held, title="Equality", is_equality=True, **by)
    ages = "Under 35\n35 to 54\n55 or over\nI prefer not to say"
    actions.add_question(section=about, kind=Kind.SINGLE, text="How old are you?", choices=ages, **by)
    return one
