"""Writes about the address at which a person is reached. An account's own address is never written here."""

from datetime import datetime

from kernel import actions as kernel
from kernel.models import Invitation, User
from kernel.outbox import send_mail
from register.actions.facts import NothingChanged, SupersededMeanwhile, locked, supersede, writing
from register.models import EmailAddress, Person, period


def correct_email(*, person: Person, email: str, instead_of: str, reason: str, by: User, at: datetime) -> None:
    """Supersede a person's email address; an empty one takes it off. An invitation that waits stops working.

    It went to the address that was wrong, which is told of the change. The address that an account signs in with stays
    as it is: whoever changed that could take the account over. `instead_of` is what the register said when the
    correction was begun (empty for none): refuses where it says something else by now, and a correction that changes
    nothing.
    """
    address = as_kept(email=email)
    with writing(by=by, reason=reason):
        person = locked_with_invitation(person=person)
        present = EmailAddress.objects.current().filter(person=person).first()
        recorded = present.address if present else ""
        if recorded != instead_of:
            raise SupersededMeanwhile("Somebody else has changed this since you opened the page. Look at it again.")
        if recorded == address:
            raise NothingChanged("This is what the register says already. Change something, or leave it as it is.")
        if person.open_invitation:
            kernel.withdraw_invitation(invitation=person.open_invitation, at=at)
        if recorded:
            send_mail(to=recorded, subject="Your email address was changed", template="address_changed", context={})
        if address:
            record_email(person=person, email=address)
        elif present:
            supersede(fact=present)


def as_kept(*, email: str) -> str:
    """An address as it is kept and compared, like an account's: without regard to case."""
    return email.strip().lower()


def record_email(*, person: Person, email: str) -> None:
    """Record an address in place of the present one, if it differs. Part of a transaction that holds the person."""
    address = as_kept(email=email)
    for present in EmailAddress.objects.current().filter(person=person):
        if present.address == address:
            return
        supersede(fact=present)
    EmailAddress.objects.create(person=person, address=address, during=period(None))


def locked_with_invitation(*, person: Person) -> Person:
    """The person, locked after the invitation that waits: whoever accepts one locks in this order too."""
    waiting = Invitation.objects.filter(person=person, accepted_at=None, withdrawn_at=None)
    list(waiting.select_for_update(of=("self",)))
    return locked(person=person)
