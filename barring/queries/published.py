"""Published decisions, as anybody may read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery

from barring.models import Bar
from barring.queries.bars import about, named, numbered
from barring.rules.bars import Stage
from barring.workflow import Status
from kernel import rulesets
from kernel.clocks import instant
from register.models import BirthDate, Post


@dataclass(frozen=True, kw_only=True)
class PublishedBar:
    """A decision as the public may read it. `year_of_birth` is None where the rule set does not publish it."""

    reference: str
    name: str
    registration_number: str
    year_of_birth: int | None
    last_organisation: str
    tiers: tuple[str, ...]
    organisation_classes: tuple[str, ...]
    ground: str
    reasons: str
    decided_at: datetime
    served_at: datetime
    in_effect_at: datetime
    published_at: datetime
    ends_at: datetime | None
    appeal_until_at: datetime
    review_from_on: date | None
    lifted_at: datetime | None
    stage: Stage
    is_appealable: bool


def published_bars(*, name: str = "", number: str = "", past: bool = False, at: datetime) -> QuerySet[Bar]:
    """Published decisions, newest first: those that are not over, or those that are. By parts of a name, by number."""
    over = Q(pk__in=[])
    for end in ("ends_at", "lifted_at", "ended_by_court_at"):
        over |= Q(**{f"{end}__isnull": False, f"{end}__lte": at})
    found = named(_valid(at)).filter(published_at__lte=at)
    found = found.filter(over) if past else found.exclude(over)
    if name.strip():
        found = found.filter(about(name))
    if number.strip():
        found = found.filter(numbered(number))
    return _described(found).order_by("-published_at", "-pk")


def published_page(*, after: str, limit: int, at: datetime) -> list[PublishedBar]:
    """Up to `limit` published decisions that are not over, newest first, after the one of a reference ("" is none).

    Refuses (LookupError) a reference under which nothing is published.
    """
    found = published_bars(at=at)
    if after:
        last = Bar.objects.filter(reference=after, published_at__lte=at).first()
        if last is None:
            raise LookupError("nothing is published under this reference")
        found = found.filter(Q(published_at__lt=last.published_at) | Q(published_at=last.published_at, pk__lt=last.pk))
    return as_published(found[:limit], at=at)


def published_bar(*, reference: str, at: datetime) -> QuerySet[Bar]:
    """One published decision, or nothing."""
    return _described(named(_valid(at).filter(published_at__lte=at, reference=reference)))


def as_published(bars: Iterable[Bar], *, at: datetime) -> list[PublishedBar]:
    """Rows of `published_bars` or `published_bar` as the public may read them at an instant."""
    shows_year = rulesets.current(at).published_birth == "year"
    return [_as_published(bar, shows_year=shows_year, at=at) for bar in bars]


def _as_published(bar: Bar, *, shows_year: bool, at: datetime) -> PublishedBar:
    decision = bar.decision
    assert decision is not None  # published_at is part of it
    born = bar.date_of_birth if shows_year else None
    return PublishedBar(
        reference=bar.reference,
        name=bar.person_name,
        registration_number=bar.person.registration_number or "",
        year_of_birth=born.year if born else None,
        last_organisation=bar.last_organisation or "",
        tiers=tuple(bar.tiers),
        organisation_classes=tuple(bar.organisation_classes),
        ground=bar.ground,
        reasons=bar.reasons,
        decided_at=decision.decided_at,
        served_at=decision.served_at,
        in_effect_at=decision.in_effect_at,
        published_at=decision.published_at,
        ends_at=bar.ends_at,
        appeal_until_at=decision.appeal_until_at,
        review_from_on=bar.review_from_on,
        lifted_at=bar.lifted_at,
        stage=bar.stage(at=at),
        is_appealable=at < decision.appeal_until_at,
    )


def as_told(bar: PublishedBar) -> dict[str, Any]:
    """As the API tells it."""
    return {
        "reference": bar.reference,
        "name": bar.name,
        "registration_number": bar.registration_number or None,
        "year_of_birth": bar.year_of_birth,
        "last_organisation": bar.last_organisation or None,
        "tiers": list(bar.tiers),
        "organisation_classes": list(bar.organisation_classes),
        "state": (Stage.IN_EFFECT if bar.stage == Stage.STAYED else bar.stage).value,
        "stayed": bar.stage == Stage.STAYED,
        "decided_at": instant(bar.decided_at),
        "served_at": instant(bar.served_at),
        "in_effect_at": instant(bar.in_effect_at),
        "published_at": instant(bar.published_at),
        "ends_at": instant(bar.ends_at) if bar.ends_at else None,
        "review_from": bar.review_from_on.isoformat() if bar.review_from_on else None,
        "appeal_until": instant(bar.appeal_until_at),
        "appeal_state": "window_open" if bar.is_appealable else "window_closed",
        "lifted_at": instant(bar.lifted_at) if bar.lifted_at else None,
        "decision": f"{settings.BASE_URL}/barred/{bar.reference}/",
    }


def _valid(at: datetime) -> QuerySet[Bar]:
    """All but what a court quashed: that was void from its beginning, and nothing of it is told."""
    return Bar.objects.exclude(status=Status.QUASHED, ended_by_court_at__lte=at)


def _described(bars: QuerySet[Bar]) -> QuerySet[Bar]:
    """With what the public may read beside the decision, one query for all: date of birth and last organisation."""
    born = BirthDate.objects.current().filter(person=OuterRef("person")).order_by("-during").values("date_of_birth")
    posts = Post.objects.current().filter(person=OuterRef("person")).order_by("-during").values("organisation__name")
    # Named in a dict, since the model says what type each of them has.
    values = {"date_of_birth": Subquery(born[:1]), "last_organisation": Subquery(posts[:1])}
    return bars.select_related("person").annotate(**values)
