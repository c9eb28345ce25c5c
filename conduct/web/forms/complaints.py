"""Forms of complaints about the service."""

from django import forms

from conduct.rules.complaining import About
from kernel.fields import ChoiceField, TextField


class ComplaintForm(forms.Form):
    about = ChoiceField(label="What is it about?", choices=About.choices, missing="Select what it is about")
    text = TextField(
        label="What happened, and what should we do about it?",
        hint="You need not name a case. What you write here changes nothing in one.",
        missing="Enter what happened",
        rows=10,
    )


class AnswerComplaintForm(forms.Form):
    answer = TextField(
        label="Answer",
        hint="What you looked into, what you found, what we change, and whom they can turn to if they disagree.",
        missing="Enter the answer",
        rows=12,
    )
