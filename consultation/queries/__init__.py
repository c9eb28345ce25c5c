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
from consultation.queries.responses import response_by_code, said_in, saved_by_code

__all__ = [
    "Published",
    "asked_by",
    "consultations_for",
    "corrections_of",
    "public_consultations",
    "response_by_code",
    "said_in",
    "saved_by_code",
    "shown_to_public",
    "stage",
    "steps_of",
]
