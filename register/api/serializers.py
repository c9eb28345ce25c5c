"""Shapes of the public register's answers, and how an entry is told."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from kernel.clocks import instant, today
from register.queries import BoardLeads, PublicEntry
from register.rules import ALL_CLASSES, Grade, Kind, LeadKind, RegistrationStatus, Tier
from register.rules.standing import ListedOrder

LEAD_KINDS = [kind.value for kind in LeadKind]
TIERS = [tier.value for tier in Tier]


class PostOut(serializers.Serializer[Any]):
    title = serializers.CharField()
    tier = serializers.ChoiceField(choices=TIERS)
    organisation = serializers.CharField(help_text="Its code")
    organisation_name = serializers.CharField()
    since = serializers.DateField()


class EntryRestrictionOut(serializers.Serializer[Any]):
    """A published order that is in force, or is decided and waits for its beginning."""

    kind = serializers.ChoiceField(choices=[kind.value for kind in Kind])
    tiers = serializers.ListField(child=serializers.ChoiceField(choices=TIERS))
    organisation_classes = serializers.ListField(child=serializers.CharField(), help_text='Classes, or "all" alone')
    in_force = serializers.BooleanField()
    in_force_from = serializers.DateTimeField()
    in_force_until = serializers.DateTimeField(allow_null=True, help_text="The instant at which it is over")
    stayed = serializers.BooleanField()
    under_appeal = serializers.BooleanField()
    source: Any = serializers.CharField(help_text="The reference of the decision")
    decision = serializers.URLField(allow_null=True)


class EntryAnnotationOut(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=["warning"])
    text = serializers.CharField()
    source: Any = serializers.CharField()


class EntryOut(serializers.Serializer[Any]):
    """An entry as anybody may read it. It never has a date of birth."""

    registration_number = serializers.CharField()
    name = serializers.CharField()
    family_name = serializers.CharField()
    given_names = serializers.CharField()
    status = serializers.ChoiceField(choices=[s.value for s in RegistrationStatus])
    grade = serializers.ChoiceField(choices=[grade.value for grade in Grade], allow_null=True)
    since = serializers.DateField(allow_null=True, help_text="The day from which the status holds")
    posts = PostOut(many=True)
    restrictions = EntryRestrictionOut(many=True)
    annotations = EntryAnnotationOut(many=True)


class LeadOut(serializers.Serializer[Any]):
    """A board member who leads on speaking up, by the name they have now."""

    kind = serializers.ChoiceField(choices=LEAD_KINDS)
    name = serializers.CharField()
    registration_number = serializers.CharField()
    title = serializers.CharField(help_text="Of the post held at the instant asked about")
    since = serializers.DateField()


class BoardLeadsOut(serializers.Serializer[Any]):
    """An organisation with those who lead on speaking up there."""

    organisation = serializers.CharField(help_text="Its code")
    organisation_name = serializers.CharField()
    leads = LeadOut(many=True)
    vacant = serializers.ListField(
        child=serializers.ChoiceField(choices=LEAD_KINDS), help_text="The kinds of lead that nobody was on record as"
    )


class SpeakUpLeadsOut(serializers.Serializer[Any]):
    """A page of organisations, by code."""

    results = BoardLeadsOut(many=True)
    next = serializers.CharField(allow_null=True, help_text="The cursor of the next page")


class EntriesOut(serializers.Serializer[Any]):
    """A page of entries, best match first."""

    results = EntryOut(many=True)
    next = serializers.CharField(allow_null=True, help_text="The cursor of the next page")


def leads_told(board: BoardLeads) -> dict[str, Any]:
    """An organisation's leads as `BoardLeadsOut`."""
    return {
        "organisation": board.code,
        "organisation_name": board.name,
        "leads": [
            {
                "kind": lead.kind.value,
                "name": lead.name,
                "registration_number": lead.number,
                "title": lead.title,
                "since": today(lead.since).isoformat(),
            }
            for lead in board.leads
        ],
        "vacant": [kind.value for kind in board.vacant],
    }


def as_told(entry: PublicEntry) -> dict[str, Any]:
    """An entry as `EntryOut`."""
    return {
        "registration_number": entry.number,
        "name": entry.name,
        "family_name": entry.family_name,
        "given_names": entry.given_names,
        "status": entry.status.value,
        "grade": entry.grade.value if entry.grade else None,
        "since": today(entry.since).isoformat() if entry.since else None,
        "posts": [
            {
                "title": post.title,
                "tier": post.tier.value,
                "organisation": post.organisation_code,
                "organisation_name": post.organisation_name,
                "since": today(post.since).isoformat(),
            }
            for post in entry.posts
        ],
        "restrictions": [_restriction(listed) for listed in entry.orders],
        "annotations": [{"kind": "warning", "text": one.text, "source": one.source} for one in entry.annotations],
    }


def _restriction(listed: ListedOrder) -> dict[str, Any]:
    order = listed.order
    return {
        "kind": order.kind.value,
        "tiers": [tier.value for tier in Tier if tier in order.tiers],
        "organisation_classes": [ALL_CLASSES]
        if ALL_CLASSES in order.organisation_classes
        else sorted(order.organisation_classes),
        "in_force": listed.is_effective,
        "in_force_from": instant(order.begins),
        "in_force_until": instant(order.ends) if order.ends else None,
        "stayed": listed.stayed,
        "under_appeal": listed.under_appeal,
        "source": order.source,
        "decision": f"{settings.BASE_URL}{order.decision_path}" if order.decision_path else None,
    }
