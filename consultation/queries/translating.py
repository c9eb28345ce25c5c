"""What there is to put into a further language."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from consultation.models import Consultation, Wording
from consultation.queries.consultations import asked_by, stage
from consultation.queries.languages import Worded, original, worded_in
from consultation.rules.languages import Told
from consultation.rules.questionnaire import Question, Section
from consultation.workflow import Status


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part with its words in a language so far."""

    key: str
    held: Told | Section | Question
    words: dict[str, str]
    section: int | None = None
    wording: int | None = None


def parts_of(*, consultation: Consultation, language: str, at: datetime) -> list[Part]:
    """The parts whose words may be entered: in a draft all, while it is open the corrections that have none."""
    now = stage(consultation=consultation, at=at)
    listed = list(_parts(consultation, worded_in(consultation=consultation, language=language)))
    if now == Status.DRAFT:
        return listed
    later = Wording.objects.filter(question__section__consultation=consultation).exclude(reason="")
    corrected = set(later.values_list("pk", flat=True)) if now == Status.OPEN else set()
    return [part for part in listed if part.wording in corrected and not part.words]


def all_parts(*, consultation: Consultation, language: str) -> list[Part]:
    """Every part with its words in a language, to say what is missing."""
    return list(_parts(consultation, worded_in(consultation=consultation, language=language)))


def _parts(consultation: Consultation, worded: Worded) -> Iterator[Part]:
    yield Part(key="about", held=original(consultation), words=worded.own)
    for section in asked_by(consultation=consultation):
        words = worded.sections.get(section.pk, {})
        yield Part(key=f"s{section.pk}", held=section, words=words, section=section.pk)
        for question in section.questions:
            words = worded.wordings.get(question.wording, {})
            yield Part(key=f"w{question.wording}", held=question, words=words, wording=question.wording)
