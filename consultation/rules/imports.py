"""Responses in somebody's table: which column says what, and what each row says or what is wrong with it. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from typing import Any, Final

from consultation.rules.questionnaire import (
    CHOSEN,
    UNTYPED,
    Kind,
    Question,
    Questionnaire,
    RespondentType,
    counting,
    is_answered,
)
from consultation.rules.responding import Channel, Publish, Sender
from kernel.clocks import LONDON, format_instant, read_day
from kernel.errors import ActionRefused
from kernel.layouts import EVERYBODY, TIME_OF_DAY, Places, day_in, has_unusable, letters

ABOUT: Final = {
    "reference": "reference ref id responseid responsereference uniqueid respondentid submissionid",
    "respondent_type": "respondenttype respondent type answeringas respondingas whoanswers iam areyou",
    "organisation": "organisation organization organisationname nameoforganisation orgname",
    "channel": "channel howitcame howreceived method source",
    "received": "received receivedon receivedat datereceived date datesubmitted submitted submittedat submittedon",
    "publish": "publish maybepublished consent consenttopublish maywepublish maypublish",
    "name": "name fullname yourname respondentname",
}
"""What a row says besides its answers, and how such columns are headed."""
MEANT: Final = {heading: name for name, headings in ABOUT.items() for heading in headings.split()}
WORDS: Final = frozenset({"comment", "comments", "words", "why", "freetext", "text", "reason", "reasons", "explain"})
NUMBERED: Final = re.compile(r"(?:q|question)?\s*(\d{1,3})(?!\d)[\s.:)_-]*(.*)", re.IGNORECASE | re.DOTALL)
BETWEEN: Final = re.compile(r"[;|\n]")
"""What stands between two of several choices in a cell."""
LONGEST_LINE: Final = 200
LONGEST_SHOWN: Final = 60
NOON: Final = time(12)
WRONG: Final = {
    "encoding": "It has characters that are not UTF-8, or none at all. Save the file as CSV UTF-8 or XLSX",
    "columns": "It has not as many cells as there are headings",
    "too_long": "A cell has more than 20,000 characters",
}
YES_OR_NO: Final = {"yes": Publish.UNNAMED, "no": Publish.NOT}


class NotImported(ActionRefused):
    """A file, or a choice of its columns, of which nothing can be taken in."""


class RowFault(ValueError):
    """A row that cannot be taken in, in words."""


def named(question: Question) -> Iterator[tuple[str, str]]:
    """What a row may say of a question, with its label: the answer, and the words besides a choice."""
    if question.kind not in UNTYPED:
        yield f"q{question.pk}", f"{question.number}. {question.text}"
    if question.comment:
        yield f"q{question.pk}-text", f"{question.number}. {question.comment}"


def guessed(headings: Sequence[str], questions: Iterable[Question]) -> dict[str, str]:
    """Where each thing most likely stands. Words besides a choice stand after it."""
    listed, places = list(questions), dict[str, str]()
    last: Question | None = None
    for place, heading in enumerate(headings):
        name = MEANT.get(letters(heading), "")
        if not name or name in places:
            name, last = _question_of(heading, listed, last)
        if name:
            places.setdefault(name, str(place))
    return places


def _question_of(heading: str, listed: Sequence[Question], last: Question | None) -> tuple[str, Question | None]:
    plain = letters(heading)
    if one := next((each for each in listed if plain and letters(each.text) == plain), None):
        return f"q{one.pk}", one
    found = NUMBERED.fullmatch(heading.strip())
    numbered = next((each for each in listed if found and each.number == int(found[1])), None)
    rest, one = (letters(found[2]), numbered) if found and numbered else (plain, last)
    if one and one.comment and (rest in WORDS or rest == letters(one.comment)):
        return f"q{one.pk}-text", one
    return (f"q{numbered.pk}", numbered) if numbered else ("", last)


def plain(text: str) -> str:
    """What is compared of a choice."""
    return "".join(filter(str.isalnum, text.casefold()))


@cache
def _by_words(choices: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {plain(words): key for key, text in choices for words in (key, text)}


TYPES: Final = _by_words(tuple(RespondentType.choices))
CHANNELS: Final = _by_words(tuple(choice for choice in Channel.choices if choice[0] != Channel.WEB))
PUBLISH: Final = _by_words(tuple(Publish.choices)) | {key: value.value for key, value in YES_OR_NO.items()}


@dataclass(frozen=True, kw_only=True)
class Taken:
    """One row as it will be taken in."""

    reference: str
    channel: str
    received: str
    late_reason: str
    sender: Mapping[str, str]
    answers: Mapping[int, Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Reads rows by the columns that somebody chose, for a consultation that is open between two instants."""

    asked: Questionnaire
    places: Places
    opens_at: datetime
    closes_at: datetime
    at: datetime

    def read(self, cells: Sequence[str] | str) -> Taken:
        """What a row says. Refuses (RowFault) one that no response can be made of, or that came at no fit time."""
        if isinstance(cells, str):
            raise RowFault(WRONG[cells])
        given = {name: self._cell(name, cells) for name in self.places}
        received, late_reason = self._received(given.get("received", ""), given.get("late_reason", ""))
        return Taken(
            reference=_line(given.get("reference", ""), "reference"),
            channel=_known(given.get("channel", ""), CHANNELS, "way in which it came") or Channel.IMPORT.value,
            received=received.isoformat(),
            late_reason=late_reason,
            sender=vars(_sender(given)),
            answers=self._answers(given),
        )

    def _cell(self, name: str, cells: Sequence[str]) -> str:
        place = self.places[name]
        return place.removeprefix(EVERYBODY) if place.startswith(EVERYBODY) else cells[int(place)]

    def _received(self, text: str, late_reason: str) -> tuple[datetime, str]:
        received = _instant(text)
        if received > self.at:
            raise RowFault("It says that it was received at a time to come")
        if received < self.opens_at:
            raise RowFault(f"It was received before the consultation opened on {format_instant(self.opens_at)}")
        if received < self.closes_at:
            return received, ""
        if not late_reason:
            raise RowFault(
                f"It was received after the close on {format_instant(self.closes_at)}, and no reason is given"
            )
        return received, late_reason

    def _answers(self, given: Mapping[str, str]) -> dict[int, Mapping[str, Any]]:
        questions = [each for section in self.asked if not section.is_equality for each in section.questions]
        answers = {each.pk: _answer(each, given) for each in questions if each.kind not in UNTYPED}
        said = {pk: answer for pk, answer in answers.items() if is_answered(answer)}
        if not said:
            raise RowFault("It answers no question")
        counted = counting(self.asked, said)
        if unasked := said.keys() - counted.keys():
            number = next(each.number for each in questions if each.pk in unasked)
            raise RowFault(f"Question {number} is not asked after its other answers, and is answered")
        return counted


def _instant(text: str) -> datetime:
    """A day is noon in London; a time of day without a zone is London's."""
    if not text:
        raise RowFault("It does not say when it was received")
    try:
        if "T" in text or "+" in text or text.endswith("Z"):
            read = datetime.fromisoformat(text)
            return read if read.tzinfo else read.replace(tzinfo=LONDON)
        clock = TIME_OF_DAY.search(text)
        return datetime.combine(
            read_day(day_in(text)), time.fromisoformat(clock[0][1:]) if clock else NOON, tzinfo=LONDON
        )
    except ValueError:
        raise RowFault(f"“{_shown(text)}” is no day on which it was received, such as 3/12/2024") from None


def _sender(given: Mapping[str, str]) -> Sender:
    kind = _known(given.get("respondent_type", ""), TYPES, "kind of respondent")
    publish = _known(given.get("publish", ""), PUBLISH, "consent to publish") or Publish.NOT.value
    name, organisation = (_line(given.get(each, ""), each) for each in ("name", "organisation"))
    if not kind:
        raise RowFault("It does not say as what somebody answers")
    if (kind == RespondentType.ORGANISATION) != bool(organisation):
        raise RowFault("An organisation is named of those, and only of those, that answer for one")
    if publish == Publish.NAMED and not (name or organisation):
        raise RowFault("It may be published with a name, and has none")
    return Sender(
        respondent_type=kind, publish=publish, name=name if publish == Publish.NAMED else "", organisation=organisation
    )


def _known(text: str, known: Mapping[str, str], what: str) -> str:
    if text and plain(text) not in known:
        raise RowFault(f"“{_shown(text)}” is no {what} that we know")
    return known[plain(text)] if text else ""


def _line(text: str, what: str) -> str:
    if len(text) > LONGEST_LINE or has_unusable(text, line_ends=""):
        raise RowFault(f"Its {what} has more than {LONGEST_LINE} characters, or one that cannot be used")
    return text


def _answer(question: Question, given: Mapping[str, str]) -> dict[str, Any]:
    said, words = given.get(f"q{question.pk}", ""), given.get(f"q{question.pk}-text", "")
    text = (said if question.kind == Kind.TEXT else words).replace("\r\n", "\n").replace("\r", "\n")
    if has_unusable(text, line_ends="\n\t"):
        raise RowFault(f"The answer to question {question.number} has a character that cannot be used")
    return {
        "wording": question.wording,
        "chosen": _chosen(question, said) if question.kind in CHOSEN else [],
        "text": text,
        "number": _number(question, said) if question.kind == Kind.NUMBER else "",
        "day": _day(question, said) if question.kind == Kind.DATE else "",
    }


def _chosen(question: Question, said: str) -> list[str]:
    known = _by_words(question.choices)
    is_whole = question.kind != Kind.MULTIPLE or plain(said) in known
    parts = [said] if is_whole else BETWEEN.split(said)
    found = [plain(part) for part in parts if part.strip()]
    if strange := next((part for part in parts if part.strip() and plain(part) not in known), ""):
        raise RowFault(f"“{_shown(strange.strip())}” is no choice of question {question.number}")
    return list(dict.fromkeys(known[part] for part in found))


def _number(question: Question, said: str) -> str:
    digits = said.replace(",", "").replace(" ", "")
    unsigned = digits.removeprefix("-")
    if said and not (unsigned.isascii() and unsigned.isdigit() and len(unsigned) <= 15):
        raise RowFault(f"“{_shown(said)}” is no whole number, which question {question.number} asks for")
    return str(int(digits)) if said else ""


def _day(question: Question, said: str) -> str:
    try:
        return read_day(day_in(said)).isoformat() if said else ""
    except ValueError:
        raise RowFault(f"“{_shown(said)}” is no day, which question {question.number} asks for") from None


def _shown(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
