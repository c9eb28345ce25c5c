"""Somebody who acts for a manager in one case: named, accepting, and ended by either side or by staff."""

from datetime import datetime
from typing import Final

from conduct.actions.steps import locked
from conduct.models import Case, Representation
from conduct.rules.answering import NotForThem
from conduct.workflow import DISCLOSED
from kernel.actions.invitations import invite_outsider
from kernel.errors import ActionRefused
from kernel.history import recorded
from kernel.models import User
from kernel.outbox import send_mail
from kernel.permissions import Role
from kernel.workflow import NotAllowedNow

MOST_NAMED: Final = 20
"""In one case, also those who act no longer: each is sent an e-mail."""


class NamedAlready(ActionRefused):
    """This address is on the case already."""


class NotNamed(ActionRefused):
    """The representation is over, or was never this person's to take up."""


@recorded()
def name_representative(
    *, case: Case, name: str, email: str, kind: str, may_respond: bool, by: User, at: datetime
) -> Representation:
    """The manager names somebody to act for them, who is invited by e-mail. Nothing shows to them before they accept.

    Whether the address has an account, the manager is not told.
    """
    held = locked(case=case, action=None, at=at, seen=None)
    if by.pk != held.person.user_id:
        raise NotForThem("Only the manager this case is about names who acts for them.")
    if held.status not in DISCLOSED:
        raise NotAllowedNow("The case has ended, so nobody needs to act for you in it.")
    address = email.strip().lower()
    if address == by.email:
        raise NamedAlready("This is your own email address. Enter that of whoever is to act for you.")
    if held.representations.count() >= MOST_NAMED:
        raise NamedAlready("You have named as many people as one can in a case. Ask whoever holds your case.")
    if held.representations.filter(email=address, ended_at=None).exists():
        raise NamedAlready("You have named this address already. End that first if you want to change it.")
    named = held.representations.create(
        name=name, email=address, kind=kind, may_respond=may_respond, named_by=by, named_at=at
    )
    if not invite_outsider(email=address, name=name, role=Role.REPRESENTATIVE, by=by, at=at):
        send_mail(
            to=address, subject="Somebody asks you to act for them", template="conduct_representation_asked", context={}
        )
    return named


@recorded()
def take_up_representation(*, representation: Representation, by: User, at: datetime) -> Representation:
    """Accept. Refuses one that is over, or that names another address than the account's."""
    locked(case=representation.case, action=None, at=at, seen=None)
    found = Representation.objects.select_for_update().get(pk=representation.pk)
    if found.email != by.email or found.user_id is not None or found.ended_at is not None:
        raise NotNamed("You are no longer asked to act in this case.")
    found.user, found.accepted_at = by, max(at, found.named_at)
    found.save(update_fields=["user", "accepted_at"])
    _tell_who_named(found, "conduct_representation_accepted", "Somebody acts for you now")
    return found


@recorded()
def end_representation(*, representation: Representation, reason: str, by: User, at: datetime) -> Representation:
    """End it: by the manager, by whoever represents, or by staff, whose reason both can read. It holds at once."""
    locked(case=representation.case, action=None, at=at, seen=None)
    found = Representation.objects.select_for_update().get(pk=representation.pk)
    if found.ended_at is not None:
        raise NotNamed("This has ended already.")
    found.ended_by, found.ended_at, found.end_reason = by, max(at, found.named_at), reason
    found.save(update_fields=["ended_by", "ended_at", "end_reason"])
    if by.pk != found.named_by_id:
        _tell_who_named(found, "conduct_representation_ended", "Somebody no longer acts for you")
    return found


def _tell_who_named(found: Representation, template: str, subject: str) -> None:
    reference = found.case.reference
    send_mail(
        to=found.named_by.email,
        subject=subject,
        template=template,
        context={"reference": reference},
        about=("conduct.case", reference),
    )
