"""Files on a case: exhibits, what was left out of them, what was disclosed; and what the manager sends."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from conduct.models.allegations import Allegation
from conduct.models.cases import Case
from conduct.models.concerns import ConcernFile
from kernel.models import AppendOnly, Record, StoredFile


class CaseFile(Record):
    """One file on a case, numbered from 1 among its kind: a manager's numbers say nothing of the evidence.

    A trigger refuses every change, but that it could name whoever raised a concern; that is never taken back.
    """

    personal = ("description", "obtained_from", "obtained_how", "obtained_on")

    class Kind(models.TextChoices):
        EVIDENCE = "evidence", "Evidence"
        RESPONSE = "response", "From the manager"

    case = models.ForeignKey(Case, models.PROTECT, related_name="files")
    kind = models.TextField(choices=Kind.choices)
    number = models.IntegerField()
    description = models.TextField()
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    obtained_from = models.TextField()
    obtained_how = models.TextField()
    obtained_on = models.DateField(null=True)
    may_name_reporter = models.BooleanField(default=False)
    concern_file = models.OneToOneField(ConcernFile, models.PROTECT, null=True, related_name="exhibit")
    """What came with a concern, of which this is a copy."""

    class Meta:
        ordering = ["case", "kind", "number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(concern_file=None) | Q(kind="evidence", may_name_reporter=True),
                name="casefile_of_a_reporter_is_marked",
            ),
            models.UniqueConstraint(fields=["case", "kind", "number"], name="casefile_number_once"),
            models.CheckConstraint(condition=Q(kind__in=["evidence", "response"]), name="casefile_kind_is_known"),
            models.CheckConstraint(condition=Q(number__gte=1) & ~Q(description=""), name="casefile_is_whole"),
            models.CheckConstraint(
                condition=~Q(obtained_from="") & ~Q(obtained_how=""), name="casefile_says_where_from"
            ),
        ]


class ExhibitAllegation(Record):
    """That an exhibit bears on an allegation."""

    deletable = True

    exhibit = models.ForeignKey(CaseFile, models.PROTECT, related_name="bearings")
    allegation = models.ForeignKey(Allegation, models.PROTECT, related_name="bearings")

    class Meta:
        ordering = ["allegation__number"]
        constraints = [models.UniqueConstraint(fields=["exhibit", "allegation"], name="exhibitallegation_once")]


class ExhibitVersion(Record):
    """What is handed on of an exhibit: version 1 as it came, each later one with something left out, and why.

    It is checked once, by a second person. Triggers refuse any other change, and a disclosure before the check.
    """

    personal = ("redactions", "served_digest", "check_words")

    exhibit = models.ForeignKey(CaseFile, models.PROTECT, related_name="versions")
    number = models.IntegerField()
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    redactions = models.TextField(default="")
    served_digest = models.TextField()
    """SHA-256 of what is handed out; that of what came is with the file."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    passed = models.BooleanField(null=True)
    check_words = models.TextField(default="")

    class Meta:
        ordering = ["exhibit", "number"]
        constraints = [
            models.UniqueConstraint(fields=["exhibit", "number"], name="exhibitversion_number_once"),
            models.CheckConstraint(
                condition=Q(number=1, redactions="") | Q(number__gt=1) & ~Q(redactions=""),
                name="exhibitversion_says_what_is_left_out",
            ),
            models.CheckConstraint(condition=~Q(checked_by=F("made_by")), name="exhibitversion_two_people"),
            models.CheckConstraint(
                condition=Q(checked_by=None, checked_at=None, passed=None, check_words="")
                | Q(checked_by__isnull=False, checked_at__isnull=False, passed__isnull=False) & ~Q(check_words=""),
                name="exhibitversion_check_is_whole",
            ),
        ]


class Disclosure(AppendOnly):
    """That a version was disclosed to the manager: when, and by whom."""

    version = models.OneToOneField(ExhibitVersion, models.PROTECT, related_name="disclosure")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
