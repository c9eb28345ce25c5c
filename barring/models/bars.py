"""A bar, what was answered to it, and each step somebody took."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from barring.rules.bars import Ground, Stage, Terms, stage
from barring.workflow import BAR, BY_COURT, DECIDED, UNFINISHED, Action, Status
from conduct.models import Determination
from kernel.clocks import Channel, end_of_day
from kernel.models import AppendOnly, OrganisationClass, Record, RuleSet
from register.models import Person
from register.rules import ALL_CLASSES, Tier

GROUNDS: Final = [(ground.value, ground.words) for ground in Ground]
TIERS: Final = [tier.value for tier in Tier]
DECISION: Final = (
    "approved_by",
    "decided_at",
    "served_at",
    "decision_channel",
    "in_effect_at",
    "published_at",
    "appeal_until_at",
)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A bar as decided: four instants that differ, how it was served, and until when the person may appeal."""

    decided_at: datetime
    served_at: datetime
    channel: Channel
    in_effect_at: datetime
    published_at: datetime
    appeal_until_at: datetime


def _together(*names: str) -> Q:
    """All of these are set, or none is."""
    none = Q(**{f"{name}__isnull": True for name in names})
    return none | Q(**{f"{name}__isnull": False for name in names})


def _set_exactly_in(name: str, statuses: frozenset[Status]) -> Q:
    """A column is set in these statuses and in no other."""
    values = sorted(statuses)
    return Q(status__in=values, **{f"{name}__isnull": False}) | (~Q(status__in=values) & Q(**{f"{name}__isnull": True}))


def _set_exactly_in_or_before_a_court(name: str, statuses: frozenset[Status]) -> Q:
    """The same for a bar that stands; what a court ended stays as it was until then."""
    return Q(status__in=sorted(BY_COURT)) | _set_exactly_in(name, statuses)


class Bar(Record):
    """One bar, from its proposal on; one that a panel decided on, from its making on. Once decided, nothing changes but
    its lifting, longer, the time to appeal, and what a court does to the decision it was made from: triggers see to it.
    """

    personal = ("ground_detail", "reasons", "early_because", "lift_reason")
    open_texts = ("reference", "tiers", "organisation_classes", "starts_on", "ends_on", "review_from_on")

    reference = models.TextField(unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="bars")
    ground = models.TextField(choices=GROUNDS)
    ground_detail = models.TextField(blank=True)
    determination = models.ForeignKey(Determination, models.PROTECT, null=True, related_name="bars")
    tiers = ArrayField(models.TextField())
    organisation_classes = ArrayField(models.TextField())
    reasons = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    ends_at = models.DateTimeField(null=True)
    status = models.TextField(choices=Status.choices, default=BAR.start)
    version = models.PositiveIntegerField(default=1)
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()

    notice_channel = models.TextField(choices=Channel.choices, null=True)
    notice_served_at = models.DateTimeField(null=True)
    representations_due_at = models.DateTimeField(null=True)
    represented_at = models.DateTimeField(null=True)
    early_because = models.TextField(default="")
    """Why the approver did not wait for the person's own answer, where they could still give one."""

    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    served_at = models.DateTimeField(null=True)
    decision_channel = models.TextField(choices=Channel.choices, null=True)
    in_effect_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    appeal_until_at = models.DateTimeField(null=True)
    review_from_on = models.DateField(null=True)

    lift_proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lift_proposed_at = models.DateTimeField(null=True)
    lift_reason = models.TextField(null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    under_appeal_at = models.DateTimeField(null=True)
    """Since when an appeal against the decision behind it is pending; none where none is."""
    stayed_at = models.DateTimeField(null=True)
    """Since when a court has stayed it; none where it is not stayed."""
    varied_at = models.DateTimeField(null=True)
    """When a court last changed whom it covers and how long it lasts: the terms are the court's since then."""
    ended_by_court_at = models.DateTimeField(null=True)

    # Added by the queries that pages read.
    person_name: str
    date_of_birth: date | None
    last_organisation: str | None

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["status", "-id"], name="bar_by_status"),
            models.Index(fields=["-published_at", "-id"], name="bar_by_publication"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(status__in=sorted(UNFINISHED)),
                name="bar_one_unfinished_proposal_a_person",
            ),
            models.UniqueConstraint(
                fields=["determination"],
                condition=~Q(status__in=sorted({Status.WITHDRAWN, *BY_COURT})),
                name="bar_one_a_determination",
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="bar_status_is_known"),
            models.CheckConstraint(
                condition=Q(ground=Ground.DETERMINATION.value, determination__isnull=False)
                | (
                    Q(ground__in=[Ground.CONVICTION.value, Ground.OTHER_REGULATOR.value], determination__isnull=True)
                    & ~Q(ground_detail="")
                ),
                name="bar_rests_on_its_ground",
            ),
            models.CheckConstraint(
                condition=Q(tiers__len__gt=0, tiers__contained_by=TIERS), name="bar_tiers_are_known"
            ),
            models.CheckConstraint(
                condition=Q(organisation_classes=[ALL_CLASSES])
                | Q(
                    organisation_classes__len__gt=0,
                    organisation_classes__contained_by=OrganisationClass.values,
                ),
                name="bar_classes_are_known",
            ),
            models.CheckConstraint(condition=~Q(reasons=""), name="bar_has_reasons"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True, ends_at__isnull=True)
                | Q(ends_on__gte=F("starts_on"), ends_at__isnull=False),
                name="bar_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=(Q(notice_channel=None) | Q(notice_channel__in=Channel.values))
                & (Q(decision_channel=None) | Q(decision_channel__in=Channel.values)),
                name="bar_channels_are_known",
            ),
            models.CheckConstraint(
                condition=_together("notice_channel", "notice_served_at", "representations_due_at"),
                name="bar_notice_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=sorted({*DECIDED, Status.NOTICE_SERVED, Status.REPRESENTED}))
                | Q(notice_served_at__isnull=False)
                | Q(ground=Ground.DETERMINATION.value),
                name="bar_goes_on_only_with_notice",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.REPRESENTED) | Q(represented_at__isnull=False),
                name="bar_represented_has_representations",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True)
                | Q(represented_at__isnull=False)
                | Q(decided_at__gte=F("representations_due_at")),
                name="bar_decided_only_once_answered",
            ),
            models.CheckConstraint(
                condition=_together(*DECISION),
                name="bar_decision_is_whole",
            ),
            models.CheckConstraint(
                condition=_set_exactly_in("decided_at", DECIDED), name="bar_decided_exactly_when_made"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True)
                | Q(
                    served_at__gte=F("decided_at"),
                    in_effect_at__gte=F("served_at"),
                    published_at__gte=F("served_at"),
                ),
                name="bar_decided_served_in_effect_in_order",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(in_effect_at__isnull=True) | Q(in_effect_at__lt=F("ends_at")),
                name="bar_has_time_to_run",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, review_from_on__isnull=True)
                | Q(decided_at__isnull=False, ends_on__isnull=False, review_from_on__isnull=True)
                | Q(decided_at__isnull=False, ends_on__isnull=True, review_from_on__isnull=False),
                name="bar_indefinite_says_when_reviewed",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="bar_approver_is_not_proposer",
            ),
            models.CheckConstraint(
                condition=_together("lift_proposed_by", "lift_proposed_at", "lift_reason"),
                name="bar_lift_proposal_is_whole",
            ),
            models.CheckConstraint(
                condition=_set_exactly_in_or_before_a_court(
                    "lift_proposed_at", frozenset({Status.LIFTING_PROPOSED, Status.LIFTED})
                ),
                name="bar_lift_proposed_exactly_when_it_is",
            ),
            models.CheckConstraint(
                condition=Q(lift_proposed_at__isnull=True) | Q(lift_proposed_at__gte=F("served_at")),
                name="bar_lifted_only_once_served",
            ),
            models.CheckConstraint(condition=_together("lifted_by", "lifted_at"), name="bar_lift_is_whole"),
            models.CheckConstraint(
                condition=_set_exactly_in_or_before_a_court("lifted_at", frozenset({Status.LIFTED})),
                name="bar_lifted_exactly_when_it_is",
            ),
            models.CheckConstraint(
                condition=_set_exactly_in("ended_by_court_at", BY_COURT), name="bar_ended_by_court_exactly_when_it_is"
            ),
            models.CheckConstraint(
                condition=Q(ground=Ground.DETERMINATION.value)
                | Q(under_appeal_at=None, stayed_at=None, varied_at=None, ended_by_court_at=None),
                name="bar_follows_only_its_decision",
            ),
            models.CheckConstraint(
                condition=Q(stayed_at=None) | Q(under_appeal_at__isnull=False), name="bar_stayed_only_under_appeal"
            ),
            models.CheckConstraint(
                condition=Q(lifted_by__isnull=True) | ~Q(lifted_by=F("lift_proposed_by")),
                name="bar_lifter_is_not_lift_proposer",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def terms(self) -> Terms:
        """Scope, reasons and dates, as the rules take them."""
        return Terms(
            tiers=tuple(self.tiers),
            organisation_classes=tuple(self.organisation_classes),
            reasons=self.reasons,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
        )

    @property
    def decision(self) -> Decision | None:
        """The decision, or None while there is none. It is whole, by constraint."""
        if self.decided_at is None:
            return None
        assert self.served_at is not None
        assert self.in_effect_at is not None
        assert self.published_at is not None
        assert self.appeal_until_at is not None
        return Decision(
            decided_at=self.decided_at,
            served_at=self.served_at,
            channel=Channel(self.decision_channel or ""),
            in_effect_at=self.in_effect_at,
            published_at=self.published_at,
            appeal_until_at=self.appeal_until_at,
        )

    def served_decision(self, *, at: datetime) -> Decision | None:
        """The decision as anybody outside may know of it at an instant: None until it is served."""
        decision = self.decision
        return decision if decision and decision.served_at <= at else None

    def stage(self, *, at: datetime) -> Stage:
        """What a decided bar is at an instant."""
        assert self.in_effect_at is not None  # by constraint, once it is decided
        return stage(
            in_effect_at=self.in_effect_at,
            ends_at=self.ends_at,
            lifted_at=self.lifted_at,
            stayed_at=self.stayed_at,
            ended_by_court_at=self.ended_by_court_at,
            at=at,
        )

    def set_terms(self, terms: Terms) -> None:
        """Take over scope, reasons and dates; the last day becomes the instant at which it is over."""
        self.tiers = list(terms.tiers)
        self.organisation_classes = list(terms.organisation_classes)
        self.reasons = terms.reasons.strip()
        self.starts_on = terms.starts_on
        self.ends_on = terms.ends_on
        self.ends_at = end_of_day(terms.ends_on) if terms.ends_on else None


class Representation(AppendOnly):
    """What the person answered to a notice: entered by them, or keyed by staff as it was received."""

    personal = ("text",)
    open_texts = ("received_on",)

    bar = models.ForeignKey(Bar, models.PROTECT, related_name="representations")
    text = models.TextField()
    received_on = models.DateField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="representation_says_something")]


class BarStep(AppendOnly):
    """One thing somebody did to a bar: the regulator's own record. `version` is the bar's after it."""

    personal = ("reason",)

    bar = models.ForeignKey(Bar, models.PROTECT, related_name="steps")
    action = models.TextField(choices=Action.choices)
    status = models.TextField(choices=Status.choices)
    version = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["bar", "version"], name="bar_step_one_a_version"),
            models.CheckConstraint(condition=Q(action__in=Action.values), name="bar_step_action_is_known"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="bar_step_status_is_known"),
        ]
