"""What a person is said to have done, and the clauses it would breach."""

from django.db import models
from django.db.models import Q

from conduct.models.cases import Case
from conduct.models.codes import Clause
from kernel.models import Record


class Allegation(Record):
    """One allegation of a case, numbered from 1. Judged by the Code's version in force on `conduct_on`."""

    deletable = True
    personal = ("text",)
    open_texts = ("conduct_on",)

    case = models.ForeignKey(Case, models.PROTECT, related_name="allegations")
    number = models.IntegerField()
    text = models.TextField()
    conduct_on = models.DateField()

    class Meta:
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="allegation_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1) & ~Q(text=""), name="allegation_is_whole"),
        ]


class AllegationClause(Record):
    """A clause that an allegation cites. A trigger refuses one of a version not in force on the conduct date."""

    deletable = True

    allegation = models.ForeignKey(Allegation, models.PROTECT, related_name="citations")
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["clause__position"]
        constraints = [models.UniqueConstraint(fields=["allegation", "clause"], name="allegationclause_cited_once")]
