"""How a manager is reached: the address on record, and the invitation to an account of their own."""

import uuid
from functools import partial
from typing import TYPE_CHECKING

from django.http import HttpResponse

from kernel.permissions import requires
from kernel.web import SignedInRequest
from kernel.web.acting import sent
from register import actions, queries
from register.permissions import Permission
from register.web.forms.people import CorrectEmailForm, InvitationForm
from register.web.views.acting import METHODS, OPENS, RULE, Words, act, find_person

if TYPE_CHECKING:
    from register.models import Person


@requires(Permission.PERSON_INVITE, methods=METHODS, opens=OPENS, object_rule=RULE, step_up=True)
def invite_manager(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    """Send somebody a link by which they make an account, to see their own entry."""
    found = find_person(request, key)
    words = Words(
        "Invite to an account",
        "Send the invitation",
        "The invitation was sent.",
        "They are sent a link that works for 7 days. With their account they see their own entry, and answer what "
        "is raised about them. The address is kept as their email address on record.",
    )
    form = InvitationForm(sent(request), initial={"email": queries.email_of(person=found)})
    return act(request, found, form, partial(actions.invite_manager, person=found), words)


@requires(Permission.PERSON_CORRECT, methods=METHODS, opens=OPENS, object_rule=RULE)
def correct_email(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    """The address at which the person is reached, where it was recorded wrongly."""
    found = find_person(request, key)
    recorded = queries.email_of(person=found)
    form = CorrectEmailForm(sent(request), initial={"email": recorded, "instead_of": recorded})
    return act(request, found, form, partial(actions.correct_email, person=found), _email_words(found, recorded))


def _email_words(person: "Person", recorded: str) -> Words:
    done = "The email address was corrected."
    text = f"The register has {recorded} now." if recorded else "The register has no email address of this person."
    if person.user:
        text += (
            f"\n\nThe address that they sign in with, {person.user.email}, is another matter. It belongs to their "
            "account: it does not change here, and what we send them goes on going there."
        )
    elif invitation := person.open_invitation:
        text += (
            f"\n\nAn invitation was sent to {invitation.email} and has not been accepted. When you correct the "
            "address, its link stops working. You can then send a new one to the right address."
        )
        done += f" The link in the invitation to {invitation.email} no longer works: send a new invitation."
    return Words("Correct the email address", "Correct the email address", done, text)
