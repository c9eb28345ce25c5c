"""What a person is said to have done, and the clauses it would breach."""

from django.db import models
from django.db.models import F, Q

from conduct.models.cases import Case
from conduct.models.codes import Clause, DiscriminationGround, MisconductHead
from kernel.models import Record


class Allegation(Record):
    """One allegation of a case, numbered from 1: judged by each version of the Code in force from `conduct_on` to
    `conduct_until`. It stays as it is once the manager was asked to answer: a trigger sees to that.
    """

    deletable = True
    personal = ("text", "particulars", "place")
    open_texts = ("conduct_on", "conduct_until")

    case = models.ForeignKey(Case, models.PROTECT, related_name="allegations")
    number = models.IntegerField()
    text = models.TextField()
    particulars = models.TextField()
    place = models.TextField()
    conduct_on = models.DateField()
    conduct_until = models.DateField()
    is_reprisal = models.BooleanField()
    """Whether it was done to somebody because they spoke up. Who they are is not said."""

    class Meta:
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="allegation_number_once"),
            models.CheckConstraint(
                condition=Q(number__gte=1) & ~Q(text="") & ~Q(particulars="") & ~Q(place=""),
                name="allegation_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(conduct_until__gte=F("conduct_on")), name="allegation_ends_after_it_began"
            ),
        ]


class AllegationClause(Record):
    """A clause that an allegation cites. A trigger refuses one that cannot be charged, or of a version not in force."""

    deletable = True

    allegation = models.ForeignKey(Allegation, models.PROTECT, related_name="citations")
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["clause__position"]
        constraints = [models.UniqueConstraint(fields=["allegation", "clause"], name="allegationclause_cited_once")]


class AllegationHead(Record):
    """What kind of serious misconduct an allegation would be."""

    deletable = True

    allegation = models.ForeignKey(Allegation, models.PROTECT, related_name="headings")
    head = models.ForeignKey(MisconductHead, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["head__position"]
        constraints = [models.UniqueConstraint(fields=["allegation", "head"], name="allegationhead_named_once")]


class AllegationGround(Record):
    """On what ground somebody is said to have been discriminated against."""

    deletable = True

    allegation = models.ForeignKey(Allegation, models.PROTECT, related_name="groundings")
    ground = models.ForeignKey(DiscriminationGround, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["ground__position"]
        constraints = [models.UniqueConstraint(fields=["allegation", "ground"], name="allegationground_named_once")]
