"""Decisions of the register as pure functions: no database, no clock, no settings."""

from register.rules.vocabulary import (
    ALL_CLASSES,
    Employable,
    Grade,
    Kind,
    LeadKind,
    Outcome,
    RegistrationStatus,
    Tier,
)

__all__ = [
    "ALL_CLASSES",
    "Employable",
    "Grade",
    "Kind",
    "LeadKind",
    "Outcome",
    "RegistrationStatus",
    "Tier",
]
