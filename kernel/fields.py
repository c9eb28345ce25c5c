"""Form fields that know their NHS.UK component, and say in plain words what is wrong with what was typed.

A form is a `django.forms.Form` of these; a template shows one by `{{ form.reason.as_field_group() }}` and all their
errors by the macro `error_summary(form)`. Every field takes `label`, `hint`, `missing` (what to say when it is left
empty; "Enter ..." or "Select ..." with the label when not given), `required`, `initial` and `validators`.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple, Required, TypedDict, Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.forms.boundfield import BoundField
from django.template import engines
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe

from kernel.clocks import format_date
from kernel.files.examining import ExaminedFile, examine
from kernel.files.kinds import FileRefused
from kernel.layouts import has_unusable

Validator = Callable[[Any], None]
Choices = Iterable[tuple[str, str]]

BROKEN_ENCODING = "\ufffd"


class Asked(TypedDict, total=False):
    label: Required[str]
    hint: str
    missing: str
    required: bool
    initial: Any
    validators: Iterable[Validator]


class ErrorLink(NamedTuple):
    text: str
    href: str | None


class PartsError(ValidationError):
    """An error in some of the inputs of a date, by their names."""

    def __init__(self, message: str, *, parts: tuple[str, ...]) -> None:
        super().__init__(message)
        self.parts = parts


def error_links(form: forms.BaseForm) -> list[ErrorLink]:
    """Every error of a form in the order of its page, each with the address of the input to mend."""
    links = [ErrorLink(str(text), None) for text in form.non_field_errors()]
    for field in form:
        if field.errors:
            target = field.error_id if isinstance(field, AskedField) else field.auto_id
            links += [ErrorLink(str(text), f"#{target}") for text in field.errors]
    return links


def in_a_sentence(label: str) -> str:
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def django_arguments(asked: Asked, verb: str = "Enter") -> dict[str, Any]:
    missing = asked.get("missing") or f"{verb} {in_a_sentence(asked['label'])}"
    return {
        "label": asked["label"],
        "help_text": asked.get("hint", ""),
        "required": asked.get("required", True),
        "initial": asked.get("initial"),
        "validators": asked.get("validators", ()),
        "error_messages": {
            "required": missing,
            "invalid_choice": missing.replace("%", "%%"),
            "invalid_list": missing,
        },
    }


class AskedField(BoundField):
    """A field on a form's page: what its component's macro needs to show it."""

    def as_field_group(self) -> SafeString:
        name: str = self.field.component  # type: ignore[attr-defined]
        environment = engines["jinja2"].env  # type: ignore[attr-defined]
        macro = getattr(environment.get_template(f"components/{name}.jinja").module, name)
        return mark_safe(str(macro(self)))  # noqa: S308 - the macro escapes

    @property
    def shown(self) -> str:
        """What was typed, or the initial value; characters that no page can carry are replaced."""
        value = self.value()
        return "" if value is None else str(value).encode("utf-8", "replace").decode()

    @property
    def question(self) -> str:
        """The label, with what may be left out marked as such: not where nothing has to be answered, as in a search."""
        is_marked = not self.field.required and any(field.required for field in self.form.fields.values())
        return f"{self.label} (optional)" if is_marked else str(self.label)

    @property
    def hint(self) -> dict[str, str] | None:
        return {"text": str(self.help_text)} if self.help_text else None

    @property
    def error(self) -> dict[str, str] | None:
        return {"text": str(self.errors[0])} if self.errors else None

    @property
    def error_id(self) -> str:
        """The id of the input that the error summary points to."""
        return self.auto_id

    @property
    def labelled(self) -> dict[str, Any]:
        """The parameters that components with one input share."""
        return {
            "id": self.auto_id,
            "name": self.html_name,
            "label": {"text": self.question, "size": "s"},
            "hint": self.hint,
            "errorMessage": self.error,
        }

    @property
    def grouped(self) -> dict[str, Any]:
        """The parameters that components with several inputs share."""
        legend = {"text": self.question, "size": "s"}
        shared = {"fieldset": {"legend": legend}, "hint": self.hint, "errorMessage": self.error}
        return shared | {"idPrefix": self.auto_id, "name": self.html_name}


class CharField(forms.CharField):
    """One line of text, trimmed, in Unicode's composed form, without characters that cannot be read."""

    component = "text_input"
    bound_field_class = AskedField
    line_ends = ""

    def __init__(
        self,
        *,
        max_length: int = 200,
        width: int | None = None,
        autocomplete: str = "off",
        **asked: Unpack[Asked],
    ) -> None:
        super().__init__(**django_arguments(asked))
        self.width, self.autocomplete, self.limit = width, autocomplete, max_length

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return unicodedata.normalize("NFC", text.replace("\r\n", "\n"))

    def validate(self, text: str) -> None:
        super().validate(text)
        if len(text) > self.limit:
            raise ValidationError(f"{self.label} must be {self.limit:,} characters or less")
        if has_unusable(text, line_ends=self.line_ends):
            raise ValidationError(f"{self.label} has a character that cannot be used. Delete it and type again")


class TextField(CharField):
    """Text of several lines. With `counted` the page counts down the characters left."""

    component = "text_area"
    line_ends = "\n\t"

    def __init__(
        self, *, max_length: int = 20_000, counted: bool = False, rows: int = 5, **asked: Unpack[Asked]
    ) -> None:
        super().__init__(max_length=max_length, **asked)
        self.counted, self.rows = counted, rows


class EmailField(CharField):
    component = "email_input"

    def __init__(self, *, autocomplete: str = "email", **asked: Unpack[Asked]) -> None:
        super().__init__(max_length=254, autocomplete=autocomplete, **asked)
        self.validators.append(EmailValidator("Enter an email address in the correct format, like name@example.com"))


class PasswordField(CharField):
    """A password: taken as typed, never shown again."""

    component = "password_input"

    def __init__(self, *, autocomplete: str = "current-password", **asked: Unpack[Asked]) -> None:
        super().__init__(max_length=1_000, autocomplete=autocomplete, **asked)
        self.strip = False

    def to_python(self, value: Any) -> str:
        return value if isinstance(value, str) else ""


class DateParts(NamedTuple):
    day: str
    month: str
    year: str


class DateInputs(forms.Widget):
    """Three inputs, `<name>-day`, `<name>-month` and `<name>-year`."""

    def value_from_datadict(self, data: Mapping[str, Any], files: object, name: str) -> DateParts:
        return DateParts(*(str(data.get(f"{name}-{part}", "")).strip() for part in DateParts._fields))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: object, name: str) -> bool:
        return all(f"{name}-{part}" not in data for part in DateParts._fields)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-day"


class AskedDate(AskedField):
    @property
    def faulty(self) -> tuple[str, ...]:
        for error in self.errors.as_data():
            return error.parts if isinstance(error, PartsError) else DateParts._fields
        return ()

    @property
    def error_id(self) -> str:
        return f"{self.auto_id}-{self.faulty[0]}"

    @property
    def inputs(self) -> list[dict[str, Any]]:
        typed: DateParts = self.value()
        return [
            {
                "id": f"{self.auto_id}-{part}",
                "name": f"{self.html_name}-{part}",
                "label": part.capitalize(),
                "value": getattr(typed, part).encode("utf-8", "replace").decode(),
                "width": 4 if part == "year" else 2,
                "error": part in self.faulty,
            }
            for part in DateParts._fields
        ]


class DateField(forms.Field):
    """A day between `earliest` and `latest`, asked for as day, month and year. A form may move these two bounds."""

    component = "date_input"
    bound_field_class = AskedDate
    widget = DateInputs

    def __init__(
        self, *, earliest: date = date(1900, 1, 1), latest: date = date(2199, 12, 31), **asked: Unpack[Asked]
    ) -> None:
        super().__init__(**django_arguments(asked))
        self.earliest, self.latest = earliest, latest

    def prepare_value(self, value: Any) -> DateParts:
        if isinstance(value, date):
            return DateParts(str(value.day), str(value.month), str(value.year))
        return value if isinstance(value, DateParts) else DateParts("", "", "")

    def to_python(self, value: Any) -> date | None:
        if value is None or isinstance(value, date) or not any(value):
            return None if not isinstance(value, date) else value
        absent = tuple(part for part in DateParts._fields if not getattr(value, part))
        if absent:
            raise PartsError(f"{self.label} must include a {' and '.join(absent)}", parts=absent)
        return self.real_date(value)

    def real_date(self, typed: DateParts) -> date:
        unreadable = tuple(
            part for part, text in typed._asdict().items() if not (text.isascii() and text.isdigit() and len(text) <= 4)
        )
        if unreadable:
            raise PartsError(f"{self.label} must be a real date", parts=unreadable)
        if len(typed.year) != 4:
            raise PartsError(f"{self.label} must have a year with 4 numbers, like 1984", parts=("year",))
        try:
            return date(int(typed.year), int(typed.month), int(typed.day))
        except ValueError:
            raise ValidationError(f"{self.label} must be a real date") from None

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is not None and value < self.earliest:
            raise ValidationError(f"{self.label} must be on or after {format_date(self.earliest)}")
        if value is not None and value > self.latest:
            raise ValidationError(f"{self.label} must be on or before {format_date(self.latest)}")


class AskedChoice(AskedField):
    @property
    def items(self) -> list[dict[str, Any]]:
        value = self.value()
        chosen = {str(each) for each in value} if isinstance(value, (list, tuple, set)) else {str(value)}
        hints: Mapping[str, str] = getattr(self.field, "hints", {})
        return [
            {
                "value": str(option),
                "text": str(text),
                "checked": str(option) in chosen,
                "selected": str(option) in chosen,
                "hint": {"text": hints[option]} if option in hints else None,
            }
            for option, text in self.field.choices  # type: ignore[attr-defined]
        ]


class ChoiceField(forms.ChoiceField):
    """One of a few choices, by radios. `hints` explains choices by their value."""

    component = "radios"
    bound_field_class = AskedChoice
    widget: type[forms.Widget] = forms.RadioSelect

    def __init__(
        self, *, choices: Choices = (), hints: Mapping[str, str] | None = None, **asked: Unpack[Asked]
    ) -> None:
        super().__init__(choices=list(choices), **django_arguments(asked, "Select"))
        self.hints = hints or {}


class SelectField(ChoiceField):
    """One of many choices, by a drop-down list."""

    component = "select"
    widget: type[forms.Widget] = forms.Select


class MultipleChoiceField(ChoiceField, forms.MultipleChoiceField):
    """Any of a few choices, by checkboxes."""

    component = "checkboxes"
    widget: type[forms.Widget] = forms.CheckboxSelectMultiple


class Checkbox(forms.CheckboxInput):  # bytes that are no text tick nothing
    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return BROKEN_ENCODING not in str(data.get(name)) and super().value_from_datadict(data, files, name)


class BooleanField(forms.BooleanField):
    """One checkbox. Required means that it must be ticked."""

    component = "checkbox"
    bound_field_class = AskedField
    widget = Checkbox

    def __init__(self, **asked: Unpack[Asked]) -> None:
        super().__init__(**django_arguments(asked, "Confirm:"))


class FileField(forms.FileField):
    """One file: cleans to an `ExaminedFile`, fit to be stored. What was chosen cannot be shown again."""

    component = "file_upload"
    bound_field_class = AskedField

    def __init__(self, **asked: Unpack[Asked]) -> None:
        super().__init__(allow_empty_file=True, **django_arguments(asked, "Select"))
        self.error_messages["invalid"] = self.error_messages["required"]

    def clean(self, data: Any, initial: Any = None) -> ExaminedFile | None:
        """Examine it, and refuse beside the question."""
        sent = super().clean(data, initial)
        try:
            return examine(name=sent.name, content=sent.read()) if sent else None
        except FileRefused as refusal:
            raise ValidationError(refusal.text) from None


class OrganisationField(CharField):
    """An organisation, typed as its code or its exact name; cleans to the code. Suggestions need no JavaScript."""

    component = "organisation_input"

    def __init__(self, *, organisations: Callable[[], Choices], **asked: Unpack[Asked]) -> None:
        super().__init__(**asked)
        self.load_organisations = organisations

    @cached_property
    def organisations(self) -> list[tuple[str, str]]:
        """The code and name of each organisation that may be chosen, read once for a form."""
        return list(self.load_organisations())

    def clean(self, value: Any) -> str:
        typed = super().clean(value).casefold()
        if not typed:
            return ""
        matches = {code for code, name in self.organisations if typed in (code.casefold(), name.casefold())}
        if len(matches) != 1:
            raise ValidationError("Enter the code or the full name of an organisation in the list")
        return matches.pop()
