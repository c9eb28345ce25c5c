"""The access log: looks and refusals, and the reasons that were given for looking."""

from collections.abc import Sequence

from django.db import transaction

from kernel.history import current_actor
from kernel.models import AccessEvent


def record_access(
    *,
    user_id: int,
    permission: str,
    noun: str,
    reference: str,
    allowed: bool = True,
    act: str = "opened",
    outside_work: bool = False,
    reason: str = "",
    asked: Sequence[str] = (),
    found: Sequence[str] = (),
    found_count: int | None = None,
) -> None:
    """Note that a user opened, listed or downloaded something, or was refused at the door.

    `asked` are keyed hashes of what a list was searched by, `found` references of what it showed, of `found_count`.
    """
    with transaction.atomic():
        AccessEvent.objects.create(
            user_id=user_id,
            act=act,
            permission=permission,
            noun=noun,
            reference=reference,
            allowed=allowed,
            outside_work=outside_work,
            reason=reason,
            asked=list(asked),
            found=list(found),
            found_count=found_count,
            request_id=current_actor().request_id,
        )


def give_reason(*, user_id: int, noun: str, reference: str, reason: str) -> None:
    """Keep why somebody needs to see what is not their own work. It holds for some hours and for this one thing."""
    record_access(
        user_id=user_id, act="reason", permission="", noun=noun, reference=reference, outside_work=True, reason=reason
    )
