"""Every write of consultations."""

from consultation.actions.addresses import forget_address, keep_address
from consultation.actions.coding import add_theme, change_theme, code_answer
from consultation.actions.deciding import (
    add_decision,
    change_decision,
    collect_quotation,
    drop_quotation,
    note_change,
    read_analysis,
    remove_decision,
)
from consultation.actions.disclosures import step_disclosure
from consultation.actions.documents import add_document, remove_document
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
from consultation.actions.files import add_paper_file, add_response_file, take_file_back, take_paper_file_back
from consultation.actions.publishing import (
    check_response,
    check_wordless,
    prepare_response,
    prepare_wordless,
    remove_words,
    restore_words,
    take_response_down,
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
from consultation.actions.translating import translate

__all__ = [
    "add_decision",
    "add_document",
    "add_paper_file",
    "add_question",
    "add_response_file",
    "add_section",
    "add_theme",
    "approve",
    "change_consultation",
    "change_decision",
    "change_question",
    "change_section",
    "change_theme",
    "check_response",
    "check_wordless",
    "code_answer",
    "collect_quotation",
    "correct_question",
    "draft_consultation",
    "drop_quotation",
    "enter_response",
    "extend",
    "finish_analysis",
    "forget_address",
    "keep_address",
    "move_question",
    "move_section",
    "note_change",
    "prepare_response",
    "prepare_wordless",
    "publish",
    "read_analysis",
    "remove_decision",
    "remove_document",
    "remove_question",
    "remove_section",
    "remove_words",
    "restore_words",
    "return_to_analysis",
    "save_response",
    "send_back",
    "send_link",
    "send_response",
    "step_disclosure",
    "submit",
    "take_file_back",
    "take_paper_file_back",
    "take_response_down",
    "translate",
    "withdraw",
    "withdraw_response",
]
