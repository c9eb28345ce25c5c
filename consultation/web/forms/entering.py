"""What staff type of a response that came on paper, by email or by telephone: all of it on one page."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import QueryDict

from consultation.rules.questionnaire import Question, Questionnaire, counting, is_answered
from consultation.rules.responding import Channel, Sender
from consultation.web.forms.drafting import ClockField, instant_of
from consultation.web.forms.responding import AboutForm, answers_in, section_form
from kernel.fields import ChoiceField, DateField, TextField

CHANNELS = [one for one in Channel.choices if one[0] != Channel.WEB]


class EnterForm(AboutForm):
    """As the public's forms, and how and when it reached us."""

    channel = ChoiceField(label="How did it reach us?", choices=CHANNELS, missing="Select how it reached us")
    received_day = DateField(label="Day on which it reached us")
    received_time = ClockField(label="Time at which it reached us", initial="12:00")
    late_reason = TextField(
        label="Why it is taken although it came after the close",
        hint="Only for one that came late. Leave it empty otherwise.",
        required=False,
        max_length=2_000,
        rows=3,
    )
    field_order = ("channel", "received_day", "received_time")

    def __init__(self, asked: Questionnaire, data: QueryDict | None) -> None:
        super().__init__(data)
        self.asked = asked
        for name, field in section_form(self.questions).fields.items():
            field.required = False  # on paper people leave out what they like
            self.fields[name] = field

    @property
    def questions(self) -> list[Question]:
        """Those whose answers are no equality answers, which are kept apart and not typed in here."""
        return [each for section in self.asked if not section.is_equality for each in section.questions]

    def clean(self) -> dict[str, Any]:
        """The sender, the answers and the rest, for the action. Refuses an answer to what was not asked of them."""
        given = super().clean()
        received_at: datetime | None = instant_of(given, "received")
        answers = answers_in(self.questions, given)
        counted = counting(self.asked, answers)
        self._refuse_unasked(pk for pk, answer in answers.items() if is_answered(answer) and pk not in counted)
        if self.errors or received_at is None:
            return given
        return {
            "channel": given["channel"],
            "received_at": received_at,
            "late_reason": given["late_reason"],
            "sender": Sender(**{name: given[name] for name in Sender.__dataclass_fields__}),
            "answers": counted,
        }

    def _refuse_unasked(self, pks: Iterable[int]) -> None:
        for pk in pks:
            name = f"q{pk}" if f"q{pk}" in self.fields else f"q{pk}-text"
            self.add_error(name, "This is not asked after the answers above. Delete the answer, or check those above")
