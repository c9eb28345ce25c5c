"""The tables of conduct."""

from conduct.models.allegations import Allegation, AllegationClause, AllegationGround, AllegationHead
from conduct.models.bundles import Bundle, BundleDocument, BundleGift
from conduct.models.cases import Case, CaseConcern, CaseStep, InvestigationReport, Response
from conduct.models.chronology import ChronologyLine, ChronologyTie
from conduct.models.codes import Clause, Code, DiscriminationGround, MisconductHead
from conduct.models.concerns import Concern, ConcernFile, ConcernMessage, ConcernStep, NoticeAddress, SignpostCount
from conduct.models.demands import DocumentDemand
from conduct.models.determinations import Determination
from conduct.models.extensions import CaseAppealExtension, ResponseExtension
from conduct.models.files import CaseFile, Disclosure, ExhibitAllegation, ExhibitVersion
from conduct.models.identities import IdentityOpening, IdentityRequest, ReporterIdentity
from conduct.models.participants import ExaminerOpinion, ExaminersDecision, Participant, Recusal, RiskAssessment
from conduct.models.telling import DelayNotice
from conduct.models.tracks import CaseTrack
from conduct.models.witnesses import CourtDisclosure, SpecialMeasure, Witness, WitnessStatement

__all__ = [
    "Allegation",
    "AllegationClause",
    "AllegationGround",
    "AllegationHead",
    "Bundle",
    "BundleDocument",
    "BundleGift",
    "Case",
    "CaseAppealExtension",
    "CaseConcern",
    "CaseFile",
    "CaseStep",
    "CaseTrack",
    "ChronologyLine",
    "ChronologyTie",
    "Clause",
    "Code",
    "Concern",
    "ConcernFile",
    "ConcernMessage",
    "ConcernStep",
    "CourtDisclosure",
    "DelayNotice",
    "Determination",
    "Disclosure",
    "DiscriminationGround",
    "DocumentDemand",
    "ExaminerOpinion",
    "ExaminersDecision",
    "ExhibitAllegation",
    "ExhibitVersion",
    "IdentityOpening",
    "IdentityRequest",
    "InvestigationReport",
    "MisconductHead",
    "NoticeAddress",
    "Participant",
    "Recusal",
    "ReporterIdentity",
    "Response",
    "ResponseExtension",
    "RiskAssessment",
    "SignpostCount",
    "SpecialMeasure",
    "Witness",
    "WitnessStatement",
]
