"""Every write of conduct."""

from conduct.actions.allegations import add_allegation, change_allegation, remove_allegation
from conduct.actions.appeals import lodge_appeal, record_court
from conduct.actions.bundles import ask_for_bundle, give_bundle, make_bundles
from conduct.actions.cases import close_case, open_case, open_case_on_new_person, withdraw_case
from conduct.actions.chronology import Line, add_line, change_line, remove_line
from conduct.actions.complaints import acknowledge_complaint, answer_complaint, make_complaint
from conduct.actions.concerns import (
    add_identity,
    add_reporter_file,
    add_reporter_message,
    close_concern,
    count_signpost,
    join_case,
    raise_concern,
    say_who_reads,
    send_message,
    take_over_reading,
    triage_concern,
)
from conduct.actions.consents import answer_offer, enter_offer_answer, offer_consent, withdraw_offer
from conduct.actions.deliberations import answer_proposal, propose_determination
from conduct.actions.demands import demand_documents, end_demand
from conduct.actions.determinations import determine, serve_decision
from conduct.actions.drafts import save_answer, save_part
from conduct.actions.employer_notices import decide_on_telling, propose_telling, tell_manager_of_telling
from conduct.actions.evidence import check_version, disclose, mark_exhibit, redact, tie_exhibit
from conduct.actions.examinations import answer_decision, appoint_examiner, give_opinion, propose_decision
from conduct.actions.extensions import (
    ask_for_more_time,
    ask_for_more_time_to_appeal,
    decide_on_more_time,
    decide_on_more_time_to_appeal,
)
from conduct.actions.fairness import (
    answer_recommendation,
    consent_to_less_time,
    declare_conflict,
    declare_no_conflict,
    enter_consent_to_less_time,
    recommend,
)
from conduct.actions.files import add_evidence, add_response_file, exhibit_from_concern
from conduct.actions.hearing_days import (
    adjourn_hearing,
    begin_hearing,
    cancel_hearing,
    conclude_hearing,
    postpone_hearing,
    resume_hearing,
    sit_in_private,
)
from conduct.actions.hearing_notices import (
    consent_to_short_notice,
    give_notice_of_hearing,
    reply_to_notice,
    reply_to_own_notice,
)
from conduct.actions.hearings import list_hearing, replace_member
from conduct.actions.identities import (
    ask_to_open,
    call_for_identity,
    decide_on_opening,
    open_called,
    reseal_identities,
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
from conduct.actions.interim_courts import extend_by_court, record_interim_challenge, record_interim_court
from conduct.actions.interim_orders import (
    apply_for_interim_order,
    decide_interim_order,
    enter_interim_statement,
    give_interim_notice,
    record_interim_hearing,
    say_for_interim_hearing,
    withdraw_interim_application,
)
from conduct.actions.interim_reviews import review_interim_order, tell_of_late_reviews
from conduct.actions.investigations import reassign_investigation, start_investigation, write_report
from conduct.actions.letters import (
    change_letter,
    discard_letter,
    record_posting,
    save_letter_template,
    send_letter,
    write_letter,
)
from conduct.actions.links import link_cases
from conduct.actions.matters import close_matter, link_to_matter, note_on_matter, open_matter
from conduct.actions.own_requests import answer_adjustment, ask_for_adjustment, ask_for_own_time, say_reprisal
from conduct.actions.panels import appoint_to_panels, offer_days, record_training
from conduct.actions.publications import (
    leave_out,
    prepare_publication,
    publish_decision,
    put_back,
    take_decision_down,
)
from conduct.actions.reconsiderations import (
    apply_restoration,
    ask_review,
    reconsider,
    withdraw_reconsideration,
)
from conduct.actions.recusals import hand_case_over, step_down
from conduct.actions.referrals import return_referral
from conduct.actions.representations import end_representation, name_representative, take_up_representation
from conduct.actions.responses import ask_for_response, close_response_window, enter_response, respond
from conduct.actions.tracks import begin_track, end_track, explain_delay
from conduct.actions.witnesses import (
    add_consenting_witness,
    add_statement,
    add_witness,
    ask_for_consent,
    ask_for_measure,
    give_by_court_order,
    record_court_order,
    rule_on_measure,
)
from conduct.actions.work import add_note, add_task, finish_task, hand_cases_over, remove_view, save_view

__all__ = [
    "Line",
    "accept_case",
    "acknowledge",
    "acknowledge_complaint",
    "add_allegation",
    "add_consenting_witness",
    "add_evidence",
    "add_identity",
    "add_line",
    "add_note",
    "add_reporter_file",
    "add_reporter_message",
    "add_response_file",
    "add_statement",
    "add_task",
    "add_witness",
    "adjourn_hearing",
    "answer_adjustment",
    "answer_complaint",
    "answer_decision",
    "answer_offer",
    "answer_proposal",
    "answer_recommendation",
    "apply_for_interim_order",
    "apply_restoration",
    "appoint_examiner",
    "appoint_to_panels",
    "ask_for_adjustment",
    "ask_for_bundle",
    "ask_for_consent",
    "ask_for_measure",
    "ask_for_more_time",
    "ask_for_more_time_to_appeal",
    "ask_for_own_time",
    "ask_for_response",
    "ask_review",
    "ask_to_open",
    "assess_risk",
    "begin_hearing",
    "begin_track",
    "call_for_identity",
    "cancel_hearing",
    "change_allegation",
    "change_letter",
    "change_line",
    "check_version",
    "close_below_threshold",
    "close_case",
    "close_concern",
    "close_matter",
    "close_out_of_remit",
    "close_response_window",
    "conclude_hearing",
    "consent_to_less_time",
    "consent_to_short_notice",
    "count_signpost",
    "decide_interim_order",
    "decide_on_more_time",
    "decide_on_more_time_to_appeal",
    "decide_on_opening",
    "decide_on_telling",
    "declare_conflict",
    "declare_no_conflict",
    "demand_documents",
    "determine",
    "discard_letter",
    "disclose",
    "end_demand",
    "end_representation",
    "end_track",
    "enter_consent_to_less_time",
    "enter_interim_statement",
    "enter_offer_answer",
    "enter_response",
    "exhibit_from_concern",
    "explain_delay",
    "extend_by_court",
    "finish_enquiry",
    "finish_task",
    "give_bundle",
    "give_by_court_order",
    "give_interim_notice",
    "give_notice_of_hearing",
    "give_opinion",
    "hand_case_over",
    "hand_cases_over",
    "join_case",
    "leave_out",
    "link_cases",
    "link_to_matter",
    "list_hearing",
    "lodge_appeal",
    "make_bundles",
    "make_complaint",
    "mark_exhibit",
    "name_representative",
    "note_on_matter",
    "offer_consent",
    "offer_days",
    "open_called",
    "open_case",
    "open_case_on_new_person",
    "open_matter",
    "postpone_hearing",
    "prepare_publication",
    "propose_decision",
    "propose_determination",
    "propose_telling",
    "publish_decision",
    "put_back",
    "raise_concern",
    "reassign_investigation",
    "recommend",
    "reconsider",
    "record_court",
    "record_court_order",
    "record_interim_challenge",
    "record_interim_court",
    "record_interim_hearing",
    "record_posting",
    "record_training",
    "redact",
    "remove_allegation",
    "remove_line",
    "remove_view",
    "replace_member",
    "reply_to_notice",
    "reply_to_own_notice",
    "reseal_identities",
    "respond",
    "resume_hearing",
    "return_referral",
    "review_interim_order",
    "rule_on_measure",
    "save_answer",
    "save_letter_template",
    "save_part",
    "save_view",
    "say_for_interim_hearing",
    "say_reprisal",
    "say_who_reads",
    "send_letter",
    "send_message",
    "serve_decision",
    "sit_in_private",
    "start_investigation",
    "step_down",
    "take_decision_down",
    "take_identity",
    "take_over_reading",
    "take_up_representation",
    "tell_manager_of_telling",
    "tell_of_late_reviews",
    "tie_exhibit",
    "triage_concern",
    "withdraw_case",
    "withdraw_interim_application",
    "withdraw_offer",
    "withdraw_reconsideration",
    "write_letter",
    "write_report",
]
