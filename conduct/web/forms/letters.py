"""Forms on letters and the templates they are written from."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from conduct.rules.letters import Fact, Way, facts_named
from kernel.clocks import today
from kernel.errors import ActionRefused
from kernel.fields import CharField, ChoiceField, DateField, TextField

if TYPE_CHECKING:
    from conduct.models import LetterTemplate
    from conduct.queries.letters import Addressee

KNOWN = "; ".join(f"{{{fact}}}, {fact.label}" for fact in Fact)


class TemplateForm(forms.Form):
    title = CharField(
        label="Title", hint="It stands at the head of the letter, and names the template.", missing="Enter the title"
    )
    body = TextField(
        label="Text of the letter",
        hint="An empty line begins a paragraph. Write [Say what …] where whoever sends it has to use their own words. "
        f"A fact in braces is filled in: {KNOWN}.",
        missing="Enter the text of the letter",
        rows=20,
    )

    def clean_body(self) -> str:
        """Every fact that it names is there."""
        try:
            facts_named(self.cleaned_data["body"])
        except ActionRefused as refusal:
            raise ValidationError(refusal.text) from None
        return str(self.cleaned_data["body"])


class DemandLetterForm(forms.Form):
    """From which template; a demand has its addressee."""

    template = ChoiceField(label="Which letter?", missing="Select a letter")

    def __init__(self, *args: Any, templates: "Iterable[LetterTemplate]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.templates = {one.key: one for one in templates}
        cast(ChoiceField, self.fields["template"]).choices = [(key, one.title) for key, one in self.templates.items()]

    def clean_template(self) -> "LetterTemplate":
        return self.templates[self.cleaned_data["template"]]


class WriteForm(DemandLetterForm):
    addressee = ChoiceField(label="To whom?", missing="Select to whom you write")

    def __init__(self, *args: Any, addressees: "Iterable[Addressee]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.addressees = {one.key: one for one in addressees}
        field = cast(ChoiceField, self.fields["addressee"])
        field.choices = [(key, one.name) for key, one in self.addressees.items()]
        field.hints = {key: str(one.to.label) for key, one in self.addressees.items()}

    def clean_addressee(self) -> "Addressee":
        return self.addressees[self.cleaned_data["addressee"]]


class LetterForm(forms.Form):
    way = ChoiceField(label="How does it go?", choices=Way.choices, missing="Select how it goes")
    name = CharField(label="To whom", hint="As it stands above the address.", missing="Enter to whom it goes")
    address = TextField(
        label="Address", hint="For a letter by post, line by line.", required=False, rows=5, max_length=500
    )
    title = CharField(label="Title", missing="Enter the title")
    body = TextField(
        label="Text", hint="An empty line begins a paragraph.", missing="Enter the text of the letter", rows=20
    )

    def __init__(self, *args: Any, has_account: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_account:
            cast(ChoiceField, self.fields["way"]).choices = [(Way.POST.value, str(Way.POST.label))]


class SendLetterForm(forms.Form):
    """`shown` is the SHA-256 of the document that was looked at."""

    shown = forms.RegexField(r"\A[0-9a-f]{64}\Z", widget=forms.HiddenInput)


class PostedForm(forms.Form):
    posted_on = DateField(label="On which day was it posted?", missing="Enter the day on which it was posted")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["posted_on"].latest = today(timezone.now())  # type: ignore[attr-defined]
