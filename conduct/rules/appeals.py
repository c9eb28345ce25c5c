"""Appeals against decisions on cases: by whom, and in time or with the court's leave."""

from datetime import date, datetime

from django.db.models import TextChoices

from conduct.rules.deadlines import until
from kernel.clocks import format_date, start_of_day, today
from kernel.errors import ActionRefused


class Appellant(TextChoices):
    MANAGER = "manager", "The manager"
    OVERSIGHT = "oversight", "The oversight body"


class AppealOutOfTime(ActionRefused):
    """The appeal came after the time for it, and no leave of the court is named."""


class AppealPending(ActionRefused):
    """An appeal against the decision is pending already."""


class NoAppeal(ActionRefused):
    """No appeal against the decision is pending."""


def require_in_time(*, received_on: date, sent_at: datetime, ends_at: datetime, leave: str, at: datetime) -> None:
    """Refuse an appeal received before the decision was sent or in the future; and one after its time without leave."""
    if received_on > today(at):
        raise AppealOutOfTime("The day on which the court received the appeal must be today or in the past.")
    if received_on < today(sent_at):
        raise AppealOutOfTime(f"The decision was sent on {format_date(today(sent_at))}. Enter that day or a later one.")
    if start_of_day(received_on) >= ends_at and not leave.strip():
        raise AppealOutOfTime(
            f"The time to appeal was over at {until(ends_at)}. Name the court’s order that gives leave to appeal later."
        )
