"""The tables of consultations."""

from consultation.models.consultations import Consultation, ConsultationStep, Extension
from consultation.models.imports import ImportDraft, ImportedRow, ImportPart, ResponseImport
from consultation.models.keying import SecondKeying, Settlement
from consultation.models.questions import Question, Section, Wording
from consultation.models.responses import (
    Answer,
    EqualityForm,
    OutcomeAddress,
    Response,
    ResponseVersion,
    SavedResponse,
)
from consultation.models.themes import CodedTheme, Coding, Theme

__all__ = [
    "Answer",
    "CodedTheme",
    "Coding",
    "Consultation",
    "ConsultationStep",
    "EqualityForm",
    "Extension",
    "ImportDraft",
    "ImportPart",
    "ImportedRow",
    "OutcomeAddress",
    "Question",
    "Response",
    "ResponseImport",
    "ResponseVersion",
    "SavedResponse",
    "SecondKeying",
    "Section",
    "Settlement",
    "Theme",
    "Wording",
]
