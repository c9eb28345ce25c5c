"""Where somebody asked to be told the outcome: kept until they are told or want it no more, tied to no response."""

from datetime import datetime
from typing import Final

from django.db import transaction

from consultation.actions.steps import require_awaited
from consultation.models import Consultation, OutcomeAddress
from consultation.queries.responses import holder_of
from consultation.workflow import Status
from kernel.outbox import sealed_address, send_mail

TOLD_AT_ONCE: Final = 200
SUBJECT: Final = "The outcome of a consultation is published"


def keep_address(*, consultation: Consultation, code: str, address: str, at: datetime) -> None:
    """Tell the outcome to this address, in place of one that the holder of the code gave before.

    Refuses (NotOpen) once it is published: there is nothing to wait for.
    """
    require_awaited(consultation=consultation, at=at)
    OutcomeAddress.objects.update_or_create(
        holder=holder_of(code=code),
        defaults={"consultation": consultation, "sealed_to": sealed_address(address)},
    )


def forget_address(*, code: str) -> None:
    """Delete the address that the holder of a code gave, if there is one."""
    OutcomeAddress.objects.filter(holder=holder_of(code=code)).delete()


def tell_of_outcomes(*, at: datetime) -> int:
    """Write to everybody who asked to be told of an outcome that is published, and delete their addresses."""
    told = OutcomeAddress.objects.filter(consultation__status=Status.PUBLISHED, consultation__published_at__lte=at)
    with transaction.atomic():
        waiting = list(
            told.select_related("consultation").select_for_update(of=("self",), skip_locked=True)[:TOLD_AT_ONCE]
        )
        for each in waiting:
            send_mail(
                sealed_to=each.sealed_to,
                subject=SUBJECT,
                template="consultation_outcome",
                context={"title": each.consultation.title, "slug": each.consultation.slug},
            )
        OutcomeAddress.objects.filter(pk__in=[each.pk for each in waiting]).delete()
    return len(waiting)
