"""The shape of a question as a program sends it, and the one reader of it: of a check, of a row of a batch, of a watch.

The API's document is made of these too. A line of CSV is read as the same shape.
"""

from typing import Any

from rest_framework import serializers

from barring.actions.checks import Question, Subject
from barring.rules.answers import Purpose
from kernel.api.serializers import BooleanField, ChoiceField, DayField, InstantField, StrictSerializer, TextField
from register.rules import Tier

LONGEST_NAME = 200
MOST_PREVIOUS_NAMES = 20

TIERS = [tier.value for tier in Tier]
PURPOSES = [purpose.value for purpose in Purpose]


class NameField(TextField):
    """Part of a name, or null."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{"required": False, "allow_null": True, "allow_blank": True, "max_length": LONGEST_NAME, **options}
        )


class SubjectIn(StrictSerializer):
    """A number with a date of birth or family name; or family name, given names and date of birth."""

    registration_number = NameField(max_length=40, help_text="Read without regard to case, spaces and hyphens")
    family_name = NameField()
    given_names = NameField()
    previous_family_names = serializers.ListField(
        child=NameField(required=True, allow_null=False),
        required=False,
        allow_null=True,
        max_length=MOST_PREVIOUS_NAMES,
    )
    date_of_birth = DayField(required=False, allow_null=True)
    national_insurance_number = NameField(max_length=40, help_text="Kept and compared only as a keyed hash")


class RoleIn(StrictSerializer):
    """The post asked about."""

    tier = ChoiceField(choices=TIERS)
    organisation = NameField(max_length=12, help_text="ODS code; your own organisation unless given")


class CheckIn(StrictSerializer):
    """One question."""

    client_ref = NameField(help_text="Your own reference, given back with the answer")
    subject = SubjectIn()
    role = RoleIn()
    purpose = ChoiceField(choices=PURPOSES)
    subject_informed = BooleanField(required=False, allow_null=True, help_text="Whether the person was told")
    as_of = InstantField(required=False, allow_null=True, help_text="The instant asked about; `known_at` unless given")
    known_at = InstantField(
        required=False, allow_null=True, help_text="Answer from what was recorded by then; now unless given"
    )


def question_from(*, given: dict[str, Any]) -> Question:
    """The validated body as the action takes it; null and left out are the same."""
    subject, role = given["subject"], given["role"]
    return Question(
        subject=Subject(
            registration_number=(subject.get("registration_number") or "").strip(),
            family_name=subject.get("family_name") or "",
            given_names=subject.get("given_names") or "",
            previous_family_names=tuple(subject.get("previous_family_names") or ()),
            date_of_birth=subject.get("date_of_birth"),
            national_insurance_number=subject.get("national_insurance_number") or "",
        ),
        tier=Tier(role["tier"]),
        organisation=(role.get("organisation") or "").strip().upper(),
        purpose=Purpose(given["purpose"]),
        client_ref=given.get("client_ref") or "",
        subject_informed=given.get("subject_informed"),
        as_of=given.get("as_of"),
        known_at=given.get("known_at"),
    )
