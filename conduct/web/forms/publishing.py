"""Forms on the publication of a decision."""

from conduct.rules.publishing import Because
from conduct.web.forms.steps import StepForm
from kernel.fields import ChoiceField, TextField


class SeenForm(StepForm):
    """A button on a page that shows a state."""


class LeaveOutForm(StepForm):
    passage = TextField(
        label="Words to leave out",
        hint="Copy them exactly as they stand in the decision. They are left out wherever they stand.",
        missing="Enter the words to leave out",
        rows=3,
    )
    because = ChoiceField(
        label="Why are they left out?",
        choices=[(one.value, one.label.capitalize()) for one in Because],
        missing="Select why they are left out",
    )


class TakeDownForm(StepForm):
    reason = TextField(label="Why the decision is taken down", missing="Enter why the decision is taken down", rows=3)
