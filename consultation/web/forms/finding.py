"""Which responses are sought, in the address: one form for the list, the counts and the files."""

from collections.abc import Iterable
from dataclasses import fields

from django import forms
from django.http import QueryDict

from consultation.queries.finding import Sought
from consultation.rules.questionnaire import Question, RespondentType
from consultation.rules.responding import Channel, Publish
from kernel.fields import BooleanField, CharField, SelectField

LONGEST = 200
KNOWN = frozenset(each.name for each in fields(Sought))


class SoughtForm(forms.Form):
    """`questions` are those with choices. What it does not know is sought by nobody, and the form says so."""

    words = CharField(
        label="Words",
        hint="All of them in one answer. Put a phrase in quotation marks, or “or” between two words.",
        required=False,
        max_length=LONGEST,
    )
    respondent_type = SelectField(
        label="Who answers", required=False, choices=[("", "Anybody"), *RespondentType.choices]
    )
    answer = SelectField(label="Who gave the answer", required=False)
    channel = SelectField(label="How it came", required=False, choices=[("", "Any way"), *Channel.choices])
    publish = SelectField(
        label="May be published", required=False, choices=[("", "Whatever they consent to"), *Publish.choices]
    )
    theme = SelectField(label="Theme found in it", required=False)
    campaign = SelectField(label="Campaign", required=False)
    week = SelectField(label="Received in the week from", required=False)
    late = BooleanField(label="Only those taken late", required=False)

    def __init__(
        self,
        query: QueryDict,
        *,
        questions: Iterable[Question],
        themes: Iterable[tuple[str, str]] = (),
        campaigns: Iterable[tuple[str, str]] = (),
        weeks: Iterable[tuple[str, str]] = (),
    ) -> None:
        super().__init__(query)
        answers = [
            (f"{question.pk}:{key}", f"{question.number}. {question.text} – {words}")
            for question in questions
            for key, words in question.choices
        ]
        self.fields["answer"].choices = [("", "Any answer"), *answers]  # type: ignore[attr-defined]
        self.fields["theme"].choices = [("", "Any or none"), *themes]  # type: ignore[attr-defined]
        named = [("", "Of any or none"), ("any", "Of any"), ("none", "Of none"), *campaigns]
        self.fields["campaign"].choices = named  # type: ignore[attr-defined]
        self.fields["week"].choices = [("", "Any week"), *weeks]  # type: ignore[attr-defined]

    @property
    def sought(self) -> Sought:
        """What was understood of it."""
        self.is_valid()
        return Sought(**{name: value for name, value in self.cleaned_data.items() if name in KNOWN})

    @property
    def address(self) -> str:
        """What is sought as the end of an address, for links that keep it; empty where everything is."""
        self.is_valid()
        kept = QueryDict(mutable=True)
        for name, value in self.cleaned_data.items():
            if value:
                kept[name] = "on" if value is True else value
        return kept.urlencode()
