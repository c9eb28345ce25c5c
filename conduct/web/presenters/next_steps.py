"""What somebody may do next in a case: the buttons of its page, from the table of moves."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.urls import reverse

from conduct import queries
from conduct.permissions import Permission
from conduct.workflow import CASE, Action
from kernel.permissions import can

if TYPE_CHECKING:
    from conduct.models import Case
    from kernel.models import User

# Action: the page it is done on, and who may.
NEXT: Final = {
    Action.ACKNOWLEDGE: ("case_acknowledge", Permission.CASE_TRIAGE),
    Action.ASSESS_RISK: ("case_assess_risk", Permission.CASE_TRIAGE),
    Action.ACCEPT: ("case_accept", Permission.CASE_TRIAGE),
    Action.CLOSE_OUT_OF_REMIT: ("case_close_out_of_remit", Permission.CASE_TRIAGE),
    Action.FINISH_ENQUIRY: ("case_finish_enquiry", Permission.CASE_TRIAGE),
    Action.START_INVESTIGATION: ("case_start_investigation", Permission.CASE_ASSIGN),
    Action.CLOSE_BELOW_THRESHOLD: ("case_close_below_threshold", Permission.CASE_TRIAGE),
    Action.ALLEGE: ("allegation_new", Permission.CASE_ALLEGE),
    Action.AMEND_ALLEGATIONS: ("allegation_new", Permission.CASE_ALLEGE),
    Action.REASSIGN: ("case_reassign", Permission.CASE_ASSIGN),
    Action.REPORT: ("case_report", Permission.CASE_INVESTIGATE),
    Action.ASK_FOR_RESPONSE: ("case_ask_for_response", Permission.CASE_SERVE),
    Action.ENTER_RESPONSE: ("case_enter_response", Permission.CASE_ENTER_RESPONSE),
    Action.ASK_EXTENSION: ("case_ask_for_more_time", Permission.CASE_SERVE),
    Action.GRANT_EXTENSION: ("case_decide_on_more_time", Permission.CASE_EXTEND),
    Action.CLOSE_RESPONSE_WINDOW: ("case_close_response_window", Permission.CASE_SERVE),
    Action.APPOINT_EXAMINER: ("case_appoint_examiner", Permission.CASE_ASSIGN),
    Action.GIVE_OPINION: ("case_give_opinion", Permission.CASE_EXAMINE),
    Action.PROPOSE_DECISION: ("case_propose_decision", Permission.CASE_EXAMINE),
    Action.DISAGREE: ("case_answer_decision", Permission.CASE_EXAMINE),
    Action.DETERMINE: ("case_determine", Permission.CASE_DETERMINE),
    Action.SERVE: ("case_serve", Permission.CASE_SERVE),
    Action.GRANT_APPEAL_EXTENSION: ("case_decide_on_more_time_to_appeal", Permission.CASE_EXTEND),
    Action.ASK_APPEAL_EXTENSION: ("case_ask_for_more_time_to_appeal", Permission.CASE_SERVE),
    Action.OFFER_CONSENT: ("case_offer", Permission.CASE_SERVE),
    Action.ENTER_OFFER_ANSWER: ("case_offer_answer", Permission.CASE_ENTER_RESPONSE),
    Action.WITHDRAW_OFFER: ("case_offer_withdraw", Permission.CASE_SERVE),
    Action.RECONSIDER: ("case_reconsider", Permission.CASE_DETERMINE),
    Action.ASK_REVIEW: ("case_review", Permission.CASE_SERVE),
    Action.ENTER_APPLICATION: ("case_restoration", Permission.CASE_ENTER_RESPONSE),
    Action.WITHDRAW_RECONSIDERATION: ("case_reconsider_withdraw", Permission.CASE_SERVE),
    Action.LODGE_APPEAL: ("case_appeal_new", Permission.CASE_APPEAL),
    Action.CLOSE: ("case_close", Permission.CASE_CLOSE),
    Action.REASSESS_RISK: ("case_assess_risk", Permission.CASE_TRIAGE),
    Action.BEGIN_INTERIM_ORDER: ("interim_apply", Permission.INTERIM_APPLY),
    Action.EXPLAIN_DELAY: ("case_explain_delay", Permission.CASE_EXPLAIN),
    Action.HAND_OVER: ("case_hand_over", Permission.CASE_ASSIGN),
    Action.STEP_DOWN: ("case_step_down", Permission.CASE_STEP_DOWN),
    Action.WITHDRAW: ("case_withdraw", Permission.CASE_WITHDRAW),
}
# What nobody does before they have declared that they have no conflict; and all that whoever was given a case may do.
DECIDING: Final = frozenset({Action.GIVE_OPINION, Action.DETERMINE, Action.RECONSIDER})
HANDING_ON: Final = frozenset({Action.HAND_OVER, Action.STEP_DOWN})
DECLARE: Final = "Declare whether you have a conflict"
WORDS: Final = {
    Action.ALLEGE: "Add an allegation",
    Action.AMEND_ALLEGATIONS: "Add an allegation",
    Action.GRANT_EXTENSION: "Decide on more time",
    Action.GRANT_APPEAL_EXTENSION: "Decide on more time to appeal",
    Action.GIVE_OPINION: "Give your opinion",
    Action.DISAGREE: "Answer the other examiner",
}


def next_steps(
    case: "Case", user: "User", *, stage: str, at: datetime, is_ready: bool, is_late: bool
) -> list[dict[str, str]]:
    """The buttons for a case in a stage. `is_ready`: it has what the manager can be asked to answer."""
    allowed = CASE.allowed(stage)
    hidden = _hidden(case, user, at=at, is_ready=is_ready) | {Action.EXPLAIN_DELAY: not is_late}
    declaring = []
    if user.pk not in queries.declared_by(case=case):
        deciding = {action for action in DECIDING & allowed if not hidden.get(action, False)}
        if user.pk in (case.caseworker_id, case.investigator_id):
            declaring = [declare_step(case)]
            hidden |= {Action(one): True for one in allowed - HANDING_ON}
        elif queries.sits(case=case, user=user) or any(can(user, NEXT[action][1]) for action in deciding):
            declaring = [declare_step(case)]
        hidden |= dict.fromkeys(DECIDING, True)
    return declaring + [
        {"text": WORDS.get(action, action.label), "href": reverse(f"conduct:{page}", args=[case.reference])}
        for action, (page, permission) in NEXT.items()
        if action in allowed and can(user, permission) and not hidden.get(action, False)
    ]


def declare_step(case: "Case") -> dict[str, str]:
    """The button to what whoever decides does first."""
    return {"text": DECLARE, "href": reverse("conduct:case_declare", args=[case.reference])}


def _hidden(case: "Case", user: "User", *, at: datetime, is_ready: bool) -> dict[Action, bool]:
    """What the table allows and a rule would refuse."""
    asked, to_appeal = queries.open_extension(case=case), queries.open_appeal_extension(case=case)
    examination = queries.examination(case=case)
    return {
        Action.ASK_EXTENSION: asked is not None,
        Action.GRANT_EXTENSION: asked is None or asked.asked_by_id == user.pk,
        Action.ASK_APPEAL_EXTENSION: to_appeal is not None,
        Action.GRANT_APPEAL_EXTENSION: to_appeal is None or to_appeal.asked_by_id == user.pk,
        **_hidden_after_the_decision(case, at=at),
        Action.LODGE_APPEAL: queries.is_appealed(case=case),
        Action.CLOSE: to_appeal is not None,
        Action.REPORT: user.pk != case.investigator_id,
        Action.ASK_FOR_RESPONSE: not is_ready,
        Action.CLOSE_RESPONSE_WINDOW: case.response_due_at is None or at < case.response_due_at,
        Action.APPOINT_EXAMINER: not examination.may_appoint(),
        Action.GIVE_OPINION: not examination.may_opine(user.pk),
        Action.PROPOSE_DECISION: not examination.may_propose(user.pk),
        Action.DISAGREE: not examination.may_answer(user.pk),
        Action.BEGIN_INTERIM_ORDER: queries.open_interim_orders(case=case, at=at).exists(),
        Action.DETERMINE: not queries.may_determine(case=case, user=user),
        Action.STEP_DOWN: user.pk == case.caseworker_id,
    }


def _hidden_after_the_decision(case: "Case", *, at: datetime) -> dict[Action, bool]:
    offered, waiting = queries.open_offer(case=case), queries.open_reconsideration(case=case)
    return {
        Action.OFFER_CONSENT: offered is not None,
        Action.ENTER_OFFER_ANSWER: offered is None,
        Action.WITHDRAW_OFFER: offered is None,
        Action.RECONSIDER: waiting is None,
        Action.WITHDRAW_RECONSIDERATION: waiting is None,
        Action.ASK_REVIEW: waiting is not None or queries.order_to_review(case=case, at=at) is None,
        Action.ENTER_APPLICATION: waiting is not None or queries.removal_in_force(case=case, at=at) is None,
    }
