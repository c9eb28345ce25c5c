"""Forms of who is invited to answer."""

from dataclasses import fields

from django import forms
from django.http import QueryDict

from consultation.queries.inviting import CAN, NO_ADDRESS, STOPPED, InviteesSought
from consultation.rules.inviting import NOTED_BY, InviteAction, Invitee, Standing
from consultation.rules.questionnaire import OrganisationType, Region, RespondentType
from kernel.fields import CharField, ChoiceField, EmailField, SelectField, TextField
from kernel.web.forms.tables import TableField

UNKNOWN = ("", "Not known")
DECLINED, REOPENED = "declined", "reopened"


class ConsulteeForm(forms.Form):
    """Somebody to invite."""

    name = CharField(label="Name of the organisation, body or person", missing="Enter the name")
    respondent_type = ChoiceField(
        label="As what would they answer?", choices=RespondentType.choices, missing="Select as what they would answer"
    )
    organisation_type = SelectField(
        label="Type of organisation", required=False, choices=[UNKNOWN, *OrganisationType.choices]
    )
    region = SelectField(label="Region", required=False, choices=[UNKNOWN, *Region.choices])
    email = EmailField(
        label="Email address", hint="Leave it empty to write to them by post.", required=False, autocomplete="off"
    )

    def clean(self) -> dict[str, Invitee]:
        """Who it is, for the action."""
        given = self.cleaned_data
        return {"invitee": Invitee(**given)} if not self.errors else {}


class ListForm(forms.Form):
    """A list of those to invite."""

    file = TableField()


class NoteForm(forms.Form):
    """What became of an invitation, as staff know it."""

    what = ChoiceField(label="What do you know?", missing="Select what you know")
    note = TextField(
        label="What the note should say",
        hint="Such as the date of a letter. Write nothing of what they answered.",
        required=False,
        max_length=500,
        rows=3,
    )

    def __init__(self, data: QueryDict | None, *, allowed: set[str]) -> None:
        super().__init__(data)
        choices: list[tuple[str, str]] = []
        if InviteAction.ANSWER in allowed:
            choices += [(key, f"They answered: {words.lower()}") for key, words in NOTED_BY]
        if InviteAction.DECLINE in allowed:
            choices.append((DECLINED, "They will not answer"))
        if InviteAction.REOPEN in allowed:
            choices.append((REOPENED, "What was noted is wrong: they have not answered"))
        self.fields["what"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, str]:
        """What to note, for the action."""
        given, what = dict(self.cleaned_data), self.cleaned_data.get("what", "")
        given.pop("what", None)
        if what == DECLINED:
            return given | {"action": InviteAction.DECLINE}
        if what == REOPENED:
            return given | {"action": InviteAction.REOPEN}
        return given | {"action": InviteAction.ANSWER, "answered_by": what}


class InviteesForm(forms.Form):
    """Whom to show of the list, in the address."""

    name = CharField(label="Name", required=False)
    standing = SelectField(label="How they stand", required=False, choices=[("", "Any"), *Standing.choices])
    respondent_type = SelectField(
        label="As what they answer", required=False, choices=[("", "Any"), *RespondentType.choices]
    )
    organisation_type = SelectField(
        label="Type of organisation", required=False, choices=[("", "Any"), *OrganisationType.choices]
    )
    region = SelectField(label="Region", required=False, choices=[("", "Any"), *Region.choices])
    mail = SelectField(
        label="Email",
        required=False,
        choices=[
            ("", "With or without"),
            (CAN, "Can be written to"),
            (NO_ADDRESS, "No address"),
            (STOPPED, "Wants no more email"),
        ],
    )

    @property
    def sought(self) -> InviteesSought:
        """What was understood of it."""
        self.is_valid()
        known = {each.name for each in fields(InviteesSought)}
        return InviteesSought(**{name: value for name, value in self.cleaned_data.items() if name in known})
