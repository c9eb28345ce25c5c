"""Reads of watches: an organisation's own, those that something has happened to, and how a watched person stands."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from barring.models import Check, CheckReview, Watch, WatchPass
from barring.rules.answers import CheckOutcome
from barring.rules.watches import Seen, seen
from barring.workflow import ReviewStatus
from kernel import rulesets
from kernel.clocks import instant, today
from kernel.models import LedgerEra
from kernel.rulesets import Rules
from register.models import Post
from register.queries.standing import facts_of
from register.rules import Tier
from register.rules.standing import Facts, PostAsked, standing

STANDING = ("register_historicalrestriction", "register_historicalregistration")
IDENTITY = (
    "register_historicalperson",
    "register_historicalname",
    "register_historicalbirthdate",
    "register_historicalnationalinsurance",
)
FRESH = """{0}.ledger_era = %(era)s AND {0}.ledger_xid >= split_part(%(last)s, ':', 1)::xid8
  AND NOT pg_visible_in_snapshot({0}.ledger_xid, %(last)s::pg_snapshot)
  AND pg_visible_in_snapshot({0}.ledger_xid, %(now)s::pg_snapshot)"""


def watches_of(*, organisation_id: int) -> QuerySet[Watch]:
    """An organisation's own watches, the newest first; without those that it ended itself."""
    watches = Watch.objects.filter(organisation_id=organisation_id).exclude(ended_because=Watch.Ending.BY_ORGANISATION)
    return watches.select_related("first_check__role_organisation", "first_check__review").order_by("-pk")


def page_of_watches(*, organisation_id: int, after: str, limit: int) -> list[Watch] | None:
    """At most `limit` watches, older than the one whose check is `after`; None if it has none of it."""
    watches = watches_of(organisation_id=organisation_id)
    if after:
        last = watches.filter(first_check__reference=after).first()
        if last is None:
            return None
        watches = watches.filter(pk__lt=last.pk)
    return list(watches[:limit])


def live() -> QuerySet[Watch]:
    """Watches that have not ended."""
    return Watch.objects.filter(ended_at=None)


def watched_by(*, organisation_ids: Collection[int]) -> dict[int, int]:
    """By organisation, how many it watches."""
    counted = live().filter(organisation_id__in=organisation_ids).values("organisation_id").annotate(count=Count("pk"))
    return {row["organisation_id"]: row["count"] for row in counted}


def state_of(watch: Watch) -> str:
    """Whether somebody is matched, nobody is, a person at the regulator has to say, or it is over."""
    if watch.ended_at is not None:
        return "ended"
    if watch.person_id is not None:
        return "matched"
    check = watch.first_check
    if check.is_test and check.outcome not in (CheckOutcome.NEEDS_REVIEW, CheckOutcome.NO_ENTRY_MATCHED):
        return "matched"
    is_open = check.outcome == CheckOutcome.NEEDS_REVIEW and check.review.status == ReviewStatus.OPEN
    return "in_review" if is_open else "unmatched"


def watch_shown(watch: Watch) -> dict[str, Any]:
    """A watch as its organisation reads it. How the person stands is asked by a check, which has a receipt."""
    check = watch.first_check
    return {
        "ref": watch.reference,
        "state": state_of(watch),
        "purpose": watch.purpose,
        "role": {"tier": check.tier, "organisation": check.role_organisation.code},
        "test": check.is_test,
        "check": check.reference,
        "started_at": instant(watch.started_at),
        "renew_by": instant(watch.renew_by),
        "ended_at": instant(watch.ended_at) if watch.ended_at else None,
        "ended_because": watch.ended_because or None,
    }


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What was recorded since the last pass: how far this one reaches, whose standing, whether somebody's identity.

    `everything` is so where that cannot be said: at the first pass, in another era, under other rules.
    """

    era: int
    snapshot: str
    rule_set: int
    everything: bool
    person_ids: list[int]
    identity: bool


def recorded_since(last: WatchPass | None, *, at: datetime) -> Recorded:
    """What was committed since a pass, in whatever order: by the difference of two snapshots, as the ledger has it."""
    rules, era = rulesets.current(at).pk, LedgerEra.objects.order_by("-number").values_list("number", flat=True)[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        (snapshot,) = cursor.fetchone()
        if last is None or (last.era, last.rule_set_id) != (era, rules):
            return Recorded(era=era, snapshot=snapshot, rule_set=rules, everything=True, person_ids=[], identity=True)
        given = {"era": era, "last": last.snapshot, "now": snapshot}
        people = (f"SELECT person_id FROM {table} AS t WHERE {FRESH.format('t')}" for table in STANDING)  # noqa: S608
        cursor.execute(" UNION ".join(people), given)
        person_ids = [pk for (pk,) in cursor.fetchall()]
        looks = " OR ".join(f"EXISTS (SELECT FROM {table} AS t WHERE {FRESH.format('t')})" for table in IDENTITY)
        cursor.execute(f"SELECT {looks}", given)
        identity = bool(cursor.fetchone()[0])
    return Recorded(
        era=era, snapshot=snapshot, rule_set=rules, everything=False, person_ids=person_ids, identity=identity
    )


def reviewed() -> QuerySet[Watch]:
    """Unmatched watches of which a person at the regulator has said who is meant."""
    resolved = CheckReview.objects.filter(check_asked=OuterRef("first_check"), result__isnull=False)
    return live().filter(Exists(resolved), person=None)


def post_of(check: Check) -> PostAsked:
    """The post that a check asked about."""
    place = check.role_organisation
    return PostAsked(tier=Tier(check.tier), organisation=place.code, organisation_class=place.organisation_class)


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """What standings are worked out from, read once for many watches: facts by person, rules by instant."""

    facts: Mapping[int, Facts]
    rules: Mapping[datetime, Rules]


def grounds_of(*, watches: Collection[Watch], instants: Collection[datetime], known: str | None = None) -> Grounds:
    """The facts about whomever the watches are matched to, as known now or to a snapshot, and the rules."""
    people = {watch.person_id for watch in watches if watch.person_id is not None}
    return Grounds(facts=facts_of(person_ids=people, known=known), rules=rulesets.at_each(instants))


def seen_by(watch: Watch, *, at: datetime, grounds: Grounds) -> Seen:
    """How the person of a watch stands for its post at an instant."""
    assert watch.person_id is not None
    facts, rules = grounds.facts[watch.person_id], grounds.rules[at]
    return seen(standing(facts=facts, post=post_of(watch.first_check), at=at, rules=rules))


def post_is_over(*, at: datetime) -> QuerySet[Watch]:
    """Watches of people whose post with the organisation ended since they began, and who have no other there."""
    posts = Post.objects.current().filter(
        person=OuterRef("person"), organisation=OuterRef("first_check__role_organisation")
    )
    over = posts.filter(during__endswith__lte=at, during__endswith__gt=OuterRef("started_at"))
    lasting = posts.filter(Q(during__endswith=None) | Q(during__endswith__gt=at))
    return live().filter(Exists(over), ~Exists(lasting), person__isnull=False)


def to_be_succeeded(*, at: datetime) -> QuerySet[Watch]:
    """Watches of organisations that had closed by a London day and went into another."""
    closed = live().filter(organisation__closed_on__lt=today(at), organisation__successor__isnull=False)
    return closed.select_related("organisation__successor", "first_check__role_organisation").order_by("pk")


def to_be_renewed(*, by: datetime) -> QuerySet[Watch]:
    """Watches that end by an instant unless they are renewed, and whose organisation has not been warned of it."""
    unwarned = Q(look__warned_of=None) | ~Q(look__warned_of=F("renew_by"))
    return live().filter(unwarned, renew_by__lte=by)


def unwritten_of(*, by: datetime) -> Counter[int]:
    """By organisation, how many watches are to be renewed by an instant that end on days of which it was not warned."""
    warned = live().filter(look__warned_of=F("renew_by"), renew_by__lte=by)
    written = set(warned.values_list("organisation_id", "renew_by").distinct())
    counted = Counter[int]()
    rows = to_be_renewed(by=by).values("organisation_id", "renew_by").annotate(count=Count("pk"))
    for organisation_id, renew_by, count in rows.values_list("organisation_id", "renew_by", "count"):
        if (organisation_id, renew_by) not in written:
            counted[organisation_id] += count
    return counted
