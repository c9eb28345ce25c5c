"""Campaigns as they are kept, and the responses that are of them now."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from consultation.models import Campaign, CampaignMember, CampaignRun, Consultation, Response

ANY, NONE = "any", "none"


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A campaign, and how many responses are of it."""

    campaign: Campaign
    size: int


def members() -> QuerySet[CampaignMember]:
    """What stands of every campaign: the last that was found or said of each response, where it is of it."""
    later = CampaignMember.objects.filter(
        campaign=OuterRef("campaign"), response=OuterRef("response"), pk__gt=OuterRef("pk")
    )
    return CampaignMember.objects.filter(~Exists(later), is_member=True)


def campaigns_of(*, consultation: Consultation) -> list[Kept]:
    """The campaigns of a consultation, the largest first."""
    standing = members().filter(campaign__consultation=consultation)
    sizes = dict(standing.values_list("campaign").annotate(count=Count("pk")).order_by())
    kept = [Kept(campaign=each, size=sizes.get(each.pk, 0)) for each in consultation.campaigns.all()]
    return sorted(kept, key=lambda each: (-each.size, each.campaign.pk))


def members_of(*, campaign: Campaign) -> QuerySet[Response]:
    """The responses that are of a campaign now."""
    return Response.objects.filter(pk__in=members().filter(campaign=campaign).values("response")).order_by("pk")


def said_of(*, campaign: Campaign) -> QuerySet[CampaignMember]:
    """What people said of which responses are of a campaign, the latest first."""
    return campaign.said.exclude(by=None).select_related("response", "by").order_by("-pk")


def last_run(*, consultation: Consultation) -> CampaignRun | None:
    """The last time that campaigns were looked for, which may go on."""
    return consultation.campaign_runs.select_related("by").first()
