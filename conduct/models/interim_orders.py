"""Interim orders: the application, each hearing with who decided, what was said for it, and what a court did."""

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from conduct.models.cases import Case
from conduct.rules.interim_orders import (
    NEEDS_TEST,
    PENDING,
    RUNNING,
    Basis,
    CourtOutcome,
    Decision,
    InterimAction,
    InterimKind,
    InterimStatus,
    Presence,
    Purpose,
)
from kernel.clocks import Channel
from kernel.models import AppendOnly, Record, RuleSet

S = InterimStatus
NEVER_MADE = PENDING | {S.REFUSED, S.WITHDRAWN}
OVER_BY_ACT = frozenset({S.REVOKED, S.REPLACED, S.QUASHED})
REVIEWED_BY = ("interim_review_months", "interim_review_again_months")


class InterimOrder(Record):
    """One order, from the application for it on. The register shows it while it is in force, and a trigger compares the
    two; another adds up all that rest on the same facts. What it orders changes with a review or by a court only."""

    personal = ("grounds", "terms")
    open_texts = ("reference", "tiers", "organisation_classes")

    reference = models.TextField(unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="interim_orders")
    status = models.TextField(choices=S.choices, default=S.APPLIED)
    kind = models.TextField(choices=InterimKind.choices)
    basis = ArrayField(models.TextField(choices=Basis.choices))
    grounds = models.TextField()
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    applied_at = models.DateTimeField()
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")

    terms = models.TextField(default="")
    tiers = ArrayField(models.TextField(), default=list)
    organisation_classes = ArrayField(models.TextField(), default=list)
    in_force_from = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    """As ordered, or as a court extended it."""
    outcome_at = models.DateTimeField(null=True)
    """When the final outcome ends it, if that comes earlier."""
    over_at = models.DateTimeField(null=True)
    """When it was revoked, replaced or quashed."""
    review_counted_from = models.DateTimeField(null=True)
    review_parameter = models.TextField(default="", choices=[(name, name) for name in REVIEWED_BY])
    review_rule_set = models.ForeignKey(RuleSet, models.PROTECT, null=True, related_name="+")
    review_due_at = models.DateTimeField(null=True)
    late_told_for = models.DateTimeField(null=True)
    """The review of which the holder of the case was written that it is late, by when it was due."""

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(status__in=sorted(PENDING)), name="interimorder_one_application"
            ),
            models.CheckConstraint(condition=Q(status__in=S.values), name="interimorder_status_is_known"),
            models.CheckConstraint(condition=Q(kind__in=InterimKind.values), name="interimorder_kind_is_known"),
            models.CheckConstraint(
                condition=Q(basis__contained_by=Basis.values) & ~Q(basis=[]) & ~Q(grounds=""),
                name="interimorder_says_what_for",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=sorted(NEVER_MADE),
                    in_force_from=None,
                    ends_at=None,
                    review_counted_from=None,
                    review_rule_set=None,
                    review_due_at=None,
                    outcome_at=None,
                    tiers=[],
                )
                | Q(in_force_from__isnull=False, ends_at__gt=F("in_force_from"), review_due_at__isnull=False)
                & Q(review_counted_from__isnull=False, review_rule_set__isnull=False)
                & Q(review_parameter__in=REVIEWED_BY)
                & ~Q(tiers=[])
                & ~Q(organisation_classes=[])
                & ~Q(status__in=sorted(NEVER_MADE)),
                name="interimorder_in_force_when_made",
            ),
            models.CheckConstraint(
                condition=Q(over_at=None) & ~Q(status__in=sorted(OVER_BY_ACT))
                | Q(over_at__gt=F("in_force_from"), status__in=sorted(OVER_BY_ACT)),
                name="interimorder_over_by_an_act",
            ),
            models.CheckConstraint(
                condition=~Q(kind=InterimKind.CONDITIONS) | Q(in_force_from=None) | ~Q(terms=""),
                name="interimorder_conditions_have_words",
            ),
            models.CheckConstraint(
                condition=Q(outcome_at=None) | Q(outcome_at__gt=F("in_force_from")),
                name="interimorder_outcome_after_its_beginning",
            ),
        ]
        indexes = [
            models.Index(
                fields=["review_due_at"], condition=Q(status__in=sorted(RUNNING)), name="interimorder_by_review"
            )
        ]

    @property
    def ends(self) -> datetime:
        """When an order that was made ends, as things stand."""
        return min(end for end in (self.ends_at, self.outcome_at, self.over_at) if end is not None)

    def __str__(self) -> str:
        return self.reference


class InterimHearing(Record):
    """One hearing of an order: its notice, who heard it, and what they decided. Decided once and never changed.

    One that was put off keeps its notice, and has neither a record nor a decision.
    """

    personal = ("place", "short_because", "account", "reasons")

    order = models.ForeignKey(InterimOrder, models.PROTECT, related_name="hearings")
    purpose = models.TextField(choices=Purpose.choices)
    heard_from = models.DateTimeField()
    place = models.TextField()
    channel = models.TextField(choices=Channel.choices)
    sent_at = models.DateTimeField()
    served_at = models.DateTimeField()
    short_because = models.TextField(default="")
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="+")
    chair = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    review_due_at = models.DateTimeField(null=True)
    """Of a review, when it was due, so that it can be said whether it was in time."""
    put_off_at = models.DateTimeField(null=True)

    presence = models.TextField(choices=Presence.choices, default="")
    account = models.TextField(default="")
    recorded_at = models.DateTimeField(null=True)

    decision = models.TextField(choices=Decision.choices, default="")
    basis = ArrayField(models.TextField(choices=Basis.choices), default=list)
    reasons = models.TextField(default="")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(decided_at=None, put_off_at=None), name="interimhearing_one_to_come"
            ),
            models.CheckConstraint(
                condition=Q(purpose=Purpose.FIRST, review_due_at=None)
                | Q(purpose=Purpose.REVIEW, review_due_at__isnull=False),
                name="interimhearing_purpose_is_known",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values, served_at__gte=F("sent_at"), heard_from__gt=F("served_at"))
                & ~Q(place=""),
                name="interimhearing_has_notice",
            ),
            models.CheckConstraint(
                condition=Q(recorded_at=None, presence="", account="")
                | Q(recorded_at__gte=F("heard_from"), presence__in=Presence.values) & ~Q(account=""),
                name="interimhearing_record_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decision="", reasons="", basis=[])
                | Q(decided_at__gte=F("recorded_at"), put_off_at=None)
                & ~Q(reasons="")
                & (
                    Q(decision__in=sorted(NEEDS_TEST), basis__contained_by=Basis.values) & ~Q(basis=[])
                    | Q(decision__in=[Decision.REFUSE, Decision.REVOKE], basis=[])
                ),
                name="interimhearing_decision_is_whole",
            ),
        ]


class InterimDecider(AppendOnly):
    """Who sits in a hearing. A trigger refuses whoever has no such part in the case, applied, or did anything in it."""

    hearing = models.ForeignKey(InterimHearing, models.PROTECT, related_name="deciders")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["hearing", "user"], name="interimdecider_once")]


class InterimStatement(AppendOnly):
    """What the manager says for a hearing. `made_by` is the manager, or who entered what came on paper."""

    personal = ("text",)

    hearing = models.ForeignKey(InterimHearing, models.PROTECT, related_name="statements")
    text = models.TextField()
    takes_part = models.BooleanField()
    on_paper = models.BooleanField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="interimstatement_says_something")]


class InterimStep(AppendOnly):
    """One act in an interim order: the regulator's record, never changed."""

    personal = ("reason",)

    order = models.ForeignKey(InterimOrder, models.PROTECT, related_name="steps")
    action = models.TextField(choices=InterimAction.choices)
    status = models.TextField(choices=S.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(default="")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(action__in=InterimAction.values), name="interimstep_action_is_known"),
            models.CheckConstraint(condition=Q(status__in=S.values), name="interimstep_status_is_known"),
        ]


class InterimChallenge(Record):
    """A challenge to an order in court, from its being lodged to its outcome."""

    personal = ("note",)
    open_texts = ("court", "court_reference", "lodged_on", "decided_on")

    order = models.ForeignKey(InterimOrder, models.PROTECT, related_name="challenges")
    court = models.TextField()
    court_reference = models.TextField()
    lodged_on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    outcome = models.TextField(choices=CourtOutcome.choices, default="")
    decided_on = models.DateField(null=True)
    note = models.TextField(default="")
    outcome_recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    outcome_recorded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=Q(outcome=""), name="interimchallenge_one_open"),
            models.CheckConstraint(
                condition=~Q(court="") & ~Q(court_reference=""), name="interimchallenge_names_the_court"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_on=None, note="", outcome_recorded_by=None, outcome_recorded_at=None)
                | Q(outcome__in=CourtOutcome.values, decided_on__gte=F("lodged_on"), outcome_recorded_by__isnull=False)
                & Q(outcome_recorded_at__isnull=False)
                & ~Q(note=""),
                name="interimchallenge_outcome_is_whole",
            ),
        ]


class InterimExtension(AppendOnly):
    """That a court let an order go on. A trigger refuses more than the rule set's longest extension at a time."""

    open_texts = ("court", "court_reference", "ordered_on")

    order = models.ForeignKey(InterimOrder, models.PROTECT, related_name="extensions")
    court = models.TextField()
    court_reference = models.TextField()
    ordered_on = models.DateField()
    ended_at = models.DateTimeField()
    """When the order would have ended without it."""
    until_at = models.DateTimeField()
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_at__gt=F("ended_at")) & ~Q(court="") & ~Q(court_reference=""),
                name="interimextension_is_whole",
            )
        ]
