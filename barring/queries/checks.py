"""Reads of checks: the one statement that an answer is made from, an organisation's own checks, open reviews.

`read` takes the candidates, their facts, the rule set, the database's clock and its snapshot in one statement, so that
nothing can change between one and the other, and the same snapshot can be asked again later.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Min, QuerySet

from barring.models import Check, CheckReview, Watch
from barring.permissions import Permission
from barring.queries.receipts import claims_of, receipt_of, require_kept
from barring.rules.answers import CheckOutcome, Note
from barring.rules.matching import Asked, Candidate, Matcher
from barring.rules.receipts import EMPTY_TREE
from kernel.clocks import instant
from kernel.models import RuleSet, User
from kernel.permissions import can
from kernel.queries import WorkItem
from kernel.rulesets import Rules, rules_of
from register.models import Person, Post
from register.rules import Grade, Kind, RegistrationStatus
from register.rules.standing import Facts, Order, RegistrationSpan

NOW = "{0}.superseded_xid IS NULL"
AT = "{0}.recorded_at <= %(known_at)s AND ({0}.superseded_at IS NULL OR {0}.superseded_at > %(known_at)s)"
IN_SNAPSHOT = (
    "pg_visible_in_snapshot({0}.recorded_xid, %(snapshot)s::pg_snapshot) AND ({0}.superseded_xid IS NULL"
    " OR NOT pg_visible_in_snapshot({0}.superseded_xid, %(snapshot)s::pg_snapshot))"
)

STATEMENT = """
WITH clock AS MATERIALIZED (
    SELECT clock_timestamp() AS at, pg_current_snapshot()::text AS snapshot
), matcher AS MATERIALIZED (
    SELECT * FROM register_matcher WHERE made_at <= coalesce(%(known_at)s, (SELECT at FROM clock))
        OR id = (SELECT min(id) FROM register_matcher) ORDER BY id DESC LIMIT 1
), meant AS MATERIALIZED (
    SELECT one.person_id, max(one.weight) AS weight,
           (array_agg(to_jsonb(one.levels) ORDER BY one.weight DESC))[1] AS levels
      FROM matcher CROSS JOIN LATERAL register_match(matcher.id, %(families)s, %(given)s, %(first)s, %(born)s,
           least(matcher.review, log(2, (matcher.entries * (1 - matcher.certain) / 100)::numeric)::float8)) AS one
      JOIN register_name AS name ON name.id = one.name_id
      JOIN register_birthdate AS birth ON birth.id = one.birthdate_id
     WHERE {name} AND {birth} GROUP BY one.person_id
), found AS MATERIALIZED (
    SELECT id AS person_id FROM register_person AS numbered WHERE registration_number = %(number)s
       AND EXISTS (SELECT FROM register_name AS name WHERE name.person_id = numbered.id AND {name})
     UNION SELECT person_id FROM register_nationalinsurance AS insurance
            WHERE digest = %(national_insurance)s AND {insurance}
     UNION SELECT person_id FROM meant
)
SELECT clock.at, clock.snapshot,
       (SELECT jsonb_build_array(size, encode(root, 'hex')) FROM kernel_ledgerhead ORDER BY size DESC LIMIT 1),
       (SELECT jsonb_build_array(id, organisation_class) FROM kernel_organisation WHERE code = %(organisation)s),
       (SELECT jsonb_build_array(id, version, name, parameters) FROM kernel_ruleset
         WHERE during @> coalesce(%(as_of)s, %(known_at)s, clock.at)),
       (SELECT jsonb_build_array(version, entries, certain, review) FROM matcher),
       person.id, person.registration_number, meant.weight, meant.levels,
       (SELECT jsonb_agg(DISTINCT family_key) FROM register_name AS name WHERE name.person_id = person.id AND {name}),
       (SELECT jsonb_agg(date_of_birth) FROM register_birthdate AS birth WHERE birth.person_id = person.id AND {birth}),
       (SELECT jsonb_agg(digest) FROM register_nationalinsurance AS insurance
         WHERE insurance.person_id = person.id AND {insurance}),
       (SELECT jsonb_agg(to_jsonb(registration) - 'during'
                         || jsonb_build_object('begins', lower(during), 'ends', upper(during)))
          FROM register_registration AS registration WHERE registration.person_id = person.id AND {registration}),
       (SELECT jsonb_agg(to_jsonb(restriction) - 'during'
                         || jsonb_build_object('begins', lower(during), 'ends', upper(during)) ORDER BY during, id)
          FROM register_restriction AS restriction WHERE restriction.person_id = person.id AND {restriction}),
       (SELECT jsonb_agg(to_jsonb(annotation) - 'during'
                         || jsonb_build_object('begins', lower(during), 'ends', upper(during)) ORDER BY during, id)
          FROM register_annotation AS annotation WHERE annotation.person_id = person.id AND {annotation}),
       (SELECT jsonb_agg(jsonb_build_array(kind, source, quashed_at)) FROM register_restriction
         WHERE person_id = person.id AND superseded_xid IS NULL AND quashed_at IS NOT NULL)
  FROM clock LEFT JOIN found ON true LEFT JOIN register_person AS person ON person.id = found.person_id
  LEFT JOIN meant ON meant.person_id = person.id
 ORDER BY person.id
"""
TABLES = ("name", "birth", "insurance", "registration", "restriction", "annotation")


@dataclass(frozen=True, kw_only=True)
class Known:
    """What may be known: everything now, or what was at a past instant (exactly so where its snapshot was kept)."""

    at: datetime | None = None
    snapshot: str | None = None

    @property
    def condition(self) -> str:
        if self.snapshot is not None:
            return IN_SNAPSHOT
        return NOW if self.at is None else AT


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What one statement saw. `organisation` is the id and class of the post's; None if there is no such code."""

    at: datetime
    snapshot: str
    ledger: tuple[int, str]
    """Size and root of the newest signed head."""
    organisation: tuple[int, str] | None
    rules: Rules | None
    matcher: Matcher
    candidates: tuple[Candidate, ...]
    facts: Mapping[int, Facts]
    notes: Mapping[int, tuple[Note, ...]]
    quashed: Mapping[int, Mapping[tuple[str, str], datetime]]


def read(*, asked: Asked, organisation: str, as_of: datetime | None, known: Known) -> Reading:
    """Candidates, facts, rule set, clock and snapshot, in one statement. `organisation` is the post's code."""
    conditions = {table: known.condition.format(table) for table in TABLES}
    with connection.cursor() as cursor:
        cursor.execute(
            STATEMENT.format(**conditions),
            {
                "number": asked.number,
                "families": sorted(asked.family_keys) if asked.has_whole_name else [],
                "given": asked.given_key,
                "first": asked.first_key,
                "born": f"{asked.date_of_birth:%Y%m%d}" if asked.date_of_birth else "",
                "national_insurance": asked.national_insurance,
                "organisation": organisation,
                "as_of": as_of,
                "known_at": known.at,
                "snapshot": known.snapshot,
            },
        )
        rows = cursor.fetchall()
    at, snapshot, head, found_organisation, rule_set, matcher, *_ = rows[0]
    place = _json(found_organisation)
    size, root = _json(head) or (0, EMPTY_TREE)
    version, entries, certain, review = _json(matcher)
    people = [row[6:] for row in rows if row[6] is not None]
    return Reading(
        at=at,
        snapshot=snapshot,
        ledger=(size, root),
        organisation=(place[0], place[1]) if place else None,
        rules=_rules(rule_set),
        matcher=Matcher(version=version, entries=entries, certain=certain, review=review),
        candidates=tuple(_candidate(*person[:7]) for person in people),
        facts={person[0]: _facts(person[7], person[8]) for person in people},
        notes={person[0]: _notes(person[9]) for person in people},
        quashed={person[0]: {(k, s): _instant(at) for k, s, at in _json(person[10]) or ()} for person in people},
    )


def _json(text: str | None) -> Any:
    return json.loads(text) if text is not None else None


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _maybe(text: str | None) -> datetime | None:
    return _instant(text) if text else None


def _rules(text: str | None) -> Rules | None:
    if text is None:
        return None
    pk, version, name, parameters = json.loads(text)
    return rules_of(RuleSet(pk=pk, version=version, name=name, parameters=parameters))


def _candidate(
    pk: int,
    number: str | None,
    weight: float | None,
    levels: str | None,
    names: str | None,
    births: str | None,
    digests: str | None,
) -> Candidate:
    return Candidate(
        person_id=pk,
        number=number,
        weight=weight,
        levels=tuple(_json(levels) or ()),
        family_keys=frozenset(_json(names) or ()),
        dates_of_birth=frozenset(date.fromisoformat(day) for day in _json(births) or ()),
        national_insurance=frozenset(_json(digests) or ()),
    )


def _facts(registrations: str | None, restrictions: str | None) -> Facts:
    return Facts(
        registrations=tuple(
            RegistrationSpan(
                status=RegistrationStatus(row["status"]),
                grade=Grade(row["grade"]),
                begins=_instant(row["begins"]),
                ends=_maybe(row["ends"]),
            )
            for row in _json(registrations) or ()
        ),
        orders=tuple(_order(row) for row in _json(restrictions) or ()),
    )


def _order(row: Mapping[str, Any]) -> Order:
    return Order(
        kind=Kind(row["kind"]),
        tiers=frozenset(row["tiers"]),
        organisation_classes=frozenset(row["organisation_classes"]),
        begins=_instant(row["begins"]),
        ends=_maybe(row["ends"]),
        served_at=_instant(row["served_at"]),
        stayed_from=_maybe(row["stayed_from"]),
        under_appeal_from=_maybe(row["under_appeal_from"]),
        quashed_at=_maybe(row["quashed_at"]),
        source=row["source"],
        decision_path=row["decision_path"],
    )


def _notes(annotations: str | None) -> tuple[Note, ...]:
    return tuple(
        Note(
            kind=row["kind"],
            text=row["text"],
            source=row["source"],
            begins=max(_instant(row["begins"]), _instant(row["published_at"])),
            ends=_maybe(row["ends"]),
        )
        for row in _json(annotations) or ()
        if row["published_at"]
    )


def snapshot_of(*, organisation_id: int, known_at: datetime) -> str | None:
    """The snapshot of the organisation's own check that was answered at exactly this instant, from what was known then.

    A check that asked about this instant later has the snapshot of its own time, which knows more.
    """
    checks = Check.objects.filter(organisation_id=organisation_id, known_at=known_at, answered_at=known_at)
    return checks.values_list("snapshot", flat=True).first()


def has_link(*, organisation_id: int, person_id: int) -> bool:
    """Whether the organisation employs or employed the person in a post on the register, or checked or watched them."""
    return (
        Post.objects.current().filter(organisation_id=organisation_id, person_id=person_id).exists()
        or Check.objects.filter(organisation_id=organisation_id, person_id=person_id).exists()
        or Watch.objects.filter(organisation_id=organisation_id, person_id=person_id).exists()
    )


def checks_of(*, organisation_id: int, outcome: str = "") -> QuerySet[Check]:
    """An organisation's own checks, newest first, of one outcome if given."""
    checks = Check.objects.filter(organisation_id=organisation_id).order_by("-pk")
    checks = checks.select_related("resolves", "review__result", "role_organisation", "asked_by")
    return checks.filter(outcome=outcome) if outcome else checks


def page_of_checks(*, organisation_id: int, after: str, limit: int) -> list[Check] | None:
    """At most `limit` of an organisation's own checks, newest first, older than the one with reference `after`.

    Erased ones are left out: there is nothing to tell of them.
    None if the organisation has no check of that reference, be it another's or nobody's.
    """
    checks = checks_of(organisation_id=organisation_id)
    if after:
        last = checks.filter(reference=after).first()
        if last is None:
            return None
        checks = checks.filter(pk__lt=last.pk)
    return list(checks.exclude(signature=b"")[:limit])


def as_told(check: Check) -> dict[str, Any]:
    """The answer as it was given, with its name, receipt, the review that waits for it and the check it resolves.

    Refuses (Erased) a check that was erased.
    """
    require_kept(check)
    review = check.review if check.outcome == CheckOutcome.NEEDS_REVIEW else None
    claims = claims_of(check)
    return {
        "id": check.reference,
        "client_ref": check.client_ref or None,
        "purpose": check.purpose,
        **check.answer,
        "ledger": {"size": claims["ledger_size"], "root": claims["ledger_root"]},
        "receipt": receipt_of(check),
        "receipt_salt": check.receipt_salt,
        "review": _review(review) if review else None,
        "resolves": check.resolves.reference if check.resolves else None,
    }


def _review(review: CheckReview) -> dict[str, Any]:
    if review.result is None:
        return {"state": "open", "due_at": instant(review.due_at), "check": None}
    return {"state": "resolved", "due_at": instant(review.due_at), "check": review.result.reference}


def reviews(*, is_open: bool) -> QuerySet[CheckReview]:
    """Possible matches that wait for a person, the most urgent first; or those resolved, newest first."""
    found = CheckReview.objects.select_related("check_asked__organisation", "resolved_by")
    if is_open:
        return found.filter(result=None).order_by("due_at", "pk")
    return found.exclude(result=None).order_by("-resolved_at")


def open_reviews_of(*, organisation_id: int) -> int:
    """How many of an organisation's checks wait for a person at the regulator."""
    return reviews(is_open=True).filter(check_asked__organisation=organisation_id).count()


def review_of(*, reference: str) -> QuerySet[CheckReview]:
    """The review of the check with this reference, with all that its page shows; empty where there is none."""
    return CheckReview.objects.select_related(
        "check_asked__organisation", "check_asked__role_organisation", "resolved_by", "result__person", "rule_set"
    ).filter(check_asked__reference=reference)


def review_work_for(user: User) -> list[WorkItem]:
    """For "my work": how many possible matches wait, due when the first is."""
    if not can(user, Permission.REVIEW_RESOLVE):
        return []
    waiting = reviews(is_open=True).aggregate(count=Count("pk"), first_due=Min("due_at"))
    count = waiting["count"]
    if not count:
        return []
    text = f"{count} possible {'match waits' if count == 1 else 'matches wait'} to be resolved"
    return [WorkItem(text=text, href_name="barring:reviews", due_at=waiting["first_due"])]


@dataclass(frozen=True, kw_only=True)
class PersonShown:
    """One person as a reviewer compares them: everything on record that tells people apart."""

    person_id: int
    key: str
    number: str | None
    names: list[str]
    dates_of_birth: list[date]
    posts: list[str]


def people_shown(*, person_ids: Collection[int]) -> list[PersonShown]:
    """The people a review is between, side by side, in the order given."""
    people = Person.objects.in_bulk(person_ids)
    return [
        PersonShown(
            person_id=person.pk,
            key=str(person.key),
            number=person.registration_number,
            names=[
                f"{name.given_names} {name.family_name} ({name.get_kind_display().lower()})"
                for name in person.names.current().order_by("-during")
            ],
            dates_of_birth=[row.date_of_birth for row in person.birth_dates.current()],
            posts=[
                f"{post.title}, {post.organisation.name}"
                for post in person.posts.current().select_related("organisation").order_by("-during")
            ],
        )
        for person in (people[pk] for pk in person_ids)
    ]
