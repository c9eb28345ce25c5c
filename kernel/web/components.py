"""What the page of components shows: each of them in its states, with invented content."""

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict

from kernel import fields
from kernel.errors import ActionRefused
from kernel.web.pages import add_refusal

TIERS = (
    ("board_director", "Board director"),
    ("direct_report", "Direct report"),
    ("other_manager", "Other manager"),
)


class EveryFieldForm(forms.Form):
    """One field of every kind."""

    family_name = fields.CharField(label="Family name", hint="As on the birth certificate", max_length=40)
    email = fields.EmailField(label="Email address")
    password = fields.PasswordField(label="Password")
    born_on = fields.DateField(label="Date of birth", hint="For example, 15 3 1984", latest=date(2020, 12, 31))
    reason = fields.TextField(label="Reason", hint="Why the entry is wrong", max_length=200, counted=True)
    note = fields.TextField(label="Note", required=False, rows=3)
    tier = fields.ChoiceField(
        label="Tier of post", choices=TIERS, hints={"direct_report": "Reports to a board director"}
    )
    grade = fields.SelectField(label="Grade", choices=(("full", "Full"), ("associate", "Associate")))
    classes = fields.MultipleChoiceField(
        label="Classes of organisation", choices=(("trust", "NHS trusts"), ("board", "Integrated care boards"))
    )
    organisation = fields.OrganisationField(
        label="Organisation",
        hint="Code or name",
        organisations=lambda: [("RJ1", "Guy's and St Thomas' NHS Foundation Trust"), ("RXA", "Example Trust")],
    )
    letter = fields.FileField(label="Letter", hint="JPEG, PNG, PDF or plain text (TXT), 20 MB or less")
    informed = fields.BooleanField(label="The person has been told", missing="Confirm that the person has been told")


class SearchForm(forms.Form):
    q = fields.CharField(label="Name or registration number", required=False)


def refused_form() -> EveryFieldForm:
    """The form as it comes back: an error on every field, and a refusal over them all."""
    form = EveryFieldForm(
        QueryDict("family_name=" + "x" * 41 + "&email=ama&born_on-day=31&born_on-month=2&organisation=nowhere"),
        auto_id="id_refused_%s",
    )
    add_refusal(form, ActionRefused("Somebody else changed this entry while you were typing. Check it and send again."))
    return form


HEAD = ["Name", "Registration number", {"text": "Posts", "numeric": True}, "Status"]
ROWS: list[list[Any]] = [
    [
        {"text": "Ama Osei", "href": "#a", "sub": "Formerly Boateng"},
        "NM-20441703-6",
        2,
        {"text": "Registered", "tag": True},
    ],
    [{"text": "Bryn Prŷs-Jones", "href": "#b"}, "NM-20441704-4", 0, {"text": "Suspended", "tag": True}],
]
FACTS: list[Any] = [
    ("Registration number", "NM-20441703-6"),
    ("Names", ["Ama Osei", "Ama Boateng"]),
    {
        "key": "Date of birth",
        "value": "9 March 1974",
        "actions": [{"text": "Correct", "href": "#c", "hidden": "date of birth"}],
    },
]
EVENTS = [
    {"heading": "Case opened", "at": datetime(2026, 3, 3, 9, 30, tzinfo=UTC), "by": "C. Adeyemi"},
    {
        "heading": "Sent to investigation",
        "at": datetime(2026, 6, 5, 12, 0, tzinfo=UTC),
        "by": "C. Adeyemi",
        "text": "Two of the three allegations could amount to misconduct.\n\nThe third is closed.",
    },
]


def samples() -> dict[str, Any]:
    """Everything that the page of components shows."""
    return {
        "forms": {"empty": EveryFieldForm(), "sent": refused_form()},
        "search": SearchForm(),
        "crumbs": [("Staff", "/staff/"), ("Cases", "/staff/cases/")],
        "head": HEAD,
        "rows": ROWS,
        "facts": FACTS,
        "events": EVENTS,
        "tasks": [
            {"text": "Record the conduct date", "href": "#d", "status": "Done"},
            {"text": "Cite the clauses", "href": "#e", "status": "Open", "hint": "At least one for each allegation"},
            {"text": "Send to hearing", "status": "Cannot start yet"},
        ],
        "page": Paginator(range(95), 10).page(4),
        "query": QueryDict("q=osei&page=4"),
        "cursor_query": QueryDict("limit=50&cursor=abc"),
        "statuses": ["Registered", "Open", "In investigation", "Notice served", "Conditions", "Barred", "Closed"],
    }
