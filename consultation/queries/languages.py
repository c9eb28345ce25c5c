"""Consultations in further languages: which one is offered in, and its words in one of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from consultation.models import Consultation, Translation
from consultation.rules.languages import (
    Language,
    Told,
    is_whole,
    question_in,
    section_in,
    told_in,
)
from consultation.rules.questionnaire import Section


@dataclass(frozen=True, kw_only=True)
class Worded:
    """The words of a consultation in one language, by part."""

    own: dict[str, str]
    sections: dict[int, dict[str, str]]
    wordings: dict[int, dict[str, str]]


def worded_in(*, consultation: Consultation, language: str) -> Worded:
    """All words in a language."""
    rows = list(Translation.objects.filter(consultation=consultation, language=language))
    return Worded(
        own=next((row.words for row in rows if row.section_id is None and row.wording_id is None), {}),
        sections={row.section_id: row.words for row in rows if row.section_id is not None},
        wordings={row.wording_id: row.words for row in rows if row.wording_id is not None},
    )


def original(consultation: Consultation) -> Told:
    """What a consultation says of itself, in the original."""
    return Told(title=consultation.title, summary=consultation.summary, privacy_notice=consultation.privacy_notice)


def told_by(*, consultation: Consultation, language: str = "") -> Told:
    """What a consultation says of itself; in the original where the language has no words for it."""
    held = original(consultation)
    if not language:
        return held
    return told_in(held, language, worded_in(consultation=consultation, language=language).own)


def languages_of(*, consultation: Consultation) -> list[Language]:
    """The further languages that it is offered in: those in which it says what it is about."""
    rows = Translation.objects.filter(consultation=consultation, section=None, wording=None)
    held = original(consultation)
    offered = {row.language for row in rows if is_whole(held, row.words)}
    return [each for each in Language if each in offered]


def asked_in(*, consultation: Consultation, asked: Sequence[Section], language: str) -> list[Section]:
    """What is asked, in a language as far as it has the words."""
    worded = worded_in(consultation=consultation, language=language)
    return [
        replace(
            section_in(section, language, worded.sections.get(section.pk, {})),
            questions=tuple(
                question_in(each, language, worded.wordings.get(each.wording, {})) for each in section.questions
            ),
        )
        for section in asked
    ]
