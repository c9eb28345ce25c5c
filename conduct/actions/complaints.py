"""A complaint about the service: made, acknowledged, answered. It touches no case."""

from datetime import datetime

from conduct.models import ServiceComplaint
from conduct.queries.complaints import has_part_in_case_of
from conduct.rules.complaining import ACKNOWLEDGED, ANSWERED, DealtWith, require_apart
from kernel import rulesets
from kernel.clocks import today
from kernel.deadlines import deadline
from kernel.history import recorded
from kernel.models import User
from kernel.outbox import send_mail
from kernel.references import next_reference


@recorded()
def make_complaint(*, about: str, text: str, by: User, at: datetime) -> ServiceComplaint:
    """Take a complaint, with the days by which it is acknowledged and answered."""
    rules, day = rulesets.row_in_force(at), today(at)
    ends = {
        name: deadline(rule_set=rules, parameter=name, beginning="receipt", begins_on=day).ends_at
        for name in (ACKNOWLEDGED, ANSWERED)
    }
    return ServiceComplaint.objects.create(
        reference=next_reference(prefix="SC", at=at),
        about=about,
        text=text,
        made_by=by,
        made_at=at,
        rule_set=rules,
        acknowledge_due_at=ends[ACKNOWLEDGED],
        answer_due_at=ends[ANSWERED],
    )


@recorded()
def acknowledge_complaint(*, complaint: ServiceComplaint, by: User, at: datetime) -> ServiceComplaint:
    """Tell whoever complained who deals with it. Refuses whoever has a part in a case that concerns them."""
    held = _held(complaint, by=by)
    if held.acknowledged_at is not None:
        raise DealtWith("Somebody has acknowledged this already.")
    held.acknowledged_by, held.acknowledged_at = by, max(at, held.made_at)
    held.save(update_fields=["acknowledged_by", "acknowledged_at"])
    _tell(held, "We have read your complaint")
    return held


@recorded()
def answer_complaint(*, complaint: ServiceComplaint, answer: str, by: User, at: datetime) -> ServiceComplaint:
    """Answer it, once; that acknowledges it too."""
    held = _held(complaint, by=by)
    if held.answered_at is not None:
        raise DealtWith("Somebody has answered this already. Open it again to read how.")
    if held.acknowledged_at is None:
        held.acknowledged_by, held.acknowledged_at = by, max(at, held.made_at)
    held.answered_by, held.answered_at, held.answer = by, max(at, held.acknowledged_at), answer
    held.save(update_fields=["acknowledged_by", "acknowledged_at", "answered_by", "answered_at", "answer"])
    _tell(held, "We have answered your complaint")
    return held


def _held(complaint: ServiceComplaint, *, by: User) -> ServiceComplaint:
    held = ServiceComplaint.objects.select_for_update(of=("self",)).select_related("made_by").get(pk=complaint.pk)
    require_apart(has_part=has_part_in_case_of(user_id=by.pk, complainant_id=held.made_by_id))
    return held


def _tell(held: ServiceComplaint, subject: str) -> None:
    send_mail(
        to=held.made_by.email,
        subject=subject,
        template="conduct_complaint",
        context={"reference": held.reference},
        about=("conduct.complaint", held.reference),
    )
