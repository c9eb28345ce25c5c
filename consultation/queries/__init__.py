"""Reads of consultations."""

from consultation.queries.consultations import (
    Published,
    asked_by,
    consultations_for,
    corrections_of,
    public_consultations,
    shown_to_public,
    stage,
    steps_of,
)
from consultation.queries.languages import languages_of, told_by
from consultation.queries.responses import (
    kept_until,
    response_by_code,
    said_in,
    saved_by_code,
    saved_by_link,
    waits_for_outcome,
)

__all__ = [
    "Published",
    "asked_by",
    "consultations_for",
    "corrections_of",
    "kept_until",
    "languages_of",
    "public_consultations",
    "response_by_code",
    "said_in",
    "saved_by_code",
    "saved_by_link",
    "shown_to_public",
    "stage",
    "steps_of",
    "told_by",
    "waits_for_outcome",
]
