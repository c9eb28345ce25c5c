"""Witnesses, what they state, what was asked for them, and what a court ordered to be disclosed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from conduct.models.cases import Case
from conduct.models.concerns import Concern, ConcernMessage
from conduct.models.files import CaseFile
from conduct.rules.witnesses import Consent, Measure
from kernel.models import AppendOnly, Record


class Witness(AppendOnly):
    """Somebody who gives evidence in a case. Whoever raised a concern is one only with consent on record.

    A trigger compares the consent with the concern and the case.
    """

    personal = ("name", "role")

    case = models.ForeignKey(Case, models.PROTECT, related_name="witnesses")
    number = models.IntegerField()
    name = models.TextField()
    role = models.TextField()
    concern = models.OneToOneField(Concern, models.PROTECT, null=True, related_name="witness")
    consent = models.TextField(choices=Consent.choices, default="")
    consent_message = models.ForeignKey(ConcernMessage, models.PROTECT, null=True, related_name="+")
    consent_exhibit = models.ForeignKey(CaseFile, models.PROTECT, null=True, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="witness_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1) & ~Q(name="") & ~Q(role=""), name="witness_is_whole"),
            models.CheckConstraint(
                condition=Q(concern=None, consent="", consent_message=None, consent_exhibit=None)
                | Q(
                    concern__isnull=False,
                    consent=Consent.MAILBOX,
                    consent_message__isnull=False,
                    consent_exhibit=None,
                )
                | Q(concern__isnull=False, consent=Consent.PAPER, consent_message=None, consent_exhibit__isnull=False),
                name="witness_who_raised_a_concern_agreed",
            ),
        ]


class WitnessStatement(AppendOnly):
    """One version of what a witness states, kept as an exhibit; a later one stands beside the earlier."""

    personal = ("signed_on",)

    witness = models.ForeignKey(Witness, models.PROTECT, related_name="statements")
    number = models.IntegerField()
    exhibit = models.OneToOneField(CaseFile, models.PROTECT, related_name="statement")
    signed_on = models.DateField(null=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["witness", "number"]
        constraints = [
            models.UniqueConstraint(fields=["witness", "number"], name="witnessstatement_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="witnessstatement_counts_from_one"),
        ]


class SpecialMeasure(Record):
    """What is asked for so that a witness can give evidence, and the panel's ruling on it, which is given once.

    A trigger refuses a ruling of whoever took the case in, investigated or examined it.
    """

    personal = ("reason", "ruling", "known_as")

    witness = models.ForeignKey(Witness, models.PROTECT, related_name="measures")
    measure = models.TextField(choices=Measure.choices)
    reason = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    granted = models.BooleanField(null=True)
    ruled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ruled_at = models.DateTimeField(null=True)
    ruling = models.TextField(default="")
    known_as = models.TextField(default="")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(measure__in=Measure.values) & ~Q(reason=""), name="specialmeasure_is_whole"
            ),
            models.CheckConstraint(
                condition=Q(granted=None, ruled_by=None, ruled_at=None, ruling="", known_as="")
                | Q(granted__isnull=False, ruled_by__isnull=False, ruled_at__isnull=False) & ~Q(ruling=""),
                name="specialmeasure_ruling_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(measure=Measure.ANONYMITY, granted=True) & ~Q(known_as="")
                | (~Q(measure=Measure.ANONYMITY) | Q(granted=None) | Q(granted=False)) & Q(known_as=""),
                name="specialmeasure_anonymity_names_a_letter",
            ),
            models.CheckConstraint(condition=~Q(ruled_by=F("asked_by")), name="specialmeasure_two_people"),
            models.UniqueConstraint(
                fields=["witness", "measure"], condition=Q(granted=None), name="specialmeasure_one_open"
            ),
        ]


class CourtDisclosure(Record):
    """What a court ordered to be disclosed, with the order as an exhibit, and the second person who gave it.

    A route of its own: it passes by no check, opens no identity, and is given once.
    """

    personal = ("court", "order_reference", "ordered_on", "what", "to_whom", "given_words")

    case = models.ForeignKey(Case, models.PROTECT, related_name="court_disclosures")
    court = models.TextField()
    order_reference = models.TextField()
    ordered_on = models.DateField()
    exhibit = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    what = models.TextField()
    to_whom = models.TextField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(null=True)
    given_words = models.TextField(default="")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(court="") & ~Q(order_reference="") & ~Q(what="") & ~Q(to_whom=""),
                name="courtdisclosure_is_whole",
            ),
            models.CheckConstraint(condition=~Q(given_by=F("recorded_by")), name="courtdisclosure_two_people"),
            models.CheckConstraint(
                condition=Q(given_by=None, given_at=None, given_words="")
                | Q(given_by__isnull=False, given_at__isnull=False) & ~Q(given_words=""),
                name="courtdisclosure_gift_is_whole",
            ),
        ]
