"""The form on which a panel chair records the determination."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django import forms

from conduct.rules.determining import Findings, Outcome, faults
from conduct.rules.fairness import Theme
from conduct.rules.finding import Culpability, FactFinding, OnAllegation, Rejected, lesser_than
from conduct.web.forms.sanctions import SANCTION, OutcomeFields
from conduct.web.forms.steps import StepForm
from kernel.fields import ChoiceField, MultipleChoiceField, TextField

if TYPE_CHECKING:
    from conduct.queries import Like

YES, NO = "yes", "no"


class DeterminationForm(OutcomeFields, StepForm):
    """The four stages of a decision, each with reasons. Which findings carry which outcome is a rule of conduct."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    """Which like cases the page showed."""
    facts = TextField(
        label="Facts found, with reasons",
        hint="What is not in dispute, which evidence was preferred, and why.",
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
    outcome_reasons = TextField(label="Reasons for the outcome")
    wider_causes = TextField(
        label="Wider causes",
        hint="What reached beyond this person: staffing, systems, the conduct of others. Say so if there was nothing.",
    )
    cause_themes = MultipleChoiceField(
        label="Which kinds of wider causes were there?",
        hint="Leave all of them out if there were none. Recommend changes on the page “Fairness” of the case.",
        choices=Theme.choices,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        allegations: Collection[tuple[int, str]],
        like: "list[Like]",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.like = like
        self.expected = " ".join(str(one.decision.pk) for one in like)
        self.fields["shown"].initial = self.expected
        self.numbers = [number for number, _ in allegations]
        for number, text in allegations:
            self.fields |= on_allegation(number, text)
        self.fields |= {f"rejected_{outcome}": rejection(outcome) for outcome in list(Outcome)[:-1]}
        self.order_fields([f"{part}_{number}" for number in self.numbers for part in PARTS] + _IN_ORDER)

    def clean(self) -> dict[str, Any]:
        """Put what the rules find wrong beside the question it belongs to."""
        cleaned = super().clean() or self.cleaned_data
        if self.cleaned_data.get("shown", "") != self.expected:
            self.add_error(None, "The like cases changed after you opened this page. Look at them again, then decide")
            data: Any = self.data
            self.data = data.copy()
            self.data["shown"] = self.expected  # type: ignore[index]
        if not self.errors:
            found = faults(findings=self.findings, numbers=self.numbers, **self.limits)
            for field, text in found.items():
                self.add_error(field, text)
        return cleaned

    @property
    def findings(self) -> Findings:
        """What was found and decided."""
        answers = {name: self.cleaned_data[name] for name in _FIXED}
        return Findings(
            **answers
            | {
                "on_allegations": tuple(self._on_allegation(number) for number in self.numbers),
                "rejected": tuple(
                    Rejected(outcome=outcome, reasons=self.cleaned_data[f"rejected_{outcome}"])
                    for outcome in lesser_than(answers["outcome"], ladder=Outcome)
                ),
                "misconduct": answers["misconduct"] == YES,
                "impairment": answers["impairment"] == YES,
                "cause_themes": tuple(answers["cause_themes"]),
                "tiers": tuple(answers["tiers"]),
                "organisation_classes": tuple(answers["organisation_classes"]),
            }
        )

    def _on_allegation(self, number: int) -> OnAllegation:
        return OnAllegation(number=number, **{part: self.cleaned_data[f"{part}_{number}"] for part in PARTS})


PARTS = ("finding", "reasons", "culpability")
_FIXED = (
    "facts",
    "misconduct",
    "misconduct_reasons",
    "impairment",
    "impairment_reasons",
    "outcome",
    "outcome_reasons",
    "wider_causes",
    "cause_themes",
    *SANCTION[1:],
)
_BEFORE = _FIXED.index("outcome_reasons")
_IN_ORDER = [*_FIXED[:_BEFORE], *(f"rejected_{outcome}" for outcome in Outcome), *_FIXED[_BEFORE:]]


def on_allegation(number: int, text: str) -> dict[str, forms.Field]:
    """The questions on one allegation."""
    return {
        f"finding_{number}": ChoiceField(
            label=f"Allegation {number}: what is found?",
            hint=text,
            choices=FactFinding.choices,
            hints={FactFinding.FOUND: "On the balance of probabilities"},
            missing=f"Select what is found on allegation {number}",
        ),
        f"reasons_{number}": TextField(
            label=f"Allegation {number}: why?",
            missing=f"Give reasons for what is found on allegation {number}",
        ),
        f"culpability_{number}": ChoiceField(
            label=f"Allegation {number}: was there any of these?",
            hint="The Code asks above all for these. Where the allegation is not found proved there is none.",
            choices=Culpability.choices,
            missing=f"Select what culpability is found on allegation {number}",
        ),
    }


def rejection(outcome: Outcome) -> TextField:
    """Why an outcome would not be enough, where one that is harsher is chosen."""
    return TextField(
        label=f"Why not {outcome.label.lower()}?", hint="Needed where the outcome is harsher.", required=False, rows=3
    )
