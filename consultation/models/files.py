"""Files that people send with their responses."""

from django.db import models
from django.db.models import Q

from consultation.models.questions import Question
from consultation.models.responses import Response
from consultation.rules.responding import MOST_FILES
from kernel.models import AppendOnly, StoredFile


class ResponseFile(AppendOnly):
    """A file for a question that asks for one: made anew as it came in, and under no name of its sender's.

    A trigger refuses one for another question, after the close by PostgreSQL's clock, and of a withdrawn response.
    """

    response = models.ForeignKey(Response, models.PROTECT, related_name="files")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    number = models.IntegerField()
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["response", "number"], name="consultation_response_file_one_a_number"),
            models.CheckConstraint(condition=Q(number__range=(1, MOST_FILES)), name="consultation_response_few_files"),
        ]
