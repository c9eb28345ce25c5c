"""Forms on appeals against the decision on a case."""

from collections.abc import Iterable
from typing import Any

from django import forms

from conduct.rules.appeals import Appellant
from conduct.rules.determining import Outcome, Sanction, sanction_faults
from conduct.web.forms.steps import StepForm
from kernel.fields import CharField, ChoiceField, DateField, MultipleChoiceField, TextField
from register.rules import Tier

SANCTION = ("outcome", "terms", "duration_months", "tiers", "organisation_classes")


class LodgeForm(StepForm):
    """An appeal that a court has received."""

    brought_by = ChoiceField(label="Who appeals?", choices=Appellant.choices, missing="Select who appeals")
    court = CharField(label="Court", initial="High Court", missing="Enter the court", max_length=200)
    court_reference = CharField(label="The court’s reference", required=False, width=20, max_length=100)
    received_on = DateField(
        label="When did the court receive it?", missing="Enter the day on which the court received the appeal"
    )
    leave = TextField(
        label="Leave to appeal out of time",
        hint="Only where the time to appeal was over on that day: name the court’s order that gives leave.",
        rows=2,
        required=False,
    )
    grounds = TextField(
        label="Grounds of the appeal",
        hint="In the words of whoever appeals. The manager reads them.",
        missing="Enter the grounds of the appeal",
    )


class CourtForm(StepForm):
    """What the court ordered, in words."""

    text = TextField(
        label="What did the court order, and why?",
        hint="The manager reads this. Name the judgment or order and its date.",
        missing="Enter what the court ordered, and why",
    )


class SanctionFields(forms.Form):
    """What is ordered: an outcome with what it needs."""

    outcome = ChoiceField(label="Outcome", choices=Outcome.choices, missing="Select an outcome")
    terms = TextField(label="The outcome in full", hint="Needed for advice, a warning and conditions.", required=False)
    duration_months = CharField(
        label="Length in months", hint="Needed for conditions and suspension.", width=2, max_length=10, required=False
    )
    tiers = MultipleChoiceField(
        label="Tiers of post that conditions cover", choices=[(tier.value, tier.words) for tier in Tier], required=False
    )
    organisation_classes = MultipleChoiceField(label="Kinds of organisation that conditions cover", required=False)

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


class VaryForm(SanctionFields, CourtForm):
    """What the court put in the decision's place."""

    field_order = ("text",)
