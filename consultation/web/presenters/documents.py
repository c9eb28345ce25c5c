"""The documents of a consultation, in words."""

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from consultation.queries.documents import documents_of
from consultation.rules.languages import CALLED, Language, tag_of
from kernel.files.kinds import ABOUT, Kind

if TYPE_CHECKING:
    from consultation.models import Consultation


def documents(held: "Consultation", *, route: str) -> list[dict[str, Any]]:
    """Each with the address under which it is read: staff read those of a draft too."""
    return [
        {
            "number": each.number,
            "title": each.title,
            "lang": tag_of(each.language),
            "about": ", ".join(filter(None, (_language(each.language), _kind(each.file.content_type)))),
            "href": reverse(route, args=[held.slug, each.number]),
        }
        for each in documents_of(consultation=held)
    ]


def _language(language: str) -> str:
    return CALLED[Language(language)] if language else ""


def _kind(content_type: str) -> str:
    return ABOUT[Kind(content_type)].endings[0].removeprefix(".").upper()
