"""Every write of consultations."""

from consultation.actions.addresses import forget_address, keep_address
from consultation.actions.coding import add_theme, change_theme, code_answer
from consultation.actions.drafting import (
    add_question,
    add_section,
    change_consultation,
    change_question,
    change_section,
    draft_consultation,
    move_question,
    move_section,
    remove_question,
    remove_section,
)
from consultation.actions.responses import enter_response, send_response, withdraw_response
from consultation.actions.saving import save_response, send_link
from consultation.actions.stages import (
    approve,
    correct_question,
    extend,
    finish_analysis,
    publish,
    return_to_analysis,
    send_back,
    submit,
    withdraw,
)

__all__ = [
    "add_question",
    "add_section",
    "add_theme",
    "approve",
    "change_consultation",
    "change_question",
    "change_section",
    "change_theme",
    "code_answer",
    "correct_question",
    "draft_consultation",
    "enter_response",
    "extend",
    "finish_analysis",
    "forget_address",
    "keep_address",
    "move_question",
    "move_section",
    "publish",
    "remove_question",
    "remove_section",
    "return_to_analysis",
    "save_response",
    "send_back",
    "send_link",
    "send_response",
    "submit",
    "withdraw",
    "withdraw_response",
]
