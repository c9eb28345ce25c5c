"""What is asked on the pages of bars."""

from datetime import date
from typing import Any

from django import forms

from barring.queries.bars import CLASS_WORDS
from barring.rules.bars import FIRST_YEAR, LAST_YEAR, Ground, Terms
from barring.workflow import Status
from kernel import fields
from kernel.clocks import Channel
from register.rules import ALL_CLASSES, Tier
from register.rules.numbers import InvalidNumber, parse


def is_number(typed: str) -> None:
    """Refuse what is not a registration number, saying why."""
    try:
        parse(typed)
    except InvalidNumber as refused:
        raise forms.ValidationError(str(refused)) from refused


class Versioned(forms.Form):
    """A form about a bar: it says which version of the bar it was opened on."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class TermsForm(forms.Form):
    """Scope, reasons and dates of a bar."""

    tiers = fields.MultipleChoiceField(
        label="Which posts does the bar cover?",
        choices=[(tier.value, tier.words) for tier in Tier],
        missing="Select the posts it covers",
    )
    organisation_classes = fields.MultipleChoiceField(
        label="In which organisations?", choices=CLASS_WORDS.items(), missing="Select the organisations it covers"
    )
    reasons = fields.TextField(
        label="Reasons",
        hint="They are served on the person and, if the bar is made, published",
        missing="Enter the reasons",
        rows=8,
    )
    starts_on = fields.DateField(
        label="First day",
        hint="A bar never takes effect before it is decided and served",
        missing="Enter the first day",
        earliest=date(FIRST_YEAR, 1, 1),
        latest=date(LAST_YEAR, 12, 31),
    )
    lasting = fields.ChoiceField(
        label="How long does it last?",
        choices=[("until", "Until a day"), ("indefinite", "Indefinitely")],
        missing="Select how long the bar lasts",
    )
    ends_on = fields.DateField(
        label="Last day",
        hint="Only for a bar that ends: the last day barred",
        earliest=date(FIRST_YEAR, 1, 1),
        latest=date(LAST_YEAR, 12, 31),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("lasting") == "until" and not given.get("ends_on") and "ends_on" not in self.errors:
            self.add_error("ends_on", "Enter the last day")
        starts_on, ends_on = given.get("starts_on"), given.get("ends_on")
        if given.get("lasting") == "until" and starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "Last day must be the same as or after the first day")
        classes = given.get("organisation_classes") or []
        if ALL_CLASSES in classes and len(classes) > 1:
            self.add_error("organisation_classes", "Select every class of organisation, or particular ones")
        return given

    @property
    def terms(self) -> Terms:
        given = self.cleaned_data
        return Terms(
            tiers=tuple(given["tiers"]),
            organisation_classes=tuple(given["organisation_classes"]),
            reasons=given["reasons"],
            starts_on=given["starts_on"],
            ends_on=given["ends_on"] if given["lasting"] == "until" else None,
        )


class Propose(TermsForm):
    """A proposal: its ground, then its terms."""

    ground = fields.ChoiceField(
        label="What is the ground for the bar?",
        choices=[(ground.value, ground.words) for ground in Ground if ground is not Ground.DETERMINATION],
        missing="Select the ground for the bar",
    )
    ground_detail = fields.TextField(
        label="Conviction or finding",
        hint="Which court or regulator, what it found, and when",
        missing="Enter the conviction or finding",
        rows=3,
    )

    field_order = ("ground", "ground_detail")

    def __init__(self, *args: Any, review_years: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        after = f"The person may first ask for a review {review_years} years after it takes effect"
        self.fields["lasting"].hints = {"indefinite": after}  # type: ignore[attr-defined]


class Revise(Versioned, TermsForm):
    """Changed terms, and why they changed. The ground stays."""

    ground_detail = fields.TextField(label="Conviction or finding", missing="Enter the conviction or finding", rows=3)
    reason = fields.TextField(label="Why are you changing the proposal?", rows=3)

    field_order = ("ground_detail",)


class Served(Versioned):
    """How a document is served. By e-mail only on somebody who has an account to read it in: `address` is its own."""

    channel: fields.ChoiceField
    post, hand = "By post", "By hand"

    def __init__(self, *args: Any, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_email = f"By email now, to {address}: they read it here after signing in"
        self.fields["channel"].choices = [  # type: ignore[attr-defined]
            *([(Channel.EMAIL.value, by_email)] if address else []),
            (Channel.POST.value, self.post),
            (Channel.HAND.value, self.hand),
        ]


class ServeNotice(Served):
    """How the notice reached the person, and when."""

    channel = fields.ChoiceField(label="How is the notice served?", missing="Select how the notice is served")
    sent_on = fields.DateField(
        label="When was it posted or handed over?", hint="Only for post or by hand", required=False
    )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        on_paper = given.get("channel") in (Channel.POST, Channel.HAND)
        if on_paper and not given.get("sent_on") and "sent_on" not in self.errors:
            self.add_error("sent_on", "Enter the day on which it was posted or handed over")
        return given


class EnterRepresentations(Versioned):
    """What the person answered on paper or by telephone."""

    text = fields.TextField(label="Representations, as received", rows=10)
    received_on = fields.DateField(label="When were they received?", hint="For example, 31 3 2026")


class MakeRepresentations(forms.Form):
    """What the manager answers here."""

    text = fields.TextField(
        label="Your representations",
        hint="What you want us to take into account before a decision is made. You can add to it later",
        rows=10,
    )


class Reason(Versioned):
    """The reasons for a decision."""

    reason = fields.TextField(label="Reasons", missing="Enter the reasons", rows=5)


class Approve(Served):
    """The reasons for the bar, and how the decision is served on the person, today."""

    post, hand = "By post: you print the letter and send it today", "By hand: you print the letter and give it today"

    reason = fields.TextField(label="Reasons", missing="Enter the reasons", rows=5)
    early_because = fields.TextField(
        label="Why do you not wait for the person’s own answer?", missing="Enter why you do not wait", rows=3
    )
    channel = fields.ChoiceField(label="How is the decision served?", missing="Select how the decision is served")

    def __init__(self, *args: Any, may_answer_until: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if may_answer_until:
            hint = f"Their answer was entered by staff, and they may still answer until the end of {may_answer_until}"
            self.fields["early_because"].help_text = hint
        else:
            del self.fields["early_because"]


class FindBars(forms.Form):
    """Staff search."""

    text = fields.CharField(label="Reference, registration number or name", required=False)
    status = fields.SelectField(label="Status", choices=[("", "All"), *Status.choices], required=False)


class FindPublished(forms.Form):
    """The public's search."""

    name = fields.CharField(label="Name", required=False)
    number = fields.CharField(
        label="Registration number",
        hint="Like NM-20441703-6",
        max_length=40,
        required=False,
        validators=[is_number],
    )
    show = fields.ChoiceField(
        label="Which decisions?",
        choices=[("current", "Current"), ("past", "Ended or lifted")],
        initial="current",
        required=False,
    )


class MoreTime(Versioned):
    """Until when the person is to have time to answer."""

    until_on = fields.DateField(
        label="Last day to answer", hint="Later than the present one. It can only be made longer"
    )
    reason = fields.TextField(
        label="Why the person needs more time", missing="Enter why the person needs more time", rows=5
    )


class MoreTimeToAppeal(MoreTime):
    """Until when the person is to have time to appeal."""

    until_on = fields.DateField(
        label="Last day to appeal", hint="Later than the present one. It can only be made longer"
    )


class DecideMoreTime(Versioned):
    """Whether the time that was asked for is given."""

    decision = fields.ChoiceField(
        label="Your decision",
        choices=(("grant", "Give more time"), ("refuse", "Refuse more time")),
        missing="Select whether you give more time",
    )
    reason = fields.TextField(label="Reasons", missing="Enter the reasons", rows=5)
