"""The addresses of conduct's pages."""

from django.urls import path

from conduct.web.views import (
    allegations,
    cases,
    concerns,
    determinations,
    files,
    gates,
    identities,
    opening,
    own_cases,
    reporting,
    steps,
)

app_name = "conduct"

CASE = "staff/cases/<str:reference>/"
IDENTITY = "staff/identities/<int:number>/"
CONCERN = "staff/concerns/<int:number>/"

urlpatterns = [
    path("concerns/new/", reporting.new, name="concern_new"),
    path("concerns/return/", reporting.come_back, name="concern_return"),
    path("staff/concerns/", concerns.concerns, name="concerns"),
    path(CONCERN, concerns.concern, name="concern"),
    path(CONCERN + "triage/", concerns.triage, name="concern_triage"),
    path(CONCERN + "message/", concerns.message, name="concern_message"),
    path(CONCERN + "close/", concerns.close, name="concern_close"),
    path(CONCERN + "join-case/", concerns.join_case, name="concern_join_case"),
    path(CONCERN + "open-case/", opening.from_concern, name="concern_open_case"),
    path(CONCERN + "open-case/new-person/", opening.new_person_from_concern, name="concern_new_person"),
    path("staff/identities/", identities.identities, name="identities"),
    path(IDENTITY, identities.identity, name="identity"),
    path(IDENTITY + "ask/", identities.ask, name="identity_ask"),
    path(IDENTITY + "requests/<int:pk>/decide/", identities.decide, name="identity_decide"),
    path(IDENTITY + "requests/<int:pk>/open/", identities.call, name="identity_call"),
    path(IDENTITY + "requests/<int:pk>/show/", identities.show, name="identity_show"),
    path("staff/cases/", cases.cases, name="cases"),
    path("staff/cases/new/", opening.of_own_motion, name="case_new"),
    path("staff/cases/new/new-person/", opening.new_person, name="case_new_person"),
    path("staff/cases/looked-at/", cases.looked_at, name="looked_at"),
    path(CASE, cases.case, name="case"),
    path(CASE + "letter/", cases.letter, name="case_letter"),
    path(CASE + "allegations/new/", allegations.add, name="allegation_new"),
    path(CASE + "allegations/<int:number>/", allegations.change, name="allegation"),
    path(CASE + "allegations/<int:number>/remove/", allegations.remove, name="allegation_remove"),
    path(CASE + "files/new/", files.add, name="case_file_new"),
    path(CASE + "files/<uuid:file>/", files.download, name="case_file"),
    path(CASE + "acknowledge/", gates.acknowledge, name="case_acknowledge"),
    path(CASE + "assess-risk/", gates.assess_risk, name="case_assess_risk"),
    path(CASE + "accept/", gates.accept, name="case_accept"),
    path(CASE + "close-out-of-remit/", gates.close_out_of_remit, name="case_close_out_of_remit"),
    path(CASE + "finish-enquiry/", gates.finish_enquiry, name="case_finish_enquiry"),
    path(CASE + "close-below-threshold/", gates.close_below_threshold, name="case_close_below_threshold"),
    path(CASE + "appoint-examiner/", gates.appoint_examiner, name="case_appoint_examiner"),
    path(CASE + "give-opinion/", gates.give_opinion, name="case_give_opinion"),
    path(CASE + "propose-decision/", gates.propose_decision, name="case_propose_decision"),
    path(CASE + "answer-decision/", gates.answer_decision, name="case_answer_decision"),
    path(CASE + "start-investigation/", steps.start_investigation, name="case_start_investigation"),
    path(CASE + "reassign/", steps.reassign, name="case_reassign"),
    path(CASE + "report/", steps.report, name="case_report"),
    path(CASE + "ask-for-response/", steps.ask_for_response, name="case_ask_for_response"),
    path(CASE + "enter-response/", steps.enter_response, name="case_enter_response"),
    path(CASE + "ask-for-more-time/", steps.ask_for_more_time, name="case_ask_for_more_time"),
    path(CASE + "decide-on-more-time/", steps.decide_on_more_time, name="case_decide_on_more_time"),
    path(CASE + "close-response-window/", steps.close_response_window, name="case_close_response_window"),
    path(CASE + "determine/", determinations.determine, name="case_determine"),
    path(CASE + "serve/", steps.serve, name="case_serve"),
    path(
        CASE + "ask-for-more-time-to-appeal/",
        steps.ask_for_more_time_to_appeal,
        name="case_ask_for_more_time_to_appeal",
    ),
    path(
        CASE + "decide-on-more-time-to-appeal/",
        steps.decide_on_more_time_to_appeal,
        name="case_decide_on_more_time_to_appeal",
    ),
    path(CASE + "withdraw/", steps.withdraw, name="case_withdraw"),
    path(CASE + "close/", steps.close, name="case_close"),
    path("me/cases/<str:reference>/", own_cases.own_case, name="own_case"),
    path("me/cases/<str:reference>/respond/", own_cases.respond, name="own_case_respond"),
    path("me/cases/<str:reference>/files/new/", files.add_own, name="own_case_file_new"),
    path("me/cases/<str:reference>/files/<uuid:file>/", files.download_own, name="own_case_file"),
]
