"""Forms on outcomes by consent, on reviews of orders and on restoration."""

from typing import Any

from conduct.rules.determining import OFFERED, Outcome, Sanction
from conduct.rules.reconsidering import RESULTS, Kind, Result, may_replace
from conduct.web.forms.sanctions import SanctionFields
from conduct.web.forms.steps import StepForm
from kernel.fields import ChoiceField, TextField

ANSWERS = [("agree", "I agree to this outcome and admit these facts"), ("decline", "I do not agree")]


class OfferForm(SanctionFields, StepForm):
    """What is offered, and the facts that the manager would admit."""

    facts = TextField(
        label="Facts that the manager would admit",
        hint="They read these with the offer, and a panel reads what they answered.",
        missing="Enter the facts that the manager would admit",
    )
    field_order = ("facts",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(outcome.value, outcome.label) for outcome in Outcome if outcome in OFFERED]
        self.fields["outcome"].choices = choices  # type: ignore[attr-defined]


class OfferAnswerForm(StepForm):
    """Yes or no to an offer, in the manager's words."""

    answer = ChoiceField(label="Your answer", choices=ANSWERS, missing="Select whether you agree")
    text = TextField(
        label="In your own words",
        hint="Write that you agree, or why you do not. You can ask somebody to help you first.",
        missing="Write your answer",
    )


class PaperOfferAnswerForm(OfferAnswerForm):
    """The same, entered by staff from a signed letter."""

    answer = ChoiceField(
        label="The manager’s answer",
        choices=[("agree", "They agree, and signed it"), ("decline", "They do not agree")],
        missing="Select whether they agree",
    )
    text = TextField(label="What they wrote", missing="Enter what they wrote")


class ReasonForm(StepForm):
    """Why."""

    reason = TextField(label="Reason", hint="The manager reads this.", missing="Enter the reason")


class GroundsForm(StepForm):
    """Why an order is to be looked at again, or somebody to be restored."""

    grounds = TextField(label="Grounds", hint="The panel and the manager read this.", missing="Enter the grounds")


class RestorationForm(StepForm):
    """A panel's decision on an application to be restored."""

    result = ChoiceField(
        label="Decision",
        choices=[(result.value, result.label) for result in RESULTS[Kind.RESTORATION]],
        missing="Select what is decided",
    )
    reasons = TextField(label="Reasons", missing="Give reasons")


class ReviewForm(SanctionFields, RestorationForm):
    """A panel's decision on the review of an order, with what takes its place."""

    result = ChoiceField(
        label="Decision",
        choices=[(result.value, result.label) for result in RESULTS[Kind.REVIEW]],
        missing="Select what is decided",
    )
    outcome = ChoiceField(
        label="The order that takes its place",
        hint="Nothing harsher than the present one.",
        missing="Select an outcome",
        required=False,
    )
    field_order = ("result", "reasons")

    def __init__(self, *args: Any, present: Sanction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present = present
        choices = [(outcome.value, outcome.label) for outcome in may_replace(present=present.outcome)]
        self.fields["outcome"].choices = choices  # type: ignore[attr-defined]
        self.fields["duration_months"].help_text = "For how much longer, or how long the other order lasts."

    def ordered(self, answered: Sanction) -> Sanction | None:
        """Nothing where the order ends; the same for longer; or another."""
        result = self.cleaned_data["result"]
        if result == Result.LET_END:
            return None
        if result == Result.EXTENDED:
            return Sanction(
                outcome=self.present.outcome,
                terms=self.present.terms,
                tiers=self.present.tiers,
                organisation_classes=self.present.organisation_classes,
                duration_months=answered.duration_months,
            )
        if not answered.outcome:
            self.add_error("outcome", "Select the order that takes its place")
            return None
        return answered
