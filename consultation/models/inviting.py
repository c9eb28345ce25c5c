"""Who is invited to answer a consultation, and that some of them did, without what they said."""

import uuid

from django.db import models
from django.db.models import Q

from consultation.models.consultations import Consultation
from consultation.rules.inviting import AnsweredBy, Standing
from consultation.rules.questionnaire import OrganisationType, Region, RespondentType
from consultation.rules.reach import By
from kernel.models import AppendOnly, Record


class Consultee(Record):
    """An organisation or person whom staff ask to answer. The link with `key` is theirs; it leads to no response.

    `email_hash` is what addresses are compared by. Triggers refuse an e-mail to nobody, to who wants none, before the
    opening or from the close on, and sooner after the one before than the rule set says; and to delete who was written
    to.
    """

    deletable = True
    personal = ("name", "email", "note")
    open_texts = ("email_hash",)

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="consultees")
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.TextField()
    respondent_type = models.TextField(choices=RespondentType.choices)
    organisation_type = models.TextField(choices=OrganisationType.choices, blank=True)
    region = models.TextField(choices=Region.choices, blank=True)
    email = models.TextField(blank=True)
    email_hash = models.TextField(blank=True)
    standing = models.TextField(choices=Standing.choices, default=Standing.LISTED)
    invited_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    reminders = models.IntegerField(default=0)
    answered_by = models.TextField(choices=AnsweredBy.choices, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["consultation", "reminded_at"], name="consultation_reminders")]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "name"], name="consultation_consultee_one_a_name"),
            models.UniqueConstraint(
                fields=["consultation", "email_hash"],
                condition=~Q(email=""),
                name="consultation_consultee_one_an_email",
            ),
            models.CheckConstraint(
                condition=~Q(name="")
                & Q(
                    respondent_type__in=RespondentType.values,
                    organisation_type__in=["", *OrganisationType.values],
                    region__in=["", *Region.values],
                    standing__in=Standing.values,
                )
                & (Q(email="", email_hash="") | ~Q(email="") & ~Q(email_hash="")),
                name="consultation_consultee_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(answered_by="") & ~Q(standing=Standing.ANSWERED)
                | Q(answered_by__in=AnsweredBy.values, standing=Standing.ANSWERED),
                name="consultation_consultee_answered_some_way",
            ),
            models.CheckConstraint(
                condition=Q(reminders=0, reminded_at=None)
                | Q(reminders__gte=1, reminded_at__isnull=False, invited_at__isnull=False),
                name="consultation_consultee_reminded_once_invited",
            ),
            models.CheckConstraint(
                condition=~Q(standing=Standing.INVITED) & ~Q(standing=Standing.LISTED)
                | Q(standing=Standing.INVITED, invited_at__isnull=False)
                | Q(standing=Standing.LISTED, invited_at=None),
                name="consultation_consultee_invited_at_some_time",
            ),
        ]


class InvitationUsed(models.Model):
    """That somebody answered by the link of their invitation, until staff are told that they did.

    Staff are told of all of them together, when reminders go or after the close: of one at its minute they could tell
    which response came in that minute. It has no time and no number of its own.
    """

    without_history = "its time would lead from who was invited to what they said"

    consultee = models.OneToOneField(Consultee, models.PROTECT, primary_key=True, related_name="used")


class StoppedAddress(AppendOnly):
    """An address that wants no invitation any more, to any consultation: a keyed hash, and never the address."""

    open_texts = ("email_hash",)

    email_hash = models.TextField(unique=True)


class Expectation(Record):
    """How many responses staff hope for from one kind of respondent, region or type of organisation.

    It changes in the draft alone, as a trigger has it, so that it is approved with the rest and nobody moves it later.
    """

    deletable = True
    open_texts = ("key",)

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="expectations")
    by = models.TextField(choices=By.choices)
    key = models.TextField()
    number = models.IntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "by", "key"], name="consultation_expectation_one_a_group"),
            models.CheckConstraint(
                condition=Q(number__gte=1)
                & (
                    Q(by=By.TYPE, key__in=RespondentType.values)
                    | Q(by=By.REGION, key__in=Region.values)
                    | Q(by=By.ORGANISATION, key__in=OrganisationType.values)
                ),
                name="consultation_expectation_of_a_known_group",
            ),
        ]
