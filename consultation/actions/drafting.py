"""Writing a consultation: its facts, sections and questions, while it is a draft."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from django.db.models import Max

from consultation.actions.steps import locked, stepped
from consultation.models import Consultation, Question, Section, Wording
from consultation.rules.questionnaire import FIXED, Kind, NotFit, keyed_choices
from consultation.workflow import Action
from kernel.history import recorded
from kernel.models import User
from kernel.rulesets import row_in_force

Placed = TypeVar("Placed", Section, Question)


@recorded()
def draft_consultation(
    *,
    slug: str,
    title: str,
    summary: str,
    privacy_notice: str,
    opens_at: datetime,
    closes_at: datetime,
    by: User,
    at: datetime,
) -> Consultation:
    """Begin a draft, under the rules in force. Refuses (NotFit) an address that another consultation has."""
    if Consultation.objects.filter(slug=slug).exists():
        raise NotFit("Another consultation has this address. Choose another one.")
    _require_order(opens_at, closes_at)
    held = Consultation.objects.create(
        slug=slug,
        title=title,
        summary=summary,
        privacy_notice=privacy_notice,
        opens_at=opens_at,
        closes_at=closes_at,
        rule_set=row_in_force(at),
        drafted_by=by,
        drafted_at=at,
    )
    stepped(held=held, action=Action.DRAFT, by=by, at=at)
    return held


@recorded()
def change_consultation(
    *,
    consultation: Consultation,
    title: str,
    summary: str,
    privacy_notice: str,
    opens_at: datetime,
    closes_at: datetime,
    by: User,
    at: datetime,
) -> Consultation:
    """Change what a draft says of itself. Its address stays."""
    _require_order(opens_at, closes_at)
    held = locked(consultation=consultation, action=Action.CHANGE, at=at)
    held.title, held.summary, held.privacy_notice = title, summary, privacy_notice
    held.opens_at, held.closes_at, held.rule_set = opens_at, closes_at, row_in_force(at)
    held.save(update_fields=["title", "summary", "privacy_notice", "opens_at", "closes_at", "rule_set"])
    return held


def _require_order(opens_at: datetime, closes_at: datetime) -> None:
    if closes_at <= opens_at:
        raise NotFit("The consultation must close after it opens.")


@recorded()
def add_section(
    *,
    consultation: Consultation,
    title: str,
    text: str = "",
    is_equality: bool = False,
    depends_on: int | None = None,
    depends_keys: Sequence[str] = (),
    by: User,
    at: datetime,
) -> Section:
    """Add a page at the end of a draft."""
    held = locked(consultation=consultation, action=Action.CHANGE, at=at)
    last = held.sections.aggregate(last=Max("place"))["last"]
    return Section.objects.create(
        consultation=held,
        place=(last or 0) + 1,
        title=title,
        text=text,
        is_equality=is_equality,
        depends_on_id=depends_on,
        depends_keys=list(depends_keys),
    )


@recorded()
def change_section(
    *,
    section: Section,
    title: str,
    text: str,
    is_equality: bool,
    depends_on: int | None,
    depends_keys: Sequence[str],
    by: User,
    at: datetime,
) -> Section:
    """Change a page of a draft."""
    locked(consultation=section.consultation, action=Action.CHANGE, at=at)
    section.title, section.text, section.is_equality = title, text, is_equality
    section.depends_on_id, section.depends_keys = depends_on, list(depends_keys)
    section.save(update_fields=["title", "text", "is_equality", "depends_on", "depends_keys"])
    return section


@recorded()
def add_question(
    *,
    section: Section,
    kind: str,
    text: str,
    help_text: str = "",
    choices: str = "",
    comment: str = "",
    limit: int = 0,
    is_required: bool = False,
    depends_on: int | None = None,
    depends_keys: Sequence[str] = (),
    by: User,
    at: datetime,
) -> Question:
    """Add a question at the end of a page. `choices` are lines; agreement has a scale of its own."""
    locked(consultation=section.consultation, action=Action.CHANGE, at=at)
    last = section.questions.aggregate(last=Max("place"))["last"]
    question = Question.objects.create(
        section=section,
        place=(last or 0) + 1,
        kind=kind,
        is_required=is_required,
        comment=comment,
        limit=limit,
        depends_on_id=depends_on,
        depends_keys=list(depends_keys),
    )
    _word(question, text=text, help_text=help_text, choices=choices, by=by, at=at)
    return question


@recorded()
def change_question(
    *,
    question: Question,
    kind: str,
    text: str,
    help_text: str,
    choices: str,
    comment: str,
    limit: int,
    is_required: bool,
    depends_on: int | None,
    depends_keys: Sequence[str],
    by: User,
    at: datetime,
) -> Question:
    """Change a question of a draft; its words get a further wording."""
    locked(consultation=question.section.consultation, action=Action.CHANGE, at=at)
    question.kind, question.is_required, question.comment, question.limit = kind, is_required, comment, limit
    question.depends_on_id, question.depends_keys = depends_on, list(depends_keys)
    question.save(update_fields=["kind", "is_required", "comment", "limit", "depends_on", "depends_keys"])
    _word(question, text=text, help_text=help_text, choices=choices, by=by, at=at)
    return question


def _word(question: Question, *, text: str, help_text: str, choices: str, by: User, at: datetime) -> None:
    last = question.wordings.order_by("number").last()
    before = [(key, words) for key, words in last.choices] if last else []
    found = list(FIXED.get(question.kind, ()))
    if question.kind in (Kind.SINGLE, Kind.MULTIPLE):
        found = keyed_choices(choices, before=before)
    Wording.objects.create(
        question=question,
        number=last.number + 1 if last else 1,
        text=text,
        help_text=help_text,
        choices=found,
        by=by,
        at=at,
    )


@recorded()
def move_section(*, section: Section, up: bool, by: User, at: datetime) -> None:
    """Put a page of a draft before or after its neighbour."""
    locked(consultation=section.consultation, action=Action.CHANGE, at=at)
    _swap(list(Section.objects.filter(consultation=section.consultation, is_removed=False)), section, up=up)


@recorded()
def move_question(*, question: Question, up: bool, by: User, at: datetime) -> None:
    """Put a question of a draft before or after its neighbour on the page."""
    locked(consultation=question.section.consultation, action=Action.CHANGE, at=at)
    _swap(list(Question.objects.filter(section=question.section, is_removed=False)), question, up=up)


def _swap(listed: list[Placed], moved: Placed, *, up: bool) -> None:
    here = next(place for place, each in enumerate(listed) if each.pk == moved.pk)
    there = here + (-1 if up else 1)
    if 0 <= there < len(listed):
        one, other = listed[here], listed[there]
        one.place, other.place = other.place, one.place
        one.save(update_fields=["place"])
        other.save(update_fields=["place"])


@recorded()
def remove_section(*, section: Section, by: User, at: datetime) -> None:
    """Take a page and its questions out of a draft."""
    locked(consultation=section.consultation, action=Action.CHANGE, at=at)
    section.is_removed = True
    section.save(update_fields=["is_removed"])


@recorded()
def remove_question(*, question: Question, by: User, at: datetime) -> None:
    """Take a question out of a draft."""
    locked(consultation=question.section.consultation, action=Action.CHANGE, at=at)
    question.is_removed = True
    question.save(update_fields=["is_removed"])
