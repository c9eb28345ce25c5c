"""Entries as the public sees them: names, status, posts and what was published. Never a date of birth."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from kernel import rulesets
from register.models import Annotation, Post
from register.queries.nearest import FoundName
from register.queries.public_search import public_names
from register.queries.standing import facts_of
from register.rules import Grade, RegistrationStatus, Tier
from register.rules.standing import ListedOrder, PostAsked, Standing, standing

NO_POST = PostAsked(tier=Tier.BOARD_DIRECTOR, organisation="", organisation_class="")
"""The public sees orders and registration, not what they mean for a post."""


@dataclass(frozen=True, kw_only=True)
class PublicPost:
    """A post held now."""

    title: str
    organisation_code: str
    organisation_name: str
    tier: Tier
    since: datetime


@dataclass(frozen=True, kw_only=True)
class PublicAnnotation:
    """A warning that is shown now."""

    text: str
    source: str
    begins: datetime
    ends: datetime | None
    decision_path: str = ""


@dataclass(frozen=True, kw_only=True)
class PublicEntry:
    """One entry. `orders` are the published ones that are in force or wait for their beginning."""

    number: str
    family_name: str
    given_names: str
    status: RegistrationStatus
    grade: Grade | None
    since: datetime | None
    posts: tuple[PublicPost, ...]
    orders: tuple[ListedOrder, ...]
    annotations: tuple[PublicAnnotation, ...]

    @property
    def name(self) -> str:
        return f"{self.given_names} {self.family_name}"


def public_entry(*, number: str, at: datetime) -> PublicEntry | None:
    """The entry of a number in its written form; None if there is none."""
    entries = entries_of(public_names(number=number, at=at)[:1], at=at)
    return entries[0] if entries else None


def public_entries(
    *, name: str = "", number: str = "", organisation: str = "", after_number: str = "", limit: int, at: datetime
) -> list[PublicEntry] | None:
    """Entries by part of a name, number or organisation, after a number in the same list.

    None when that number is not in the list: the cursor is of another search.
    """
    found = public_names(name=name, number=number, organisation=organisation, at=at)
    names = found.after(number=after_number, limit=limit) if after_number else found[:limit]
    return None if names is None else entries_of(names, at=at)


def entries_of(names: Iterable[FoundName], *, at: datetime) -> list[PublicEntry]:
    """The entries behind names of `public_names`, in their order, in four queries however many there are."""
    rows = list(names)
    ids = [row.person_id for row in rows]
    facts = facts_of(person_ids=ids, published_by=at)
    posts, annotations = posts_now(ids, at=at), annotations_now(ids, at=at)
    rules = rulesets.current(at)
    entries = []
    for row in rows:
        found = standing(facts=facts[row.person_id], post=NO_POST, at=at, rules=rules)
        entries.append(_entry(row, found, posts[row.person_id], annotations[row.person_id]))
    return entries


def posts_now(person_ids: Collection[int], *, at: datetime) -> Mapping[int, list[PublicPost]]:
    """By person, the posts held at an instant, as known now."""
    posts: dict[int, list[PublicPost]] = defaultdict(list)
    held = Post.objects.current().at(at).filter(person_id__in=person_ids).select_related("organisation")
    for post in held.order_by("during", "pk"):
        posts[post.person_id].append(
            PublicPost(
                title=post.title,
                organisation_code=post.organisation.code,
                organisation_name=post.organisation.name,
                tier=Tier(post.tier),
                since=post.begins,
            )
        )
    return posts


def annotations_now(person_ids: Collection[int], *, at: datetime) -> Mapping[int, list[PublicAnnotation]]:
    """By person, the published warnings that are shown at an instant."""
    annotations: dict[int, list[PublicAnnotation]] = defaultdict(list)
    shown = Annotation.objects.current().at(at).filter(person_id__in=person_ids, published_at__lte=at)
    for row in shown.order_by("during", "pk"):
        annotation = PublicAnnotation(
            text=row.text, source=row.source, begins=row.begins, ends=row.ends, decision_path=row.decision_path
        )
        annotations[row.person_id].append(annotation)
    return annotations


def _entry(
    name: FoundName, found: Standing, posts: list[PublicPost], annotations: list[PublicAnnotation]
) -> PublicEntry:
    return PublicEntry(
        number=name.number,
        family_name=name.family_name,
        given_names=name.given_names,
        status=found.registration.status,
        grade=found.registration.grade,
        since=found.registration.since,
        posts=tuple(posts),
        orders=found.orders,
        annotations=tuple(annotations),
    )
