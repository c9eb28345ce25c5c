"""What staff write down for themselves and each other: notes on a case, tasks in it, and views of a list."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from conduct.models.cases import Case
from conduct.models.matters import OrganisationMatter
from conduct.rules.notes import Visibility
from kernel.models import AppendOnly, Record


class CaseNote(AppendOnly):
    """A note on a case, or on a matter against an organisation, never changed; `visibility` says who reads it."""

    personal = ("text",)

    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="notes")
    matter = models.ForeignKey(OrganisationMatter, models.PROTECT, null=True, related_name="notes")
    visibility = models.TextField(choices=Visibility.choices)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values) & ~Q(text=""), name="casenote_is_whole"
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=False, matter=None)
                | Q(case=None, matter__isnull=False, visibility=Visibility.TEAM),
                name="casenote_on_one_thing",
            ),
        ]


class CaseTask(Record):
    """Something that one person is to do in a case by a day. Finished once, with what came of it."""

    personal = ("text", "outcome")
    open_texts = ("due_on",)

    case = models.ForeignKey(Case, models.PROTECT, related_name="tasks")
    text = models.TextField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_on = models.DateField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    outcome = models.TextField(default="")

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="casetask_says_what"),
            models.CheckConstraint(
                condition=Q(done_by=None, done_at=None, outcome="")
                | Q(done_by__isnull=False, done_at__gte=F("made_at")) & ~Q(outcome=""),
                name="casetask_end_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["owner"], condition=Q(done_at=None), name="casetask_open_by_owner")]


class SavedView(Record):
    """Filters of a list that somebody wants to find again under a name of theirs."""

    class Page(models.TextChoices):
        CASES = "cases", "Cases"
        CONCERNS = "concerns", "Concerns"
        TEAM = "team", "Team queue"

    deletable = True
    personal = ("name", "query")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    page = models.TextField(choices=Page.choices)
    name = models.TextField()
    query = models.TextField(default="")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "page", "name"], name="savedview_name_once"),
            models.CheckConstraint(
                condition=Q(page__in=["cases", "concerns", "team"]) & ~Q(name=""), name="savedview_is_whole"
            ),
        ]
