"""Forms on appeals against the decision on a case."""

from conduct.rules.appeals import Appellant
from conduct.web.forms.sanctions import SanctionFields
from conduct.web.forms.steps import StepForm
from kernel.fields import CharField, ChoiceField, DateField, TextField


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


class VaryForm(SanctionFields, CourtForm):
    """What the court put in the decision's place."""

    field_order = ("text",)
