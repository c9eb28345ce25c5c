"""What decisions elsewhere mean for an entry: restrictions, and annotations that alter no standing."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kernel.models import OrganisationClass
from register.models.facts import Fact, fact_constraints, one_at_a_time
from register.models.persons import Person
from register.rules import ALL_CLASSES, Kind, Tier
from register.rules.vocabulary import INTERIM

INTERIM_KINDS = sorted(kind.value for kind in INTERIM)


class RestrictionKind(models.TextChoices):
    """What an order does, as `register.rules.Kind`."""

    BAR = Kind.BAR.value, Kind.BAR.words
    INTERIM_BAR = Kind.INTERIM_BAR.value, Kind.INTERIM_BAR.words
    REMOVAL = Kind.REMOVAL.value, Kind.REMOVAL.words
    SUSPENSION = Kind.SUSPENSION.value, Kind.SUSPENSION.words
    INTERIM_SUSPENSION = Kind.INTERIM_SUSPENSION.value, Kind.INTERIM_SUSPENSION.words
    CONDITIONS = Kind.CONDITIONS.value, Kind.CONDITIONS.words
    INTERIM_CONDITIONS = Kind.INTERIM_CONDITIONS.value, Kind.INTERIM_CONDITIONS.words


class Restriction(Fact):
    """An order that was decided and served. `during` is when it is in force; a stay, an appeal and a quashing
    change what it means, not when it was made."""

    open_texts = ("tiers", "organisation_classes", "source", "matter", "decision_path")

    person = models.ForeignKey(Person, models.PROTECT, related_name="restrictions")
    kind = models.TextField(choices=RestrictionKind.choices)
    tiers: "ArrayField[Any, Any]" = ArrayField(models.TextField())
    organisation_classes: "ArrayField[Any, Any]" = ArrayField(models.TextField())
    """Classes of organisation, or "all" alone."""
    source = models.TextField()
    """The reference of the case or bar that it comes from."""
    matter = models.TextField(default="")
    """Of an interim order, the reference of the case whose facts it rests on: all on the same facts share one longest
    time, and a trigger adds it up. Empty for what is final."""
    extended_from = models.DateTimeField(null=True)
    """From when an interim order lasts because a court lets it: that counts towards no longest time."""
    decided_at = models.DateTimeField()
    served_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    decision_path = models.TextField(default="")
    """Where the published decision is on this site, or empty."""
    stayed_from = models.DateTimeField(null=True)
    stayed_until = models.DateTimeField(null=True)
    under_appeal_from = models.DateTimeField(null=True)
    under_appeal_until = models.DateTimeField(null=True)
    quashed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            *fact_constraints("restriction"),
            one_at_a_time("restriction", "person", "kind", "source", only=Q(quashed_at=None)),
            models.CheckConstraint(condition=Q(kind__in=RestrictionKind.values), name="restriction_kind_is_known"),
            models.CheckConstraint(
                condition=Q(tiers__contained_by=[tier.value for tier in Tier]) & ~Q(tiers=[]),
                name="restriction_tiers_are_known",
            ),
            models.CheckConstraint(
                condition=Q(organisation_classes=[ALL_CLASSES])
                | (Q(organisation_classes__contained_by=OrganisationClass.values) & ~Q(organisation_classes=[])),
                name="restriction_classes_are_known",
            ),
            models.CheckConstraint(condition=Q(served_at__gte=F("decided_at")), name="restriction_served_when_decided"),
            models.CheckConstraint(
                condition=Q(during__startswith__gte=F("decided_at")), name="restriction_begins_when_decided"
            ),
            models.CheckConstraint(condition=~Q(during__startswith=None), name="restriction_has_beginning"),
            models.CheckConstraint(condition=~Q(source=""), name="restriction_has_source"),
            models.CheckConstraint(
                condition=Q(stayed_until=None) | Q(stayed_from__isnull=False, stayed_until__gt=F("stayed_from")),
                name="restriction_stay_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(under_appeal_until=None)
                | Q(under_appeal_from__isnull=False, under_appeal_until__gt=F("under_appeal_from")),
                name="restriction_appeal_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=INTERIM_KINDS, during__endswith__isnull=False) & ~Q(matter="")
                | (~Q(kind__in=INTERIM_KINDS) & Q(matter="", extended_from=None)),
                name="restriction_interim_is_of_a_matter",
            ),
            models.CheckConstraint(
                condition=Q(extended_from=None) | Q(during__startswith__lte=F("extended_from")),
                name="restriction_extended_once_begun",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.source}"


class Annotation(Fact):
    """A published note on an entry that alters no outcome: a warning, or undertakings."""

    personal = ("text",)
    open_texts = ("source", "decision_path")

    class Kind(models.TextChoices):
        WARNING = "warning", "Warning"
        UNDERTAKINGS = "undertakings", "Undertakings"

    person = models.ForeignKey(Person, models.PROTECT, related_name="annotations")
    kind = models.TextField(choices=Kind.choices)
    text = models.TextField()
    source = models.TextField()
    published_at = models.DateTimeField(null=True)
    decision_path = models.TextField(default="")
    """Where the published decision is on this site, or empty."""

    class Meta:
        constraints = [
            *fact_constraints("annotation"),
            one_at_a_time("annotation", "person", "kind", "source"),
            models.CheckConstraint(condition=Q(kind__in=["undertakings", "warning"]), name="annotation_kind_is_known"),
            models.CheckConstraint(condition=~Q(text="") & ~Q(source=""), name="annotation_says_what_and_whence"),
            models.CheckConstraint(condition=~Q(during__startswith=None), name="annotation_has_beginning"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.source}"
