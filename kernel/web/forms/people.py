"""Asking for a person in the same words on the pages of every app: a search, and somebody to enter."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from kernel import fields
from kernel.clocks import today

FIRST_BIRTH = date(1900, 1, 1)


def has_letters(text: str) -> None:
    """Refuse a name that has no letter."""
    if not any(character.isalpha() for character in text):
        raise ValidationError("Enter a name with letters in it")


def family_name() -> fields.CharField:
    return fields.CharField(label="Family name", validators=[has_letters], max_length=100)


def given_names() -> fields.CharField:
    return fields.CharField(label="Given names", validators=[has_letters], max_length=100)


class PersonSearchForm(forms.Form):
    """What staff search the people by, sent by GET."""

    q = fields.CharField(label="Name or registration number", hint="Any name, also a former one", required=False)
    born = fields.DateField(label="Date of birth", hint="For example, 9 3 1974", required=False, earliest=FIRST_BIRTH)

    @property
    def asked(self) -> dict[str, Any]:
        """What to look for; what could not be read of it narrows nothing."""
        return {"text": self.cleaned_data.get("q", ""), "date_of_birth": self.cleaned_data.get("born")}


class EnterPersonForm(forms.Form):
    """Somebody to enter. `confirmed` is asked only when there are people who may be the same one."""

    family_name = family_name()
    given_names = given_names()
    date_of_birth = fields.DateField(label="Date of birth", hint="For example, 9 3 1974", earliest=FIRST_BIRTH)
    email = fields.EmailField(label="Email address", autocomplete="off", required=False)
    confirmed = fields.BooleanField(label="None of them is this person", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date_of_birth"].latest = today(timezone.now())  # type: ignore[attr-defined]

    def identity(self) -> dict[str, Any]:
        """What tells whether somebody is there already."""
        return {name: self.cleaned_data[name] for name in ("family_name", "given_names", "date_of_birth")}

    def person(self) -> dict[str, Any]:
        """What was asked for, without the confirmation."""
        return {name: value for name, value in self.cleaned_data.items() if name != "confirmed"}

    @property
    def typed(self) -> list[object]:
        """Who was looked for among those who are there, for the access log; nothing before the form was sent."""
        if not self.is_bound or not {"family_name", "given_names", "date_of_birth"} <= self.cleaned_data.keys():
            return []
        born = self.cleaned_data["date_of_birth"]
        names = [self.cleaned_data["family_name"], self.cleaned_data["given_names"]]
        return [*names, f"{born.day}-{born.month}-{born.year}"]

    def look_for_same(self, find: Callable[..., Iterable[Any]], **when: Any) -> list[Any]:
        """The people who may be the same one, once the form is filled in; it is refused until they were looked at."""
        if not self.is_bound or not self.is_valid():
            return []
        same = list(find(**self.identity(), **when))
        if same and not self.cleaned_data["confirmed"]:
            self.add_error("confirmed", "Look at the people listed, and confirm that none of them is this person")
        return same
