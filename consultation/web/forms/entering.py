"""What staff type of a response that came on paper, by email or by telephone: all of it on one page."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.http import QueryDict

from consultation.rules.questionnaire import Question, Questionnaire, counting, is_answered
from consultation.rules.responding import Channel, Sender
from consultation.web.forms.drafting import ClockField, instant_of
from consultation.web.forms.responding import AboutForm, answers_in, section_form
from kernel.fields import ChoiceField, DateField, TextField

CHANNELS = [one for one in Channel.choices if one[0] not in (Channel.WEB, Channel.IMPORT)]


class KeyedForm(AboutForm):
    """As the public's forms, all on one page, of what somebody keys from paper."""

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
        """The sender and the answers, for the action. Refuses an answer to what was not asked of them."""
        given = super().clean()
        answers = answers_in(self.questions, given)
        counted = counting(self.asked, answers)
        self._refuse_unasked(pk for pk, answer in answers.items() if is_answered(answer) and pk not in counted)
        if self.errors:
            return given
        return {"sender": Sender(**{name: given[name] for name in Sender.__dataclass_fields__}), "answers": counted}

    def _refuse_unasked(self, pks: Iterable[int]) -> None:
        for pk in pks:
            name = f"q{pk}" if f"q{pk}" in self.fields else f"q{pk}-text"
            self.add_error(name, "This is not asked after the answers above. Delete the answer, or check those above")


class EnterForm(KeyedForm):
    """The same, and how and when it reached us."""

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

    def clean(self) -> dict[str, Any]:
        """The same with the rest, for the action."""
        given = dict(self.cleaned_data)
        received_at: datetime | None = instant_of(given, "received")
        said = super().clean()
        if self.errors or received_at is None:
            return given
        return said | {"channel": given["channel"], "received_at": received_at, "late_reason": given["late_reason"]}


class SettleForm(KeyedForm):
    """What two people keyed otherwise, for somebody who looks at the paper; the rest as the first one keyed it.

    `differ` are the names of these fields with what each typed; `first` is what the form of all fields begins with.
    """

    def __init__(
        self,
        asked: Questionnaire,
        data: QueryDict | None,
        *,
        first: Mapping[str, Any],
        differ: Mapping[str, str],
    ) -> None:
        super().__init__(asked, None if data is None else _settled(data, first, differ))
        chosen = {name for name in differ if hasattr(self.fields[name], "choices")}
        self.initial = {name: value for name, value in first.items() if name not in chosen}  # nobody is led
        for name in self.fields:
            if name in differ:
                self.fields[name].help_text = differ[name]
        self.shown = tuple(name for name in self.fields if name in differ)

    def visible_fields(self) -> list[Any]:
        """Those that differ."""
        return [self[name] for name in self.shown]


def _settled(data: QueryDict, first: Mapping[str, Any], differ: Iterable[str]) -> QueryDict:
    """What was sent of the fields that differ, and of the others what the first person keyed."""
    whole = QueryDict(mutable=True)
    for name, value in first.items():
        if name in differ:
            continue
        if isinstance(value, date):
            for part in ("day", "month", "year"):
                whole[f"{name}-{part}"] = str(getattr(value, part))
        else:
            whole.setlist(name, value if isinstance(value, list) else [value or ""])
    for name, values in data.lists():
        if name in differ or name.rpartition("-")[0] in differ:
            whole.setlist(name, values)
    return whole
