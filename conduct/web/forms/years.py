"""Which reporting year figures are of."""

from datetime import datetime

from django import forms
from django.http import QueryDict

from conduct.rules.disclosures import in_words, year_of
from kernel.clocks import today
from kernel.fields import SelectField


class YearForm(forms.Form):
    """A year from the first that there is anything of to the one that `at` is in, which is chosen where none is."""

    year = SelectField(label="Year", required=False)

    def __init__(self, query: QueryDict, *, first: int, at: datetime) -> None:
        self.latest = year_of(today(at))
        super().__init__({"year": query.get("year") or str(self.latest)})
        years = range(self.latest, min(first, self.latest) - 1, -1)
        self.fields["year"].choices = [(str(year), in_words(year)) for year in years]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> int:
        """The year asked for; the latest where none was, or one that there is not."""
        return int(self.cleaned_data.get("year") or self.latest) if self.is_valid() else self.latest
