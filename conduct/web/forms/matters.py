"""Forms on matters against organisations."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from conduct.rules.matters import MatterStatus
from kernel.clocks import today
from kernel.fields import CharField, OrganisationField, SelectField, TextField
from kernel.queries import organisation_by_code, organisation_choices

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from conduct.models import Case, Concern
    from kernel.models import Organisation


class MatterForm(forms.Form):
    organisation = OrganisationField(
        label="Organisation",
        hint="Its code, such as RJ1, or its full name",
        organisations=lambda: organisation_choices(open_on=today(timezone.now())),
        missing="Enter the organisation that it is about",
    )
    subject = TextField(
        label="What it is about",
        hint="What the organisation did or left undone, beyond one manager. Name nobody who raised a concern.",
        missing="Enter what it is about",
    )

    def clean_organisation(self) -> "Organisation | None":
        """The organisation whose code it is."""
        return organisation_by_code(self.cleaned_data["organisation"])


class MatterLinkForm(forms.Form):
    """A case by its reference, or a concern by its number, among those that the user may open."""

    what = CharField(
        label="The case or concern",
        hint="The reference of a case, such as CC-2026-0001, or the number of a concern.",
        missing="Enter the reference of a case or the number of a concern",
        width=20,
    )

    def __init__(self, *args: Any, cases: "QuerySet[Case]", concerns: "QuerySet[Concern]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases, self.concerns = cases, concerns

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        typed = (super().clean() or self.cleaned_data).get("what", "")
        number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
        case = self.cases.filter(reference=typed.upper()).first()
        concern = self.concerns.filter(pk=number).first()
        if typed and case is None and concern is None:
            self.add_error("what", ValidationError("There is no case or concern of that name that you may open"))
        return {"case": case, "concern": concern}


class MatterNoteForm(forms.Form):
    text = TextField(label="Note", hint="Notes are never changed or removed.", missing="Enter the note")


class CloseMatterForm(forms.Form):
    reason = TextField(label="Why it is closed", missing="Enter why it is closed", rows=4)


class MatterFilter(forms.Form):
    """Filters of the list, in the address."""

    status = SelectField(label="State", required=False, choices=[("", "Any"), *MatterStatus.choices])
    organisation = SelectField(label="Organisation", required=False)

    def __init__(self, *args: Any, organisations: "Iterable[Organisation]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Any"), *((str(one.pk), one.name) for one in organisations)]
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined]
