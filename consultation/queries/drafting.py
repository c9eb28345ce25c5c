"""Single sections and questions, for those who write a consultation."""

from django.db.models import QuerySet

from consultation.models import Consultation, Question, Section


def sections_in(*, consultation: Consultation) -> QuerySet[Section]:
    """Its sections."""
    return Section.objects.filter(consultation=consultation, is_removed=False).select_related("consultation")


def questions_in(*, consultation: Consultation) -> QuerySet[Question]:
    """Its questions."""
    found = Question.objects.filter(section__consultation=consultation, is_removed=False, section__is_removed=False)
    return found.select_related("section__consultation")
