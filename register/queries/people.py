"""One person, for the regulator's staff and for the person: every fact as known now, and how it came to be so."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from kernel import rulesets
from kernel.models import User
from register.models import (
    Annotation,
    BirthDate,
    CorrectionRequest,
    EmailAddress,
    Name,
    NationalInsurance,
    Person,
    Post,
    Registration,
    Restriction,
    SpeakUpLead,
)
from register.queries.entries import PublicAnnotation, PublicPost, annotations_now, posts_now
from register.queries.leads import leads_of
from register.queries.standing import facts_of
from register.rules import Tier
from register.rules.standing import PostAsked, Standing, standing


@dataclass(frozen=True, kw_only=True)
class PersonFile:
    """All that is known now of one person, each list in the order in which it held."""

    person: Person
    names: tuple[Name, ...]
    birth_date: BirthDate
    posts: tuple[Post, ...]
    leads: tuple[SpeakUpLead, ...]
    registrations: tuple[Registration, ...]
    restrictions: tuple[Restriction, ...]
    annotations: tuple[Annotation, ...]
    has_national_insurance: bool
    email: str
    """Where the person is reached, or empty."""
    at: datetime

    @property
    def legal_name(self) -> Name:
        return next(name for name in reversed(self.names) if name.kind == "legal" and holds(name, self.at))

    @property
    def full_name(self) -> str:
        return str(self.legal_name)

    @property
    def posts_now(self) -> tuple[Post, ...]:
        return tuple(post for post in self.posts if holds(post, self.at))


def holds(fact: Any, at: datetime) -> bool:
    """Whether a fact's period includes an instant."""
    return (fact.begins is None or fact.begins <= at) and (fact.ends is None or at < fact.ends)


def person_for(user: User, key: uuid.UUID) -> Person | None:
    """The person of a key, for whoever may open the register's files; None if there is none.

    Every role that carries the permission sees every person: the register has no secret entries.
    """
    return Person.objects.select_related("user", "invitation").filter(key=key).first()


def file_of(*, person: Person, at: datetime) -> PersonFile:
    """Every fact of a person as known now."""

    def current(facts: Any) -> Any:
        return facts.current().order_by("during", "pk")

    return PersonFile(
        person=person,
        names=tuple(current(person.names)),
        birth_date=person.birth_dates.current().get(),
        posts=tuple(current(person.posts).select_related("organisation", "reports_to")),
        leads=leads_of(person=person),
        registrations=tuple(current(person.registrations)),
        restrictions=tuple(current(person.restrictions)),
        annotations=tuple(current(person.annotations)),
        has_national_insurance=NationalInsurance.objects.current().filter(person=person).exists(),
        email=email_of(person=person),
        at=at,
    )


def standings_of(*, file: PersonFile) -> dict[Tier, Standing]:
    """Standing for a post of each tier where the person works now (else in any NHS trust), at the file's instant."""
    facts = facts_of(person_ids=[file.person.pk])[file.person.pk]
    rules = rulesets.current(file.at)
    organisation = file.posts_now[-1].organisation if file.posts_now else None
    code, kind = (organisation.code, organisation.organisation_class) if organisation else ("", "nhs_trust")
    return {
        tier: standing(
            facts=facts,
            post=PostAsked(tier=tier, organisation=code, organisation_class=kind),
            at=file.at,
            rules=rules,
        )
        for tier in Tier
    }


def births_of(person_ids: Collection[int]) -> Mapping[int, date]:
    """By person, the date of birth, for lists that staff read."""
    rows = BirthDate.objects.current().filter(person_id__in=person_ids)
    return dict(rows.values_list("person_id", "date_of_birth"))


@dataclass(frozen=True, kw_only=True)
class PersonFound:
    """Somebody on the register's books, registered or not, with what tells them from namesakes."""

    person_id: int
    key: uuid.UUID
    name: str
    number: str | None
    date_of_birth: date


def told_apart(names: Iterable[Name]) -> list[PersonFound]:
    """The people of names that a search found, in its order, with their dates of birth in one query."""
    found = list(names)
    births = births_of([name.person_id for name in found])
    return [
        PersonFound(
            person_id=name.person_id,
            key=name.person.key,
            name=str(name),
            number=name.person.registration_number,
            date_of_birth=births[name.person_id],
        )
        for name in found
    ]


@dataclass(frozen=True, kw_only=True)
class OwnEntry:
    """What a manager sees of themselves: everything served on them, published or not, and their requests."""

    key: uuid.UUID
    number: str | None
    name: str
    date_of_birth: date
    standing: Standing
    posts: tuple[PublicPost, ...]
    annotations: tuple[PublicAnnotation, ...]
    requests: tuple[CorrectionRequest, ...]


def entry_of(user: User, *, at: datetime) -> OwnEntry | None:
    """The entry of the person whose account this is; None for an account that is nobody's.

    Standing is for the most senior post held now, or for a board post where there is none.
    """
    person = own_person(user)
    if person is None:
        return None
    file = file_of(person=person, at=at)
    standings = standings_of(file=file)
    held = [tier for tier in Tier if any(post.tier == tier for post in file.posts_now)]
    return OwnEntry(
        key=person.key,
        number=person.registration_number,
        name=file.full_name,
        date_of_birth=file.birth_date.date_of_birth,
        standing=standings[held[0] if held else Tier.BOARD_DIRECTOR],
        posts=tuple(posts_now([person.pk], at=at)[person.pk]),
        annotations=tuple(annotations_now([person.pk], at=at)[person.pk]),
        requests=tuple(person.correction_requests.all()),
    )


def own_person(user: User) -> Person | None:
    """The person whose own account this is."""
    return Person.objects.filter(user=user).first()


def person_by_number(*, number: str) -> Person | None:
    """The person of a registration number in its written form."""
    return Person.objects.filter(registration_number=number).first()


def display_name(*, person: Person, at: datetime) -> str:
    """The legal name at an instant, as known now, as pages say it."""
    return str(legal_name(person=person, at=at))


def legal_name(*, person: Person, at: datetime) -> Name:
    """The legal name at an instant, as known now."""
    name: Name = Name.objects.current().get(person=person, kind="legal", during__contains=at)
    return name


def email_of(*, person: Person) -> str:
    """Where the person is reached, as known now; empty where no address is recorded."""
    present = EmailAddress.objects.current().filter(person=person).first()
    return present.address if present else ""


def requests_of(*, person: Person) -> QuerySet[CorrectionRequest]:
    """A person's own requests, newest first."""
    return person.correction_requests.all()


def post_of(*, person: Person, pk: int) -> Post | None:
    """One of a person's posts as known now."""
    post: Post | None = Post.objects.current().filter(person=person, pk=pk).select_related("organisation").first()
    return post


def registration_of(*, person: Person, pk: int) -> Registration | None:
    """One status of a person's entry, as known now or before: who would correct a superseded one is told so."""
    registration: Registration | None = Registration.objects.filter(person=person, pk=pk).first()
    return registration


def correction_requests(*, status: str = "") -> QuerySet[CorrectionRequest]:
    """Requests of managers, those that wait first and the oldest of them first."""
    requests = CorrectionRequest.objects.select_related("person", "asked_by", "decided_by")
    if status:
        requests = requests.filter(status=status)
    return requests.order_by("decided_at", "asked_at") if status == "open" else requests.order_by("-asked_at")


def correction_request(pk: int) -> CorrectionRequest | None:
    """One request, for who decides on it."""
    return correction_requests().filter(pk=pk).first()
