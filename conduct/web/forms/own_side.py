"""Forms of the manager's side of a case, and those by which staff answer it."""

from typing import Any

from django import forms

from conduct.rules.answering import Answer, Kind, NotAnswered, Stance, require_words
from conduct.web.forms.steps import OUT_OF_DATE, StepForm
from kernel.fields import CharField, ChoiceField, DateField, EmailField, TextField


class SendForm(StepForm):
    """The button under all that is sent; `seen` is the mark of the draft that the page showed."""

    seen = forms.CharField(  # type: ignore[assignment]
        max_length=64, widget=forms.HiddenInput, error_messages=dict.fromkeys(("required", "max_length"), OUT_OF_DATE)
    )


class AllegationForm(forms.Form):
    """What the manager says to one allegation."""

    stance = ChoiceField(
        label="Your answer to this allegation", choices=Stance.choices, missing="Select your answer to this allegation"
    )
    text = TextField(
        label="In your own words",
        hint="What happened, why, and what shows it. You may leave this empty if you admit it.",
        required=False,
        rows=10,
    )

    def clean(self) -> dict[str, Any]:
        """Refuse to deny without words."""
        cleaned = super().clean() or self.cleaned_data
        if "stance" in cleaned and "text" in cleaned:
            try:
                require_words(stance=cleaned["stance"], text=cleaned["text"])
            except NotAnswered as refusal:
                self.add_error("text", refusal.text)
        return cleaned

    @property
    def answer(self) -> Answer:
        return Answer(stance=self.cleaned_data["stance"], text=self.cleaned_data["text"])


class TextForm(forms.Form):
    text = TextField(
        label="What you say to all of it together",
        hint="Anything that belongs to no single allegation: how things were, who decided what, causes beyond you.",
        required=False,
        rows=14,
    )


class ReprisalForm(forms.Form):
    reprisal = TextField(
        label="Why you believe that you were referred because you spoke up",
        hint="When and to whom you spoke up, about what, and who knew of it.",
        required=False,
        rows=10,
    )


class SayReprisalForm(ReprisalForm):
    """The same by itself, where it is sent at once."""

    reprisal = TextField(
        label="Why you believe that you were referred because you spoke up",
        hint="When and to whom you spoke up, about what, and who knew of it. Sent at once, and said once.",
        missing="Enter why you believe that you were referred because you spoke up",
        rows=10,
    )


class DevelopmentForm(forms.Form):
    development = TextField(
        label="What would help you to do better",
        hint="Such as training, supervision, or another set-up around you. To say it admits nothing.",
        required=False,
        rows=8,
    )


PART_FORMS: dict[str, type[forms.Form]] = {
    "text": TextForm,
    "reprisal": ReprisalForm,
    "development": DevelopmentForm,
}


class OwnTimeForm(forms.Form):
    until_on = DateField(label="Until which day do you need?", hint="Later than the present last day.")
    reason = TextField(
        label="Why you need more time",
        hint="Such as illness, leave, or papers and advice that you wait for.",
        missing="Enter why you need more time",
    )


class AdjustmentForm(forms.Form):
    what = TextField(
        label="What should we do differently?",
        hint="Such as letters in large print, breaks in a hearing, a call in place of writing, or a quiet room.",
        missing="Enter what we should do differently",
    )
    why = TextField(
        label="Why you need it",
        hint="As much as you want to say. You need not name a condition.",
        missing="Enter why you need it",
    )


class AnswerAdjustmentForm(StepForm):
    decision = ChoiceField(
        label="Your decision",
        choices=(("agree", "We will do it"), ("refuse", "We will not do it")),
        missing="Select whether we will do it",
    )
    reasons = TextField(
        label="Reasons, and how it will be done",
        hint="The manager reads this.",
        missing="Enter the reasons",
    )


class RepresentativeForm(forms.Form):
    name = CharField(label="Their name", missing="Enter their name", max_length=200)
    email = EmailField(label="Their email address", missing="Enter their email address")
    kind = ChoiceField(label="Who are they?", choices=Kind.choices, missing="Select who they are")
    may_respond = ChoiceField(
        label="What may they do in this case?",
        choices=(("no", "Read everything that I can read"), ("yes", "Read it, and answer and ask for me")),
        missing="Select what they may do",
    )

    def clean_may_respond(self) -> bool:
        return bool(self.cleaned_data["may_respond"] == "yes")


class EndRepresentationForm(forms.Form):
    reason = TextField(label="Why it ends", missing="Enter why it ends", max_length=1000)
