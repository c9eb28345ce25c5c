"""Publishing a decision: prepared by one person, checked and published by another, taken down by either."""

from datetime import datetime
from typing import Final

from conduct.actions.participants import require_part_declared
from conduct.actions.steps import locked
from conduct.models import Case, Determination, Publication
from conduct.queries.published import decision_path, may_be_published_from, texts_of
from conduct.rules.independence import require_stranger
from conduct.rules.publishing import (
    NotPublished,
    require_passage,
    require_publishable,
    require_second_publisher,
)
from kernel import rulesets
from kernel.errors import ChangedMeanwhile
from kernel.history import recorded
from kernel.models import User
from register import actions as register

NOT_PREPARED: Final = "Prepare the publication first."


@recorded()
def prepare_publication(*, case: Case, by: User, at: datetime, seen: int | None = None) -> Publication:
    """Begin to prepare the publication of the served decision of a case, with nothing left out so far."""
    held = _held(case, by, at)
    decision = Determination.objects.filter(case=held).first()
    if decision is None:
        raise NotPublished("No decision stands in this case.")
    if seen or Publication.objects.filter(determination=decision).exists():
        raise NotPublished("The publication is prepared already. Say what is left out of it.")
    require_publishable(outcome=decision.outcome, served_at=decision.served_at, from_at=None, at=at)
    return Publication.objects.create(determination=decision, prepared_by=by, prepared_at=at)


@recorded()
def leave_out(
    *, case: Case, passage: str, because: str, by: User, at: datetime, seen: int | None = None
) -> Publication:
    """Leave a passage out wherever it stands in the decision, for a reason."""
    publication = _to_change(case, by=by, at=at, seen=seen)
    words = require_passage(passage=passage, texts=texts_of(decision=publication.determination))
    if publication.left_out.filter(passage=words).exists():
        raise NotPublished("This passage is left out already.")
    publication.left_out.create(passage=words, because=because)
    return _changed(publication, by=by, at=at)


@recorded()
def put_back(*, case: Case, left_out: int, by: User, at: datetime, seen: int | None = None) -> Publication:
    """Publish a passage after all."""
    publication = _to_change(case, by=by, at=at, seen=seen)
    if not publication.left_out.filter(pk=left_out).exists():
        raise NotPublished("This passage is not left out any more. Open the page again.")
    publication.left_out.filter(pk=left_out).delete()
    return _changed(publication, by=by, at=at)


@recorded()
def publish_decision(*, case: Case, by: User, at: datetime, seen: int | None = None) -> Publication:
    """Publish a decision as it was prepared, by somebody else than who prepared it; the register links to it."""
    publication = _to_change(case, by=by, at=at, seen=seen)
    require_second_publisher(user_id=by.pk, prepared_by=publication.prepared_by_id)
    decision, rules = publication.determination, rulesets.current(at)
    from_at = may_be_published_from(decision=decision, rules=rules)
    require_publishable(outcome=decision.outcome, served_at=decision.served_at, from_at=from_at, at=at)
    publication.checked_by, publication.published_at, publication.rule_set_id = by, at, rules.pk
    publication.taken_down_at, publication.taken_down_because = None, ""
    publication.save()
    _link(case, reason="The decision is published.", by=by)
    return publication


@recorded()
def take_decision_down(*, case: Case, reason: str, by: User, at: datetime, seen: int | None = None) -> Publication:
    """Take a published decision down at once. It can be published again after it was checked again."""
    publication = _locked(_held(case, by, at))
    _require_seen(publication, seen)
    if publication.published_at is None:
        raise NotPublished("This decision is not published.")
    publication.checked_by, publication.published_at, publication.rule_set = None, None, None
    publication.taken_down_at, publication.taken_down_because = at, reason
    publication.save()
    _link(case, reason=reason, by=by)
    return publication


def _held(case: Case, by: User, at: datetime) -> Case:
    held = locked(case=case, action=None, at=at, seen=None)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    require_part_declared(case=held, by=by)
    return held


def _locked(case: Case) -> Publication:
    found = Publication.objects.select_for_update(of=("self",)).select_related("determination")
    publication = found.filter(determination__case=case).first()
    if publication is None:
        raise NotPublished(NOT_PREPARED)
    return publication


def _to_change(case: Case, *, by: User, at: datetime, seen: int | None) -> Publication:
    publication = _locked(_held(case, by, at))
    if publication.published_at is not None:
        raise NotPublished("The decision is published. Take it down first, then change what is left out.")
    _require_seen(publication, seen)
    return publication


def _require_seen(publication: Publication, seen: int | None) -> None:
    if seen is not None and seen != publication.version:
        raise ChangedMeanwhile(
            "What is left out changed after you opened this page, so nothing was saved. Read it again, then send again."
        )


def _changed(publication: Publication, *, by: User, at: datetime) -> Publication:
    publication.version += 1
    publication.prepared_by, publication.prepared_at = by, at
    publication.save(update_fields=["version", "prepared_by", "prepared_at"])
    return publication


def _link(case: Case, *, reason: str, by: User) -> None:
    path = decision_path(case=case)
    register.link_decision(person=case.person, source=case.reference, path=path, reason=reason, by=by)
