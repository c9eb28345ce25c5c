"""Campaigns that were found, with the names that people gave them, and which responses are of each."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from consultation.models.consultations import Consultation
from consultation.models.responses import Response
from kernel.models import AppendOnly, Record


class CampaignRun(AppendOnly):
    """That campaigns were looked for, among how many texts, and how many there were. Nobody takes it back."""

    may_change = ("ended_at", "texts", "found")

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="campaign_runs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    texts = models.IntegerField(default=0)
    found = models.IntegerField(default=0)

    class Meta:
        ordering = ["-pk"]


class Campaign(Record):
    """Responses whose words are nearly the same. Its template is the text that most of them had when it was found."""

    personal = ("template",)
    open_texts = ("name", "description")

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="campaigns")
    run = models.ForeignKey(CampaignRun, models.PROTECT, related_name="+")
    name = models.TextField()
    description = models.TextField(blank=True)
    template = models.TextField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "name"], name="consultation_campaign_one_a_name"),
            models.CheckConstraint(condition=~Q(name=""), name="consultation_campaign_has_a_name"),
        ]


class CampaignMember(AppendOnly):
    """That a response is of a campaign, or is not: as a run found it, or as somebody says with a reason.

    The last of a response and a campaign counts. A trigger refuses one of another consultation.
    """

    open_texts = ("reason",)

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="said")
    response = models.ForeignKey(Response, models.PROTECT, related_name="campaigns_said")
    is_member = models.BooleanField()
    run = models.ForeignKey(CampaignRun, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(run__isnull=False, by=None, is_member=True, reason="")
                | Q(run=None, by__isnull=False) & ~Q(reason=""),
                name="consultation_campaignmember_found_or_said",
            )
        ]
