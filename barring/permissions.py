"""What a role may be given leave to do in barring."""

from enum import StrEnum


class Permission(StrEnum):
    BAR_APPROVE = "barring.bar_approve"
    BAR_ENTER_REPRESENTATIONS = "barring.bar_enter_representations"
    BAR_EXTEND = "barring.bar_extend"
    BAR_LIFT = "barring.bar_lift"
    BAR_PROPOSE = "barring.bar_propose"
    BAR_PROPOSE_LIFTING = "barring.bar_propose_lifting"
    BAR_SEND_BACK = "barring.bar_send_back"
    BAR_SERVE_NOTICE = "barring.bar_serve_notice"
    BAR_VIEW = "barring.bar_view"
    BAR_WITHDRAW = "barring.bar_withdraw"
    CHECK_ASK = "barring.check_ask"
    CHECK_DELAY = "barring.check_delay"
    CHECK_QUERY_ANSWER = "barring.check_query_answer"
    CHECK_QUERY_VIEW = "barring.check_query_view"
    CHECK_VIEW = "barring.check_view"
    OWN_BAR_ANSWER = "barring.own_bar_answer"
    OWN_CHECK_VIEW = "barring.own_check_view"
    REVIEW_RESOLVE = "barring.review_resolve"
    REVIEW_VIEW = "barring.review_view"
    WATCH_CHANGE = "barring.watch_change"
    WATCH_VIEW = "barring.watch_view"
