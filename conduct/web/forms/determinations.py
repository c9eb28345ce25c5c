"""The form on which a panel chair records the determination."""

from collections.abc import Iterable
from typing import Any

from django import forms

from conduct.rules.determining import Findings, Outcome, faults
from conduct.web.forms.steps import StepForm
from kernel.fields import CharField, ChoiceField, MultipleChoiceField, TextField
from register.rules import Tier

YES, NO = "yes", "no"


class DeterminationForm(StepForm):
    """The four stages of a decision, each with reasons. Which findings carry which outcome is a rule of conduct."""

    facts = TextField(
        label="Facts found, with reasons",
        hint="For each allegation: proved or not proved on the balance of probabilities, and why.",
        missing="Enter the facts found, with reasons",
        rows=10,
    )
    misconduct = ChoiceField(
        label="Is there misconduct?",
        choices=[(YES, "Yes, there is misconduct"), (NO, "No, there is no misconduct")],
        missing="Select whether there is misconduct",
    )
    misconduct_reasons = TextField(label="Reasons on misconduct")
    impairment = ChoiceField(
        label="Is fitness to manage impaired today?",
        choices=[(YES, "Yes, it is impaired"), (NO, "No, it is not impaired")],
        missing="Select whether fitness to manage is impaired",
    )
    impairment_reasons = TextField(label="Reasons on impairment")
    outcome = ChoiceField(label="Outcome", choices=Outcome.choices, missing="Select an outcome")
    outcome_reasons = TextField(label="Reasons for the outcome")
    wider_causes = TextField(
        label="Wider causes",
        hint="What reached beyond this person: staffing, systems, the conduct of others. Say so if there was nothing.",
    )
    terms = TextField(
        label="Advice, warning or conditions in full",
        hint="Needed for advice, a warning or conditions. A warning is published; advice is not.",
        required=False,
    )
    duration_months = CharField(
        label="Length in months", hint="Needed for conditions and suspension.", width=2, max_length=10, required=False
    )
    tiers = MultipleChoiceField(
        label="Tiers of post that conditions cover", choices=[(tier.value, tier.words) for tier in Tier], required=False
    )
    organisation_classes = MultipleChoiceField(label="Kinds of organisation that conditions cover", required=False)

    early_because = TextField(
        label="Why do you not wait for the manager’s own answer?", missing="Enter why you do not wait", rows=3
    )

    def __init__(
        self,
        *args: Any,
        may_answer_until: str,
        classes: Iterable[tuple[str, str]],
        ever_registered: bool,
        longest_months: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.ever_registered, self.longest_months = ever_registered, longest_months
        self.fields["organisation_classes"].choices = list(classes)  # type: ignore[attr-defined]
        if may_answer_until:
            hint = f"Their answer was entered by staff, and they may still answer until {may_answer_until}"
            self.fields["early_because"].help_text = hint
        else:
            del self.fields["early_because"]

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
        """Put what the rules find wrong beside the question it belongs to."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            limits = {"ever_registered": self.ever_registered, "longest_months": self.longest_months}
            for field, text in faults(findings=self.findings, **limits).items():  # type: ignore[arg-type]
                self.add_error(field, text)
        return cleaned

    @property
    def findings(self) -> Findings:
        """What was found and decided."""
        answers = {name: value for name, value in self.cleaned_data.items() if name not in ("seen", "early_because")}
        return Findings(
            **answers
            | {
                "misconduct": answers["misconduct"] == YES,
                "impairment": answers["impairment"] == YES,
                "tiers": tuple(answers["tiers"]),
                "organisation_classes": tuple(answers["organisation_classes"]),
            }
        )
