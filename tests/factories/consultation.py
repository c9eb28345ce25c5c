"""Consultations for tests: made and answered by the product's own actions."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from consultation import actions
from consultation.models import Consultation
from consultation.queries import asked_by
from consultation.rules.questionnaire import Kind, Question
from consultation.rules.responding import Sender
from kernel.models import User
from kernel.permissions import Role
from tests.factories.kernel import user_with

WEEKS = timedelta(weeks=12)
SOMEBODY = Sender(respondent_type="public", publish="unnamed")


@dataclass
class Team:
    """Who writes a consultation, who approves it and publishes its outcome, and who decides."""

    analyst: User = field(default_factory=lambda: user_with(Role.CONSULTATION_ANALYST))
    publisher: User = field(default_factory=lambda: user_with(Role.PUBLISHER))
    decider: User = field(default_factory=lambda: user_with(Role.DECISION_MAKER))


def draft(team: Team, *, opens_at: datetime, closes_at: datetime | None = None, slug: str = "leading") -> Consultation:
    """One section on regulation, one for those who agree, and one of equality."""
    by: dict[str, Any] = {"by": team.analyst, "at": opens_at - timedelta(days=10)}
    held = actions.draft_consultation(
        slug=slug,
        title="Leading the NHS",
        summary="What we ask.",
        privacy_notice="What we keep.",
        opens_at=opens_at,
        closes_at=closes_at or opens_at + WEEKS,
        **by,
    )
    first = actions.add_section(consultation=held, title="Regulation", **by)
    agree = actions.add_question(
        section=first, kind=Kind.AGREEMENT, text="Should managers be regulated?", comment="Why?", is_required=True, **by
    )
    keys = ["strongly_agree", "agree"]
    second = actions.add_section(consultation=held, title="How", depends_on=agree.pk, depends_keys=keys, **by)
    choices = "A register\nA list of those barred"
    actions.add_question(section=second, kind=Kind.MULTIPLE, text="By what?", choices=choices, **by)
    actions.add_question(section=second, kind=Kind.TEXT, text="Anything else?", limit=500, **by)
    equal = actions.add_section(consultation=held, title="About you", is_equality=True, **by)
    actions.add_question(section=equal, kind=Kind.SINGLE, text="Your age", choices="Under 50\n50 or over", **by)
    return held


def approved(team: Team | None = None, *, opens_at: datetime, **how: Any) -> Consultation:
    """The same, submitted and approved ten days before it opens."""
    team = team or Team()
    held, at = draft(team, opens_at=opens_at, **how), opens_at - timedelta(days=10)
    actions.submit(consultation=held, by=team.analyst, at=at)
    return actions.approve(consultation=held, by=team.publisher, at=at)


def question(held: Consultation, number: int) -> Question:
    """The question of a number."""
    listed = [each for section in asked_by(consultation=held) for each in section.questions]
    return next(each for each in listed if each.number == number)


def answer(asked: Question, *chosen: str, text: str = "") -> dict[int, dict[str, Any]]:
    """One answer, in the form in which pages give it."""
    return {asked.pk: {"wording": asked.wording, "chosen": list(chosen), "text": text, "number": "", "day": ""}}


def read_and_published(team: Team, held: Consultation, *, at: datetime) -> Consultation:
    """An analysis that is finished, read by whoever decides and published."""
    actions.read_analysis(consultation=held, counted=1, digest="d", seen="d", by=team.decider, at=at)
    return actions.publish(consultation=held, by=team.publisher, at=at)
