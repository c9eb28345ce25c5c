"""Forms on interim orders."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django import forms

from conduct.rules.interim_orders import (
    FIRST_DECISIONS,
    LEAST,
    MOST,
    REVIEW_DECISIONS,
    Basis,
    CourtOutcome,
    InterimKind,
    Presence,
)
from conduct.web.forms.cases import WAYS
from conduct.web.forms.steps import StepForm
from kernel.clocks import LONDON
from kernel.fields import CharField, ChoiceField, DateField, MultipleChoiceField, SelectField, TextField
from register.rules import Tier

if TYPE_CHECKING:
    from kernel.models import User

TIERS = [(tier.value, tier.words) for tier in Tier]
TAKES_PART = (("yes", "Yes, I will take part"), ("no", "No, please consider what I write"))
THEY_TAKE_PART = (("yes", "Yes, they will take part"), ("no", "No, or they did not say"))


class ApplyForm(StepForm):
    kind = ChoiceField(label="What do you apply for?", choices=InterimKind.choices, missing="Select what you apply for")
    basis = MultipleChoiceField(
        label="What is it necessary for?", choices=Basis.choices, missing="Select what it is necessary for"
    )
    grounds = TextField(
        label="Grounds",
        hint="What the risk is, to whom, what the evidence is so far, and why nothing less meets it. The manager reads "
        "this: nothing in it may point to whoever raised a concern.",
        missing="Enter the grounds",
        rows=10,
    )


class WithdrawApplicationForm(StepForm):
    reason = TextField(label="Why the application is withdrawn", missing="Enter why the application is withdrawn")


class NoticeForm(StepForm):
    """When and where it is heard, how notice is served, and who decides."""

    day = DateField(label="Day of the hearing")
    hour = CharField(label="Time", hint="By the 24 hour clock, such as 14:30", width=5, max_length=5)
    place = TextField(
        label="Where, or how to join",
        hint="A room, a video link or a telephone number. The manager reads this.",
        missing="Enter where, or how to join",
        rows=3,
    )
    channel = ChoiceField(label="How do you serve the notice?", choices=WAYS, missing="Select how you serve it")
    short_because = TextField(
        label="Why the notice is short, if it is",
        hint="Needed where the notice is shorter than the rules say. The manager reads this.",
        required=False,
        rows=3,
    )
    chair = SelectField(label="Chair", missing="Select the chair")
    second = SelectField(label="Second decider", missing="Select the second decider")
    third = SelectField(label="Third decider, if there is one", required=False)

    def __init__(self, *args: Any, chairs: "Iterable[User]", people: "Iterable[User]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {"chair": list(chairs), "second": list(people)}
        self.people = {str(user.pk): user for users in offered.values() for user in users}
        for name, users in (*offered.items(), ("third", offered["second"])):
            choices = [("", "Choose"), *((str(user.pk), user.name) for user in users)]
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_hour(self) -> time:
        """An hour and a minute."""
        try:
            return time.fromisoformat(self.cleaned_data["hour"].zfill(5))
        except ValueError:
            raise forms.ValidationError("Time must be by the 24 hour clock, such as 14:30") from None

    def clean(self) -> dict[str, Any]:
        """The instant, the chair and the others, in place of what names them."""
        cleaned = super().clean() or self.cleaned_data
        if not {"day", "hour", "chair", "second"} <= cleaned.keys():
            return cleaned
        day, hour = cleaned.pop("day"), cleaned.pop("hour")
        cleaned["heard_from"] = datetime.combine(day, hour, tzinfo=LONDON)
        others = [cleaned.pop("second"), cleaned.pop("third", "")]
        cleaned["chair"] = self.people[cleaned["chair"]]
        cleaned["members"] = [self.people[key] for key in others if key]
        return cleaned


class SayForm(forms.Form):
    """The manager’s own words for a hearing."""

    takes_part = ChoiceField(label="Will you take part in the hearing?", choices=TAKES_PART, missing="Select yes or no")
    text = TextField(
        label="What you want those who decide to know",
        hint="Such as what you say to the grounds, how an order would affect you, and what would be enough instead.",
        missing="Enter what you want those who decide to know",
        rows=10,
    )

    def clean_takes_part(self) -> bool:
        return bool(self.cleaned_data["takes_part"] == "yes")


class PaperStatementForm(StepForm):
    takes_part = ChoiceField(
        label="Will they take part in the hearing?", choices=THEY_TAKE_PART, missing="Select yes or no"
    )
    text = TextField(
        label="What they said, as received", hint="And how and when it came.", missing="Enter what they said", rows=10
    )

    def clean_takes_part(self) -> bool:
        return bool(self.cleaned_data["takes_part"] == "yes")


class HearingForm(StepForm):
    presence = ChoiceField(
        label="How was the manager heard?", choices=Presence.choices, missing="Select how the manager was heard"
    )
    account = TextField(
        label="What was said",
        hint="By whoever applied, by the manager or for them, and what you looked at.",
        missing="Enter what was said",
        rows=10,
    )


class ScopeForm(StepForm):
    """The words and the scope of conditions, and the last day of an order."""

    terms = TextField(label="Conditions in full", hint="Needed for conditions.", required=False)
    tiers = MultipleChoiceField(label="Tiers of post that conditions cover", choices=TIERS, required=False)
    organisation_classes = MultipleChoiceField(label="Kinds of organisation that conditions cover", required=False)
    until_on = DateField(label="Last day of the order", required=False)

    def __init__(self, *args: Any, classes: Iterable[tuple[str, str]], latest: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation_classes"].choices = list(classes)  # type: ignore[attr-defined]
        self.fields["until_on"].help_text = latest


class RulingForm(ScopeForm):
    """What is decided, and if there is an order its test, its words, its scope and its last day."""

    field_order = ("decision", "reasons", "basis", "kind")

    decision = ChoiceField(label="Decision", missing="Select the decision")
    reasons = TextField(
        label="Reasons",
        hint="What the risk is, and why nothing less meets it; or why there is to be no order. The manager reads them.",
        missing="Enter the reasons",
        rows=8,
    )
    basis = MultipleChoiceField(
        label="What is the order necessary for?",
        hint="Not needed where there is to be no order.",
        choices=Basis.choices,
        required=False,
    )
    kind = ChoiceField(label="Kind of order", choices=InterimKind.choices, required=False)

    def ruling(self) -> dict[str, Any]:
        """The fields of a ruling."""
        given = {name: self.cleaned_data[name] for name in ("kind", "reasons", "terms", "until_on")}
        several = {name: tuple(self.cleaned_data[name]) for name in ("basis", "tiers", "organisation_classes")}
        return {**given, **several}


class FirstRulingForm(RulingForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = [(one.value, one.label) for one in FIRST_DECISIONS]  # type: ignore[attr-defined]


class ReviewRulingForm(RulingForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = [(one.value, one.label) for one in REVIEW_DECISIONS]  # type: ignore[attr-defined]
        self.fields["kind"].help_text = "Needed where another order takes the place of this one."


PANEL = f"{LEAST} or {MOST} people decide, and none of them ever decides the case."


class ChallengeForm(StepForm):
    court = CharField(label="Court", initial="High Court", missing="Enter the court", max_length=200)
    court_reference = CharField(
        label="The court’s reference", width=20, max_length=100, missing="Enter the court’s reference"
    )
    lodged_on = DateField(label="When was it lodged?", missing="Enter the day on which it was lodged")


class CourtOutcomeForm(ScopeForm):
    """How a challenge ended, and what the court put in the place of what was ordered."""

    field_order = ("outcome", "decided_on", "note")

    outcome = ChoiceField(
        label="How did the challenge end?", choices=CourtOutcome.choices, missing="Select how the challenge ended"
    )
    decided_on = DateField(label="When did the court decide?", missing="Enter the day on which the court decided")
    note = TextField(
        label="What did the court order, and why?",
        hint="Name the judgment or order. The manager reads this.",
        missing="Enter what the court ordered, and why",
    )


class ExtensionForm(StepForm):
    court = CharField(label="Court", initial="High Court", missing="Enter the court", max_length=200)
    court_reference = CharField(
        label="The court’s reference", width=20, max_length=100, missing="Enter the court’s reference"
    )
    ordered_on = DateField(label="When did the court order it?", missing="Enter the day of the court’s order")
    until_on = DateField(label="New last day of the order", missing="Enter the new last day of the order")

    def __init__(self, *args: Any, latest: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until_on"].help_text = latest
