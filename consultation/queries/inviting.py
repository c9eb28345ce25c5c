"""Who is invited to answer: the list, its counts, and whom an e-mail may go to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from consultation.models import Consultation, Consultee, StoppedAddress
from consultation.rules.inviting import Standing


@dataclass(frozen=True, kw_only=True)
class InviteesSought:
    """What somebody on the list must be; what is empty says nothing. `mail`: whether they can be written to."""

    name: str = ""
    standing: str = ""
    respondent_type: str = ""
    organisation_type: str = ""
    region: str = ""
    mail: str = ""


CAN, NO_ADDRESS, STOPPED = "can", "none", "stopped"


STOP: Final = Exists(StoppedAddress.objects.filter(email_hash=OuterRef("email_hash")))


def consultees_of(*, consultation: Consultation) -> QuerySet[Consultee]:
    """Everybody on the list, by name, each with whether their address wants no more (`is_stopped`)."""
    return Consultee.objects.filter(consultation=consultation).annotate(is_stopped=STOP)


def found_consultees(*, consultation: Consultation, sought: InviteesSought) -> QuerySet[Consultee]:
    """Those who are sought."""
    found = consultees_of(consultation=consultation)
    for name in ("standing", "respondent_type", "organisation_type", "region"):
        if value := getattr(sought, name):
            found = found.filter(**{name: value})
    if sought.name:
        found = found.filter(name__icontains=sought.name)
    if sought.mail == NO_ADDRESS:
        found = found.filter(email="")
    elif sought.mail:
        found = found.exclude(email="").filter(STOP if sought.mail == STOPPED else ~STOP)
    return found


def how_many(*, consultation: Consultation) -> dict[str, int]:
    """How many stand how; and how many have no address (`no_address`) or want no e-mail (`stopped`)."""
    found = consultees_of(consultation=consultation)
    counts = {each.value: 0 for each in Standing} | dict(
        found.order_by().values_list("standing").annotate(count=Count("pk"))
    )
    sums = found.aggregate(no_address=Count("pk", filter=Q(email="")), stopped=Count("pk", filter=Q(STOP)))
    return counts | sums


def may_be_invited(*, consultation: Consultation) -> QuerySet[Consultee]:
    """Those who were not written to, have an address, and do want e-mail."""
    listed = Consultee.objects.filter(~STOP, consultation=consultation, standing=Standing.LISTED)
    return listed.exclude(email="").order_by("pk")


def may_be_reminded(*, consultation: Consultation, days: int, at: datetime) -> QuerySet[Consultee]:
    """Those who were invited and reminded so many days ago or longer, and have not answered as far as staff know."""
    before = at - timedelta(days=days)
    invited = Consultee.objects.filter(~STOP, consultation=consultation, standing=Standing.INVITED)
    return invited.exclude(email="").filter(invited_at__lte=before).exclude(reminded_at__gt=before).order_by("pk")


def last_reminder(*, consultation: Consultation) -> datetime | None:
    """When reminders went last."""
    found: datetime | None = Consultee.objects.filter(consultation=consultation).aggregate(last=Max("reminded_at"))[
        "last"
    ]
    return found


def consultee_by_key(*, consultation: Consultation, key: UUID) -> Consultee | None:
    """The holder of an invitation by its link."""
    return Consultee.objects.filter(consultation=consultation, key=key).first()


def invited_by(*, consultation: Consultation, by: str) -> dict[str, tuple[int, int]]:
    """By kind, region or type how many were written to or have answered, and how many of them answered."""
    found = Consultee.objects.filter(consultation=consultation).exclude(standing=Standing.LISTED).order_by()
    answered = Count("pk", filter=Q(standing=Standing.ANSWERED))
    return {
        key: (all_, some) for key, all_, some in found.values_list(by).annotate(all=Count("pk"), some=answered) if key
    }
