"""A manager is invited to an account of their own."""

import uuid
from functools import partial

from django.http import HttpResponse

from kernel.permissions import requires
from kernel.web import SignedInRequest
from register import actions
from register.permissions import Permission
from register.web.forms.people import InvitationForm
from register.web.views.acting import METHODS, OPENS, RULE, Words, act, find_person, sent


@requires(Permission.PERSON_INVITE, methods=METHODS, opens=OPENS, object_rule=RULE)
def invite_manager(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    """Send somebody a link by which they make an account, to see their own entry."""
    found = find_person(request, key)
    words = Words(
        "Invite to an account",
        "Send the invitation",
        "The invitation was sent.",
        "They are sent a link that works for 7 days. With their account they see their own entry, and answer what "
        "is raised about them. The address is kept as their email address.",
    )
    form = InvitationForm(sent(request), initial={"email": found.email or ""})
    return act(request, found, form, partial(actions.invite_manager, person=found), words)
