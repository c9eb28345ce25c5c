"""What is to be done next with a consultation, as it stands. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from consultation.permissions import Permission
from consultation.workflow import Status


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far the work on a consultation is."""

    stage: Status
    unread: int = 0
    unprepared: int = 0
    unchecked: int = 0
    decisions: int = 0
    is_read: bool = False


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to do: in words, the page on which it is done, and the permission that it takes."""

    words: str
    route: str
    permission: str


def next_steps(how: Standing) -> Iterator[Step]:
    """Everything that can be done now and is not done, the first first."""
    if how.stage == Status.DRAFT:
        yield _step("Finish the draft and ask for approval", "consultation", Permission.CONSULTATION_CHANGE)
    if how.stage == Status.SUBMITTED:
        yield _step("Approve it or send it back", "consultation", Permission.CONSULTATION_APPROVE)
    if how.stage == Status.CLOSED:
        yield from _in_analysis(how)
    if how.stage == Status.ANALYSED and how.is_read:
        yield _step("Publish the outcome", "publish", Permission.CONSULTATION_APPROVE)
    elif how.stage == Status.ANALYSED:
        yield _step("Read the analysis", "read", Permission.ANALYSIS_READ)
    if how.unprepared:
        yield _step(f"Prepare {_responses(how.unprepared)} for publication", "publishing", Permission.RESPONSE_PUBLISH)
    if how.unchecked:
        yield _step(f"Check {_responses(how.unchecked)} for publication", "publishing", Permission.RESPONSE_PUBLISH)


def _in_analysis(how: Standing) -> Iterator[Step]:
    if how.unread:
        yield _step(f"Read {_answers(how.unread)} for themes", "themes", Permission.RESPONSE_CODE)
    if not how.decisions:
        yield _step("Write down what was decided", "decisions", Permission.CONSULTATION_CHANGE)
    elif not how.unread:
        yield _step("Finish the analysis", "analyse", Permission.CONSULTATION_CHANGE)


def _step(words: str, route: str, permission: Permission) -> Step:
    return Step(words=words, route=f"consultation:{route}", permission=permission)


def _answers(count: int) -> str:
    return f"{count:,} {'answer' if count == 1 else 'answers'}"


def _responses(count: int) -> str:
    return f"{count:,} {'response' if count == 1 else 'responses'}"
