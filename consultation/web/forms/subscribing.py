"""Forms of the list of consultations."""

from django import forms

from consultation.workflow import Status
from kernel.fields import EmailField, SelectField

STAGES = (
    ("", "All"),
    ("open", "Open"),
    ("later", "Opens later"),
    ("closed", "Closed, outcome to come"),
    ("decided", "Outcome published"),
)
OF_STAGE = {
    "open": {Status.OPEN},
    "later": {Status.APPROVED},
    "closed": {Status.CLOSED, Status.ANALYSED},
    "decided": {Status.PUBLISHED},
}


class StageForm(forms.Form):
    """Which consultations are shown, in the address. What it does not know is all of them."""

    stage = SelectField(label="How they stand", required=False, choices=STAGES)

    @property
    def stages(self) -> set[Status]:
        """What was understood of it; empty for all."""
        self.is_valid()
        return OF_STAGE.get(self.cleaned_data.get("stage", ""), set())


class SubscribeForm(forms.Form):
    address = EmailField(label="Email address", missing="Enter your email address")
