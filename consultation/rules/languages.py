"""The same questions in further languages: what there is to put into one, and how what is not there is shown. Pure.

A question, a section or a consultation is in a language once all of its words are; until then people read the original,
and are told so. Nobody reads a question half in one language and half in another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import TextChoices

from consultation.rules.questionnaire import NotFit, Question, Section

Words = Mapping[str, str]
"""By name: what is read, such as `title`, `help_text` or `choice:c1`."""
CHOICE: Final = "choice:"


class Language(TextChoices):
    """The languages beside English, as those who read them call them."""

    WELSH = "cy", "Cymraeg"
    EASY = "easy", "Easy read"


ORIGINAL: Final = ""
CALLED: Final = {Language.WELSH: "Welsh", Language.EASY: "easy read"}
"""As staff call them."""
MISSING: Final = {
    Language.WELSH: "Nid yw’r geiriau hyn ar gael yn Gymraeg eto. Dyma’r Saesneg.",
    Language.EASY: "There is no easy read version of this yet.",
}
"""What those who read a language are told where it has no words."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a consultation says of itself, and in which language."""

    title: str
    summary: str
    privacy_notice: str
    language: str = ORIGINAL


def tag_of(language: str) -> str:
    """The language tag of a part of a page; empty where it is that of the page."""
    return "cy" if language == Language.WELSH else ""


def missing_words(missing: str) -> tuple[str, str]:
    """What those are told who asked for a language that is not there, and the tag of that sentence; empty for none."""
    return (MISSING[Language(missing)], tag_of(missing)) if missing else ("", "")


def words_of(held: Told | Section | Question) -> dict[str, str]:
    """All that is read of something, by name, in the order of the page."""
    names = ("title", "summary", "privacy_notice", "text", "help_text", "comment")
    found = {name: str(getattr(held, name)) for name in names if getattr(held, name, "")}
    if isinstance(held, Question):
        found |= {f"{CHOICE}{key}": words for key, words in held.choices}
    return found


def is_whole(held: Told | Section | Question, words: Words) -> bool:
    """Whether all that is read of it is there."""
    return all(words.get(name) for name in words_of(held))


def _own(held: Told | Section | Question, words: Words) -> dict[str, Any]:
    return {name: words[name] for name in words_of(held) if not name.startswith(CHOICE)}


def told_in(held: Told, language: str, words: Words) -> Told:
    """What a consultation says of itself in a language, or in the original."""
    if not is_whole(held, words):
        return held
    return replace(held, language=language, **_own(held, words))


def section_in(held: Section, language: str, words: Words) -> Section:
    """A section in a language, or in the original with what is missing."""
    if not is_whole(held, words):
        return replace(held, missing=language)
    return replace(held, language=language, **_own(held, words))


def question_in(held: Question, language: str, words: Words) -> Question:
    """A question in a language, or in the original with what is missing. Choices keep their keys: it counts once."""
    if not is_whole(held, words):
        return replace(held, missing=language)
    choices = tuple((key, words[f"{CHOICE}{key}"]) for key, _words in held.choices)
    return replace(held, language=language, choices=choices, **_own(held, words))


def require_known(names: Iterable[str], held: Told | Section | Question) -> None:
    """Refuse (NotFit) words for what nobody reads, such as a choice that was taken away meanwhile."""
    if not set(names) <= words_of(held).keys():
        raise NotFit("The consultation changed after you opened this page, so nothing was saved. Open it again.")
