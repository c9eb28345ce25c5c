"""The filter of responses, as a form: by what a consultation asks, found and received."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from consultation.queries import asked_by
from consultation.queries.coding import themes_of
from consultation.rules.counting import countable
from consultation.rules.questionnaire import Question
from consultation.web.forms.finding import SoughtForm
from kernel.clocks import format_date, today

if TYPE_CHECKING:
    from consultation.models import Consultation

LATE_WEEKS = 4
"""After the close, for those that are taken late."""


def questions_of(held: "Consultation") -> list[Question]:
    """Those that are counted by choice; equality questions are kept apart."""
    sections = asked_by(consultation=held)
    return countable(each for section in sections if not section.is_equality for each in section.questions)


def sought_form(held: "Consultation", query: QueryDict) -> SoughtForm:
    """The form, as it was sent in an address."""
    return SoughtForm(query, **choices_of(held))


def choices_of(held: "Consultation") -> dict[str, Any]:
    """What such a form may choose from."""
    return {
        "questions": questions_of(held),
        "themes": [(str(each.pk), each.name) for each in themes_of(consultation=held)],
        "campaigns": [(str(each.pk), each.name) for each in held.campaigns.all()],
        "weeks": [(each.isoformat(), format_date(each)) for each in _weeks(held)],
    }


def _weeks(held: "Consultation") -> Iterator[date]:
    opened, ends = today(held.opens_at), today(held.closes_at) + timedelta(weeks=LATE_WEEKS)
    monday = opened - timedelta(days=opened.weekday())
    while monday <= ends:
        yield monday
        monday += timedelta(weeks=1)
