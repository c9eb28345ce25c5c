"""Which year is reported on."""

from typing import Any

from django import forms

from conduct.rules.disclosures import in_words
from kernel.fields import SelectField


class YearForm(forms.Form):
    year = SelectField(label="Year", required=False)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["year"]
        field.choices = [(str(year), in_words(year)) for year in years]
        self.latest = years[0]

    @property
    def chosen(self) -> int:
        """The year asked for; the latest where none was, or one that there is not."""
        return int(self.cleaned_data.get("year") or self.latest) if self.is_valid() else self.latest
