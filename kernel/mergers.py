"""Reads of what became of an organisation, and of who answers for it."""

from datetime import datetime

from kernel.clocks import today
from kernel.models import Organisation, User
from kernel.permissions import Role


def heir_of(*, organisation: Organisation, at: datetime) -> Organisation:
    """The body that one which closed before an instant's day went into, over however many mergers; else itself."""
    while organisation.successor is not None and not organisation.is_open_on(today(at)):
        organisation = organisation.successor
    return organisation


def answerable_in(*, organisation_id: int) -> list[User]:
    """Whom an organisation's own matters are written to: its administrators, or everybody there where it has none."""
    people = User.objects.filter(organisation=organisation_id, is_active=True, is_service=False)
    administrators = people.filter(granted__role=Role.TRUST_ADMINISTRATOR)
    return list((administrators if administrators.exists() else people).order_by("pk"))
