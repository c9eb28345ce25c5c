"""What a role may be given leave to do in conduct."""

from enum import StrEnum


class Permission(StrEnum):
    """`VIEW` opens the pages; the `VIEW_...` after it say whose cases are shown on them."""

    CASE_ALLEGE = "conduct.case_allege"
    CASE_ASSIGN = "conduct.case_assign"
    CASE_CLOSE = "conduct.case_close"
    CASE_DETERMINE = "conduct.case_determine"
    CASE_ENTER_RESPONSE = "conduct.case_enter_response"
    CASE_EXTEND = "conduct.case_extend"
    CASE_FILE_ADD = "conduct.case_file_add"
    CASE_FILE_OPEN = "conduct.case_file_open"
    CASE_INVESTIGATE = "conduct.case_investigate"
    CASE_OPEN = "conduct.case_open"
    CASE_SERVE = "conduct.case_serve"
    CASE_VIEW = "conduct.case_view"
    CASE_VIEW_ALL = "conduct.case_view_all"
    CASE_VIEW_REFERRED = "conduct.case_view_referred"
    CASE_WITHDRAW = "conduct.case_withdraw"
    CONCERN_MESSAGE = "conduct.concern_message"
    CONCERN_TRIAGE = "conduct.concern_triage"
    CONCERN_VIEW = "conduct.concern_view"
    CONCERN_VIEW_ALL = "conduct.concern_view_all"
    IDENTITY_ASK = "conduct.identity_ask"
    IDENTITY_DECIDE = "conduct.identity_decide"
    IDENTITY_OPEN = "conduct.identity_open"
    IDENTITY_VIEW = "conduct.identity_view"
    OWN_CASE_ANSWER = "conduct.own_case_answer"
    OWN_CASE_VIEW = "conduct.own_case_view"
