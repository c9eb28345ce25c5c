"""What is asked on the page of usage."""

from typing import Any

from django import forms

from kernel import fields


class FindUsage(forms.Form):
    """By day or week, of one program or all."""

    by = fields.SelectField(
        label="Count by",
        choices=[("day", "Day, the last 14"), ("week", "Week, the last 13")],
        required=False,
        initial="day",
    )
    client = fields.SelectField(label="Asked by", required=False)

    def __init__(self, *args: Any, programs: list[tuple[str, str]], **kwargs: Any) -> None:
        """`programs` are pairs of client_id and name."""
        super().__init__(*args, **kwargs)
        self.fields["client"].choices = [  # type: ignore[attr-defined]
            ("", "All"),
            ("browser", "People, in the browser"),
            *programs,
        ]

    def chosen(self) -> dict[str, str]:
        """What to show; by day and of all where nothing, or nothing sensible, was chosen."""
        given = self.cleaned_data if self.is_valid() else {}
        return {"by": given.get("by") or "day", "client": given.get("client", "")}
