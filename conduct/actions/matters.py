"""Matters against organisations: opened from a concern or a case, linked, noted on, and closed for a reason."""

from datetime import datetime
from typing import Any

from conduct.actions.steps import locked
from conduct.models import Case, CaseNote, Concern, MatterLink, OrganisationMatter
from conduct.rules.independence import require_stranger
from conduct.rules.matters import MatterStatus, require_open, require_unlinked
from conduct.rules.notes import Visibility
from kernel.history import recorded
from kernel.models import Organisation, User
from kernel.references import next_reference


@recorded()
def open_matter(
    *,
    organisation: Organisation,
    subject: str,
    concern: Concern | None = None,
    case: Case | None = None,
    by: User,
    at: datetime,
) -> OrganisationMatter:
    """Keep a matter open against an organisation, with the concern or the case that it comes from."""
    matter = OrganisationMatter.objects.create(
        reference=next_reference(prefix="OM", at=at),
        organisation=organisation,
        subject=subject,
        opened_by=by,
        opened_at=at,
    )
    _link(matter, concern=concern, case=case, by=by, at=at)
    return matter


@recorded()
def link_to_matter(
    *, matter: OrganisationMatter, concern: Concern | None = None, case: Case | None = None, by: User, at: datetime
) -> MatterLink:
    """Add a concern or a case to an open matter. Refuses one that belongs to it."""
    held = _open(matter)
    known = held.links.filter(concern=concern) if concern else held.links.filter(case=case)
    require_unlinked(is_linked=known.exists())
    return _link(held, concern=concern, case=case, by=by, at=at)


@recorded()
def note_on_matter(*, matter: OrganisationMatter, text: str, by: User, at: datetime) -> CaseNote:
    """Write a note on an open matter, for the team."""
    return _open(matter).notes.create(visibility=Visibility.TEAM, text=text, by=by, at=at)


@recorded()
def close_matter(*, matter: OrganisationMatter, reason: str, by: User, at: datetime) -> OrganisationMatter:
    """Close a matter, once, for a reason."""
    held = _open(matter)
    held.status, held.closed_by, held.closed_at, held.close_reason = MatterStatus.CLOSED, by, at, reason
    held.save(update_fields=["status", "closed_by", "closed_at", "close_reason"])
    return held


def _open(matter: OrganisationMatter) -> OrganisationMatter:
    """A matter, locked to the end of the transaction. Refuses one that is closed."""
    held = OrganisationMatter.objects.select_for_update().get(pk=matter.pk)
    require_open(status=held.status)
    return held


def _link(matter: OrganisationMatter, *, by: User, at: datetime, **of: Any) -> MatterLink:
    if case := of["case"]:
        held = locked(case=case, action=None, at=at, seen=None)
        require_stranger(user_id=by.pk, subject=held.person.user_id)
    return matter.links.create(by=by, at=at, **of)
