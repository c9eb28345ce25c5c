"""Who leads on speaking up, by organisation and instant, and where nobody does."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, Subquery

from kernel.clocks import today
from kernel.models import Organisation
from register.models import Name, Person, Post, Registration, SpeakUpLead
from register.rules import LeadKind


@dataclass(frozen=True, kw_only=True)
class PublicLead:
    """One lead, by the name they have now."""

    kind: LeadKind
    number: str
    name: str
    title: str
    """Of the post they held at the instant."""
    since: datetime


@dataclass(frozen=True, kw_only=True)
class BoardLeads:
    """An organisation that was open at the instant, with its leads."""

    code: str
    name: str
    leads: tuple[PublicLead, ...]

    @property
    def vacant(self) -> tuple[LeadKind, ...]:
        """The kinds of which there was none."""
        held = {lead.kind for lead in self.leads}
        return tuple(kind for kind in LeadKind if kind not in held)


def board_leads(*, organisation: str, after: str, limit: int, as_of: datetime, at: datetime) -> list[BoardLeads]:
    """Leads at the instant `as_of`, as known now, of one organisation or of all that were open, by code.

    Somebody leads while they hold a post there and have an entry. `after` is the code of the last one seen.
    """
    day = today(as_of)
    found = Organisation.objects.filter(Q(opened_on=None) | Q(opened_on__lte=day)).order_by("code")
    found = found.filter(Q(closed_on=None) | Q(closed_on__gte=day), code__gt=after)
    if organisation:
        found = found.filter(code=organisation)
    boards = list(found[:limit])
    leads = _leads(boards, as_of=as_of, at=at)
    return [BoardLeads(code=one.code, name=one.name, leads=tuple(leads[one.pk])) for one in boards]


def leads_of(*, person: Person) -> tuple[SpeakUpLead, ...]:
    """Where and when a person leads or led on speaking up, as known now."""
    return tuple(person.speak_up_leads.current().select_related("organisation").order_by("during", "pk"))


def lead_of(*, person: Person, pk: int) -> SpeakUpLead | None:
    """One of these."""
    return next((lead for lead in leads_of(person=person) if lead.pk == pk), None)


def _leads(boards: Iterable[Organisation], *, as_of: datetime, at: datetime) -> dict[int, list[PublicLead]]:
    posts = Post.objects.current().at(as_of).filter(person=OuterRef("person"), organisation=OuterRef("organisation"))
    names = Name.objects.current().at(at).filter(person=OuterRef("person"), kind="legal")
    rows = (
        SpeakUpLead.objects.current()
        .at(as_of)
        .filter(Exists(posts), Exists(Registration.objects.current().filter(person=OuterRef("person"))))
        .filter(organisation__in=boards)
        .annotate(title=Subquery(posts.order_by("tier", "pk").values("title")[:1]))
        .annotate(given=Subquery(names.values("given_names")[:1]), family=Subquery(names.values("family_name")[:1]))
        .select_related("person")
        .order_by("kind")
    )
    leads: dict[int, list[PublicLead]] = defaultdict(list)
    for row in rows:
        lead = PublicLead(
            kind=LeadKind(row.kind),
            number=row.person.registration_number,
            name=f"{row.given} {row.family}",
            title=row.title,
            since=row.begins,
        )
        leads[row.organisation_id].append(lead)
    return leads
