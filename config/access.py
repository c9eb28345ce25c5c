"""Who may do what: the whole matrix, role by permission, on one screen. And the status machines, by name."""

from collections.abc import Mapping
from itertools import chain
from typing import Any

from barring.permissions import Permission as B
from barring.workflow import BAR, BATCH, BATCH_DOORS, DOORS, FOLLOWING, REVIEW, REVIEW_DOORS
from conduct.hearing_workflow import HEARING as HEARINGS
from conduct.hearing_workflow import HearingAction
from conduct.permissions import Permission as C
from conduct.rules.employer_notices import EMPLOYER_NOTICE, EmployerNoticeAction
from conduct.rules.interim_orders import BY_THE_CLOCK as INTERIM_BY_THE_CLOCK
from conduct.rules.interim_orders import INTERIM, InterimAction
from conduct.workflow import (
    APPEAL,
    BY_THE_CLOCK,
    CASE,
    CONCERN,
    CONSENT,
    IDENTITY,
    RECONSIDERATION,
    TRACKS,
    AppealAction,
    ConcernAction,
    IdentityAction,
    OfferAction,
    ReconsiderationAction,
)
from conduct.workflow import Action as CaseAction
from consultation.permissions import Permission as Q
from consultation.rules.inviting import CONSULTEE
from consultation.workflow import BY_THE_CLOCK as CONSULTATION_BY_THE_CLOCK
from consultation.workflow import CONSULTATION
from consultation.workflow import Action as ConsultationAction
from kernel.permissions import KernelPermission as K
from kernel.permissions import Role
from kernel.rule_set_workflow import RULE_SET, RuleSetAction
from kernel.workflow import Workflow
from register.permissions import Permission as R
from register.workflow import CORRECTION, CorrectionAction

EVERYBODY = {K.SIGNED_IN}
STAFF = EVERYBODY | {K.STAFF_HOME, K.ORGANISATION_VIEW, K.RULE_SET_VIEW}

# Who takes a case in and holds it, whoever investigates it, the two who examine it, and whoever decides it differ.
CASEWORK = {
    C.CASE_ADJUST,
    C.CASE_ALLEGE,
    C.CASE_APPEAL,
    C.CASE_ASSIGN,
    C.CASE_CLOSE,
    C.CASE_ENTER_RESPONSE,
    C.CASE_EXPLAIN,
    C.CASE_EXTEND,
    C.CASE_FIGURES,
    C.CASE_FILE_ADD,
    C.CASE_FILE_OPEN,
    C.CASE_OPEN,
    C.CASE_RECOMMEND,
    C.CASE_SERVE,
    C.CASE_STEP_DOWN,
    C.CASE_TRACK,
    C.CASE_TRIAGE,
    C.CASE_VIEW,
    C.CASE_VIEW_ALL,
    C.CASE_WITHDRAW,
    C.CASE_WORK,
    C.CONCERN_MESSAGE,
    C.CONCERN_REPORT,
    C.CONCERN_TRIAGE,
    C.CONCERN_VIEW,
    C.CONCERN_VIEW_ALL,
    C.DECISION_PUBLISH,
    C.EMPLOYER_NOTICE_CHANGE,
    C.EVIDENCE_CHECK,
    C.EVIDENCE_DISCLOSE,
    C.EVIDENCE_KEEP,
    C.EVIDENCE_VIEW,
    C.HEARING_LIST,
    C.INTERIM_APPLY,
    C.INTERIM_SERVE,
    C.INTERIM_VIEW,
    C.LETTER_SEND,
    C.LETTER_TEMPLATE,
    C.LETTER_VIEW,
    C.MATTER_CHANGE,
    C.MATTER_VIEW,
    C.PANEL_VIEW,
    C.WORKING_PAPERS_VIEW,
}
INVESTIGATION = {
    C.CASE_ALLEGE,
    C.CASE_EXPLAIN,
    C.CASE_FILE_ADD,
    C.CASE_FILE_OPEN,
    C.CASE_INVESTIGATE,
    C.CASE_STEP_DOWN,
    C.CASE_VIEW,
    C.CASE_WORK,
    C.CONCERN_MESSAGE,
    C.CONCERN_VIEW,
    C.EVIDENCE_CHECK,
    C.EVIDENCE_KEEP,
    C.EVIDENCE_VIEW,
    C.INTERIM_APPLY,
    C.INTERIM_VIEW,
    C.LETTER_SEND,
    C.LETTER_VIEW,
    C.WORKING_PAPERS_VIEW,
}
# Whoever knows a reporter's name works on no concern: a custodian sees no matter, and a caseworker no name.
IDENTITIES = {C.IDENTITY_ASK, C.IDENTITY_DECIDE, C.IDENTITY_OPEN, C.IDENTITY_VIEW}
EXAMINATION = {C.CASE_EXAMINE, C.CASE_FILE_OPEN, C.CASE_STEP_DOWN, C.CASE_VIEW, C.EVIDENCE_VIEW}
# Whoever decides on an interim order never decides the case, so that a panel's members may do either.
INTERIM_HEARING = {C.INTERIM_SIT, C.INTERIM_VIEW}
HEARING = {
    C.CASE_FILE_OPEN,
    C.CASE_RECOMMEND,
    C.CASE_STEP_DOWN,
    C.CASE_VIEW,
    C.EVIDENCE_VIEW,
    C.HEARING_SIT,
}
MATCHES = {B.REVIEW_RESOLVE, B.REVIEW_VIEW}
LOOKERS = {B.CHECK_DELAY, B.CHECK_QUERY_ANSWER, B.CHECK_QUERY_VIEW}
CHECKS = {B.CHECK_ASK, B.CHECK_VIEW, B.WATCH_CHANGE, B.WATCH_VIEW}
PROGRAMS = {K.EVENT_VIEW, K.WEBHOOK_CHANGE, K.WEBHOOK_VIEW}
REFERRALS = {C.CASE_VIEW, C.CASE_VIEW_REFERRED}
# Whoever proposes a bar or its lifting, and whoever decides on it, are two people.
BAR_PROPOSAL = {
    B.BAR_ENTER_REPRESENTATIONS,
    B.BAR_PROPOSE,
    B.BAR_PROPOSE_LIFTING,
    B.BAR_SERVE_NOTICE,
    B.BAR_VIEW,
    B.BAR_WITHDRAW,
}
BAR_DECISION = {B.BAR_APPROVE, B.BAR_EXTEND, B.BAR_LIFT, B.BAR_SEND_BACK, B.BAR_VIEW}
# The register's own facts are a registrar's to write; who works on a person may read them.
REGISTRY = {
    R.CORRECTION_DECIDE,
    R.CORRECTION_VIEW,
    R.PERSON_ADD,
    R.PERSON_CORRECT,
    R.PERSON_INVITE,
    R.PERSON_VIEW,
    R.POST_CHANGE,
    R.REGISTRATION_CHANGE,
}
PEOPLE = {R.PERSON_VIEW}
# Whoever writes a consultation, and whoever approves it and publishes its outcome, are two people.
CONSULTING = {
    Q.CONSULTATION_CHANGE,
    Q.CONSULTATION_VIEW,
    Q.CONSULTEE_INVITE,
    Q.RESPONSE_CODE,
    Q.RESPONSE_COUNT,
    Q.RESPONSE_ENTER,
    Q.RESPONSE_PUBLISH,
    Q.RESPONSE_VIEW,
}

# Who takes responses in and who publishes them may both prepare one for publication; nobody checks their own.
PUBLISHING = {
    Q.CONSULTATION_APPROVE,
    Q.CONSULTATION_VIEW,
    Q.RESPONSE_COUNT,
    Q.RESPONSE_PUBLISH,
    Q.RESPONSE_VIEW,
}

# Whoever decides on what a consultation asked reads its analysis, and does nothing else to it.
DECIDING = {Q.ANALYSIS_READ, Q.CONSULTATION_VIEW, Q.RESPONSE_COUNT, Q.RESPONSE_VIEW}

MATRIX: dict[Role, frozenset[str]] = {
    Role.REGISTRAR: frozenset(STAFF | {C.COMPLAINT_VIEW, K.ORGANISATION_CHANGE} | MATCHES | LOOKERS | REGISTRY),
    Role.CASEWORKER: frozenset(STAFF | PEOPLE | CASEWORK),
    Role.INVESTIGATOR: frozenset(STAFF | INVESTIGATION),
    Role.CASE_EXAMINER: frozenset(STAFF | EXAMINATION),
    Role.PANEL_CHAIR: frozenset(STAFF | HEARING | INTERIM_HEARING | {C.CASE_DETERMINE, C.INTERIM_DECIDE}),
    Role.PANEL_MEMBER: frozenset(STAFF | HEARING | INTERIM_HEARING),
    Role.LEGAL_ADVISER: frozenset(STAFF),
    Role.CASE_PRESENTER: frozenset(STAFF),
    Role.BARRING_OFFICER: frozenset(STAFF | PEOPLE | REFERRALS | BAR_PROPOSAL),
    Role.BARRING_APPROVER: frozenset(STAFF | PEOPLE | REFERRALS | BAR_DECISION),
    Role.IDENTITY_CUSTODIAN: frozenset(STAFF | IDENTITIES),
    Role.PUBLISHER: frozenset(STAFF | PUBLISHING),
    Role.CONSULTATION_ANALYST: frozenset(STAFF | CONSULTING),
    Role.DECISION_MAKER: frozenset(STAFF | DECIDING),
    Role.AUDITOR: frozenset(
        STAFF
        | PEOPLE
        | {K.ACCESS_VIEW, K.ACCOUNT_VIEW, K.LEDGER_VIEW, K.MESSAGE_VIEW, B.BAR_VIEW}
        | {C.CASE_FIGURES, C.CASE_VIEW, C.CASE_VIEW_ALL, C.CONCERN_REPORT, C.CONCERN_VIEW, C.CONCERN_VIEW_ALL}
        | {C.EVIDENCE_VIEW, C.IDENTITY_VIEW, C.INTERIM_VIEW, C.LETTER_VIEW, C.MATTER_VIEW, C.WORKING_PAPERS_VIEW}
        | {R.CORRECTION_VIEW, B.REVIEW_VIEW, B.CHECK_QUERY_VIEW, Q.CONSULTATION_VIEW}
    ),
    Role.ADMINISTRATOR: frozenset(
        EVERYBODY
        | {K.STAFF_HOME, K.ORGANISATION_VIEW, K.ACCOUNT_VIEW, K.ACCOUNT_CHANGE, K.ACCOUNT_DECIDE}
        | {K.MESSAGE_RESEND, K.MESSAGE_VIEW, K.RULE_SET_APPROVE, K.RULE_SET_CHANGE, K.RULE_SET_VIEW}
        | {C.PANEL_APPOINT, C.PANEL_VIEW}
    ),
    Role.TRUST_USER: frozenset(EVERYBODY | CHECKS | PROGRAMS),
    Role.TRUST_ADMINISTRATOR: frozenset(
        EVERYBODY | CHECKS | PROGRAMS | {C.EMPLOYER_NOTICE_READ, K.API_CLIENT_CHANGE, K.TRUST_USER_CHANGE}
    ),
    Role.MANAGER: frozenset(
        EVERYBODY
        | {
            C.OWN_CASE_ANSWER,
            C.OWN_CASE_CONSENT,
            C.OWN_CASE_REPRESENT,
            C.OWN_CASE_VIEW,
            C.OWN_COMPLAINT,
            C.OWN_EQUALITY,
        }
        | {B.OWN_BAR_ANSWER, B.OWN_CHECK_VIEW}
        | {K.OWN_ENTRY_VIEW, R.CORRECTION_REQUEST}
    ),
    # What they see and do is what the manager who named them allows, on that case only.
    Role.REPRESENTATIVE: frozenset(
        EVERYBODY | {K.OWN_ENTRY_VIEW, C.OWN_CASE_ANSWER, C.OWN_CASE_VIEW, C.OWN_COMPLAINT, C.REPRESENTING}
    ),
}

HEARING_DOORS: dict[Any, str] = {
    HearingAction.GIVE_NOTICE: C.HEARING_LIST,
    HearingAction.CONSENT: C.HEARING_LIST,
    HearingAction.REPLY: C.OWN_CASE_ANSWER,
    HearingAction.REPLACE: C.HEARING_LIST,
    HearingAction.POSTPONE: C.HEARING_LIST,
    HearingAction.BEGIN: C.CASE_DETERMINE,
    HearingAction.ADJOURN: C.CASE_DETERMINE,
    HearingAction.RESUME: C.CASE_DETERMINE,
    HearingAction.SIT_IN_PRIVATE: C.CASE_DETERMINE,
    HearingAction.CONCLUDE: C.CASE_DETERMINE,
    HearingAction.PROPOSE: C.CASE_DETERMINE,
    HearingAction.ANSWER: C.HEARING_SIT,
    HearingAction.DETERMINE: C.CASE_DETERMINE,
    HearingAction.REOPEN: B.BAR_APPROVE,
    HearingAction.CANCEL: C.HEARING_LIST,
}

# machine: (its table, the permission that each action's view requires)
WORKFLOWS: dict[str, tuple[Workflow, Mapping[Any, str]]] = {
    "conduct.concern": (
        CONCERN,
        {
            ConcernAction.TRIAGE: C.CONCERN_TRIAGE,
            ConcernAction.OPEN_CASE: C.CASE_OPEN,
            ConcernAction.JOIN_CASE: C.CASE_OPEN,
            ConcernAction.CLOSE: C.CONCERN_TRIAGE,
            ConcernAction.REOPEN: C.CONCERN_TRIAGE,
            ConcernAction.TAKE_OVER: C.CONCERN_TRIAGE,
        },
    ),
    "conduct.identity": (
        IDENTITY,
        {
            IdentityAction.APPROVE: C.IDENTITY_DECIDE,
            IdentityAction.REFUSE: C.IDENTITY_DECIDE,
            IdentityAction.OPEN: C.IDENTITY_OPEN,
            IdentityAction.EXPIRE: "",
        },
    ),
    "conduct.employer_notice": (
        EMPLOYER_NOTICE,
        dict.fromkeys(EmployerNoticeAction, C.EMPLOYER_NOTICE_CHANGE),
    ),
    "conduct.case": (
        CASE,
        {
            CaseAction.ACKNOWLEDGE: C.CASE_TRIAGE,
            CaseAction.ASSESS_RISK: C.CASE_TRIAGE,
            CaseAction.REASSESS_RISK: C.CASE_TRIAGE,
            CaseAction.ACCEPT: C.CASE_TRIAGE,
            CaseAction.CLOSE_OUT_OF_REMIT: C.CASE_TRIAGE,
            CaseAction.FINISH_ENQUIRY: C.CASE_TRIAGE,
            CaseAction.ALLEGE: C.CASE_ALLEGE,
            CaseAction.CLOSE_BELOW_THRESHOLD: C.CASE_TRIAGE,
            CaseAction.START_INVESTIGATION: C.CASE_ASSIGN,
            CaseAction.AMEND_ALLEGATIONS: C.CASE_ALLEGE,
            CaseAction.REASSIGN: C.CASE_ASSIGN,
            CaseAction.REPORT: C.CASE_INVESTIGATE,
            CaseAction.ASK_FOR_RESPONSE: C.CASE_SERVE,
            CaseAction.RESPOND: C.OWN_CASE_ANSWER,
            CaseAction.RESPOND_BESIDE: C.OWN_CASE_ANSWER,
            CaseAction.ENTER_RESPONSE: C.CASE_ENTER_RESPONSE,
            CaseAction.ASK_EXTENSION: C.CASE_SERVE,
            CaseAction.ASK_OWN_EXTENSION: C.OWN_CASE_ANSWER,
            CaseAction.GRANT_EXTENSION: C.CASE_EXTEND,
            CaseAction.REFUSE_EXTENSION: C.CASE_EXTEND,
            CaseAction.CLOSE_RESPONSE_WINDOW: C.CASE_SERVE,
            CaseAction.APPOINT_EXAMINER: C.CASE_ASSIGN,
            CaseAction.GIVE_OPINION: C.CASE_EXAMINE,
            CaseAction.PROPOSE_DECISION: C.CASE_EXAMINE,
            CaseAction.AGREE_CASE_TO_ANSWER: C.CASE_EXAMINE,
            CaseAction.AGREE_NO_CASE: C.CASE_EXAMINE,
            CaseAction.DISAGREE: C.CASE_EXAMINE,
            CaseAction.DETERMINE: C.CASE_DETERMINE,
            CaseAction.SERVE: C.CASE_SERVE,
            **dict.fromkeys(BY_THE_CLOCK, ""),
            CaseAction.ASK_APPEAL_EXTENSION: C.CASE_SERVE,
            CaseAction.GRANT_APPEAL_EXTENSION: C.CASE_EXTEND,
            CaseAction.REFUSE_APPEAL_EXTENSION: C.CASE_EXTEND,
            CaseAction.OFFER_CONSENT: C.CASE_SERVE,
            CaseAction.ANSWER_OFFER: C.OWN_CASE_CONSENT,
            CaseAction.ENTER_OFFER_ANSWER: C.CASE_ENTER_RESPONSE,
            CaseAction.WITHDRAW_OFFER: C.CASE_SERVE,
            CaseAction.ASK_REVIEW: C.CASE_SERVE,
            CaseAction.APPLY_RESTORATION: C.OWN_CASE_ANSWER,
            CaseAction.ENTER_APPLICATION: C.CASE_ENTER_RESPONSE,
            CaseAction.WITHDRAW_RECONSIDERATION: C.CASE_SERVE,
            CaseAction.RECONSIDER: C.CASE_DETERMINE,
            **dict.fromkeys((CaseAction.LODGE_APPEAL, CaseAction.RECORD_COURT, CaseAction.REMIT), C.CASE_APPEAL),
            CaseAction.RETURN_REFERRAL: B.BAR_APPROVE,
            CaseAction.CLOSE: C.CASE_CLOSE,
            CaseAction.WITHDRAW: C.CASE_WITHDRAW,
            CaseAction.TAKE_IN: C.CASE_OPEN,
            CaseAction.HAND_OVER: C.CASE_ASSIGN,
            CaseAction.STEP_DOWN: C.CASE_STEP_DOWN,
            CaseAction.SAY_REPRISAL: C.OWN_CASE_ANSWER,
            CaseAction.ASK_ADJUSTMENT: C.OWN_CASE_ANSWER,
            CaseAction.ANSWER_ADJUSTMENT: C.CASE_ADJUST,
            CaseAction.EXPLAIN_DELAY: C.CASE_EXPLAIN,
            **dict.fromkeys(chain.from_iterable(TRACKS.values()), C.CASE_TRACK),
            CaseAction.BEGIN_INTERIM_ORDER: C.INTERIM_APPLY,
        },
    ),
    "conduct.interim_order": (
        INTERIM,
        {
            **dict.fromkeys(INTERIM.moves, C.INTERIM_SERVE),
            **dict.fromkeys(INTERIM_BY_THE_CLOCK, ""),
            InterimAction.WITHDRAW: C.INTERIM_APPLY,
            InterimAction.SAY: C.OWN_CASE_ANSWER,
            InterimAction.HEAR: C.INTERIM_SIT,
            InterimAction.MAKE: C.INTERIM_DECIDE,
            InterimAction.REFUSE: C.INTERIM_DECIDE,
            InterimAction.HEAR_REVIEW: C.INTERIM_SIT,
            InterimAction.CONTINUE: C.INTERIM_DECIDE,
            InterimAction.VARY: C.INTERIM_DECIDE,
            InterimAction.REPLACE: C.INTERIM_DECIDE,
            InterimAction.REVOKE: C.INTERIM_DECIDE,
            InterimAction.TIE: C.CASE_SERVE,
        },
    ),
    "conduct.offer": (
        CONSENT,
        {
            OfferAction.AGREE: C.OWN_CASE_CONSENT,
            OfferAction.DECLINE: C.OWN_CASE_CONSENT,
            OfferAction.ENTER_AGREEMENT: C.CASE_ENTER_RESPONSE,
            OfferAction.ENTER_REFUSAL: C.CASE_ENTER_RESPONSE,
            OfferAction.WITHDRAW: C.CASE_SERVE,
        },
    ),
    "conduct.reconsideration": (
        RECONSIDERATION,
        {ReconsiderationAction.DECIDE: C.CASE_DETERMINE, ReconsiderationAction.WITHDRAW: C.CASE_SERVE},
    ),
    "conduct.appeal": (APPEAL, dict.fromkeys(AppealAction, C.CASE_APPEAL)),
    "conduct.hearing": (HEARINGS, HEARING_DOORS),
    "barring.bar": (BAR, {**DOORS, **dict.fromkeys(FOLLOWING, C.CASE_APPEAL)}),
    "barring.batch": (BATCH, BATCH_DOORS),
    "barring.review": (REVIEW, REVIEW_DOORS),
    "kernel.rule_set": (
        RULE_SET,
        {
            RuleSetAction.REVISE: K.RULE_SET_CHANGE,
            RuleSetAction.SUBMIT: K.RULE_SET_CHANGE,
            RuleSetAction.APPROVE: K.RULE_SET_APPROVE,
            RuleSetAction.SEND_BACK: K.RULE_SET_APPROVE,
            RuleSetAction.WITHDRAW: K.RULE_SET_CHANGE,
        },
    ),
    "consultation.consultation": (
        CONSULTATION,
        {
            **dict.fromkeys(CONSULTATION.moves, Q.CONSULTATION_CHANGE),
            **dict.fromkeys(CONSULTATION_BY_THE_CLOCK, ""),
            ConsultationAction.APPROVE: Q.CONSULTATION_APPROVE,
            ConsultationAction.SEND_BACK: Q.CONSULTATION_APPROVE,
            ConsultationAction.EXTEND: Q.CONSULTATION_APPROVE,
            ConsultationAction.RETURN: Q.CONSULTATION_APPROVE,
            ConsultationAction.PUBLISH: Q.CONSULTATION_APPROVE,
            ConsultationAction.READ: Q.ANALYSIS_READ,
        },
    ),
    "consultation.consultee": (CONSULTEE, dict.fromkeys(CONSULTEE.moves, Q.CONSULTEE_INVITE)),
    "register.correction": (
        CORRECTION,
        {CorrectionAction.ACCEPT: R.CORRECTION_DECIDE, CorrectionAction.REFUSE: R.CORRECTION_DECIDE},
    ),
}
