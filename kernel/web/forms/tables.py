"""The field for a table that somebody sends."""

from typing import Any

from django import forms

from kernel import fields
from kernel.files.examining import ExaminedTable, examine_table
from kernel.files.kinds import FileRefused
from kernel.files.tables import PEOPLE


class TableField(forms.FileField):
    """A CSV file or a workbook; cleans to an `ExaminedTable`."""

    component = "file_upload"
    bound_field_class = fields.AskedField
    accept = ".csv,.xlsx"

    def __init__(self, *, shape: str = PEOPLE, **asked: Any) -> None:
        super().__init__(
            label="CSV file or Excel workbook (XLSX)",
            allow_empty_file=True,
            error_messages={"required": "Select a CSV file or an XLSX workbook", "invalid": "Select a CSV file"},
            **asked,
        )
        self.shape = shape

    def clean(self, data: Any, initial: Any = None) -> ExaminedTable | None:
        """Examine it, and refuse beside the question."""
        sent = super().clean(data, initial)
        try:
            return examine_table(name=sent.name, content=sent.read(), shape=self.shape) if sent else None
        except FileRefused as refusal:
            raise forms.ValidationError(refusal.text) from None
