"""Concerns in words."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse

from conduct import queries
from conduct.permissions import Permission
from conduct.queries import finding
from conduct.queries import matters as matter_queries
from conduct.queries.concerns import unanswered_concerns
from conduct.rules.deadlines import ANSWERED, RECEIPT, until
from conduct.rules.identities import Mode
from conduct.rules.reporting import ReporterState
from conduct.web.forms.concerns import ConcernFilter
from conduct.web.presenters.matters import rows as matter_rows
from conduct.web.presenters.raising import position, signposts
from conduct.web.presenters.reporters_files import files_shown
from conduct.workflow import CONCERN, ConcernAction
from kernel import receipt_codes as receipts
from kernel.clocks import format_instant, today
from kernel.deadlines import deadline
from kernel.files.kinds import ABOUT, Kind
from kernel.permissions import can

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from conduct.models import Concern, ConcernMessage
    from conduct.queries.concerns import ReporterView, Words
    from kernel.models import User

PER_PAGE = 25
LINES_OF_SIGNPOSTS = 60  # twelve months of the five subjects
COLOURS = {"RECEIVED": "blue", "IN_TRIAGE": "purple", "CASE_OPENED": "green", "CLOSED": "grey"}

# Action: the page it is done on, who may, the button's words.
NEXT = {
    ConcernAction.TRIAGE: ("concern_triage", Permission.CONCERN_TRIAGE),
    ConcernAction.OPEN_CASE: ("concern_open_case", Permission.CASE_OPEN),
    ConcernAction.JOIN_CASE: ("concern_join_case", Permission.CASE_OPEN),
    ConcernAction.CLOSE: ("concern_close", Permission.CONCERN_TRIAGE),
    ConcernAction.REOPEN: ("concern_reopen", Permission.CONCERN_TRIAGE),
}


def stage(concern: "Concern") -> dict[str, str]:
    return {"text": concern.get_status_display(), "tag": COLOURS[concern.status]}


def place_of_work(concern: "Concern", said: str) -> str:
    """The organisation we know, or the reporter's words for it as far as they may be read."""
    return concern.organisation.name if concern.organisation else said or "None on our list"


def concern_list(found: "QuerySet[Concern]", query: QueryDict) -> dict[str, Any]:
    """A page of the list, with the filters that made it."""
    form = ConcernFilter(query)
    form.is_valid()
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    if name := chosen.get("about"):
        found = found.filter(about_name__icontains=name)
    if organisation := chosen.get("organisation"):
        found = finding.concerns_at(found, organisation=organisation)
    if chosen.get("unanswered"):
        found = found.filter(pk__in=unanswered_concerns().values("pk"))
    exact = {name: chosen[name] for name in ("status", "category") if name in chosen}
    page = Paginator(found.filter(**exact).order_by("-received_at", "-pk"), PER_PAGE).get_page(query.get("page"))
    rows = [
        [
            {"text": f"Concern {concern.pk}", "href": reverse("conduct:concern", args=[concern.pk])},
            concern.about_name,
            place_of_work(concern, ""),
            concern.get_category_display(),
            stage(concern),
            format_instant(concern.received_at),
        ]
        for concern in page
    ]
    told = signposts(queries.signpost_counts()[:LINES_OF_SIGNPOSTS])
    return {"form": form, "page": page, "rows": rows, "query": query, "filtered": bool(chosen), "signposts": told}


def concern_page(concern: "Concern", *, user: "User", at: "datetime") -> dict[str, Any]:
    """Everything about one concern, for those who may see it; of its words, what this user may read."""
    words = queries.words_of(concern=concern, user=user)
    link = queries.case_of_concern(concern=concern)
    allowed = CONCERN.allowed(concern.status)
    buttons = [
        {"text": action.label, "href": reverse(f"conduct:{page}", args=[concern.pk]), "post": action == "TRIAGE"}
        for action, (page, permission) in NEXT.items()
        if action in allowed and can(user, permission)
    ]
    return {
        "concern": concern,
        "stage": stage(concern),
        "mode": Mode(concern.mode).words,
        "facts": [
            ("About", concern.about_name),
            *_said(concern, words),
            ("Mainly about", concern.get_category_display()),
            ("Write to the reporter", _answering(concern)),
            *position(concern, detriment=words.said.get("detriment_text", "")),
        ],
        "words": words,
        "held_back": _held_back(words),
        "case": link,
        "matters": matter_rows(matter_queries.matters_of(user=user, concern=concern)),
        "may_open_matter": can(user, Permission.MATTER_CHANGE),
        "files": files_shown(words.files),
        "buttons": buttons,
        "is_untold": queries.is_untold(concern=concern, at=at),
        "may_write": can(user, Permission.CONCERN_MESSAGE),
        "seen": queries.last_concern_step(concern=concern),
        "messages_shown": [_message(message, ours=True) for message in words.messages],
        "may_take_over": not words.is_reader
        and can(user, Permission.CONCERN_TRIAGE)
        and ConcernAction.TAKE_OVER in allowed,
        "steps": [
            {"heading": step.get_action_display(), "at": step.at, "by": step.by.name, "text": step.reason}
            for step in concern.steps.select_related("by")
        ],
    }


def _said(concern: "Concern", words: "Words") -> list[tuple[str, str]]:
    """The short answers in the reporter's own words, for whoever may read these."""
    if not words.said:
        return [("Where", place_of_work(concern, ""))]
    return [
        ("Their job", words.said["about_role"] or "Not given"),
        ("Where", place_of_work(concern, words.said["organisation_text"])),
        ("When", words.said["when_text"] or "Not given"),
    ]


def _held_back(words: "Words") -> str:
    """What this user is not shown, in words; empty where they see everything."""
    if not words.said:
        return (
            "The summary below was written by who triaged the concern. Its own words could name who raised it."
            if words.summary
            else "The concern’s own words are held back until whoever triages it has said who may read them."
        )
    parts = [(words.held_messages, "message", "messages"), (words.held_files, "file", "files")]
    held = " and ".join(f"{count} {one if count == 1 else many}" for count, one, many in parts if count)
    return f"Held back until whoever triages the concern has read it: {held}." if held else ""


def _answering(concern: "Concern") -> str:
    """By when somebody writes to the reporter, as counted; and when somebody did."""
    counted = deadline(
        rule_set=concern.rule_set, parameter=ANSWERED, beginning=RECEIPT, begins_on=today(concern.received_at)
    )
    by = f"By {until(concern.answer_due_at)}: {counted.words}"
    answered = queries.answered_at(concern=concern)
    if answered is None:
        return by
    return f"{'Late, on' if answered >= concern.answer_due_at else 'Done on'} {format_instant(answered)}. {by}"


def receipt(code: str) -> dict[str, str]:
    """What a reporter is shown when their concern has come: the code, this once, and until when we write."""
    stored = queries.concern_by_receipt(typed=code)
    return {"code": receipts.grouped(code), "answered_by": until(stored.answer_due_at) if stored else ""}


def ending(concern: "Concern", *, at: "datetime") -> str:
    """A draft of the message that tells a reporter how it ended: nothing in it but that, and what is published."""
    path = queries.reporter_view(concern=concern, at=at).published_at
    published = (
        f"A decision was made and is published. You can read what was found, and why: {settings.BASE_URL}{path}"
        if path
        else "If we publish a decision about a named person, it is on our website."
    )
    return "\n\n".join(
        [
            "We have finished looking into your concern. Thank you for raising it.",
            "What was done: we read what you sent us, weighed it by our rules, and came to an end with it.",
            published,
            "Why we can say no more: what we learn about people in our work is theirs, and we may tell it only where "
            "it is published. That protects you and others who spoke to us too.",
            "If something new happens, or you are treated badly because you spoke up, write to us here.",
        ]
    )


def conversation(view: "ReporterView") -> dict[str, Any]:
    """What the reporter is shown: the state and since when, and the messages without the names of staff."""
    stages = [("We received your concern", format_instant(view.received_at))]
    if view.begun_at:
        stages.append(("A caseworker began to read and weigh it", format_instant(view.begun_at)))
    if view.answered_at is None:
        stages.append(("We write to you", f"By {until(view.answer_due_at)}"))
    else:
        stages.append(("We first wrote to you", format_instant(view.answered_at)))
    return {
        "files": [f"File {one.number}: {ABOUT[Kind(one.file.content_type)].words}" for one in view.files],
        "state": view.state.label,
        "is_finished": view.state == ReporterState.FINISHED,
        "has_notices": view.has_notices,
        "published_at": view.published_at,
        "stages": stages,
        "messages_shown": [_message(message, ours=False) for message in view.messages],
    }


def _message(message: "ConcernMessage", *, ours: bool) -> dict[str, Any]:
    reporter = "From the reporter" if ours else "From you"
    who = reporter if message.from_reporter else "From us"
    by = message.by.name if ours and message.by else ""
    return {"heading": who, "at": message.at, "by": by, "text": message.text, "data_test": "message"}
