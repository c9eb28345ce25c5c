"""Cases, who holds them, and the record of every step."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from conduct.models.concerns import Concern
from conduct.workflow import SERVED, WITHOUT_DECISION, Action, Status
from kernel.models import AppendOnly, Record, RuleSet
from register.models import Person


class Case(Record):
    """A case on one person. Its decider is none of those who opened, hold or investigate it."""

    open_texts = ("reference",)

    reference = models.TextField(unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="cases")
    status = models.TextField(choices=Status.choices, default=Status.RECEIVED)
    received_at = models.DateTimeField()
    """When the first concern in it was received; where none was, when it was opened."""
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    caseworker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    investigator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    response_asked_at = models.DateTimeField(null=True)
    response_due_at = models.DateTimeField(null=True)
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["reference"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="case_status_is_known"),
            models.CheckConstraint(condition=~Q(decided_by=F("investigator")), name="case_investigator_never_decides"),
            models.CheckConstraint(condition=~Q(decided_by=F("opened_by")), name="case_opener_never_decides"),
            models.CheckConstraint(condition=~Q(decided_by=F("caseworker")), name="case_caseworker_never_decides"),
            models.CheckConstraint(
                condition=~Q(investigator=F("opened_by")) & ~Q(investigator=F("caseworker")),
                name="case_intake_never_investigates",
            ),
            models.CheckConstraint(
                condition=Q(response_asked_at=None, response_due_at=None, rule_set=None)
                | Q(response_asked_at__isnull=False, response_due_at__isnull=False, rule_set__isnull=False),
                name="case_response_window_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None, status__in=sorted(WITHOUT_DECISION))
                | Q(decided_by__isnull=False, status__in=sorted(SERVED | {Status.DETERMINATION})),
                name="case_decided_when_determined",
            ),
        ]
        indexes = [models.Index(fields=["status", "reference"], name="case_by_status")]

    def __str__(self) -> str:
        return self.reference


class CaseConcern(Record):
    """A concern that a case arose from or took in; a concern belongs to one case."""

    deletable = True

    case = models.ForeignKey(Case, models.PROTECT, related_name="case_concerns")
    concern = models.OneToOneField(Concern, models.PROTECT, related_name="case_concern")


class CaseStep(AppendOnly):
    """One act in a case: the regulator's record, never changed. `assigned` is whom it put in charge of something."""

    personal = ("reason",)

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    action = models.TextField(choices=Action.choices)
    status = models.TextField(choices=Status.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(default="")
    assigned = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(action__in=Action.values), name="casestep_action_is_known"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="casestep_status_is_known"),
        ]


class InvestigationReport(Record):
    """What the investigation found. A later report stands beside the earlier, and the last one counts."""

    personal = ("summary",)

    case = models.ForeignKey(Case, models.PROTECT, related_name="reports")
    summary = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(summary=""), name="report_is_not_empty")]


class Response(Record):
    """The manager's answer to the allegations. `made_by` is the manager, whoever answers for them, or who entered what
    came on paper. `text` is to all of them together; `development` what would help the manager to do better.

    What staff entered keeps nobody from answering themselves: there may be one of each.
    """

    personal = ("text", "development")

    case = models.ForeignKey(Case, models.PROTECT, related_name="responses")
    text = models.TextField()
    development = models.TextField(default="")
    on_paper = models.BooleanField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text="") | Q(on_paper=False), name="response_is_not_empty"),
            models.UniqueConstraint(fields=["case", "on_paper"], name="response_one_of_each"),
        ]
