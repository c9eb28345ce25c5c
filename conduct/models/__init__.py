"""The tables of conduct."""

from conduct.models.allegations import Allegation, AllegationClause, AllegationGround, AllegationHead
from conduct.models.appeals import AppealStep, CaseAppeal
from conduct.models.bundles import Bundle, BundleDocument, BundleGift
from conduct.models.cases import Case, CaseConcern, CaseStep, InvestigationReport, Response
from conduct.models.chronology import ChronologyLine, ChronologyTie
from conduct.models.codes import Clause, Code, DiscriminationGround, MisconductHead
from conduct.models.complaints import ServiceComplaint
from conduct.models.concerns import (
    Concern,
    ConcernFile,
    ConcernMessage,
    ConcernReading,
    ConcernStep,
    NoticeAddress,
    SignpostCount,
)
from conduct.models.consents import ConsentOffer
from conduct.models.demands import DocumentDemand
from conduct.models.determinations import Determination
from conduct.models.employer_notices import EmployerNotice
from conduct.models.equality import EqualityAnswers, FairnessReport
from conduct.models.extensions import CaseAppealExtension, ResponseExtension
from conduct.models.fairness import ConflictDeclaration, Recommendation, TimeConsent
from conduct.models.files import CaseFile, Disclosure, ExhibitAllegation, ExhibitVersion
from conduct.models.findings import AllegationFinding, LikeCase, RejectedOutcome
from conduct.models.hearings import (
    Hearing,
    HearingDay,
    HearingReply,
    HearingSeat,
    HearingStep,
    PanelAnswer,
    PrivatePart,
    ProposedDetermination,
)
from conduct.models.identities import IdentityOpening, IdentityRequest, IdentityResealing, ReporterIdentity
from conduct.models.interim_orders import (
    InterimChallenge,
    InterimDecider,
    InterimExtension,
    InterimHearing,
    InterimOrder,
    InterimStatement,
    InterimStep,
)
from conduct.models.letters import Letter, LetterTemplate
from conduct.models.links import CaseGroup, GroupedCase
from conduct.models.matters import MatterLink, OrganisationMatter
from conduct.models.own_side import (
    AdjustmentRequest,
    AllegationAnswer,
    Representation,
    ReprisalClaim,
    ResponseDraft,
)
from conduct.models.panels import PanelDay, PanelMember
from conduct.models.participants import ExaminerOpinion, ExaminersDecision, Participant, Recusal, RiskAssessment
from conduct.models.publications import LeftOut, Publication
from conduct.models.reconsiderations import Reconsideration
from conduct.models.referrals import ReferralReturn
from conduct.models.sanction_bank import StandardTerm
from conduct.models.telling import DelayNotice
from conduct.models.tracks import CaseTrack
from conduct.models.witnesses import CourtDisclosure, SpecialMeasure, Witness, WitnessStatement
from conduct.models.work import CaseNote, CaseTask, SavedView

__all__ = [
    "AdjustmentRequest",
    "Allegation",
    "AllegationAnswer",
    "AllegationClause",
    "AllegationFinding",
    "AllegationGround",
    "AllegationHead",
    "AppealStep",
    "Bundle",
    "BundleDocument",
    "BundleGift",
    "Case",
    "CaseAppeal",
    "CaseAppealExtension",
    "CaseConcern",
    "CaseFile",
    "CaseGroup",
    "CaseNote",
    "CaseStep",
    "CaseTask",
    "CaseTrack",
    "ChronologyLine",
    "ChronologyTie",
    "Clause",
    "Code",
    "Concern",
    "ConcernFile",
    "ConcernMessage",
    "ConcernReading",
    "ConcernStep",
    "ConflictDeclaration",
    "ConsentOffer",
    "CourtDisclosure",
    "DelayNotice",
    "Determination",
    "Disclosure",
    "DiscriminationGround",
    "DocumentDemand",
    "EmployerNotice",
    "EqualityAnswers",
    "ExaminerOpinion",
    "ExaminersDecision",
    "ExhibitAllegation",
    "ExhibitVersion",
    "FairnessReport",
    "GroupedCase",
    "Hearing",
    "HearingDay",
    "HearingReply",
    "HearingSeat",
    "HearingStep",
    "IdentityOpening",
    "IdentityRequest",
    "IdentityResealing",
    "InterimChallenge",
    "InterimDecider",
    "InterimExtension",
    "InterimHearing",
    "InterimOrder",
    "InterimStatement",
    "InterimStep",
    "InvestigationReport",
    "LeftOut",
    "Letter",
    "LetterTemplate",
    "LikeCase",
    "MatterLink",
    "MisconductHead",
    "NoticeAddress",
    "OrganisationMatter",
    "PanelAnswer",
    "PanelDay",
    "PanelMember",
    "Participant",
    "PrivatePart",
    "ProposedDetermination",
    "Publication",
    "Recommendation",
    "Reconsideration",
    "Recusal",
    "ReferralReturn",
    "RejectedOutcome",
    "ReporterIdentity",
    "Representation",
    "ReprisalClaim",
    "Response",
    "ResponseDraft",
    "ResponseExtension",
    "RiskAssessment",
    "SavedView",
    "ServiceComplaint",
    "SignpostCount",
    "SpecialMeasure",
    "StandardTerm",
    "TimeConsent",
    "Witness",
    "WitnessStatement",
]
