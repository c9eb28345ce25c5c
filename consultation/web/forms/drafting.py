"""Forms by which a consultation is written."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from consultation.rules.questionnaire import CHOSEN, UNTYPED, Kind, Section
from kernel.clocks import LONDON
from kernel.fields import BooleanField, CharField, ChoiceField, DateField, MultipleChoiceField, TextField

TAKEN = frozenset({"calendar", "changes", "new", "subscribe", "subscription"})
"""Addresses of pages on all consultations."""
FORM_OF_SLUG = "Use small letters, numbers and hyphens only, such as leading-the-nhs"
CLOCK = "By the 24 hour clock in London, such as 09:00"


def read_time(text: str) -> time:
    """A time of day as typed. Refuses any other text."""
    try:
        return datetime.strptime(text.strip(), "%H:%M").time()  # noqa: DTZ007  a time of day has no zone
    except ValueError:
        raise ValidationError("Enter a time by the 24 hour clock, such as 09:00") from None


def instant_of(cleaned: dict[str, Any], name: str) -> datetime | None:
    """The instant of a form's day and time."""
    day, clock = cleaned.pop(f"{name}_day", None), cleaned.pop(f"{name}_time", "")
    if not isinstance(day, date) or not clock:
        return None
    return datetime.combine(day, read_time(clock), tzinfo=LONDON)


def parts_of(name: str, at: datetime) -> dict[str, Any]:
    """The initial values of a form's day and time."""
    local = at.astimezone(LONDON)
    return {f"{name}_day": local.date(), f"{name}_time": f"{local:%H:%M}"}


class ClockField(CharField):
    """A time of day."""

    def __init__(self, *, label: str, initial: str = "") -> None:
        super().__init__(label=label, hint=CLOCK, width=5, max_length=5, initial=initial)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        read_time(text)
        return text


class ConsultationForm(forms.Form):
    title = CharField(label="Title", max_length=160, missing="Enter the title")
    summary = TextField(
        label="What it is about",
        hint="What you propose and why you ask, in plain words. Everybody reads it before they answer.",
        missing="Enter what it is about",
        rows=8,
    )
    privacy_notice = TextField(
        label="Privacy notice",
        hint="Who holds the responses, why, for how long, and who reads them.",
        missing="Enter the privacy notice",
        rows=6,
    )
    opens_day = DateField(label="Day on which it opens")
    opens_time = ClockField(label="Time at which it opens", initial="00:00")
    closes_day = DateField(label="Day on which it closes")
    closes_time = ClockField(label="Time at which it closes", initial="23:59")

    def clean(self) -> dict[str, Any]:
        cleaned = dict(self.cleaned_data)
        for name in ("opens", "closes"):
            if (at := instant_of(cleaned, name)) is not None:
                cleaned[f"{name}_at"] = at
        return cleaned


class NewConsultationForm(ConsultationForm):
    slug = CharField(
        label="Address",
        hint=f"The last part of its address. {FORM_OF_SLUG}.",
        max_length=80,
        missing="Enter an address",
    )
    field_order = ("title", "slug")

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        if slug in TAKEN:
            raise ValidationError("Choose another address: this one is taken by a page")
        if not slug.replace("-", "").isalnum() or not slug.isascii() or slug != slug.lower() or slug[:1] == "-":
            raise ValidationError(FORM_OF_SLUG)
        return slug


class _DependingForm(forms.Form):
    """What is asked of some only: `depends` offers the choices of the questions of earlier sections."""

    def offer(self, earlier: Sequence[Section]) -> None:
        """Offer these sections' choices, or drop the question where there are none."""
        questions = [each for section in earlier for each in section.questions if each.kind in CHOSEN]
        options = [
            (f"{each.pk}:{key}", f"Question {each.number}: {words}")
            for each in questions
            for key, words in each.choices
        ]
        self.fields["depends"].choices = options  # type: ignore[attr-defined]
        if not options:
            del self.fields["depends"]

    def clean(self) -> dict[str, Any]:
        cleaned = dict(self.cleaned_data)
        pairs = [str(each).partition(":") for each in cleaned.pop("depends", ())]
        if len({question for question, _colon, _key in pairs}) > 1:
            self.add_error("depends", "Select answers to one question only")
        cleaned["depends_on"] = int(pairs[0][0]) if pairs else None
        cleaned["depends_keys"] = [key for _question, _colon, key in pairs]
        return cleaned


def depends() -> MultipleChoiceField:
    """The question whether something is asked of some only."""
    return MultipleChoiceField(
        label="Ask only those who gave one of these answers",
        hint="Select none to ask everybody. It can follow from questions in earlier sections.",
        required=False,
    )


class SectionForm(_DependingForm):
    title = CharField(label="Heading of the section", max_length=160, missing="Enter a heading")
    text = TextField(label="What people should know before they answer", required=False, rows=6)
    is_equality = BooleanField(
        label="These are equality questions: keep the answers apart from the responses", required=False
    )
    depends = depends()


class QuestionForm(_DependingForm):
    kind = ChoiceField(label="How is it answered?", choices=Kind.choices, missing="Select how it is answered")
    text = TextField(label="Question", max_length=2_000, rows=3, missing="Enter the question")
    help_text = TextField(label="Help with the question", max_length=2_000, rows=3, required=False)
    choices = TextField(
        label="Choices",
        hint="One on each line. Leave it empty unless one or any of several choices can be made.",
        required=False,
        rows=6,
        max_length=8_000,
    )
    comment = CharField(
        label="What to ask in words as well",
        hint="For example: Please explain your answer. Leave it empty to ask for a choice only.",
        required=False,
    )
    limit = CharField(
        label="Longest answer in words, in characters",
        hint="Up to 20,000. Leave it empty for 2,000.",
        required=False,
        width=5,
    )
    is_required = BooleanField(label="It must be answered", required=False)
    depends = depends()

    def clean_limit(self) -> int:
        text = str(self.cleaned_data["limit"]).replace(",", "")
        if not text:
            return 0
        if not (text.isascii() and text.isdigit() and len(text) <= 5 and 100 <= int(text) <= 20_000):
            raise ValidationError("Longest answer must be a whole number from 100 to 20,000")
        return int(text)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind, lines = (
            cleaned.get("kind"),
            [line for line in str(cleaned.get("choices", "")).split("\n") if line.strip()],
        )
        if kind in (Kind.SINGLE, Kind.MULTIPLE) and len(lines) < 2:
            self.add_error("choices", "Enter two choices or more, one on each line")
        if kind not in CHOSEN and cleaned.get("comment"):
            self.add_error("comment", "Only a question with choices asks for words as well. Delete this")
        if kind in UNTYPED and cleaned.get("is_required"):
            self.add_error("is_required", "A statement is read, and a file comes after the response. Delete the tick")
        return cleaned


class CorrectionForm(forms.Form):
    """What may change while people answer."""

    text = TextField(label="Question", max_length=2_000, rows=3, missing="Enter the question")
    help_text = TextField(label="Help with the question", max_length=2_000, rows=3, required=False)
    choices = TextField(
        label="Choices",
        hint="One on each line, in the same order. None may be taken away.",
        required=False,
        rows=6,
        max_length=8_000,
    )
    reason = TextField(
        label="What was wrong",
        hint="Everybody can read this.",
        max_length=2_000,
        rows=3,
        missing="Enter what was wrong",
    )


class ReasonForm(forms.Form):
    reason = TextField(label="Reason", max_length=2_000, rows=4, missing="Enter the reason")


class SureForm(forms.Form):
    """Nothing to say, but to be sure."""


class ExtendForm(forms.Form):
    closes_day = DateField(label="Day on which it closes")
    closes_time = ClockField(label="Time at which it closes", initial="23:59")
    reason = TextField(label="Reason", hint="Everybody can read this.", max_length=2_000, missing="Enter the reason")

    def clean(self) -> dict[str, Any]:
        cleaned = dict(self.cleaned_data)
        if (at := instant_of(cleaned, "closes")) is not None:
            cleaned["closes_at"] = at
        return cleaned


class OutcomeForm(forms.Form):
    outcome = TextField(
        label="What we decided, and why",
        hint="Everybody reads this beside the counts, once it is published.",
        missing="Enter what was decided, and why",
        rows=12,
    )
    read = BooleanField(label="I have read the analysis", missing="Confirm that you have read the analysis")

    def clean(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "read"}
