"""What a role may be given leave to do in consultations."""

from enum import StrEnum


class Permission(StrEnum):
    ANALYSIS_READ = "consultation.analysis_read"
    CONSULTATION_APPROVE = "consultation.consultation_approve"
    CONSULTATION_CHANGE = "consultation.consultation_change"
    CONSULTATION_VIEW = "consultation.consultation_view"
    CONSULTEE_INVITE = "consultation.consultee_invite"
    RESPONSE_CODE = "consultation.response_code"
    RESPONSE_COUNT = "consultation.response_count"
    RESPONSE_ENTER = "consultation.response_enter"
    RESPONSE_PUBLISH = "consultation.response_publish"
    RESPONSE_VIEW = "consultation.response_view"
