"""Forms on the fairness of a case."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils import timezone

from conduct.rules.fairness import Answer, How, Theme
from conduct.web.forms.steps import StepForm
from kernel.clocks import today
from kernel.fields import ChoiceField, DateField, OrganisationField, SelectField, TextField
from kernel.queries import organisation_by_code, organisation_choices

if TYPE_CHECKING:
    from kernel.models import Organisation, User


class DeclareForm(StepForm):
    """None, or the conflict in words; whoever holds the case says who holds it from then on."""

    declared = ChoiceField(
        label="Do you have a conflict of interest in this case?",
        choices=(("none", "No"), ("conflict", "Yes, or I am not sure")),
        hints={
            "none": "You do not know the manager or anybody they harmed, worked with neither, and have nothing to gain "
            "or lose.",
            "conflict": "You step down by it: from then on the case is not there for you.",
        },
        missing="Select whether you have a conflict of interest",
    )
    conflict = TextField(
        label="If so, what conflict?",
        hint="It is kept with the case, for whoever leads the team to read.",
        required=False,
        rows=4,
    )
    caseworker = SelectField(label="Who holds the case from now on, if you have one?", required=False)

    def __init__(self, *args: Any, successors: "Iterable[User] | None", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.successors = {str(one.pk): one for one in successors or ()}
        if successors is None:
            del self.fields["caseworker"]
        else:
            choices = [("", "Choose a caseworker"), *((key, one.name) for key, one in self.successors.items())]
            cast(SelectField, self.fields["caseworker"]).choices = choices

    def clean(self) -> dict[str, Any]:
        """As one of the two actions takes it: a conflict has its words."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("declared") == "conflict" and not cleaned.get("conflict") and "conflict" not in self.errors:
            self.add_error("conflict", "Enter what conflict you have")
        given = {"seen": cleaned.get("seen")}
        if cleaned.get("declared") != "conflict":
            return given
        return {
            **given,
            "conflict": cleaned.get("conflict", ""),
            "caseworker": self.successors.get(cleaned.get("caseworker", "")),
        }

    @property
    def has_conflict(self) -> bool:
        """Whether a conflict was declared."""
        return "conflict" in self.cleaned_data


class OwnConsentForm(forms.Form):
    words = TextField(
        label="Why you need no more time",
        hint="You do not have to do this, and cannot take it back. A few words are enough.",
        missing="Enter why you need no more time",
        rows=3,
    )


class ConsentForm(StepForm):
    how = ChoiceField(
        label="How did the manager consent?",
        choices=[choice for choice in How.choices if choice[0] != How.OWN_PAGE],
        missing="Select how the manager consented",
    )
    given_on = DateField(label="When?", missing="Enter the day on which they consented")
    words = TextField(label="In which words?", missing="Enter the words in which they consented", rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["given_on"].latest = today(timezone.now())  # type: ignore[attr-defined]

    def clean_how(self) -> How:
        """As the action takes it."""
        return How(self.cleaned_data["how"])


class RecommendForm(StepForm):
    organisation = OrganisationField(
        label="Organisation",
        hint="Its code, such as RJ1, or its full name",
        organisations=lambda: organisation_choices(open_on=today(timezone.now())),
        missing="Enter the organisation that could change it",
    )
    theme = SelectField(
        label="What kind of cause is it?",
        choices=[("", "Select a kind"), *Theme.choices],
        missing="Select what kind of cause it is",
    )
    text = TextField(
        label="Recommendation",
        hint="What went wrong beyond the manager, and what should change. The organisation reads it: name nobody.",
        missing="Enter the recommendation",
    )

    def clean_organisation(self) -> "Organisation | None":
        """The organisation whose code it is."""
        return organisation_by_code(self.cleaned_data["organisation"])

    def clean_theme(self) -> Theme:
        """As the action takes it."""
        return Theme(self.cleaned_data["theme"])


class AnswerForm(StepForm):
    answer = ChoiceField(label="Their answer", choices=Answer.choices, missing="Select their answer")
    text = TextField(label="What they did or will do, or why not", missing="Enter what they did or will do, or why not")

    def clean_answer(self) -> Answer:
        """As the action takes it."""
        return Answer(self.cleaned_data["answer"])


class RecommendationFilter(forms.Form):
    """Filters of the list, in the address."""

    theme = SelectField(label="Kind of cause", required=False, choices=[("", "Any"), *Theme.choices])
    organisation = SelectField(label="Organisation", required=False)
    state = SelectField(
        label="Answer",
        required=False,
        choices=[("", "Any"), ("waiting", "Not answered"), ("late", "Late"), *Answer.choices],
    )

    def __init__(self, *args: Any, organisations: "Iterable[Organisation]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Any"), *((str(one.pk), one.name) for one in organisations)]
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined]
