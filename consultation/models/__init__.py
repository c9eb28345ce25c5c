"""The tables of consultations."""

from consultation.models.consultations import Consultation, ConsultationStep, Extension
from consultation.models.questions import Question, Section, Wording
from consultation.models.responses import Answer, EqualityForm, Response, ResponseVersion, SavedResponse

__all__ = [
    "Answer",
    "Consultation",
    "ConsultationStep",
    "EqualityForm",
    "Extension",
    "Question",
    "Response",
    "ResponseVersion",
    "SavedResponse",
    "Section",
    "Wording",
]
