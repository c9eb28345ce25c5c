"""The questions of raising a concern, a form for each page. Who somebody is they ask only whoever wants to say it."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils import timezone

from conduct.rules.identities import MOST_TOLD, Mode
from conduct.rules.raising import Detriment, Head, RaisedAs, Raising, Step, Subject, WorkerStatus
from conduct.rules.reporting import Category
from kernel.clocks import today
from kernel.fields import CharField, ChoiceField, EmailField, MultipleChoiceField, OrganisationField, TextField
from kernel.queries import organisations


def known_organisations() -> list[tuple[str, str]]:
    """Suggestions for the place of work."""
    return [(row.code, row.name) for row in organisations(open_on=today(timezone.now()))]


class OrganisationInAnyWords(OrganisationField):
    """An organisation of the list, or any other words: a reporter may not know its proper name."""

    def clean(self, value: Any) -> str:
        return str(CharField.clean(self, value))


class WhoForm(forms.Form):
    raised_as = ChoiceField(
        label="Which of these are you?",
        choices=RaisedAs.choices,
        missing="Select which of these you are",
    )


class SubjectForm(forms.Form):
    subject = ChoiceField(
        label="What do you want to tell somebody about?",
        hint="If it is about several of these, select the one that matters most.",
        choices=Subject.choices,
        missing="Select what you want to tell somebody about",
    )


class ModeForm(forms.Form):
    mode = ChoiceField(
        label="How do you want to raise it?",
        hint="You can come back with a receipt code in any case.",
        choices=Mode.choices,
        missing="Select how you want to raise it",
    )


class IdentityForm(forms.Form):
    """What is sealed. None of it is shown to those who work on the concern."""

    name = CharField(label="Your name", missing="Enter your name, or go back and raise it anonymously")
    email = EmailField(label="Email address", required=False)
    telephone = CharField(label="Telephone number", required=False, width=20)
    other = TextField(
        label="Anything else that would show who you are",
        hint="For example, your post, or that only you were in the room. Write it here rather than in your concern.",
        required=False,
        max_length=MOST_TOLD,
    )


class NoticesForm(forms.Form):
    notices_to = EmailField(
        label="Email address for notices",
        hint="Leave it empty to get none. Do not give an address at work.",
        required=False,
    )


class WorkerForm(forms.Form):
    worker_status = ChoiceField(
        label="How do you work, or did you work, there?",
        choices=WorkerStatus.choices,
        missing="Select how you work or worked there",
    )


class HeadsForm(forms.Form):
    heads = MultipleChoiceField(
        label="Which of these do you believe that it shows?",
        hint="Select all that apply. You need no proof.",
        choices=Head.choices,
        required=False,
    )


class TreatedForm(forms.Form):
    detriment = ChoiceField(
        label="Have you been treated badly because you spoke up?",
        hint="For example, dismissed, moved, bullied, or passed over.",
        choices=Detriment.choices,
        missing="Select whether you have been treated badly",
    )
    detriment_text = TextField(
        label="What was done",
        hint="Leave out anything that would show who you are, unless you accept that.",
        required=False,
        max_length=5_000,
    )


class AboutForm(forms.Form):
    about_name = CharField(
        label="Name of the manager",
        hint="As much of it as you know. If you do not know the name, say which post they hold.",
        missing="Enter the name of the manager, or the post they hold",
    )
    about_role = CharField(label="Their job", hint="For example, chief operating officer.", required=False)
    organisation = OrganisationInAnyWords(
        label="Where they worked at the time",
        hint="The trust or other organisation.",
        organisations=known_organisations,
        required=False,
    )


class AboutMyselfForm(forms.Form):
    about_name = CharField(label="Your name", missing="Enter your name, or your registration number")
    about_role = CharField(label="Your job at the time", required=False)
    organisation = OrganisationInAnyWords(
        label="Where you worked at the time",
        hint="The trust or other organisation.",
        organisations=known_organisations,
        required=False,
    )


class CategoryForm(forms.Form):
    category = ChoiceField(
        label="What is it mainly about?", choices=Category.choices, missing="Select what it is mainly about"
    )


class HappenedForm(forms.Form):
    what_happened = TextField(
        label="What happened",
        hint="What the manager did or did not do, and how you know. Do not write who you are here.",
        missing="Enter what happened",
        rows=12,
        counted=True,
    )
    when_text = CharField(
        label="When it happened", hint="A date, a month or a period, as well as you remember.", required=False
    )


class HappenedToMeForm(HappenedForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what_happened"].help_text = "What you did or did not do, and what you have done about it since."


FORMS: Final[Mapping[Step, type[forms.Form]]] = {
    Step.WHO: WhoForm,
    Step.SUBJECT: SubjectForm,
    Step.MODE: ModeForm,
    Step.IDENTITY: IdentityForm,
    Step.WORKER: WorkerForm,
    Step.HEADS: HeadsForm,
    Step.TREATED: TreatedForm,
    Step.ABOUT: AboutForm,
    Step.CATEGORY: CategoryForm,
    Step.HAPPENED: HappenedForm,
    Step.NOTICES: NoticesForm,
}
OF_A_MANAGER: Final[Mapping[Step, type[forms.Form]]] = {Step.ABOUT: AboutMyselfForm, Step.HAPPENED: HappenedToMeForm}


def questions(raising: Raising, sent: Mapping[str, Any] | None = None) -> forms.Form:
    """The form of the page that somebody is on, with what they answered before; a page that only tells asks nothing."""
    asked: Mapping[Step, type[forms.Form]] = FORMS
    if raising.raised_as == RaisedAs.SELF:
        asked = {**FORMS, **OF_A_MANAGER}
    return asked.get(raising.at, forms.Form)(sent, initial=dict(raising.answers.get(raising.at, {})))
