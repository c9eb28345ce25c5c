"""The tables of consultations."""

from consultation.models.campaigns import Campaign, CampaignMember, CampaignRun
from consultation.models.consultations import Consultation, ConsultationStep, Extension
from consultation.models.decisions import AnalysisRead, Change, Decision, DecisionTheme
from consultation.models.disclosures import DisclosureStep
from consultation.models.documents import Document
from consultation.models.evidence import Evidence, EvidenceStruck
from consultation.models.files import FileTakenBack, ResponseFile
from consultation.models.imports import ImportDraft, ImportedRow, ImportPart, ResponseImport
from consultation.models.inviting import Consultee, Expectation, InvitationUsed, StoppedAddress
from consultation.models.keying import SecondKeying, Settlement
from consultation.models.publishing import Quotation, Release, Removal
from consultation.models.questions import Question, Section, Wording
from consultation.models.recoding import Recoding, Undoing
from consultation.models.responses import (
    Answer,
    EqualityForm,
    OutcomeAddress,
    Response,
    ResponseVersion,
    SavedResponse,
)
from consultation.models.sharing import Share
from consultation.models.subscriptions import Subscription, Telling
from consultation.models.suggesting import (
    CodeSuggestion,
    ProposalDecision,
    SuggestionRun,
    SuggestionVerdict,
    ThemeProposal,
    TypicalAnswer,
)
from consultation.models.themes import CodedTheme, Coding, Theme
from consultation.models.translations import Translation

__all__ = [
    "AnalysisRead",
    "Answer",
    "Campaign",
    "CampaignMember",
    "CampaignRun",
    "Change",
    "CodeSuggestion",
    "CodedTheme",
    "Coding",
    "Consultation",
    "ConsultationStep",
    "Consultee",
    "Decision",
    "DecisionTheme",
    "DisclosureStep",
    "Document",
    "EqualityForm",
    "Evidence",
    "EvidenceStruck",
    "Expectation",
    "Extension",
    "FileTakenBack",
    "ImportDraft",
    "ImportPart",
    "ImportedRow",
    "InvitationUsed",
    "OutcomeAddress",
    "ProposalDecision",
    "Question",
    "Quotation",
    "Recoding",
    "Release",
    "Removal",
    "Response",
    "ResponseFile",
    "ResponseImport",
    "ResponseVersion",
    "SavedResponse",
    "SecondKeying",
    "Section",
    "Settlement",
    "Share",
    "StoppedAddress",
    "Subscription",
    "SuggestionRun",
    "SuggestionVerdict",
    "Telling",
    "Theme",
    "ThemeProposal",
    "Translation",
    "TypicalAnswer",
    "Undoing",
    "Wording",
]
