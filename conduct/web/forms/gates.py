"""Forms on the gates of a case: each asks for its reasons in its own words."""

from typing import TYPE_CHECKING

from conduct.rules.examining import Finding
from conduct.rules.gates import Cause
from conduct.rules.risks import Risk
from conduct.web.forms.steps import PersonForm, StepForm
from kernel.fields import ChoiceField, TextField

if TYPE_CHECKING:
    pass


class AcknowledgeForm(StepForm):
    reason = TextField(
        label="How they know that we have it",
        hint="By the concern’s mailbox, by letter, or that there is nobody to tell. Name nobody who asked not to be.",
        missing="Enter how they know that we have it",
    )


class RiskForm(StepForm):
    level = ChoiceField(label="How urgent is it?", choices=Risk.choices, missing="Select how urgent it is")
    reasons = TextField(
        label="Why",
        hint="What could happen, to whom, how soon, and what guards against it now.",
        missing="Enter why",
    )

    def clean_level(self) -> Risk:
        return Risk(self.cleaned_data["level"])


class AcceptForm(StepForm):
    reason = TextField(
        label="Why it is in our remit",
        hint="It is about a manager’s own conduct, in or bearing on their work for the health service.",
        missing="Enter why it is in our remit",
    )


class OutOfRemitForm(StepForm):
    reason = TextField(
        label="Why it is not in our remit", hint="And who else can help.", missing="Enter why it is not in our remit"
    )


class EnquiryForm(StepForm):
    reason = TextField(
        label="What the initial enquiry found",
        hint="What the employer and others said, what is not in dispute, and what is still not known.",
        missing="Enter what the initial enquiry found",
        rows=10,
    )


class BelowThresholdForm(StepForm):
    reason = TextField(
        label="Why it is below the threshold",
        hint="Why it could not be serious misconduct, even if all of it were proved.",
        missing="Enter why it is below the threshold",
    )


class ExaminerForm(PersonForm):
    chosen = "examiner"

    examiner = ChoiceField(
        label="Case examiner",
        hint="Only case examiners who had no part in the case are listed.",
        missing="Select a case examiner",
    )


class FindingForm(StepForm):
    """An examiner's own opinion, or what they propose that both decide."""

    finding = ChoiceField(
        label="Is there a case to answer?",
        hint="Whether a panel could realistically find the facts proved and the manager’s fitness impaired.",
        choices=Finding.choices,
        missing="Select whether there is a case to answer",
    )
    reasons = TextField(
        label="Reasons",
        hint="For each allegation: the evidence, the response, and the causes that lie beyond the manager.",
        missing="Enter your reasons",
        rows=10,
    )

    def clean_finding(self) -> Finding:
        return Finding(self.cleaned_data["finding"])


class AnswerForm(StepForm):
    answer = ChoiceField(
        label="Do you agree?",
        choices=(("agree", "I agree"), ("disagree", "I do not agree: a panel decides")),
        missing="Select whether you agree",
    )
    reasons = TextField(label="Reasons", missing="Enter your reasons")


class DelayForm(StepForm):
    reason = TextField(
        label="Why it is late",
        hint="What holds it up, who can change that, and when you expect it to go on.",
        missing="Enter why it is late",
    )
    told = TextField(
        label="What the manager is told",
        hint="They read these words as soon as they may know of the case. Say nothing of who told us what.",
        required=False,
    )


class BeginTrackForm(StepForm):
    reason = TextField(label="Reasons", hint="What it is, who decides on it, and since when.", missing="Enter reasons")


class AbeyanceForm(StepForm):
    cause = ChoiceField(label="What do we wait for?", choices=Cause.choices, missing="Select what we wait for")
    reason = TextField(
        label="Reasons",
        hint="Why the case cannot go on beside it, and when you look at this again.",
        missing="Enter reasons",
    )


class EndTrackForm(StepForm):
    reason = TextField(label="What came of it", missing="Enter what came of it")


class HandOverForm(PersonForm):
    chosen = "caseworker"

    caseworker = ChoiceField(label="Caseworker", missing="Select a caseworker")
    reason = TextField(label="Why the case is handed over", missing="Enter why the case is handed over")


class StepDownForm(StepForm):
    reason = TextField(
        label="What the conflict is",
        hint="Such as that you know the manager, worked with them, or have an interest in how the case ends.",
        missing="Enter what the conflict is",
    )
