"""Fields that are read in a further language, and the form in which staff put a consultation into one."""

from collections.abc import Iterable
from typing import Any

from django import forms
from markupsafe import Markup

from consultation.queries.translating import Part
from consultation.rules.languages import CHOICE, Language, Told, missing_words, tag_of, words_of
from consultation.rules.questionnaire import Question, Section
from kernel.fields import AskedChoice, AskedDate, AskedField, CharField, TextField
from kernel.languages import spoken

OPTIONAL = " (optional)"
LONG = frozenset({"summary", "privacy_notice", "text", "help_text"})
CALLED = {
    "title": "Title",
    "summary": "What it is about",
    "privacy_notice": "Privacy notice",
    "text": "Text",
    "help_text": "Help with it",
    "comment": "What is asked in words as well",
}


class _Spoken(AskedField):
    """A field whose question is read in a language of its own: `lang` of the field."""

    @property
    def question(self) -> str:
        """The question in its language, and outside of it that it may be left out."""
        asked = super().question
        own = asked.removesuffix(OPTIONAL)
        return spoken(own, self.field.lang, after=asked[len(own) :])  # type: ignore[attr-defined]

    @property
    def hint(self) -> dict[str, str] | None:
        """The help, of which a part may be in that language."""
        text = self.field.help_text
        return {"html": str(text)} if isinstance(text, Markup) else super().hint


class SpokenChoice(_Spoken, AskedChoice):
    """The same with choices, which are in that language too."""

    @property
    def items(self) -> list[dict[str, Any]]:
        """The choices."""
        lang = self.field.lang  # type: ignore[attr-defined]
        return [each | {"text": spoken(each["text"], lang)} for each in super().items]


class SpokenDate(_Spoken, AskedDate):
    """The same of a day."""


SPOKEN = {AskedField: _Spoken, AskedChoice: SpokenChoice, AskedDate: SpokenDate}


def speak(field: Any, question: Question) -> None:
    """Have a field say which language its words are in, and that the one which was asked for is missing."""
    field.lang = tag_of(question.language)
    if not (field.lang or question.missing):
        return
    field.bound_field_class = SPOKEN[field.bound_field_class]
    own = question.help_text
    if field.lang and own and field.help_text.startswith(own):
        field.help_text = spoken(own, field.lang, after=field.help_text[len(own) :])
    if question.missing:
        words, lang = missing_words(question.missing)
        field.help_text = spoken(words, lang, after=f" {field.help_text}")


class TranslationForm(forms.Form):
    """All words of a consultation in a language: a field for each, with the original above it."""

    def __init__(self, data: Any, *, parts: Iterable[Part], language: Language) -> None:
        super().__init__(data)
        self.parts = {part.key: part for part in parts}
        for key, part in self.parts.items():
            for name, original in words_of(part.held).items():
                kind = TextField if name in LONG else CharField
                field = kind(
                    label=f"{_place(part.held)}: {_named(name)}",
                    hint=original,
                    required=False,
                    initial=part.words.get(name, ""),
                    max_length=20_000 if name in LONG else 2_000,
                )
                self.fields[f"{key}-{name}"] = field

    def clean(self) -> dict[str, Any]:
        """The words by part, for the action."""
        words: dict[str, dict[str, str]] = {key: {} for key in self.parts}
        for field, text in self.cleaned_data.items():
            key, _hyphen, name = field.partition("-")
            words[key][name] = text
        return {"words": words}


def _place(held: Told | Section | Question) -> str:
    if isinstance(held, Question):
        return f"Question {held.number}"
    return f"Section “{held.title}”" if isinstance(held, Section) else "The consultation"


def _named(name: str) -> str:
    return "choice" if name.startswith(CHOICE) else CALLED[name].lower()
