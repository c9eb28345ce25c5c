"""Forms on demands, witnesses, orders of a court, the chronology and bundles: what shows something is an exhibit."""

from calendar import month_name
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils import timezone

from conduct.actions import Line
from conduct.rules.bundles import Recipient
from conduct.rules.demands import DemandStatus
from conduct.rules.witnesses import Measure
from conduct.web.forms.cases import WAYS
from kernel.clocks import today
from kernel.fields import (
    BooleanField,
    CharField,
    ChoiceField,
    DateField,
    MultipleChoiceField,
    SelectField,
    TextField,
)

if TYPE_CHECKING:
    from conduct.models import CaseFile, ConcernMessage

NONE = ("", "None")
MONTHS = [NONE, *((str(number), month_name[number]) for number in range(1, 13))]


def _called(exhibit: "CaseFile") -> str:
    return f"Exhibit {exhibit.number}: {exhibit.description}"


class ExhibitForm(forms.Form):
    """A form with an exhibit among its answers: its field `exhibit` gives the exhibit in place of its number."""

    def __init__(self, *args: Any, exhibits: "Iterable[CaseFile]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(one.number): one for one in exhibits}
        choices = [(number, _called(one)) for number, one in self.known.items()]
        cast(SelectField, self.fields["exhibit"]).choices = [NONE, *choices]

    def clean_exhibit(self) -> "CaseFile | None":
        return self.known.get(self.cleaned_data["exhibit"])


class DemandForm(forms.Form):
    addressee = CharField(label="Whom it is addressed to", missing="Enter whom it is addressed to")
    what = TextField(
        label="What is demanded",
        hint="Each document or kind of document, and of which time.",
        missing="Enter what is demanded",
    )
    legal_basis = CharField(
        label="The power it is demanded under", hint="The law, with its article.", missing="Enter the power"
    )
    channel = ChoiceField(
        label="How do you serve it?",
        choices=[(value, words.split(":")[0]) for value, words in WAYS],
        missing="Select how you serve it",
    )


class EndDemandForm(ExhibitForm):
    status = ChoiceField(
        label="What came of it",
        choices=[(one.value, str(one.label)) for one in DemandStatus if one != DemandStatus.OPEN],
        missing="Select what came of it",
    )
    exhibit = SelectField(
        label="The exhibit that shows it",
        hint="The documents, or the letter that refuses them. Add it as an exhibit first. None shows a withdrawal.",
        required=False,
    )
    outcome = TextField(
        label="In words",
        hint="What is there and what is still missing, or why the demand is withdrawn.",
        missing="Enter it in words",
    )

    def clean_status(self) -> DemandStatus:
        return DemandStatus(self.cleaned_data["status"])


class WitnessForm(forms.Form):
    name = CharField(label="Name", missing="Enter the name")
    role = CharField(
        label="Who they are in this", hint="For example, ward manager in 2025.", missing="Enter who they are in this"
    )


class ConsentForm(ExhibitForm, WitnessForm):
    message = SelectField(label="The message in which they agree", required=False)
    exhibit = SelectField(
        label="Or the exhibit that they signed",
        hint="Only exhibits that are marked as ones that could name them.",
        required=False,
    )

    def __init__(self, *args: Any, messages: "Iterable[ConcernMessage]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.messages = {str(one.pk): one for one in messages}
        choices = [(key, one.text if len(one.text) < 90 else f"{one.text[:90]}…") for key, one in self.messages.items()]
        cast(SelectField, self.fields["message"]).choices = [NONE, *choices]

    def clean_message(self) -> "ConcernMessage | None":
        return self.messages.get(self.cleaned_data["message"])


class StatementForm(ExhibitForm):
    exhibit = SelectField(
        label="The exhibit that is the statement",
        hint="Add it as an exhibit first.",
        missing="Select the exhibit that is the statement",
    )
    signed_on = DateField(label="When they signed it", hint="Leave it out while it is a draft.", required=False)


class MeasureForm(forms.Form):
    measure = ChoiceField(label="What is asked for", choices=Measure.choices, missing="Select what is asked for")
    reason = TextField(label="Why", missing="Enter why")

    def clean_measure(self) -> Measure:
        return Measure(self.cleaned_data["measure"])


class RulingForm(forms.Form):
    granted = ChoiceField(
        label="The panel’s ruling",
        choices=(("yes", "Granted"), ("no", "Refused")),
        missing="Select the panel’s ruling",
    )
    ruling = TextField(
        label="Reasons",
        hint="Why it is needed for the best evidence, and why it is fair to the manager.",
        missing="Enter the reasons",
    )

    def clean_granted(self) -> bool:
        return bool(self.cleaned_data["granted"] == "yes")


class AnonymityForm(RulingForm):
    """A ruling on anonymity says what stands in place of the name."""

    known_as = CharField(label="Known as, if it is granted", hint="For example, Witness A.", required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse anonymity without what to say instead."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("granted") and not cleaned.get("known_as"):
            self.add_error("known_as", "Enter what the witness is known as")
        return cleaned


class CourtOrderForm(ExhibitForm):
    court = CharField(label="Court", missing="Enter the court")
    order_reference = CharField(label="Number of the order", missing="Enter the number of the order")
    ordered_on = DateField(label="Date of the order", missing="Enter the date of the order")
    exhibit = SelectField(label="The order", hint="Add it as an exhibit first.", missing="Select the order")
    what = TextField(
        label="What is to be disclosed", hint="As the order says. Write no name.", missing="Enter what is disclosed"
    )
    to_whom = CharField(label="To whom", missing="Enter to whom")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ordered_on"].latest = today(timezone.now())  # type: ignore[attr-defined]


class GivenForm(forms.Form):
    words = TextField(
        label="What you compared and gave, and how",
        hint="That it is what the order says and no more.",
        missing="Enter what you compared and gave, and how",
    )


class LineForm(forms.Form):
    """One line of the chronology; cleans to a `Line`."""

    year = CharField(label="Year", width=4, missing="Enter the year")
    month = SelectField(label="Month", choices=MONTHS, required=False)
    day = CharField(label="Day", width=2, required=False)
    who = CharField(
        label="Who", hint="The manager, a role or a name. Nobody is named for raising a concern.", missing="Enter who"
    )
    text = TextField(label="What they knew, did or were told", missing="Enter what they knew, did or were told")
    is_concern_put = BooleanField(label="Here a concern was put to the manager", required=False)
    manager_did = TextField(label="What the manager did with it", required=False)
    exhibits = MultipleChoiceField(label="Exhibits that show it", missing="Select at least one exhibit")
    place = CharField(label="Where in the exhibits", hint="For example, page 4.", required=False)

    def __init__(self, *args: Any, exhibits: "Iterable[CaseFile]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(one.number): one for one in exhibits}
        field = cast(MultipleChoiceField, self.fields["exhibits"])
        field.choices = [(number, _called(one)) for number, one in self.known.items()]

    def _number(self, name: str, least: int, most: int) -> int | None:
        typed = self.cleaned_data[name]
        if not typed:
            return None
        if not (typed.isascii() and typed.isdigit() and least <= int(typed) <= most):
            raise forms.ValidationError(f"{self.fields[name].label} must be a number from {least} to {most}")
        return int(typed)

    def clean_year(self) -> int | None:
        return self._number("year", 1900, 2199)

    def clean_month(self) -> int | None:
        return int(self.cleaned_data["month"]) if self.cleaned_data["month"] else None

    def clean_day(self) -> int | None:
        return self._number("day", 1, 31)

    def clean(self) -> dict[str, Any]:
        """A line in place of its parts. Refuses a concern that was put without what the manager did."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("is_concern_put") and not cleaned.get("manager_did"):
            self.add_error("manager_did", "Enter what the manager did with it, or that they did nothing")
        if not cleaned.get("is_concern_put") and cleaned.get("manager_did"):
            self.add_error("is_concern_put", "Tick that a concern was put to the manager, or leave out what they did")
        if self.errors:
            return cleaned
        return {"line": Line(**{**cleaned, "exhibits": [self.known[one] for one in cleaned["exhibits"]]})}


class GiveBundleForm(forms.Form):
    recipient = ChoiceField(label="Who is given it?", choices=Recipient.choices, missing="Select who is given it")
    words = TextField(
        label="What you checked, and how it is given",
        hint="That nothing in it could name whoever raised a concern.",
        missing="Enter what you checked, and how it is given",
    )

    def clean_recipient(self) -> Recipient:
        return Recipient(self.cleaned_data["recipient"])
