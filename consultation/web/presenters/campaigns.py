"""Campaigns in words: which there are, and one with its texts and responses."""

from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse

from consultation.queries.campaigns import campaigns_of, last_run, members_of, said_of
from consultation.queries.counting import texts_of
from consultation.rules.campaigns import distinct
from kernel.clocks import format_instant

if TYPE_CHECKING:
    from consultation.models import Campaign, Consultation

TEXTS: Final = 5
PER_PAGE: Final = 50


def kept_campaigns(held: "Consultation") -> dict[str, Any]:
    """Which there are, and when they were looked for."""
    run = last_run(consultation=held)
    words = "Nobody has looked for campaigns yet."
    if run and run.ended_at is None:
        words = f"They are being looked for since {format_instant(run.at)}. Load this page again to see them."
    elif run:
        words = (
            f"Looked for on {format_instant(run.at)} by {run.by.name}, among {run.texts:,} texts: {run.found:,} found."
        )
    rows = [
        [
            {
                "text": each.campaign.name,
                "sub": each.campaign.description,
                "href": reverse("consultation:campaign", args=[held.slug, each.campaign.pk]),
                "data_test": "campaign",
            },
            f"{each.size:,}",
        ]
        for each in campaigns_of(consultation=held)
    ]
    return {"campaign_rows": rows, "campaign_run": words}


def campaign_page(one: "Campaign", query: QueryDict) -> dict[str, Any]:
    """One, with its template, the other texts, its responses, and what people said of which are of it."""
    members = list(members_of(campaign=one))
    said = texts_of(consultation=one.consultation, only=[each.pk for each in members])
    others = sorted(set(said.values()) - {one.template})
    slug = one.consultation.slug
    page = Paginator(members, PER_PAGE).get_page(query.get("page"))
    return {
        "consultation": one.consultation,
        "campaign": one,
        "size": len(members),
        "variants": distinct(said),
        "others": others[:TEXTS],
        "more": max(len(others) - TEXTS, 0),
        "page": page,
        "query": query,
        "members": [
            {"text": each.public_number, "href": reverse("consultation:response", args=[slug, each.public_number])}
            for each in page
        ],
        "said": [
            [
                each.response.public_number,
                "Put in" if each.is_member else "Taken out",
                each.reason,
                f"{each.by.name if each.by else ''}, {format_instant(each.at)}",
            ]
            for each in said_of(campaign=one)
        ],
    }
