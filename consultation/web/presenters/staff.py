"""The pages of a consultation for staff, in words."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse

from consultation.permissions import Permission
from consultation.queries import asked_by, corrections_of, kept_until, stage, steps_of, told_by
from consultation.rules.languages import tag_of
from consultation.rules.publishing import PREPARED_FROM
from consultation.rules.questionnaire import CHOSEN, UNTYPED, Condition, Kind, Question, Questionnaire, Section, faults
from consultation.web.forms.responding import AboutForm, section_form
from consultation.web.presenters.documents import documents
from consultation.web.presenters.languages import how_far, parts_spoken
from consultation.web.presenters.public import changes
from consultation.workflow import CONSULTATION, SHOWN, Action, Status
from kernel.clocks import format_instant
from kernel.deadlines import before, longest, shortest
from kernel.permissions import can
from kernel.rulesets import row_in_force

if TYPE_CHECKING:
    from consultation.models import Consultation
    from consultation.models import Section as SectionRow
    from kernel.models import User

COLOURS: Final = {
    Status.OPEN: "green",
    Status.APPROVED: "blue",
    Status.SUBMITTED: "yellow",
    Status.CLOSED: "purple",
    Status.PUBLISHED: "green",
}
BUTTONS: Final = (
    (Action.SUBMIT, "submit", "Ask for approval", Permission.CONSULTATION_CHANGE),
    (Action.APPROVE, "approve", "Approve", Permission.CONSULTATION_APPROVE),
    (Action.SEND_BACK, "send_back", "Send back", Permission.CONSULTATION_APPROVE),
    (Action.EXTEND, "extend", "Give more time", Permission.CONSULTATION_APPROVE),
    (Action.ANALYSE, "analyse", "Finish the analysis", Permission.CONSULTATION_CHANGE),
    (Action.READ, "read", "Read the analysis", Permission.ANALYSIS_READ),
    (Action.PUBLISH, "publish", "Publish the outcome", Permission.CONSULTATION_APPROVE),
    (Action.RETURN, "return_to_analysis", "Return to the analysis", Permission.CONSULTATION_APPROVE),
    (Action.WITHDRAW, "withdraw", "Withdraw", Permission.CONSULTATION_CHANGE),
)


def subscribing_words(at: datetime) -> str:
    """How long somebody has to confirm that they want news."""
    words = longest(rule_set=row_in_force(at), parameter="subscription_confirm_days")
    return f"Whoever wants news of consultations by email has {words}, to confirm it."


def list_rows(listed: Iterable["Consultation"], *, at: datetime) -> list[list[Any]]:
    """One row a consultation."""
    return [
        [
            {"text": each.title, "href": reverse("consultation:consultation", args=[each.slug])},
            format_instant(each.opens_at),
            format_instant(each.closes_at),
            status_cell(stage(consultation=each, at=at)),
        ]
        for each in listed
    ]


def status_cell(now: Status) -> dict[str, Any]:
    """Where it stands, as a tag."""
    return {"text": now.label, "tag": COLOURS.get(now, "grey"), "data_test": "status"}


def page(held: "Consultation", *, user: "User", at: datetime) -> dict[str, Any]:
    """One consultation."""
    now, asked = stage(consultation=held, at=at), asked_by(consultation=held)
    allowed = CONSULTATION.allowed(now)
    may_change = can(user, Permission.CONSULTATION_CHANGE)
    may_correct = Action.CORRECT in allowed and may_change
    is_draft = Action.CHANGE in allowed and may_change
    return {
        "consultation": held,
        "facts": _facts(held, now),
        "sections": [_section(held, each, asked, may_correct=may_correct) for each in asked],
        "is_draft": is_draft,
        "is_public": now in SHOWN,
        "is_over": now in PREPARED_FROM,
        "has_equality": any(each.is_equality for each in asked),
        "may_enter": now in (Status.OPEN, Status.CLOSED),
        "faults": list(faults(asked)) if now == Status.DRAFT else [],
        "buttons": [
            {
                "text": words,
                "href": reverse(f"consultation:{route}", args=[held.slug]),
            }
            for action, route, words, permission in BUTTONS
            if action in allowed and can(user, permission)
        ],
        "events": [
            {"heading": Action(step.action).label, "at": step.at, "by": step.by.name, "text": step.reason}
            for step in steps_of(consultation=held)
        ],
        "changes": changes(held, corrections_of(consultation=held)),
        "documents": documents(held, route="consultation:staff_document"),
        "languages": how_far(held, may_change=is_draft or may_correct, at=at),
    }


def _facts(held: "Consultation", now: Status) -> list[Any]:
    facts: list[Any] = [
        ("Where it stands", status_cell(now)),
        ("Address", reverse("consultation:public", args=[held.slug])),
        ("Opens", format_instant(held.opens_at)),
        ("Closes", format_instant(held.closes_at)),
        ("Must be open", shortest(rule_set=held.rule_set, parameter="consultation_days")),
        ("Subscribers are told of the close", before(rule_set=held.rule_set, parameter="consultation_closing_days")),
        ("What is saved and not sent is deleted", f"After {kept_until(consultation=held).words}"),
        ("Written by", held.drafted_by.name),
    ]
    if held.approved_by:
        facts.append(("Approved by", held.approved_by.name))
    return facts


def _section(held: "Consultation", section: Section, asked: Questionnaire, *, may_correct: bool) -> dict[str, Any]:
    return {
        "pk": section.pk,
        "title": section.title,
        "text": section.text,
        "only_for": condition_words(section.condition, asked),
        "is_equality": section.is_equality,
        "questions": [
            {
                "pk": each.pk,
                "number": each.number if each.kind != Kind.STATEMENT else "",
                "text": each.text,
                "how": _how(each),
                "only_for": condition_words(each.condition, asked),
                "correct": reverse("consultation:correct", args=[held.slug, each.pk]) if may_correct else "",
            }
            for each in section.questions
        ],
    }


def _how(question: Question) -> str:
    how = Kind(question.kind).label
    if question.kind in (Kind.SINGLE, Kind.MULTIPLE):
        how += ": " + "; ".join(words for _key, words in question.choices)
    if question.comment:
        how += f". With words: {question.comment}"
    return how + (". Must be answered" if question.is_required else "")


def condition_words(condition: Condition | None, asked: Questionnaire) -> str:
    """Of whom something is asked, in words; empty for everybody."""
    if condition is None:
        return ""
    by_pk = {each.pk: each for section in asked for each in section.questions}
    question = by_pk.get(condition.question)
    if question is None:
        return "Asked after a question that is no longer there"
    chosen = " or ".join(f"“{words}”" for key, words in question.choices if key in condition.keys)
    return f"Asked only of those who answered {chosen} to question {question.number}"


def earlier(asked: Questionnaire, section: int | None) -> Sequence[Section]:
    """The sections before one, or all of them; without those of equality."""
    found: list[Section] = []
    for each in asked:
        if each.pk == section:
            break
        if not each.is_equality:
            found.append(each)
    return found


def section_initial(section: "SectionRow") -> dict[str, Any]:
    """What the form of a section begins with."""
    return {
        "title": section.title,
        "text": section.text,
        "is_equality": section.is_equality,
        "depends": [f"{section.depends_on_id}:{key}" for key in section.depends_keys],
    }


def question_initial(asked: Questionnaire, pk: int) -> dict[str, Any]:
    """What the form of a question begins with."""
    question = next(each for section in asked for each in section.questions if each.pk == pk)
    condition = question.condition
    return {
        "kind": question.kind,
        "text": question.text,
        "help_text": question.help_text,
        "choices": "\n".join(words for _key, words in question.choices) if question.kind in CHOSEN else "",
        "comment": question.comment,
        "limit": str(question.limit or ""),
        "is_required": question.is_required,
        "depends": [f"{condition.question}:{key}" for key in sorted(condition.keys)] if condition else [],
    }


def preview(held: "Consultation", language: str) -> dict[str, Any]:
    """Every page of the public's, with its questions as they will be asked."""
    asked = asked_by(consultation=held, language=language)
    return {
        "consultation": held,
        "documents": documents(held, route="consultation:staff_document"),
        "told": told_by(consultation=held, language=language),
        "lang": tag_of(language),
        "about": AboutForm(auto_id="about-%s"),
        "pages": [
            {
                "title": section.title,
                "text": section.text,
                "only_for": condition_words(section.condition, asked),
                "statements": [each.text for each in section.questions if each.kind in UNTYPED],
                **parts_spoken(section.missing, section.language),
                "form": section_form(section.questions, auto_id=f"s{section.pk}-%s"),
            }
            for section in asked
        ],
    }
