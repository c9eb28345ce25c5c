"""Files that people send with their responses."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from consultation.models.questions import Question
from consultation.models.responses import Response
from consultation.rules.responding import MOST_NUMBERS
from kernel.models import AppendOnly, StoredFile


class ResponseFile(AppendOnly):
    """A file for a question that asks for one: made anew as it came in, and under no name of its sender's.

    A trigger refuses one for another question, of a withdrawn response, and after the close by PostgreSQL's clock. What
    came with a response on paper staff add until the analysis is finished.
    """

    response = models.ForeignKey(Response, models.PROTECT, related_name="files")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    number = models.IntegerField()
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["response", "number"], name="consultation_response_file_one_a_number"),
            models.CheckConstraint(
                condition=Q(number__range=(1, MOST_NUMBERS)), name="consultation_response_few_files"
            ),
        ]


class FileTakenBack(AppendOnly):
    """That a file is no part of its response any more: nobody reads it. A trigger refuses it when a file would be."""

    file = models.OneToOneField(ResponseFile, models.PROTECT, related_name="taken_back")
