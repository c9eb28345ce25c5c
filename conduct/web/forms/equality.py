"""What managers may say of themselves, and which year's figures are made."""

from typing import Any

from django import forms

from conduct.rules.equality import CHARACTERISTICS, PREFER_NOT
from kernel.fields import ChoiceField


class EqualityForm(forms.Form):
    """The nine characteristics, each with a way not to say."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, one in CHARACTERISTICS.items():
            choices = [*one.answers, (PREFER_NOT, "Prefer not to say")]
            self.fields[name] = ChoiceField(label=one.question, choices=choices, required=False)
