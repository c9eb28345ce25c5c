"""Files that people send with their responses."""

from django.db.models import QuerySet

from consultation.models import Question, Response, ResponseFile
from consultation.rules.questionnaire import Kind


def files_of(*, response: Response) -> QuerySet[ResponseFile]:
    """Those of a response that were not taken back; none of one that was withdrawn."""
    files = ResponseFile.objects.filter(response=response, taken_back=None).select_related("file", "question")
    return files.exclude(response__versions__is_withdrawal=True).order_by("number")


def asking_for_files(*, response: Response) -> QuerySet[Question]:
    """The questions of a response's consultation that ask for files."""
    found = Question.objects.filter(section__consultation=response.consultation_id, kind=Kind.FILE)
    return found.filter(is_removed=False, section__is_removed=False)
