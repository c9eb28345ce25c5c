"""What is asked about who checked whom."""

from django import forms

from kernel import fields


class AskAboutCheck(forms.Form):
    text = fields.TextField(
        label="What do you want to ask us about this check?",
        hint="For example, that you have nothing to do with this organisation",
        missing="Enter your question",
        max_length=2_000,
        rows=4,
    )


class AnswerQuery(forms.Form):
    answer = fields.TextField(
        label="Answer", hint="The manager reads it on their page", missing="Enter the answer", max_length=4_000
    )


class AskDelay(forms.Form):
    reference = fields.CharField(label="Reference of the check", hint="It begins with chk_", max_length=100)
    reason = fields.TextField(
        label="Why may the person not be shown it yet?",
        hint="Name the law, and what showing it would prejudice. The second person decides by it, and it is kept",
        missing="Enter why the person may not be shown it yet",
        max_length=2_000,
        rows=4,
    )
    until = fields.DateField(label="Until the end of which day?", hint="It is shown from the day after on")


class DecideDelay(forms.Form):
    decision = fields.ChoiceField(
        label="Your decision",
        choices=(("approve", "Hold it back"), ("refuse", "Do not hold it back")),
        missing="Select whether it is held back",
    )
