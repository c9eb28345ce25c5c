"""Every write of conduct."""

from conduct.actions.allegations import add_allegation, change_allegation, remove_allegation
from conduct.actions.cases import close_case, open_case, open_case_on_new_person, withdraw_case
from conduct.actions.concerns import (
    add_reporter_file,
    add_reporter_message,
    close_concern,
    count_signpost,
    join_case,
    raise_concern,
    send_message,
    triage_concern,
)
from conduct.actions.determinations import determine, serve_decision
from conduct.actions.evidence import check_version, disclose, mark_exhibit, redact, tie_exhibit
from conduct.actions.examinations import answer_decision, appoint_examiner, give_opinion, propose_decision
from conduct.actions.extensions import (
    ask_for_more_time,
    ask_for_more_time_to_appeal,
    decide_on_more_time,
    decide_on_more_time_to_appeal,
)
from conduct.actions.files import add_evidence, add_response_file
from conduct.actions.identities import (
    ask_to_open,
    call_for_identity,
    decide_on_opening,
    open_called,
    take_identity,
)
from conduct.actions.intake import (
    accept_case,
    acknowledge,
    assess_risk,
    close_below_threshold,
    close_out_of_remit,
    finish_enquiry,
)
from conduct.actions.investigations import reassign_investigation, start_investigation, write_report
from conduct.actions.recusals import hand_case_over, step_down
from conduct.actions.responses import ask_for_response, close_response_window, enter_response, respond
from conduct.actions.tracks import begin_track, end_track, explain_delay

__all__ = [
    "accept_case",
    "acknowledge",
    "add_allegation",
    "add_evidence",
    "add_reporter_file",
    "add_reporter_message",
    "add_response_file",
    "answer_decision",
    "appoint_examiner",
    "ask_for_more_time",
    "ask_for_more_time_to_appeal",
    "ask_for_response",
    "ask_to_open",
    "assess_risk",
    "begin_track",
    "call_for_identity",
    "change_allegation",
    "check_version",
    "close_below_threshold",
    "close_case",
    "close_concern",
    "close_out_of_remit",
    "close_response_window",
    "count_signpost",
    "decide_on_more_time",
    "decide_on_more_time_to_appeal",
    "decide_on_opening",
    "determine",
    "disclose",
    "end_track",
    "enter_response",
    "explain_delay",
    "finish_enquiry",
    "give_opinion",
    "hand_case_over",
    "join_case",
    "mark_exhibit",
    "open_called",
    "open_case",
    "open_case_on_new_person",
    "propose_decision",
    "raise_concern",
    "reassign_investigation",
    "redact",
    "remove_allegation",
    "respond",
    "send_message",
    "serve_decision",
    "start_investigation",
    "step_down",
    "take_identity",
    "tie_exhibit",
    "triage_concern",
    "withdraw_case",
    "write_report",
]
