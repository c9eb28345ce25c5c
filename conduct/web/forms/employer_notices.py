"""Forms by which two people tell an employer of an open case."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from conduct.rules.employer_notices import EmployerNoticeAction
from conduct.web.forms.steps import StepForm
from kernel.fields import ChoiceField, TextField

if TYPE_CHECKING:
    from kernel.models import Organisation

LONG = 10_000


class ProposeForm(StepForm):
    """`organisation` offers the manager's employers, and gives the one chosen."""

    organisation = ChoiceField(label="Which employer?", missing="Select the employer")
    text = TextField(
        label="What they would be told",
        hint="Word for word what they read. Nothing that says who raised the concern.",
        missing="Enter what they would be told",
        max_length=LONG,
    )
    necessity = TextField(
        label="Why is it necessary now?",
        hint="Whom does it protect, and from what, that cannot wait until the case is decided?",
        missing="Enter why it is necessary",
        max_length=LONG,
    )
    proportionality = TextField(
        label="Why is it proportionate?",
        hint="What it means for the manager if nothing is proved, and why nothing less would do.",
        missing="Enter why it is proportionate",
        max_length=LONG,
    )
    manager_waits_because = TextField(
        label="How would telling the manager at once prejudice something?",
        hint="Leave this empty if it would not: then the manager is told at the same time.",
        required=False,
        max_length=LONG,
    )

    def __init__(self, *args: Any, employers: "Iterable[Organisation]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.employers = {each.code: each for each in employers}
        offered = [(code, each.name) for code, each in self.employers.items()]
        cast(ChoiceField, self.fields["organisation"]).choices = offered

    def clean(self) -> dict[str, Any]:
        """The organisation in place of its code."""
        cleaned = super().clean() or self.cleaned_data
        if "organisation" in cleaned:
            cleaned["organisation"] = self.employers[cleaned["organisation"]]
        return cleaned


class DecideForm(StepForm):
    """Whoever proposed it may only withdraw it."""

    action = ChoiceField(label="Decision", missing="Select a decision")
    reason = TextField(label="Reason", missing="Enter the reason", max_length=LONG)

    def __init__(self, *args: Any, is_own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        deeds = EmployerNoticeAction
        offered = [deeds.WITHDRAW] if is_own else [deeds.TELL, deeds.REFUSE]
        cast(ChoiceField, self.fields["action"]).choices = [(deed.value, deed.label) for deed in offered]
