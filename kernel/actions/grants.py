"""Letting another organisation's program act in an organisation's name."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from kernel.actions.api_clients import new_client
from kernel.errors import ActionRefused
from kernel.history import ALL, acting
from kernel.models import ApiClient, Organisation
from kernel.tokens import new_client_secret


class NoSuchProgram(ActionRefused):
    """The organisation that was named has no program of this identifier that may be used."""


class MayNotItself(ActionRefused):
    """The program may not do itself what it would be let do."""


class HasGrant(ActionRefused):
    """The program acts for the organisation already."""


@transaction.atomic
def grant_program(
    *, organisation: Organisation, client_id: str, holder_code: str, scopes: Collection[str], at: datetime
) -> ApiClient:
    """Let another organisation's program act for this one, with these scopes, until that is revoked; gives the grant.

    The program is named by its `client_id` and by the code of whose it is, so that nobody lets in a stranger by a slip.
    Each grant has an account, limits and kept replies of its own: what the program does for one organisation touches
    nothing of another. Refuses (NoSuchProgram) one that is not there, revoked or one's own alike, (MayNotItself) a
    scope that the program has not, and (HasGrant) one that has a grant.
    """
    with acting(tenant=ALL):  # the program is another organisation's
        programs = ApiClient.objects.select_for_update(of=("self",), no_key=True).select_related("organisation")
        program = programs.filter(
            client_id=client_id.strip().lower(),
            organisation__code=holder_code.strip().upper(),
            granted_to=None,
            user__is_active=True,
            revoked_at=None,  # said by the row that is locked: whoever revokes it meanwhile is waited for
        )
        holder = program.exclude(organisation=organisation).first()
        if holder is None:
            raise NoSuchProgram("That organisation has no such program. Ask it for its code and the client_id.")
        if more := set(scopes) - set(holder.scopes):
            raise MayNotItself(f"The program itself has not: {', '.join(sorted(more))}.")
        if ApiClient.objects.filter(granted_to=holder, organisation=organisation, revoked_at=None).exists():
            raise HasGrant("This program acts for you already. To let it do something else, revoke that first.")
        return new_client(
            organisation=organisation,
            name=f"{holder.name} ({holder.organisation.code})",
            scopes=scopes,
            secret=new_client_secret(),  # which nobody is told, and nobody could sign in by
            secret_begins="",
            granted_to=holder,
            at=at,
        )
