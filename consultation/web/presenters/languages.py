"""The languages of a consultation in words: for those who choose one, and for staff who see what is missing."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse

from consultation.queries import languages_of, told_by
from consultation.queries.translating import all_parts, parts_of
from consultation.rules.languages import CALLED, ORIGINAL, Language, is_whole, missing_words, tag_of

if TYPE_CHECKING:
    from consultation.models import Consultation

ENGLISH: Final = "en"


def chosen_language(held: "Consultation", asked: str) -> str:
    """A language that the consultation is offered in; the original for any other."""
    return asked if asked in languages_of(consultation=held) else ORIGINAL


def spoken_page(held: "Consultation", language: str) -> dict[str, Any]:
    """What a page of the public's needs to say what it says in a language, and to offer the others."""
    return {
        "told": told_by(consultation=held, language=language),
        "lang": tag_of(language),
        "language": language,
        "languages": [
            {"key": key, "name": name, "lang": tag_of(key) or ENGLISH}
            for key, name in [
                (ENGLISH, "English"),
                *((each.value, each.label) for each in languages_of(consultation=held)),
            ]
            if key != (language or ENGLISH)
        ],
    }


def parts_spoken(missing: str, language: str) -> dict[str, str]:
    """The tag of a part, and what is said where its words are missing."""
    words, words_lang = missing_words(missing)
    return {"part_lang": tag_of(language), "missing": words, "missing_lang": words_lang}


def how_far(held: "Consultation", *, may_change: bool, at: datetime) -> list[dict[str, str]]:
    """For staff: of each language how many parts are there; where nothing is and nothing can be, none."""
    rows = []
    for language in Language:
        parts = all_parts(consultation=held, language=language)
        done = sum(is_whole(part.held, part.words) for part in parts)
        may_enter = may_change and bool(parts_of(consultation=held, language=language, at=at))
        if done or may_enter:
            rows.append(
                {
                    "name": CALLED[language].capitalize(),
                    "progress": f"{done} of {len(parts)} parts",
                    "href": reverse("consultation:translate", args=[held.slug, language]) if may_enter else "",
                    "preview": f"{reverse('consultation:preview', args=[held.slug])}?language={language}"
                    if done
                    else "",
                }
            )
    return rows
