"""Responses of the open consultation that came other ways: on paper, keyed by two people, and in a file."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from config.demo.cast import Cast
from config.demo.whence import IN_WHAT, WHERE, region_of, type_of, whence
from consultation import actions
from consultation.actions.campaigns import describe_campaign, find_campaigns, look_for_campaigns
from consultation.actions.evidence import keep_evidence
from consultation.actions.importing import take_in
from consultation.actions.imports import draft_import, lay_out, start_import
from consultation.actions.keying import key_again
from consultation.models import Consultation
from consultation.queries import asked_by
from consultation.queries.campaigns import campaigns_of
from consultation.rules.evidence import EvidenceKind
from consultation.rules.imports import guessed
from consultation.rules.questionnaire import Question, RespondentType
from consultation.rules.responding import Channel, Publish, Sender
from kernel.clocks import format_date, today
from kernel.files.examining import ExaminedTable
from kernel.permissions import Role

PAPERS = 12
TYPES = ("public", "patient", "worker", "manager", "leader")
TOLD = (
    "It should say what a manager does when somebody speaks up.",
    "Only if somebody reads it, and somebody is asked about it each year.",
    "",
)
HEADINGS = (
    "Response ID",
    "Answering as",
    "Organisation",
    "Received",
    "Q1",
    "Q1 comment",
    "To whom should it apply?",
    WHERE,
    IN_WHAT,
)


def other_ways(held: Consultation, cast: Cast, *, at: datetime) -> None:
    """Twelve papers, of which each of the sample is keyed again with one slip; and a file of forty responses."""
    first, *others = [each for section in asked_by(consultation=held) for each in section.questions]
    _papers(held, cast, first, others, at=at)
    _file(held, cast, at=at)
    _together(held, cast, at=at)


def campaigns(held: Consultation, cast: Cast, *, at: datetime) -> None:
    """Looked for, and the largest named."""
    by = cast.one(Role.CONSULTATION_ANALYST)
    look_for_campaigns(consultation=held, by=by, at=at)
    find_campaigns(at=at)
    described = "A text that an invented union gave its members. It asks that a bar reaches private hospitals too."
    for each in campaigns_of(consultation=held)[:1]:
        describe_campaign(campaign=each.campaign, name="A union’s text", description=described, by=by, at=at)


def _papers(held: Consultation, cast: Cast, asked: Question, others: Sequence[Question], *, at: datetime) -> None:
    one, other = cast.one(Role.CONSULTATION_ANALYST), cast.one(Role.CONSULTATION_ANALYST, 1)
    for number in range(PAPERS):
        sender = Sender(respondent_type=TYPES[number % len(TYPES)], publish=Publish.NOT)
        where = whence(others, number, sender.respondent_type)
        said = _said(asked, "agree" if number % 3 else "disagree", TOLD[number % len(TOLD)]) | where
        response = actions.enter_response(
            consultation=held,
            channel=Channel.PAPER,
            sender=sender,
            answers=said,
            received_at=at - timedelta(days=5),
            by=one,
            at=at - timedelta(days=2),
        )
        if number < 3:
            slip = _said(asked, "strongly_agree", TOLD[number]) | where if number == 1 else said
            key_again(response=response, sender=sender, answers=slip, by=other, at=at - timedelta(days=1))


def _said(asked: Question, chosen: str, text: str) -> dict[int, dict[str, Any]]:
    return {asked.pk: {"wording": asked.wording, "chosen": [chosen], "text": text, "number": "", "day": ""}}


def _file(held: Consultation, cast: Cast, *, at: datetime) -> None:
    by = cast.one(Role.CONSULTATION_ANALYST)
    rows = [_row(number, at=at) for number in range(40)]
    table = ExaminedTable(
        name="invented survey.csv", sheet="", other_sheets=0, headings=HEADINGS, rows=tuple(map(json.dumps, rows))
    )
    draft = draft_import(consultation=held, table=table, by=by, at=at)
    questions = [each for section in asked_by(consultation=held) for each in section.questions]
    lay_out(draft=draft, places=guessed(HEADINGS, questions), at=at)
    start_import(draft=draft, by=by, at=at)
    take_in(at=at)


def _row(number: int, *, at: datetime) -> list[str]:
    agrees = number % 4 != 0
    kind = RespondentType.ORGANISATION if number % 10 == 0 else RespondentType(TYPES[number % len(TYPES)])
    return [
        f"S{number:03}",
        kind.label,
        f"Invented organisation {number}" if kind == RespondentType.ORGANISATION else "",
        format_date(today(at - timedelta(days=1 + number % 18))),
        "Agree" if agrees else "Perhaps" if number == 8 else "Disagree",
        TOLD[number % len(TOLD)],
        "Board directors; Every other manager" if agrees else "",
        region.label if (region := region_of(number)) else "",
        type_of(number, kind).label,
    ]


def _together(held: Consultation, cast: Cast, *, at: datetime) -> None:
    for kind, title, people, text in (
        (EvidenceKind.PETITION, "Petition of an invented patients’ group", 1_204, "Bind every manager by one code."),
        (
            EvidenceKind.WORKSHOP,
            "Workshop with invented ward managers",
            18,
            "They ask for time to learn it.",
        ),
    ):
        keep_evidence(
            consultation=held,
            kind=kind,
            title=title,
            people=people,
            received_on=today(at - timedelta(days=6)),
            text=text,
            by=cast.one(Role.CONSULTATION_ANALYST),
            at=at,
        )
