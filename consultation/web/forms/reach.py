"""The form of how many responses are hoped for, and from whom."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from consultation.rules.reach import GROUPS, By
from consultation.web.forms.responding import NumberField

MOST = 1_000_000


class HopedField(NumberField):
    """A number of responses, or nothing."""

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value))
        if text and not 1 <= int(text) <= MOST:
            raise ValidationError(f"Enter a number from 1 to {MOST:,}, or nothing")
        return int(text) if text else None


class ExpectationsForm(forms.Form):
    """A number for each group of the sorts that responses can be told apart by."""

    def __init__(self, data: QueryDict | None, *, sorts: Iterable[By], expected: Mapping[tuple[str, str], int]) -> None:
        super().__init__(data)
        self.groups: dict[str, tuple[str, str]] = {}
        for by in sorts:
            for key, words in GROUPS[by]:
                name = f"{by.value}-{key}"
                self.groups[name] = (by.value, key)
                number = expected.get((by.value, key))
                self.fields[name] = HopedField(
                    label=f"{by.label}: {words}", required=False, width=5, initial="" if number is None else str(number)
                )

    def clean(self) -> dict[str, Any]:
        """By sort and group how many, for the action."""
        given = self.cleaned_data
        return {"expected": {group: given[name] for name, group in self.groups.items() if given.get(name) is not None}}
