"""What a concern is about, and what its reporter may be told."""

from django.db.models import TextChoices

from conduct.workflow import FINISHED, SERVED, ConcernStatus


class Category(TextChoices):
    """Heads of serious misconduct, after the terms of reference that the Kark review was given (2018)."""

    PATIENT_SAFETY = "patient_safety", "Patients were put at risk and nothing was done"
    BULLYING = "bullying", "Bullying or harassment"
    SPEAKING_UP = "speaking_up", "People were discouraged from speaking up, or punished for it"
    CANDOUR = "candour", "Not being open with patients or families when things went wrong"
    RECORDS = "records", "Records were falsified, destroyed or kept back"
    INVESTIGATIONS = "investigations", "Not co-operating with an investigation or review"
    SETTLEMENTS = "settlements", "A settlement agreement made without approval"
    MONEY = "money", "Fraud, or misuse of money or NHS property"
    CONCEALMENT = "concealment", "Hiding any of these"
    OTHER = "other", "Something else"


class ReporterState(TextChoices):
    """What the reporter reads on coming back."""

    RECEIVED = "received", "We have received your concern"
    BEING_LOOKED_AT = "being_looked_at", "We are looking into your concern"
    FINISHED = "finished", "We have finished looking into your concern"


def reporter_state(*, status: str, case_status: str | None, is_served: bool) -> ReporterState:
    """The state that a reporter is told.

    Whether a case was opened shows outside only through a served decision, so triage and an open case read the
    same, and so do a concern closed without a case, a case withdrawn and a case decided. A decision that is in the
    post (`is_served` is false) shows nowhere yet.
    """
    if status == ConcernStatus.RECEIVED:
        return ReporterState.RECEIVED
    is_in_the_post = case_status in SERVED and not is_served
    if status == ConcernStatus.CLOSED or (case_status in SERVED | FINISHED and not is_in_the_post):
        return ReporterState.FINISHED
    return ReporterState.BEING_LOOKED_AT
