"""What the manager is sent. E-mail says only that there is something to read; the matter stays behind sign-in."""

from datetime import datetime
from typing import Final

from conduct.models import Case
from conduct.queries import acting_in
from conduct.rules.deadlines import until
from kernel.clocks import Channel
from kernel.errors import ActionRefused
from kernel.models import OutboxMessage
from kernel.outbox import send_mail

COPY: Final = "There is something to read in a case in which you act"


class NoAccount(ActionRefused):
    """The person cannot be served by e-mail, since they could not sign in to read the notice."""


def require_reachable(*, case: Case, channel: str) -> None:
    """Refuse service by e-mail on a person without an account: the notice is read after signing in."""
    if channel == Channel.EMAIL and case.person.user_id is None:
        raise NoAccount("This person has no account to read the notice with. Print the letter and serve it by post.")


def tell_manager(
    *, case: Case, template: str, subject: str, due_at: datetime | None = None, with_copies: bool = True
) -> OutboxMessage | None:
    """Write an e-mail to the person's account in this transaction; None where they have none.

    Whoever acts for them in the case is told that there is something to read, unless only the person may read it.
    """
    about = ("conduct.case", case.reference)
    if with_copies:
        for one in acting_in(case=case):
            to = one.user.email if one.user else one.email
            send_mail(to=to, subject=COPY, template="conduct_copy", context={"reference": case.reference}, about=about)
    account = case.person.user
    if account is None:
        return None
    context = {"reference": case.reference} | ({"until": until(due_at)} if due_at else {})
    return send_mail(to=account.email, subject=subject, template=template, context=context, about=about)
