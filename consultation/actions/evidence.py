"""Keeping what many people said together."""

from datetime import date, datetime

from django.db import transaction

from consultation.actions.responses import require_enterable
from consultation.models import Consultation, Evidence, EvidenceStruck
from consultation.rules.evidence import NotEvidence
from kernel.clocks import today
from kernel.models import User


@transaction.atomic
def keep_evidence(
    *,
    consultation: Consultation,
    kind: str,
    title: str,
    people: int,
    received_on: date,
    text: str,
    by: User,
    at: datetime,
) -> Evidence:
    """Keep it beside the responses, as none of them. Refuses a day before the opening, and one to come."""
    held = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
    require_enterable(consultation=held, at=at)
    if not today(held.opens_at) <= received_on <= today(at):
        raise NotEvidence("It is received between the day of the opening and today.")
    return Evidence.objects.create(
        consultation=held, kind=kind, title=title, people=people, received_on=received_on, text=text, by=by, at=at
    )


@transaction.atomic
def strike_evidence(*, evidence: Evidence, reason: str, by: User, at: datetime) -> EvidenceStruck:
    """Say that it was entered in error: it stays with the reason, and counts no more. Refuses what is struck out."""
    held = Consultation.objects.select_for_update(of=("self",)).get(pk=evidence.consultation_id)
    require_enterable(consultation=held, at=at)
    if EvidenceStruck.objects.filter(evidence=evidence).exists():
        raise NotEvidence("Somebody struck this out meanwhile. Nothing was saved.")
    return EvidenceStruck.objects.create(evidence=evidence, reason=reason, by=by, at=at)
