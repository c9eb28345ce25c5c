"""What every form asks by which an outcome is ordered."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms

from conduct.rules.determining import Outcome, Sanction, sanction_faults
from kernel.fields import CharField, ChoiceField, MultipleChoiceField, TextField
from register.rules import Tier

SANCTION: Final = ("outcome", "terms", "duration_months", "tiers", "organisation_classes")


class OutcomeFields(forms.Form):
    """An outcome with what it needs. `limits` are those of the rules: who was ever registered, and the most months."""

    outcome = ChoiceField(label="Outcome", choices=Outcome.choices, missing="Select an outcome")
    terms = TextField(
        label="Advice, warning, undertakings or conditions in full",
        hint="Needed for each of these. A warning and undertakings are published; advice is not.",
        required=False,
    )
    duration_months = CharField(
        label="Length in months",
        hint="Needed for conditions, suspension and undertakings. For a bar: leave it empty for one without an end.",
        width=3,
        max_length=10,
        required=False,
    )
    tiers = MultipleChoiceField(
        label="Tiers of post that conditions or a bar cover",
        choices=[(tier.value, tier.words) for tier in Tier],
        required=False,
    )
    organisation_classes = MultipleChoiceField(
        label="Kinds of organisation that conditions or a bar cover", required=False
    )

    def __init__(
        self,
        *args: Any,
        classes: Iterable[tuple[str, str]],
        ever_registered: bool,
        longest_months: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.limits: dict[str, Any] = {"ever_registered": ever_registered, "longest_months": longest_months}
        self.fields["organisation_classes"].choices = list(classes)  # type: ignore[attr-defined]

    def clean_duration_months(self) -> int | None:
        """A whole number, or nothing."""
        typed = self.cleaned_data["duration_months"]
        if typed and not (typed.isascii() and typed.isdigit()):
            raise forms.ValidationError("Length in months must be a whole number, like 6")
        return int(typed) if typed else None

    def clean_organisation_classes(self) -> list[str]:
        """Every kind stands alone."""
        chosen = self.cleaned_data["organisation_classes"]
        return ["all"] if "all" in chosen else list(chosen)


class SanctionFields(OutcomeFields):
    """What is ordered, as one answer: `sanction`."""

    def clean(self) -> dict[str, Any]:
        """Put what the rules find wrong beside the question it belongs to, and the answers together."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            answers = {name: cleaned.pop(name) for name in SANCTION}
            answers |= {name: tuple(answers[name]) for name in ("tiers", "organisation_classes")}
            cleaned["sanction"] = sanction = self.ordered(Sanction(**answers))
            faults = sanction_faults(sanction=sanction, **self.limits) if sanction else {}
            for field, text in faults.items():
                self.add_error(field, text)
        return cleaned

    def ordered(self, answered: Sanction) -> Sanction | None:
        """What is ordered by these answers."""
        return answered
