"""Consultations, and what they ask."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from consultation.models import Consultation, ConsultationStep, Question, Section, Wording
from consultation.permissions import Permission
from consultation.queries.languages import asked_in
from consultation.rules import questionnaire as rules
from consultation.workflow import SHOWN, STORED, Status, stage_of
from kernel.models import User
from kernel.permissions import can


@dataclass(frozen=True, kw_only=True)
class Published:
    """A consultation as the public sees it in a list, and where it stands."""

    consultation: Consultation
    stage: Status


def stage(*, consultation: Consultation, at: datetime) -> Status:
    """Where a consultation stands at an instant."""
    return stage_of(status=consultation.status, opens_at=consultation.opens_at, closes_at=consultation.closes_at, at=at)


def consultations_for(*, user: User) -> QuerySet[Consultation]:
    """Those that a member of staff may open: all of them, or none."""
    found = Consultation.objects.select_related("rule_set", "drafted_by", "approved_by", "analysed_by")
    return found if can(user, Permission.CONSULTATION_VIEW) else found.none()


def public_consultations(*, at: datetime) -> list[Published]:
    """Those that were approved and are open, will be, or were; the one that closes next first."""
    listed = [Published(consultation=each, stage=stage(consultation=each, at=at)) for each in _shown()]
    return sorted(listed, key=lambda each: (each.stage != Status.OPEN, _nearness(each, at)))


def _nearness(each: Published, at: datetime) -> float:
    ends = each.consultation.closes_at
    return (ends - at).total_seconds() if each.stage == Status.OPEN else -ends.timestamp()


def shown_to_public(*, slug: str) -> QuerySet[Consultation]:
    """The consultation of an address, if the public may see it."""
    return _shown().filter(slug=slug)


def _shown() -> QuerySet[Consultation]:
    return Consultation.objects.filter(status__in=SHOWN & STORED).select_related("rule_set")


def asked_by(*, consultation: Consultation, language: str = "") -> list[rules.Section]:
    """What a consultation asks now: its sections and questions in order, each in its latest wording, and numbered.

    In a language what it has no words for stays in the original, and says which language is missing.
    """
    wordings = Prefetch("wordings", Wording.objects.order_by("number"))
    questions = Question.objects.filter(is_removed=False).prefetch_related(wordings)
    sections = Section.objects.filter(consultation=consultation, is_removed=False)
    number, found = 0, []
    for section in sections.prefetch_related(Prefetch("questions", questions)):
        listed = []
        for question in section.questions.all():
            number += question.kind != rules.Kind.STATEMENT
            listed.append(_question(question, list(question.wordings.all())[-1], number))
        found.append(
            rules.Section(
                pk=section.pk,
                title=section.title,
                text=section.text,
                is_equality=section.is_equality,
                condition=_condition(section),
                questions=tuple(listed),
            )
        )
    return asked_in(consultation=consultation, asked=found, language=language) if language else found


def _question(question: Question, wording: Wording, number: int) -> rules.Question:
    return rules.Question(
        pk=question.pk,
        number=number,
        kind=question.kind,
        wording=wording.pk,
        text=wording.text,
        help_text=wording.help_text,
        choices=tuple((key, words) for key, words in wording.choices),
        is_required=question.is_required,
        comment=question.comment,
        limit=question.limit,
        condition=_condition(question),
    )


def _condition(held: Section | Question) -> rules.Condition | None:
    if held.depends_on_id is None:
        return None
    return rules.Condition(question=held.depends_on_id, keys=frozenset(held.depends_keys))


def corrections_of(*, consultation: Consultation) -> list[tuple[Wording, Wording]]:
    """Every correction made while people answered, the latest first, each with the wording before it."""
    of_it = Wording.objects.filter(question__section__consultation=consultation)
    later = of_it.exclude(reason="").select_related("question").order_by("-at", "-pk")
    return [(of_it.get(question=each.question, number=each.number - 1), each) for each in later]


def steps_of(*, consultation: Consultation) -> QuerySet[ConsultationStep]:
    """What was done with a consultation, the latest first."""
    return consultation.steps.select_related("by").order_by("-pk")
