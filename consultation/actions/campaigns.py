"""Looking for campaigns, and saying what they are and which responses are of them."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from consultation.actions.responses import require_enterable
from consultation.models import Campaign, CampaignMember, CampaignRun, Consultation, Response
from consultation.queries.campaigns import members
from consultation.queries.counting import texts_of
from consultation.rules.campaigns import Campaign as Found
from consultation.rules.campaigns import campaigns
from kernel.errors import ActionRefused
from kernel.history import acting, recorded
from kernel.models import User


class NotOfCampaign(ActionRefused):
    """A name that another campaign has, or a response that cannot be put in or taken out."""


@transaction.atomic
def look_for_campaigns(*, consultation: Consultation, by: User, at: datetime) -> CampaignRun:
    """Have campaigns looked for. While one look goes on, there is no second."""
    held = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
    require_enterable(consultation=held, at=at)
    going_on = CampaignRun.objects.filter(consultation=held, ended_at=None).first()
    return going_on or CampaignRun.objects.create(consultation=held, by=by, at=at)


def find_campaigns(*, at: datetime) -> int:
    """Find the campaigns that somebody wants looked for; how many looks were ended. Safe side by side."""
    done = 0
    for pk in CampaignRun.objects.filter(ended_at=None).values_list("pk", flat=True):
        with transaction.atomic():
            waiting = CampaignRun.objects.select_for_update(of=("self",), skip_locked=True)
            run = waiting.select_related("consultation", "by").filter(pk=pk, ended_at=None).first()
            if run is not None:
                with acting(user=run.by):
                    _find(run, at=at)
                done += 1
    return done


def _find(run: CampaignRun, *, at: datetime) -> None:
    """Keep what is found. A group that has responses of a campaign in it is that campaign; what people said stays."""
    texts = texts_of(consultation=run.consultation)
    known = dict(members().filter(campaign__consultation=run.consultation).values_list("response", "campaign"))
    kept = {each.pk: each for each in Campaign.objects.filter(consultation=run.consultation)}
    said = set(CampaignMember.objects.filter(campaign__in=kept).values_list("campaign", "response"))
    names = _free_names({each.name for each in kept.values()})
    found = campaigns(texts)
    for one in found:
        campaign = _same(one, known, kept) or Campaign.objects.create(
            consultation=run.consultation, run=run, name=next(names), template=one.template
        )
        CampaignMember.objects.bulk_create(
            CampaignMember(campaign=campaign, response_id=pk, is_member=True, run=run, at=at)
            for pk in one.members
            if (campaign.pk, pk) not in said
        )
    run.ended_at, run.texts, run.found = at, len(texts), len(found)
    run.save(update_fields=["ended_at", "texts", "found"])


def _same(one: Found, known: dict[int, int], kept: dict[int, Campaign]) -> Campaign | None:
    """The campaign that most of these responses are of already; each is found at most once in a look."""
    times = Counter(known[pk] for pk in one.members if known.get(pk) in kept)
    return kept.pop(times.most_common(1)[0][0]) if times else None


def _free_names(taken: set[str]) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        if (name := f"Campaign {number}") not in taken:
            yield name


@recorded()
def describe_campaign(*, campaign: Campaign, name: str, description: str, by: User, at: datetime) -> Campaign:
    """Give a campaign a name, and say what it is. Refuses a name that another one of the consultation has."""
    Consultation.objects.select_for_update(of=("self",)).get(pk=campaign.consultation_id)
    require_enterable(consultation=campaign.consultation, at=at)
    others = Campaign.objects.filter(consultation=campaign.consultation, name=name).exclude(pk=campaign.pk)
    if others.exists():
        raise NotOfCampaign("Another campaign has this name. Choose another one.")
    campaign.name, campaign.description = name, description
    campaign.save(update_fields=["name", "description"])
    return campaign


@transaction.atomic
def say_member(
    *, campaign: Campaign, number: str, is_member: bool, reason: str, by: User, at: datetime
) -> CampaignMember:
    """Put a response into a campaign, or take it out, with the reason. A later look does not undo it."""
    held = Consultation.objects.select_for_update(of=("self",)).get(pk=campaign.consultation_id)
    require_enterable(consultation=held, at=at)
    response = Response.objects.filter(consultation=held, public_number=number.strip().upper()).first()
    if response is None:
        raise NotOfCampaign("No response to this consultation has this number.")
    if members().filter(campaign=campaign, response=response).exists() == is_member:
        raise NotOfCampaign("It is of this campaign already." if is_member else "It is not of this campaign.")
    return CampaignMember.objects.create(
        campaign=campaign, response=response, is_member=is_member, by=by, reason=reason, at=at
    )
