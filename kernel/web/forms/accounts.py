"""Forms about accounts, roles, invitations and one's own password."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from kernel import fields
from kernel.passwords import is_breached
from kernel.permissions import STAFF_ROLES, TRUST_ROLES, Role
from kernel.queries import organisation_choices
from kernel.web.forms.sign_in import BREACHED, DIFFERENT, HOW_TO_CHOOSE

ROLE_HINTS = {
    Role.ADMINISTRATOR: "Invites people and changes roles, always with a second administrator. Sees no case",
    Role.AUDITOR: "Reads cases, bars, people and accounts, and changes nothing",
    Role.BARRING_APPROVER: "Decides on bars that somebody else proposed",
    Role.TRUST_ADMINISTRATOR: "Invites the trust’s users and closes their accounts",
    Role.TRUST_USER: "Asks whether a person may be employed, and reads the answers",
}


def role_choices(roles: Iterable[Role]) -> list[tuple[str, str]]:
    """In the order of the enum, which is that of the work."""
    given = set(roles)
    return [(role.value, role.words) for role in Role if role in given]


class AccountSearchForm(forms.Form):
    q = fields.CharField(label="Name, email address or organisation", required=False)
    role = fields.SelectField(label="Role", required=False, choices=[("", "Any role"), *role_choices(Role)])


class ReasonForm(forms.Form):
    reason = fields.TextField(label="Reason", hint="It is kept with the change", max_length=2_000, rows=3)


class RoleChangeForm(forms.Form):
    roles = fields.MultipleChoiceField(
        label="Roles", hint="Select every role that the account is to carry", missing="Select at least one role"
    )
    reason = fields.TextField(
        label="Reason", hint="The second administrator decides by it, and it is kept", max_length=2_000, rows=3
    )

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose = self.fields["roles"]
        assert isinstance(choose, fields.MultipleChoiceField)
        choose.choices = role_choices(roles)
        choose.hints = {role.value: hint for role, hint in ROLE_HINTS.items()}


class DecisionForm(forms.Form):
    decision = fields.ChoiceField(
        label="Your decision",
        choices=(("approve", "Approve"), ("refuse", "Refuse")),
        missing="Select whether you approve or refuse",
    )


class PersonInvitedForm(forms.Form):
    name = fields.CharField(label="Name", max_length=100, missing="Enter the person’s name")
    email = fields.EmailField(label="Email address", autocomplete="off", missing="Enter the person’s email address")


class StaffInvitationForm(PersonInvitedForm):
    roles = fields.MultipleChoiceField(
        label="Roles",
        choices=role_choices(STAFF_ROLES),
        hints={role.value: hint for role, hint in ROLE_HINTS.items()},
        missing="Select at least one role",
    )


class TrustInvitationForm(PersonInvitedForm):
    organisation = fields.OrganisationField(
        label="Organisation",
        hint="Its code, such as RJ1, or its full name",
        organisations=list,
        missing="Enter the organisation for which the person works",
    )
    roles = fields.MultipleChoiceField(
        label="Roles",
        choices=role_choices(TRUST_ROLES),
        hints={role.value: hint for role, hint in ROLE_HINTS.items()},
        missing="Select at least one role",
    )

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        """`day` is today: an organisation that has closed by then is not offered."""
        super().__init__(*args, **kwargs)
        organisation = self.fields["organisation"]
        assert isinstance(organisation, fields.OrganisationField)
        organisation.load_organisations = lambda: organisation_choices(open_on=day)


class ChosenPasswordForm(forms.Form):
    """A new password, typed twice."""

    password = fields.PasswordField(
        label="New password", hint=HOW_TO_CHOOSE, missing="Enter a new password", autocomplete="new-password"
    )
    again = fields.PasswordField(
        label="New password again", missing="Enter the new password again", autocomplete="new-password"
    )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if "password" in given and "again" in given and given["password"] != given["again"]:
            self.add_error("again", DIFFERENT)
        if "password" in given and is_breached(given["password"]):
            self.add_error("password", BREACHED)
        return given


class AcceptInvitationForm(ChosenPasswordForm):
    name = fields.CharField(
        label="Your name",
        hint="As your colleagues know you",
        max_length=100,
        autocomplete="name",
        missing="Enter your name",
    )
    field_order: tuple[str, ...] = ("name", "password", "again")


class AcceptManagerForm(AcceptInvitationForm):
    """A manager's account shows their entry, so they prove who they are: the link alone proves an address."""

    date_of_birth = fields.DateField(
        label="Your date of birth",
        hint="As the register has it, for example 31 3 1980",
        missing="Enter your date of birth",
    )
    field_order = ("name", "date_of_birth", "password", "again")


class PasswordChangeForm(ChosenPasswordForm):
    present = fields.PasswordField(label="Present password", missing="Enter your present password")
    field_order = ("present", "password", "again")
