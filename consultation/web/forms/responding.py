"""What the public is asked: about themselves, and a form for each section, made from its questions."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from consultation.rules.questionnaire import CHOSEN, UNTYPED, Kind, Question, RespondentType
from consultation.rules.responding import Publish
from consultation.web.forms.languages import speak
from kernel.fields import BooleanField, CharField, ChoiceField, DateField, EmailField, MultipleChoiceField, TextField

USUAL_LENGTH = 2_000
WARNING = "Do not give names, contact details or anything else from which somebody could be known."


class AboutForm(forms.Form):
    """What somebody says of themselves. No name is needed."""

    respondent_type = ChoiceField(
        label="As what do you answer?", choices=RespondentType.choices, missing="Select as what you answer"
    )
    organisation = CharField(
        label="Name of the organisation", hint="Only if you answer for one.", required=False, max_length=200
    )
    publish = ChoiceField(
        label="May we publish your response?",
        hint="We count it in any case. Equality answers are never published with a response.",
        choices=Publish.choices,
        missing="Select whether we may publish your response",
    )
    name = CharField(label="Your name", hint="Leave it empty unless we may publish it.", required=False, max_length=120)

    may_pass_on = BooleanField(
        label="If my response tells of wrongdoing, you may pass it on to those who look into concerns",
        hint="Without your name. You can raise a concern yourself at any time, and need not say who you are.",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        kind, publish = given.get("respondent_type"), given.get("publish")
        if kind == RespondentType.ORGANISATION and not given.get("organisation"):
            self.add_error("organisation", "Enter the name of the organisation, or select as what else you answer")
        if kind and kind != RespondentType.ORGANISATION and given.get("organisation"):
            self.add_error("organisation", "Delete this, or select that you answer for an organisation")
        if publish == Publish.NAMED and not (given.get("name") or given.get("organisation")):
            self.add_error("name", "Enter your name, or select that we publish your response without it")
        if publish and publish != Publish.NAMED and given.get("name"):
            self.add_error("name", "Delete your name: we keep none that we do not publish")
        return given


class CheckForm(forms.Form):
    """Before it is sent: what to send by e-mail, and where to."""

    mails = MultipleChoiceField(
        label="What should we send you by email?",
        choices=(
            ("copy", "A copy of my response, now"),
            ("outcome", "A message when the outcome is published"),
        ),
        hints={
            "copy": "All that you answered, but what you said to equality questions. We keep the address with nothing.",
            "outcome": "We keep the address until then, sealed, apart from your response, and then delete it. Nobody "
            "here can read it.",
        },
        missing="Select what we should send you",
        required=False,
    )
    address = EmailField(label="Your email address", hint="Only if we should send you something.", required=False)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        mails, address = given.get("mails", []), given.get("address", "")
        if mails and not address and "address" not in self.errors:
            self.add_error("address", "Enter your email address, or select nothing to be sent")
        if address and not mails:
            self.add_error("mails", "Select what we should send you, or delete your email address")
        return given | {f"{mail}_to": address for mail in mails}


class LinkForm(forms.Form):
    """Where to send the link to what was saved."""

    address = EmailField(
        label="Your email address",
        hint="We send one link, and keep the address with nothing. Nobody here can read it.",
        missing="Enter your email address",
    )


class CodeForm(forms.Form):
    code = CharField(label="Your code", hint="Hyphens and small letters do not matter.", max_length=100)

    def not_found(self) -> None:
        """Say that no response has this code, whatever the reason."""
        self.add_error("code", "No response to this consultation has this code. Check it and type it again")


class NumberField(CharField):
    """A whole number of up to 15 digits."""

    def clean(self, value: Any) -> str:
        text = str(super().clean(value)).replace(",", "").replace(" ", "")
        digits = text.removeprefix("-")
        if text and not (digits.isascii() and digits.isdigit() and len(digits) <= 15):
            raise ValidationError("Enter a whole number, such as 12")
        return str(int(text)) if text else ""


def section_form(questions: Iterable[Question], data: QueryDict | None = None, **options: Any) -> forms.Form:
    """The form of a page: one field a question, and one more where words are asked for besides a choice."""
    form = forms.Form(data, **options)
    for question in questions:
        for name, field in _fields(question):
            speak(field, question)
            form.fields[name] = field
    return form


def _fields(question: Question) -> Iterable[tuple[str, forms.Field]]:
    name, asked = f"q{question.pk}", f"{question.number}. {question.text}"
    given: dict[str, Any] = {"label": asked, "hint": question.help_text, "required": question.is_required}
    limit = question.limit or USUAL_LENGTH
    if question.kind in CHOSEN - {Kind.MULTIPLE}:
        missing = f"Select an answer to question {question.number}"
        yield name, ChoiceField(choices=question.choices, missing=missing, **given)
    elif question.kind == Kind.MULTIPLE:
        given["hint"] = f"{question.help_text} Select all that apply.".strip()
        missing = f"Select an answer to question {question.number}"
        yield name, MultipleChoiceField(choices=question.choices, missing=missing, **given)
    elif question.kind == Kind.TEXT:
        given["hint"] = f"{question.help_text} {WARNING}".strip()
        missing = f"Enter an answer to question {question.number}"
        yield name, TextField(max_length=limit, counted=True, missing=missing, **given)
    elif question.kind == Kind.NUMBER:
        yield name, NumberField(width=10, missing=f"Enter an answer to question {question.number}", **given)
    elif question.kind == Kind.DATE:
        yield name, DateField(missing=f"Enter an answer to question {question.number}", **given)
    if question.comment:
        label = f"{question.number}. {question.comment}"
        yield f"{name}-text", TextField(label=label, hint=WARNING, max_length=limit, counted=True, required=False)


def answers_in(questions: Iterable[Question], cleaned: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    """What a form of `section_form` was answered with, by question, each with the wording that was on the page."""
    return {each.pk: _answer(each, cleaned) for each in questions if each.kind not in UNTYPED}


def _answer(question: Question, cleaned: Mapping[str, Any]) -> dict[str, Any]:
    name = f"q{question.pk}"
    value = cleaned.get(name)
    chosen = value if isinstance(value, list) else [value] if value and question.kind in CHOSEN else []
    text = value if question.kind == Kind.TEXT else cleaned.get(f"{name}-text", "")
    return {
        "wording": question.wording,
        "language": question.language,
        "chosen": [str(each) for each in chosen],
        "text": str(text or ""),
        "number": str(value or "") if question.kind == Kind.NUMBER else "",
        "day": value.isoformat() if isinstance(value, date) else "",
    }


def initial_of(questions: Iterable[Question], answers: Mapping[int, Mapping[str, Any]]) -> dict[str, Any]:
    """What the form of a page begins with, for whoever comes back to it."""
    initial: dict[str, Any] = {}
    for each in questions:
        said, name = answers.get(each.pk), f"q{each.pk}"
        if said is None:
            continue
        chosen = list(said["chosen"])
        initial[f"{name}-text"] = said["text"]
        if each.kind in CHOSEN:
            initial[name] = chosen if each.kind == Kind.MULTIPLE else next(iter(chosen), "")
        elif each.kind == Kind.DATE:
            initial[name] = date.fromisoformat(said["day"]) if said["day"] else None
        else:
            initial[name] = said["number"] if each.kind == Kind.NUMBER else said["text"]
    return initial
