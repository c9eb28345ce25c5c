"""Reads of checks: an organisation's own, what was told of them, and open reviews."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, QuerySet

from barring.models import Check, CheckReview, Watch
from barring.models.checks import ERASED
from barring.permissions import Permission
from barring.queries.corrections import corrected, with_correction
from barring.queries.receipts import claims_of, receipt_of, require_kept
from barring.rules.answers import CheckOutcome
from kernel.clocks import instant
from kernel.models import User
from kernel.permissions import can
from kernel.queries import WorkItem
from register.models import Person, Post

CORRECTED = "corrected"
"""In place of an outcome: what would be answered otherwise as known now."""


def snapshot_of(*, organisation_id: int, known_at: datetime) -> str | None:
    """The snapshot of the organisation's own check that was answered at exactly this instant, from what was known then.

    A check that asked about this instant later has the snapshot of its own time, which knows more.
    """
    checks = Check.objects.filter(organisation_id=organisation_id, known_at=known_at, answered_at=known_at)
    return checks.values_list("snapshot", flat=True).first()


def replayable(*, since: datetime | None) -> Iterator[Check]:
    """Every check that was not erased, or those answered from an instant on, in the order of their writing."""
    checks = Check.objects.exclude(claims=ERASED).order_by("pk")
    if since is not None:
        checks = checks.filter(answered_at__gte=since)
    return checks.select_related("organisation", "role_organisation", "rule_set").iterator(chunk_size=1_000)


def has_link(*, organisation_id: int, person_id: int) -> bool:
    """Whether the organisation employs or employed the person in a post on the register, or checked or watched them."""
    return (
        Post.objects.current().filter(organisation_id=organisation_id, person_id=person_id).exists()
        or Check.objects.filter(organisation_id=organisation_id, person_id=person_id).exists()
        or Watch.objects.filter(organisation_id=organisation_id, person_id=person_id).exists()
    )


def checks_of(*, organisation_id: int, outcome: str = "") -> QuerySet[Check]:
    """An organisation's own checks, newest first, of one outcome if given, or those that CORRECTED says."""
    checks = Check.objects.filter(organisation_id=organisation_id).order_by("-pk")
    checks = checks.select_related("resolves", "review__result", "role_organisation", "asked_by", "later_signature")
    checks = with_correction(checks)
    if outcome == CORRECTED:
        return corrected(checks)
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
    return list(checks.exclude(claims=ERASED)[:limit])


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
        "test": check.is_test,
        **check.answer,
        "ledger": {"size": claims["ledger_size"], "root": claims["ledger_root"]},
        "receipt": receipt_of(check),
        "receipt_salt": check.receipt_salt,
        "review": _review(review) if review else None,
        "resolves": check.resolves.reference if check.resolves else None,
        "correction": _correction(check),
    }


def _correction(check: Check) -> dict[str, Any] | None:
    if check.corrected_at is None:
        return None
    return {"state": "differs" if check.differs_now else "as_answered", "found_at": instant(check.corrected_at)}


def _review(review: CheckReview) -> dict[str, Any]:
    if review.result is None:
        return {"state": "open", "due_at": instant(review.due_at), "check": None}
    return {"state": "resolved", "due_at": instant(review.due_at), "check": review.result.reference}


def reviews(*, is_open: bool) -> QuerySet[CheckReview]:
    """Possible matches that wait for a person, the most urgent first; or those resolved, newest first.

    None of a test identity: these resolve themselves.
    """
    found = CheckReview.objects.filter(check_asked__is_test=False)
    found = found.select_related("check_asked__organisation", "resolved_by")
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
    ).filter(check_asked__reference=reference, check_asked__is_test=False)


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
