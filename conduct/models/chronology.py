"""Who knew what, when, and did what: lines, each tied to the exhibits that show it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from conduct.models.cases import Case
from conduct.models.files import CaseFile
from kernel.models import Record


class ChronologyLine(Record):
    """One line, with as much of its date as is known. `exhibit` shows it; there may be more beside that one."""

    deletable = True
    personal = ("who", "text", "manager_did", "place")

    case = models.ForeignKey(Case, models.PROTECT, related_name="chronology")
    year = models.IntegerField()
    month = models.IntegerField(null=True)
    day = models.IntegerField(null=True)
    who = models.TextField()
    text = models.TextField()
    is_concern_put = models.BooleanField(default=False)
    manager_did = models.TextField(default="")
    exhibit = models.ForeignKey(CaseFile, models.PROTECT, related_name="chronology")
    place = models.TextField(default="")
    """Where in the exhibit."""
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["year", F("month").asc(nulls_first=True), F("day").asc(nulls_first=True), "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(who="") & ~Q(text=""), name="chronologyline_is_whole"),
            models.CheckConstraint(
                condition=Q(year__gte=1900, year__lte=2199)
                & (Q(month=None, day=None) | Q(month__gte=1, month__lte=12))
                & (Q(day=None) | Q(day__gte=1, day__lte=31)),
                name="chronologyline_has_part_of_a_date",
            ),
            models.CheckConstraint(
                condition=Q(is_concern_put=False, manager_did="") | Q(is_concern_put=True) & ~Q(manager_did=""),
                name="chronologyline_says_what_the_manager_did",
            ),
        ]


class ChronologyTie(Record):
    """A further exhibit that shows a line."""

    deletable = True

    line = models.ForeignKey(ChronologyLine, models.PROTECT, related_name="ties")
    exhibit = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["exhibit__number"]
        constraints = [models.UniqueConstraint(fields=["line", "exhibit"], name="chronologytie_once")]
