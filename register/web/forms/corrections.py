"""Forms of requests to correct an entry."""

from django import forms

from kernel import fields

SUBJECTS = [
    ("name", "My name"),
    ("date_of_birth", "My date of birth"),
    ("post", "A post"),
    ("other", "Something else"),
]


class AskForCorrectionForm(forms.Form):
    subject = fields.ChoiceField(label="What is wrong?", choices=SUBJECTS, missing="Select what is wrong")
    text = fields.TextField(
        label="What should your entry say?",
        hint="Tell us what is wrong, what is right, and how we can see that it is",
        missing="Enter what your entry should say",
        max_length=2_000,
        counted=True,
    )


class DecideCorrectionForm(forms.Form):
    decision = fields.ChoiceField(
        label="Decision",
        choices=[("accept", "Accept"), ("refuse", "Refuse")],
        hints={
            "accept": "Correct the entry itself on the person’s page",
            "refuse": "The entry stays as it is",
        },
        missing="Select a decision",
    )
    reason = fields.TextField(label="Reason", hint="It is sent to the manager", max_length=2_000, rows=4)
