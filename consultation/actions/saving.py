"""Responses that somebody saved to come back to: kept under their code, found by a link too, and deleted in time."""

import secrets
from datetime import datetime
from typing import Final

from django.db import transaction

from consultation.actions.steps import require_open
from consultation.models import Consultation, SavedResponse
from consultation.queries.responses import kept_until
from consultation.rules.responding import MOST_LINKS, NotSaved
from kernel import receipt_codes
from kernel.outbox import sealed_address, send_mail

SUBJECT: Final = "Go on with your response"
SECRET_BYTES: Final = 24


def save_response(*, consultation: Consultation, code: str, sealed: str, at: datetime) -> None:
    """Keep what somebody has answered so far until they come back with their code, of which only a hash is kept."""
    require_open(consultation=consultation, at=at)
    SavedResponse.objects.update_or_create(
        code_digest=receipt_codes.digest(code),
        defaults={"consultation": consultation, "sealed": sealed, "saved_at": at},
    )


def send_link(*, consultation: Consultation, code: str, address: str, at: datetime) -> None:
    """Send a link to what was saved, in place of an earlier one. The address is kept with nothing.

    The link opens what was saved, and nothing once that was sent. Refuses (NotSaved) a code under which nothing is
    saved, and a fourth link.
    """
    require_open(consultation=consultation, at=at)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with transaction.atomic():
        kept = SavedResponse.objects.select_for_update().filter(
            consultation=consultation, code_digest=receipt_codes.digest(receipt_codes.read(code))
        )
        saved = kept.first()
        if saved is None:
            raise NotSaved("Nothing is saved under this code: it was sent, or deleted. No link was sent.")
        if saved.links >= MOST_LINKS:
            raise NotSaved(f"{MOST_LINKS} links were sent, and no more can be. Come back with the code.")
        saved.links, saved.link_digest = saved.links + 1, receipt_codes.digest(secret)
        saved.save(update_fields=["links", "link_digest"])
        send_mail(
            sealed_to=sealed_address(address),
            subject=SUBJECT,
            template="consultation_link",
            context={"title": consultation.title, "slug": consultation.slug, "secret": secret},
        )


def forget_saved(*, at: datetime) -> int:
    """Delete what was saved and not sent, once the rule set's days after the close are over; how much."""
    closed = Consultation.objects.filter(closes_at__lte=at).select_related("rule_set")
    over = [
        each.pk
        for each in closed.filter(pk__in=SavedResponse.objects.values("consultation"))
        if kept_until(consultation=each).ends_at <= at
    ]
    with transaction.atomic():
        return SavedResponse.objects.filter(consultation__in=over).delete()[0]
