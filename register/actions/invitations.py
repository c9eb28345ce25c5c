"""A manager's own account: invited by a registrar, linked to the person when the invitation is accepted."""

from datetime import date, datetime

from django.db import transaction

from kernel import actions as kernel
from kernel.actions.invitations import InvitationOver
from kernel.errors import ActionRefused
from kernel.history import ALL, acting
from kernel.models import Invitation, User
from kernel.permissions import Role
from kernel.queries import system_user_id
from register.actions.emails import as_kept, locked_with_invitation, record_email
from register.actions.facts import writing
from register.actions.persons import link_account
from register.models import BirthDate, EmailAddress, Person
from register.queries import display_name

TRIES = 5


class HasAccount(ActionRefused):
    """The person has an account already."""


class AnotherAddress(ActionRefused):
    """The invitation would go to an address that is not the one on record, or that its sender has put there."""


def invite_manager(*, person: Person, email: str, by: User, at: datetime) -> Invitation:
    """Invite a person to an account from which they see their own entry. A first address becomes the one on record.

    An earlier invitation that was not accepted stops working: only the last one leads to this person's entry. Refuses
    a person who has an account, an address that another account or open invitation has, and (AnotherAddress) any but
    the one on record, or one that the same registrar has put in another's place: the account reads what is
    unpublished, so nobody alone sends it to an address of their own choice.
    """
    with writing(by=by):
        person = locked_with_invitation(person=person)
        if person.user_id:
            raise HasAccount("This person has an account already.")
        _require_address_of_another(person, email=email, by=by)
        if person.open_invitation:
            kernel.withdraw_invitation(invitation=person.open_invitation, at=at)
        name = display_name(person=person, at=at)
        invitation = kernel.invite(email=email, name=name, roles=[Role.MANAGER], organisation=None, by=by, at=at)
        person.invitation = invitation
        person.save(update_fields=["invitation"])
        with acting(reason="Invited to an account at this address"):
            record_email(person=person, email=invitation.email)
    return invitation


def _require_address_of_another(person: Person, *, email: str, by: User) -> None:
    recorded = EmailAddress.objects.filter(person=person).order_by("pk")
    first, present = recorded.first(), recorded.current().first()
    if first is None:
        return
    if present is None or present.address != as_kept(email=email):
        raise AnotherAddress(
            "This is not the address on record. Correct that one; another registrar then invites them."
        )
    if present != first and present.history.earliest().history_user_id == by.pk:
        raise AnotherAddress("You have corrected this address. Another registrar sends the invitation to it.")


class WrongBirthDate(ActionRefused):
    """The date of birth is not that of the person invited."""


def prove_invited(*, invitation: Invitation, date_of_birth: date, at: datetime) -> None:
    """Let somebody prove that they are the person invited, by their date of birth; `TRIES` times, then never more.

    The link alone proves the address. Whoever guesses the date in vain ends the invitation, and the registrar has to be
    asked for another. To be called outside a transaction, so that a refusal does not take its count back.
    """
    known = BirthDate.objects.current().filter(person__invitation=invitation, date_of_birth=date_of_birth)
    tries = kernel.begin_attempt(key=f"birth:{invitation.pk}", at=at)
    if tries > TRIES:
        with (
            transaction.atomic(),
            acting(user=system_user_id(), tenant=ALL, reason="The date of birth was wrong too often"),
        ):
            kernel.withdraw_invitation(invitation=invitation, at=at)
        raise InvitationOver("The date of birth was wrong too often. Ask the regulator for another invitation.")
    if not known.exists():
        raise WrongBirthDate("This is not the date of birth that the register has for the person invited.")


def link_invited(*, invitation: Invitation, user: User, at: datetime) -> Person | None:
    """Link the account that came of an invitation to the person invited; None for an invitation of somebody else."""
    person = Person.objects.filter(invitation=invitation).first()
    return person and link_account(person=person, user=user, by=user, at=at)
