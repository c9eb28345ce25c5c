"""Bundles: everything that was disclosed, in one paginated document, and who was given it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from conduct.models.cases import Case
from conduct.models.files import CaseFile, ExhibitVersion
from conduct.rules.bundles import BundleStatus, Recipient
from kernel.models import AppendOnly, Record, StoredFile


class Bundle(Record):
    """One bundle: asked for by somebody, made by due work, and never changed afterwards."""

    open_texts = ("failure",)

    case = models.ForeignKey(Case, models.PROTECT, related_name="bundles")
    number = models.IntegerField()
    status = models.TextField(choices=BundleStatus.choices, default=BundleStatus.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    file = models.OneToOneField(StoredFile, models.PROTECT, null=True, related_name="+")
    pages = models.IntegerField(null=True)
    failure = models.TextField(default="")

    class Meta:
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="bundle_number_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(status="asked"), name="bundle_one_being_made"),
            models.CheckConstraint(condition=Q(status__in=BundleStatus.values), name="bundle_status_is_known"),
            models.CheckConstraint(
                condition=Q(status="asked", made_at=None, file=None, pages=None, failure="")
                | Q(status="made", made_at__isnull=False, file__isnull=False, pages__gte=1, failure="")
                | Q(status="failed", made_at__isnull=False, file=None, pages=None) & ~Q(failure=""),
                name="bundle_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(status="asked"), name="bundle_waiting")]


class BundleDocument(AppendOnly):
    """One document of a bundle: an exhibit in the version that was disclosed, or what the manager sent.

    A trigger refuses a version that was not disclosed.
    """

    personal = ("digest",)

    bundle = models.ForeignKey(Bundle, models.PROTECT, related_name="documents")
    exhibit = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    version = models.ForeignKey(ExhibitVersion, models.PROTECT, null=True, related_name="+")
    first_page = models.IntegerField()
    last_page = models.IntegerField()
    digest = models.TextField()

    class Meta:
        ordering = ["first_page"]
        constraints = [
            models.UniqueConstraint(fields=["bundle", "exhibit"], name="bundledocument_once"),
            models.CheckConstraint(
                condition=Q(first_page__gte=1, last_page__gte=F("first_page")), name="bundledocument_has_pages"
            ),
        ]


class BundleGift(AppendOnly):
    """That somebody was given a bundle, by whom and when; never by whoever had it made, as a trigger sees to."""

    personal = ("words",)

    bundle = models.ForeignKey(Bundle, models.PROTECT, related_name="gifts")
    recipient = models.TextField(choices=Recipient.choices)
    words = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["bundle", "recipient"], name="bundlegift_once"),
            models.CheckConstraint(
                condition=Q(recipient__in=Recipient.values) & ~Q(words=""), name="bundlegift_is_whole"
            ),
        ]
