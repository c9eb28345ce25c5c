"""What two people keyed from one paper, compared. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from consultation.rules.questionnaire import UNTYPED, Kind, Question
from consultation.rules.responding import Sender
from consultation.rules.themes import SPREAD
from kernel.errors import ActionRefused

ABOUT: Final = ("respondent_type", "organisation", "publish", "name")


class NotKeyable(ActionRefused):
    """What is not keyed again: by whom it was keyed first, twice, or what did not come on paper."""


@dataclass(frozen=True, kw_only=True)
class Keyed:
    """What one person keyed."""

    sender: Sender
    answers: Mapping[int, Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One thing that the paper may say, by the name of its field, as each of two people keyed it."""

    field: str
    first: tuple[str, ...]
    second: tuple[str, ...]

    @property
    def differs(self) -> bool:
        return self.first != self.second


def is_sampled(number: int, percent: int) -> bool:
    """Whether a response, by its number, is one of those in a hundred that are keyed again."""
    return (number * SPREAD % 2**32) * 100 < percent * 2**32


def compared(first: Keyed, second: Keyed, questions: Iterable[Question]) -> list[Compared]:
    """Everything that one of two people keyed, compared: choices as sets, words without regard to spacing."""
    ones, others = dict(_fields(first, questions := list(questions))), dict(_fields(second, questions))
    found = (Compared(field=name, first=ones[name], second=others[name]) for name in ones)
    return [each for each in found if each.first or each.second]


def _fields(keyed: Keyed, questions: Iterable[Question]) -> Iterator[tuple[str, tuple[str, ...]]]:
    about = asdict(keyed.sender)
    for name in ABOUT:
        yield name, _plain(about[name])
    yield "may_pass_on", ("yes",) if keyed.sender.may_pass_on else ()
    for question in questions:
        said = keyed.answers.get(question.pk, {})
        if question.comment:
            yield f"q{question.pk}-text", _plain(said.get("text", ""))
        if question.kind == Kind.TEXT:
            yield f"q{question.pk}", _plain(said.get("text", ""))
        elif question.kind not in UNTYPED:
            given = [*said.get("chosen", ()), str(said.get("number") or ""), str(said.get("day") or "")]
            yield f"q{question.pk}", tuple(sorted(each for each in given if each))


def _plain(text: str) -> tuple[str, ...]:
    return (words,) if (words := " ".join(text.split())) else ()
