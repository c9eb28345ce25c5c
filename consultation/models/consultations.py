"""Consultations, what was done with each, and by how much they were extended."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from consultation.workflow import STORED, Action, Status
from kernel.models import AppendOnly, Record, RuleSet


class Consultation(Record):
    """One consultation, open from `opens_at` until `closes_at`, which is no part of it.

    Once it is approved nothing changes but that it closes later, and what is done after it has closed: triggers see to
    it, and that it is open no shorter than its rule set says. Whether it is open is a question for the clock.
    """

    open_texts = ("slug", "title", "summary", "privacy_notice", "outcome")

    slug = models.SlugField(max_length=80, unique=True)
    title = models.TextField()
    summary = models.TextField()
    privacy_notice = models.TextField()
    status = models.TextField(choices=Status.choices, default=Status.DRAFT)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="+")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    outcome = models.TextField(default="", blank=True)
    analysed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    analysed_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-opens_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=sorted(STORED)) & ~Q(title="") & ~Q(summary="") & ~Q(privacy_notice=""),
                name="consultation_is_whole",
            ),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="consultation_closes_after_it_opens"),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None, status__in=["draft", "submitted", "withdrawn"])
                | Q(approved_by__isnull=False, approved_at__isnull=False)
                & Q(status__in=["approved", "analysed", "published", "withdrawn"])
                & ~Q(approved_by=F("drafted_by")),
                name="consultation_two_people_approve",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None) | Q(approved_at__lte=F("opens_at")),
                name="consultation_opens_after_its_approval",
            ),
            models.CheckConstraint(
                condition=Q(analysed_by=None, analysed_at=None, outcome="") & ~Q(status__in=["analysed", "published"])
                | Q(analysed_by__isnull=False, analysed_at__gte=F("closes_at"))
                & ~Q(outcome="")
                & Q(status__in=["analysed", "published"]),
                name="consultation_analysed_after_it_closed",
            ),
            models.CheckConstraint(
                condition=Q(published_by=None, published_at=None) & ~Q(status="published")
                | Q(status="published", published_by__isnull=False, published_at__gte=F("analysed_at"))
                & ~Q(published_by=F("analysed_by")),
                name="consultation_two_people_publish",
            ),
        ]


class ConsultationStep(AppendOnly):
    """One thing somebody did with a consultation: the regulator's own record."""

    open_texts = ("reason",)

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="steps")
    action = models.TextField(choices=Action.choices)
    status = models.TextField(choices=Status.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(action__in=Action.values, status__in=sorted(STORED)), name="consultationstep_is_known"
            )
        ]


class Extension(AppendOnly):
    """That a consultation closes later than it would have: told to the public, with the reason."""

    open_texts = ("reason",)

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="extensions")
    closed_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("closed_at"), at__lt=F("closed_at")) & ~Q(reason=""),
                name="consultation_extension_is_later",
            )
        ]
