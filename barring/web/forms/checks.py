"""What is asked on the pages of checks and of possible matches."""

from datetime import date
from typing import Any

from django import forms

from barring.actions.checks import Question, QuestionRefused, Subject
from barring.queries.checks import CORRECTED
from barring.rules.answers import CheckOutcome, Purpose
from kernel import fields
from kernel.queries import organisation_choices
from register.rules import Tier


class AskCheck(forms.Form):
    """One question about one person and one post."""

    registration_number = fields.CharField(
        label="Registration number",
        hint="Like NM-20441703-6. Leave it empty if you do not know it, and give all of the name and date of birth",
        max_length=40,
        required=False,
    )
    family_name = fields.CharField(label="Family name", required=False)
    given_names = fields.CharField(label="Given names", required=False)
    previous_family_names = fields.CharField(
        label="Previous family names", hint="Put a comma between them", max_length=1_000, required=False
    )
    date_of_birth = fields.DateField(label="Date of birth", hint="For example, 31 3 1970", required=False)
    national_insurance_number = fields.CharField(
        label="National Insurance number",
        hint="Like QQ 12 34 56 C. It is not kept: we store only a code made from it",
        max_length=40,
        required=False,
    )
    tier = fields.ChoiceField(
        label="Which kind of post is it?",
        choices=[(tier.value, tier.words) for tier in Tier],
        missing="Select the kind of post",
    )
    organisation = fields.OrganisationField(
        label="Organisation of the post",
        hint="Leave it empty if the post is in your own organisation",
        organisations=list,
        required=False,
    )
    purpose = fields.ChoiceField(
        label="Why are you asking?",
        choices=[(purpose.value, purpose.words) for purpose in Purpose],
        missing="Select why you are asking",
    )
    subject_informed = fields.ChoiceField(
        label="Have you told the person that you are making this check?",
        choices=[("yes", "Yes"), ("no", "No")],
        required=False,
    )
    client_ref = fields.CharField(
        label="Your reference", hint="It is shown with the answer. Do not put names in it", required=False
    )

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        """`day` is today: an organisation that has closed by then is not offered."""
        super().__init__(*args, **kwargs)
        organisation = self.fields["organisation"]
        assert isinstance(organisation, fields.OrganisationField)
        organisation.load_organisations = lambda: organisation_choices(open_on=day)

    @property
    def question(self) -> Question:
        """The valid form as the action takes it."""
        given = self.cleaned_data
        previous = (name.strip() for name in given["previous_family_names"].split(","))
        return Question(
            subject=Subject(
                registration_number=given["registration_number"],
                family_name=given["family_name"],
                given_names=given["given_names"],
                previous_family_names=tuple(name for name in previous if name),
                date_of_birth=given["date_of_birth"],
                national_insurance_number=given["national_insurance_number"],
            ),
            tier=Tier(given["tier"]),
            organisation=given["organisation"],
            purpose=Purpose(given["purpose"]),
            client_ref=given.get("client_ref", ""),
            subject_informed={"yes": True, "no": False}.get(given["subject_informed"]),
        )

    def add_faults(self, refusal: QuestionRefused) -> None:
        """Show what is wrong with the question beside the fields that it is about."""
        for fault in refusal.faults:
            self.add_error(fault.field if fault.field in self.fields else None, fault.text)


class FindChecks(forms.Form):
    """Which past checks to list."""

    outcome = fields.SelectField(
        label="Outcome",
        choices=[
            ("", "All outcomes"),
            *((outcome.value, outcome.words) for outcome in CheckOutcome),
            (CORRECTED, "Would be different now"),
        ],
        required=False,
    )


NOBODY = "nobody"


class ResolveReview(forms.Form):
    """Who was meant, and why the registrar thinks so."""

    person = fields.ChoiceField(label="Who is meant?", missing="Select who is meant, or that nobody here is")
    reason = fields.TextField(
        label="Reasons", hint="What you compared, and what decided it", missing="Enter the reasons", rows=4
    )

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            *((str(pk), words) for pk, words in people),
            (NOBODY, "None of these people"),
        ]

    @property
    def person_id(self) -> int | None:
        """The chosen person, or None for nobody."""
        chosen = self.cleaned_data["person"]
        return None if chosen == NOBODY else int(chosen)


class WithdrawDismissals(forms.Form):
    """Why people who were set aside are looked at again."""

    reason = fields.TextField(label="Reasons", hint="What has come to light", missing="Enter the reasons", rows=4)
