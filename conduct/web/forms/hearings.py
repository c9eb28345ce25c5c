"""Forms on hearings."""

from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import TYPE_CHECKING, Any, cast

from django import forms

from conduct.rules.hearing import MOST_DAYS, Attendance, Place, sitting_days
from conduct.web.forms.cases import WAYS
from conduct.web.forms.steps import PersonForm, StepForm
from kernel.fields import CharField, ChoiceField, DateField, MultipleChoiceField, SelectField, TextField

if TYPE_CHECKING:
    from kernel.models import User

STARTS = [(f"{hour:02d}:{minute:02d}", f"{hour:02d}:{minute:02d}") for hour in range(9, 17) for minute in (0, 30)]
YES, NO = "yes", "no"


class DaysForm(StepForm):
    """The days of a hearing: a first one, and the working days after it."""

    first_on = DateField(label="First day", missing="Enter the first day")
    number = CharField(
        label="How many days",
        hint="The working days that follow the first one are added.",
        width=2,
        max_length=3,
        initial="1",
        missing="Enter how many days",
    )

    def clean_number(self) -> int:
        """A whole number of days."""
        typed = self.cleaned_data["number"]
        if not (typed.isascii() and typed.isdigit()) or not 1 <= int(typed) <= MOST_DAYS:
            raise forms.ValidationError(f"How many days must be a whole number from 1 to {MOST_DAYS}")
        return int(typed)

    def clean(self) -> dict[str, Any]:
        """The days in place of how they are counted."""
        cleaned = super().clean() or self.cleaned_data
        if {"first_on", "number"} <= cleaned.keys():
            cleaned["days"] = sitting_days(first=cleaned.pop("first_on"), number=cleaned.pop("number"))
        return cleaned


class ListHearingForm(DaysForm):
    """When and where a case is heard, and by whom."""

    starts = SelectField(label="Starts at", choices=STARTS, initial="10:00")
    place_kind = ChoiceField(label="Where is it?", choices=Place.choices, missing="Select where it is")
    where = CharField(
        label="Room, or address of the video hearing",
        hint="The room is published. The address of a video hearing is shown to those who take part, and to nobody "
        "else.",
        max_length=500,
        missing="Enter the room, or the address of the video hearing",
    )
    chair = ChoiceField(label="Chair", missing="Select who chairs")
    members = MultipleChoiceField(
        label="Other members",
        hint="A panel has lay members and members who are on the register.",
        missing="Select the other members",
    )
    private_because = TextField(
        label="Why the whole hearing is private",
        hint="Leave this empty for a public hearing. The list of hearings says nothing of a private one.",
        required=False,
        rows=3,
    )

    def __init__(self, *args: Any, candidates: "Iterable[tuple[User, str, str, bool]]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = list(candidates)
        self.people = {str(user.pk): user for user, *_ in found}
        chair, members = (cast(ChoiceField, self.fields[name]) for name in ("chair", "members"))
        chair.choices = [(str(user.pk), words) for user, words, _, is_qualified in found if is_qualified]
        members.choices = [(str(user.pk), words) for user, words, _, _ in found]
        chair.hints = members.hints = {str(user.pk): days for user, _, days, _ in found}

    def clean_starts(self) -> time:
        return time.fromisoformat(self.cleaned_data["starts"])

    def clean(self) -> dict[str, Any]:
        """The accounts in place of what names them; a video hearing has an address."""
        cleaned = super().clean()
        if cleaned.get("place_kind") == Place.VIDEO and not cleaned.get("where", "https://").startswith("https://"):
            self.add_error("where", "Address of the video hearing must begin with https://")
        if "chair" in cleaned:
            cleaned["chair"] = self.people[cleaned["chair"]]
        if "members" in cleaned:
            cleaned["members"] = [self.people[key] for key in cleaned["members"]]
        return cleaned


class NoticeForm(StepForm):
    channel = ChoiceField(label="How do you serve it?", choices=WAYS, missing="Select how you serve it")


class ConsentForm(StepForm):
    consent = TextField(
        label="How the manager agreed",
        hint="When and how they said so, in their words where you have them.",
        missing="Enter how the manager agreed",
        rows=3,
    )


class ReplaceForm(PersonForm):
    chosen = "user"

    user = ChoiceField(
        label="New member", hint="Only people who had no part in the case are listed.", missing="Select a member"
    )
    reason = TextField(label="Why the member is replaced", missing="Enter why the member is replaced", rows=3)


class PutOffForm(DaysForm):
    reason = TextField(label="Reasons", missing="Enter reasons", rows=4)


class BeginForm(StepForm):
    attendance = ChoiceField(
        label="Who attends for the manager?", choices=Attendance.choices, missing="Select who attends for the manager"
    )
    absence_because = TextField(
        label="Why you go on in their absence",
        hint="Needed where nobody attends: how you know that they have the notice, and why it is fair to go on.",
        required=False,
        rows=4,
    )


class PrivateForm(StepForm):
    part = TextField(
        label="Which part is private", hint="Such as: the evidence on her health.", missing="Enter which part", rows=3
    )
    reason = TextField(label="Reasons", missing="Enter reasons", rows=4)


class CancelForm(StepForm):
    reason = TextField(label="Why it is cancelled", missing="Enter why it is cancelled", rows=3)


class AnswerForm(StepForm):
    answer = ChoiceField(
        label="Do you agree to this determination?",
        choices=((YES, "I agree"), (NO, "I dissent")),
        missing="Select whether you agree",
    )
    reasons = TextField(label="Reasons for your dissent", hint="Needed if you dissent.", required=False)

    def clean(self) -> dict[str, Any]:
        """Whether they agree, in place of the answer."""
        cleaned = super().clean() or self.cleaned_data
        if "answer" in cleaned:
            cleaned["agree"] = cleaned.pop("answer") == YES
            if not cleaned["agree"] and not cleaned.get("reasons"):
                self.add_error("reasons", "Enter the reasons for your dissent")
        return cleaned


class ReplyForm(StepForm):
    """The manager's reply to the notice."""

    attends = ChoiceField(
        label="Will you attend the hearing?",
        choices=((YES, "Yes"), (NO, "No")),
        missing="Select whether you will attend",
    )
    represented_by = CharField(
        label="Who speaks for you",
        hint="Their name and organisation, if anybody does: a trade union, a professional body, a lawyer or a friend.",
        required=False,
    )
    needs = TextField(
        label="What you need to take part",
        hint="Such as an interpreter, breaks, a room without stairs, or papers in large print.",
        required=False,
        rows=4,
    )
    agrees = ChoiceField(
        label="Do you agree to shorter notice?",
        hint="You do not have to. If you do, the hearing can be on its day though you had the notice late.",
        choices=((NO, "No"), (YES, "Yes, I agree to shorter notice")),
        missing="Select whether you agree to shorter notice",
    )

    def __init__(self, *args: Any, is_short: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_short:
            del self.fields["agrees"]

    def clean_attends(self) -> bool:
        return bool(self.cleaned_data["attends"] == YES)


class TermForm(forms.Form):
    """Somebody's term on panels."""

    user = SelectField(label="Member", missing="Select a member")
    kind = ChoiceField(label="Kind of member", missing="Select the kind of member")
    qualified = ChoiceField(
        label="Are they legally qualified, to chair?", choices=((NO, "No"), (YES, "Yes")), missing="Select yes or no"
    )
    first_on = DateField(label="First day of the term")
    until_on = DateField(label="Last day of the term")
    trained_on = DateField(label="Trained on", hint="Nobody sits before they are trained.", required=False)

    def __init__(self, *args: Any, people: "Sequence[User]", kinds: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(user.pk): user for user in people}
        cast(SelectField, self.fields["user"]).choices = [
            ("", "Choose"),
            *((key, user.name) for key, user in self.people.items()),
        ]
        cast(ChoiceField, self.fields["kind"]).choices = list(kinds)

    def clean(self) -> dict[str, Any]:
        """The account in place of what names it."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("user"):
            cleaned["user"] = self.people[cleaned["user"]]
        if "qualified" in cleaned:
            cleaned["is_qualified"] = cleaned.pop("qualified") == YES
        return cleaned


class TrainingForm(forms.Form):
    trained_on = DateField(label="Trained on", missing="Enter the day of the training")


class OfferForm(forms.Form):
    """The working days of the next weeks, those on which somebody can sit being ticked."""

    days = MultipleChoiceField(label="Days on which I can sit", required=False)

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(MultipleChoiceField, self.fields["days"]).choices = list(choices)

    def clean_days(self) -> list[date]:
        return [date.fromisoformat(day) for day in self.cleaned_data["days"]]
