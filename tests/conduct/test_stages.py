"""Every stage by every action by every role: what the published table does not have is refused and changes no row."""

import re
from collections.abc import Callable
from copy import copy
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import RequestFactory
from django.urls import resolve, reverse

from conduct import actions
from conduct.actions.drafts import NoLongerOpen
from conduct.models import AdjustmentRequest, Case
from conduct.queries import in_stage, stage_of
from conduct.rules.determining import Outcome, Sanction
from conduct.rules.examining import Finding
from conduct.rules.gates import Cause
from conduct.rules.independence import NotIndependent
from conduct.rules.risks import Risk
from conduct.web.presenters.next_steps import NEXT
from conduct.workflow import BY_THE_CLOCK, CASE, TRACKS, Action, AppealAction, Status, Track
from config.access import WORKFLOWS
from config.policy import transitions
from kernel import sign_ins
from kernel.models import User
from kernel.permissions import Role, roles_with
from kernel.workflow import NotAllowedNow
from tests.builders import Cast, case_in, findings_for
from tests.factories.conduct import OPENED_AT, charged, raised_concern
from tests.factories.kernel import user_with
from tests.factories.register import registered_person

pytestmark = pytest.mark.django_db
PAGES: dict[str, tuple[Any, ...]] = {action: (page,) for action, (page, _) in NEXT.items()} | {
    Action.RESPOND: ("own_case_check",),
    Action.RESPOND_BESIDE: ("own_case_check",),
    Action.ASK_OWN_EXTENSION: ("own_case_more_time",),
    Action.SAY_REPRISAL: ("own_case_reprisal",),
    Action.ASK_ADJUSTMENT: ("own_case_adjustment",),
    Action.ANSWER_ADJUSTMENT: ("case_adjustment", UUID(int=4)),
    Action.REFUSE_EXTENSION: ("case_decide_on_more_time",),
    Action.REFUSE_APPEAL_EXTENSION: ("case_decide_on_more_time_to_appeal",),
    Action.AGREE_CASE_TO_ANSWER: ("case_answer_decision",),
    Action.AGREE_NO_CASE: ("case_answer_decision",),
    Action.ANSWER_OFFER: ("own_case_offer",),
    Action.APPLY_RESTORATION: ("own_case_restoration",),
    Action.RECORD_COURT: ("case_court", "stay"),
    Action.REMIT: ("case_court", "remit"),
    Action.RETURN_REFERRAL: ("barring:bar_referral",),
    Action.TAKE_IN: ("concern_join_case",),
    **{begin: ("case_track_begin", track.value) for track, (begin, _) in TRACKS.items()},
    **{end: ("case_track_end", track.value) for track, (_, end) in TRACKS.items()},
}
BESIDE_THE_CASE = re.compile(r"kernel_(accessevent|session|user|signin)")
LATER = OPENED_AT + timedelta(days=100)
CASE_DOORS = WORKFLOWS["conduct.case"][1]
TABLE = {(move["state"], move["action"]): move["roles"] for move in transitions() if move["machine"] == "conduct.case"}


def test_every_action_has_a_page_or_comes_by_the_clock() -> None:
    assert {*PAGES, *BY_THE_CLOCK} == {action for action in Action if action != Action.OPEN} == set(CASE.moves)
    assert all(roles for (_, action), roles in TABLE.items() if action not in BY_THE_CLOCK)


# Actions that are taken on one page: which of them it is depends on the stage, or on what is answered there.
ONE_PAGE = (
    {Action.ALLEGE, Action.AMEND_ALLEGATIONS},
    {Action.ASSESS_RISK, Action.REASSESS_RISK},
    {Action.RESPOND, Action.RESPOND_BESIDE},
    {Action.APPLY_RESTORATION, Action.ENTER_APPLICATION},
    {Action.AGREE_CASE_TO_ANSWER, Action.AGREE_NO_CASE, Action.DISAGREE},
)


def attempts(case: Case, cast: Cast) -> dict[str, Callable[[], Any]]:
    """Every action on a case, by somebody who may do it."""
    after = courts(case, cast) | later(case, cast)
    mine = own(case, cast)
    return gates(case, cast) | inquiry(case, cast) | mine | decision(case, cast) | after | beside(case, cast)


def gates(case: Case, cast: Cast) -> dict[str, Callable[[], Any]]:
    held: dict[str, Any] = {"case": case, "by": cast.caseworker, "at": LATER}
    reasoned = {**held, "reason": "So"}
    first, second = cast.examiners
    opinion: dict[str, Any] = {"case": case, "finding": Finding.NO_CASE, "reasons": "So", "by": first, "at": LATER}
    answer = partial(actions.answer_decision, case=case, reasons="So", by=second, at=LATER)
    assess = partial(actions.assess_risk, **held, level=Risk.LOW, reasons="So")
    return {
        Action.ACKNOWLEDGE: lambda: actions.acknowledge(**reasoned),
        Action.ASSESS_RISK: assess,
        Action.REASSESS_RISK: assess,
        Action.ACCEPT: lambda: actions.accept_case(**reasoned),
        Action.CLOSE_OUT_OF_REMIT: lambda: actions.close_out_of_remit(**reasoned),
        Action.FINISH_ENQUIRY: lambda: actions.finish_enquiry(**reasoned),
        Action.CLOSE_BELOW_THRESHOLD: lambda: actions.close_below_threshold(**reasoned),
        Action.APPOINT_EXAMINER: lambda: actions.appoint_examiner(**held, examiner=first),
        Action.GIVE_OPINION: lambda: actions.give_opinion(**opinion),
        Action.PROPOSE_DECISION: lambda: actions.propose_decision(**opinion),
        Action.AGREE_CASE_TO_ANSWER: lambda: answer(agree=True),
        Action.AGREE_NO_CASE: lambda: answer(agree=True),
        Action.DISAGREE: lambda: answer(agree=False),
        Action.WITHDRAW: lambda: actions.withdraw_case(**reasoned),
    }


def inquiry(case: Case, cast: Cast) -> dict[str, Callable[[], Any]]:
    held: dict[str, Any] = {"case": case, "by": cast.caseworker, "at": LATER}
    given = {**held, "investigator": user_with(Role.INVESTIGATOR), "reason": "So"}
    more_time = {**held, "until_on": date(2028, 1, 1), "reason": "Ill"}
    allege = partial(actions.add_allegation, **held, **charged("3e"))
    respond = partial(actions.respond, case=case, text="No.", by=cast.manager, at=LATER)
    return {
        Action.ALLEGE: allege,
        Action.AMEND_ALLEGATIONS: allege,
        Action.START_INVESTIGATION: lambda: actions.start_investigation(**given),
        Action.REASSIGN: lambda: actions.reassign_investigation(**given),
        Action.REPORT: lambda: actions.write_report(case=case, summary="Found.", by=cast.investigator, at=LATER),
        Action.ASK_FOR_RESPONSE: lambda: actions.ask_for_response(**held, channel="email"),
        Action.RESPOND: respond,
        Action.RESPOND_BESIDE: respond,
        Action.ENTER_RESPONSE: lambda: actions.enter_response(**held, text="No."),
        Action.ASK_EXTENSION: lambda: actions.ask_for_more_time(**more_time),
        Action.GRANT_EXTENSION: lambda: actions.decide_on_more_time(**held, grant=True, reason="Ill"),
        Action.REFUSE_EXTENSION: lambda: actions.decide_on_more_time(**held, grant=False, reason="Not ill"),
        Action.CLOSE_RESPONSE_WINDOW: lambda: actions.close_response_window(**held),
    }


def own(case: Case, cast: Cast) -> dict[str, Callable[[], Any]]:
    held: dict[str, Any] = {"case": case, "by": cast.manager, "at": LATER}
    asked = AdjustmentRequest(case=case, what="A break", why="So", asked_by=cast.manager, asked_at=LATER)
    answer = {"request": asked, "agree": True, "reasons": "So", "by": cast.caseworker, "at": LATER}
    return {
        Action.ASK_OWN_EXTENSION: partial(actions.ask_for_own_time, **held, until_on=date(2028, 1, 1), reason="Ill"),
        Action.SAY_REPRISAL: partial(actions.say_reprisal, **held, text="I spoke up."),
        Action.ASK_ADJUSTMENT: partial(actions.ask_for_adjustment, **held, what="A break", why="So"),
        Action.ANSWER_ADJUSTMENT: partial(actions.answer_adjustment, **answer),  # type: ignore[arg-type]
    }


def decision(case: Case, cast: Cast) -> dict[str, Callable[[], Any]]:
    held: dict[str, Any] = {"case": case, "by": cast.caseworker, "at": LATER}
    found = findings_for(Outcome.NO_ACTION)
    more_time = {**held, "until_on": date(2028, 1, 1), "reason": "Ill"}
    decide = partial(actions.decide_on_more_time_to_appeal, **held, reason="So")
    return {
        Action.DETERMINE: lambda: actions.determine(case=case, findings=found, by=cast.panel_chair, at=LATER),
        Action.SERVE: lambda: actions.serve_decision(**held, channel="email"),
        Action.ASK_APPEAL_EXTENSION: lambda: actions.ask_for_more_time_to_appeal(**more_time),
        Action.GRANT_APPEAL_EXTENSION: lambda: decide(grant=True),
        Action.REFUSE_APPEAL_EXTENSION: lambda: decide(grant=False),
        Action.CLOSE: lambda: actions.close_case(**held),
    }


def later(case: Case, cast: Cast) -> dict[str, Callable[[], Any]]:
    held: dict[str, Any] = {"case": case, "by": cast.caseworker, "at": LATER}
    own, second = {**held, "by": cast.manager}, {**held, "by": user_with(Role.CASEWORKER)}
    advised = Sanction(outcome="advice", terms="Ask.")
    given: dict[str, Any] = {"agree": True, "text": "Yes."}
    return {
        Action.OFFER_CONSENT: lambda: actions.offer_consent(**held, sanction=advised, facts="So"),
        Action.ANSWER_OFFER: lambda: actions.answer_offer(**own, **given),
        Action.ENTER_OFFER_ANSWER: lambda: actions.enter_offer_answer(**second, **given),
        Action.WITHDRAW_OFFER: lambda: actions.withdraw_offer(**held, reason="So"),
        Action.ASK_REVIEW: lambda: actions.ask_review(**held, grounds="So"),
        Action.APPLY_RESTORATION: lambda: actions.apply_restoration(**own, grounds="So"),
        Action.ENTER_APPLICATION: lambda: actions.apply_restoration(**held, grounds="So"),
        Action.WITHDRAW_RECONSIDERATION: lambda: actions.withdraw_reconsideration(**held, reason="So"),
        Action.RECONSIDER: lambda: actions.reconsider(
            case=case, result="let_end", reasons="So", by=cast.panel_chair, at=LATER
        ),
    }


def courts(case: Case, cast: Cast) -> dict[str, Callable[[], Any]]:
    held: dict[str, Any] = {"case": case, "by": cast.caseworker, "at": LATER}
    court: dict[str, Any] = {
        "brought_by": "manager",
        "court": "High Court",
        "court_reference": "",
        "leave": "Given.",
        "grounds": "So",
    }
    record = partial(actions.record_court, **held, text="So")
    return {
        Action.LODGE_APPEAL: lambda: actions.lodge_appeal(**held, **court, received_on=LATER.date()),
        Action.RECORD_COURT: lambda: record(action=AppealAction.STAY),
        Action.REMIT: lambda: record(action=AppealAction.REMIT),
        Action.RETURN_REFERRAL: partial(
            actions.return_referral, case=case, reason="So", by=user_with(Role.BARRING_APPROVER), at=LATER
        ),
    }


def beside(case: Case, cast: Cast) -> dict[str, Callable[[], Any]]:
    given: dict[str, Any] = {"case": case, "by": cast.caseworker, "at": LATER, "reason": "So"}
    begins: dict[str, Callable[[], Any]] = {
        begin: partial(actions.begin_track, **given, track=track, cause=Cause.POLICE if track == Track.ABEYANCE else "")
        for track, (begin, _) in TRACKS.items()
    }
    ends: dict[str, Callable[[], Any]] = {
        end: partial(actions.end_track, **given, track=track) for track, (_, end) in TRACKS.items()
    }
    recusals: dict[str, Callable[[], Any]] = {
        Action.HAND_OVER: partial(actions.hand_case_over, **given, caseworker=user_with(Role.CASEWORKER)),
        Action.STEP_DOWN: partial(actions.step_down, **{**given, "by": cast.investigator}),
    }
    interim: dict[str, Any] = {"case": case, "by": cast.caseworker, "at": LATER, "kind": "interim_suspension"}
    recusals[Action.BEGIN_INTERIM_ORDER] = partial(
        actions.apply_for_interim_order, **interim, basis=["protection"], grounds="So"
    )
    concern = raised_concern()
    actions.triage_concern(concern=concern, by=cast.caseworker, at=OPENED_AT)
    taken: dict[str, Any] = {"concern": concern, "case": case, "by": cast.caseworker, "at": LATER}
    recusals[Action.TAKE_IN] = partial(actions.join_case, **taken)
    return {**begins, **ends, **recusals, Action.EXPLAIN_DELAY: partial(actions.explain_delay, **given)}


def refused_at_the_door(page: tuple[Any, ...], case: Case, user: User) -> bool:
    """Whether a page lets somebody in: asked of its view, without what stands round it."""
    of = 1 if page[0].startswith("concern") else case.reference
    address = reverse(page[0] if ":" in page[0] else f"conduct:{page[0]}", args=[of, *page[1:]])
    request = RequestFactory().post(address)
    request.user = user
    found = resolve(address)
    try:
        found.func(request, *found.args, **found.kwargs)
    except PermissionDenied:
        return True
    return False


def rows_changed() -> int:
    """How many rows this transaction has written so far, but for the access log and the session of who asks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables")
        return sum(count for table, count in cursor.fetchall() if not BESIDE_THE_CASE.match(table))


@pytest.mark.parametrize("status", Status)
def test_what_the_table_does_not_have_is_refused_to_every_role_and_changes_no_row(
    status: Status, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of each action: in a stage where it is not to be, whoever may do it elsewhere; and all other roles in any stage,
    which are carried by one person together."""
    monkeypatch.setattr(sign_ins, "is_whole", lambda request: True)
    cast = Cast()
    case = case_in(status, cast=cast)
    stage = stage_of(case=case, at=LATER)
    tried, anybody = attempts(case, cast), user_with(Role.AUDITOR)
    assert set(tried) == set(PAGES)
    wrong = []
    for action, attempt in tried.items():
        before = rows_changed()
        if not any((stage, same) in TABLE for same in next((page for page in ONE_PAGE if action in page), {action})):
            with pytest.raises((NotAllowedNow, NotIndependent, NoLongerOpen)):
                attempt()
        others = with_every_role_but(anybody, *roles_with(CASE_DOORS[Action(action)]))
        is_refused = refused_at_the_door(PAGES[Action(action)], case, others)
        if not is_refused or rows_changed() != before:
            wrong.append(action)
    assert wrong == []


def with_every_role_but(user: User, *roles: Role) -> User:
    """The same account, as if it carried every other role at once."""
    found = copy(user)
    found.__dict__["roles"] = frozenset(Role) - set(roles)
    return found


def test_a_stage_that_comes_by_the_clock_is_listed_and_shown_from_its_instant_on() -> None:
    case = case_in(Status.DECISION_ISSUED, channel="post", person=registered_person())
    decision = case.determination
    assert decision.served_at
    assert decision.appeal_until_at
    moment = timedelta(microseconds=1)
    for at, stage in (
        (decision.served_at - moment, Status.DECISION_ISSUED),
        (decision.served_at, Status.APPEAL_WINDOW),
        (decision.appeal_until_at - moment, Status.APPEAL_WINDOW),
        (decision.appeal_until_at, Status.FINAL),
    ):
        assert stage_of(case=case, at=at) == stage
        listed = [one for one in Status if in_stage(Case.objects.all(), stage=one, at=at).exists()]
        assert listed == [stage]
