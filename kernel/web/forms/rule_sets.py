"""The form of a rule set, made of its parameters; and those of its approval and withdrawal."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from kernel import fields
from kernel.parameters import BY_NAME, LONGEST_TEXT, PARAMETERS, Parameter
from kernel.web.forms.accounts import ReasonForm

SOURCE = "source__"


class RuleSetForm(forms.Form):
    """Every parameter, each followed by the law or policy that it comes from."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    name = fields.CharField(label="Name", hint="What this rule set is, in a few words", max_length=100)
    begins_on = fields.DateField(
        label="Day on which it begins", hint="A day to come. The version before it ends as this one begins"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for parameter in PARAMETERS:
            for name, field in _inputs(parameter):
                self.fields[name] = field
            self.fields[f"{SOURCE}{parameter.name}"] = fields.CharField(
                label=f"Source: {_small(parameter.words)}",
                max_length=LONGEST_TEXT,
                missing=f"Name the law or policy for this: {_small(parameter.words)}",
            )
        self.fields["reason"] = fields.TextField(
            label="Why", hint="Who approves decides by it, and it is kept", max_length=2_000, rows=3
        )

    def parameters(self) -> dict[str, Any]:
        """The values as a rule set keeps them."""
        return {parameter.name: _read(parameter, self.cleaned_data) for parameter in PARAMETERS}

    def sources(self) -> dict[str, str]:
        return {name: self.cleaned_data[f"{SOURCE}{name}"] for name in BY_NAME}

    def add_faults(self, faults: Mapping[str, str]) -> None:
        """Show each fault at the first input of its parameter."""
        for name, text in faults.items():
            self.add_error(_inputs(BY_NAME[name])[0][0], text)


def initial(
    *, name: str, begins_on: date | None, revision: int, parameters: Mapping[str, Any], sources: Mapping[str, str]
) -> dict[str, Any]:
    """What the form shows of a version that exists."""
    values: dict[str, Any] = {"name": name, "begins_on": begins_on, "revision": revision}
    for parameter in PARAMETERS:
        value = parameters[parameter.name]
        if parameter.keys:
            values |= {f"{parameter.name}__{key}": value[key] for key, _words in parameter.keys}
        else:
            values[parameter.name] = value
        values[f"{SOURCE}{parameter.name}"] = sources[parameter.name]
    return values


def _inputs(parameter: Parameter) -> list[tuple[str, forms.Field]]:
    if parameter.several:
        field = fields.MultipleChoiceField(label=parameter.words, choices=parameter.choices, required=False)
        return [(parameter.name, field)]
    if not parameter.keys:
        return [(parameter.name, _input(parameter, parameter.words))]
    return [
        (f"{parameter.name}__{key}", _input(parameter, f"{parameter.words}: {_small(words)}"))
        for key, words in parameter.keys
    ]


def _input(parameter: Parameter, label: str) -> forms.Field:
    if parameter.choices:
        return fields.SelectField(label=label, choices=[("", "Choose"), *parameter.choices])
    hint = f"A whole number of {parameter.unit} from {parameter.least} to {parameter.most}"
    return fields.CharField(label=label, hint=hint, max_length=20, validators=[_whole(label, parameter)])


def _whole(label: str, parameter: Parameter) -> fields.Validator:
    def check(value: str) -> None:
        digits = value.isascii() and value.isdigit()
        if not digits or not parameter.least <= int(value) <= parameter.most:
            raise forms.ValidationError(
                f"{label} must be a whole number of {parameter.unit} from {parameter.least} to {parameter.most}"
            )

    return check


def _read(parameter: Parameter, given: Mapping[str, Any]) -> Any:
    if parameter.keys:
        return {key: _value(parameter, given[f"{parameter.name}__{key}"]) for key, _words in parameter.keys}
    return list(given[parameter.name]) if parameter.several else _value(parameter, given[parameter.name])


def _value(parameter: Parameter, text: str) -> str | int:
    return text if parameter.choices else int(text)


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


class RuleSetSubmitForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput)


class RuleSetWithdrawForm(ReasonForm):
    revision = forms.IntegerField(widget=forms.HiddenInput)


class RuleSetDecisionForm(ReasonForm):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    decision = fields.ChoiceField(
        label="Your decision",
        choices=(("approve", "Approve"), ("send_back", "Send back")),
        missing="Select whether you approve it or send it back",
    )

    field_order: Iterable[str] = ("revision", "decision", "reason")
