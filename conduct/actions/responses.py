"""The manager's response to the allegations, and its window."""

from datetime import datetime

from conduct.actions.drafts import NoLongerOpen, held_by_manager
from conduct.actions.notices import require_reachable, tell_manager
from conduct.actions.own_requests import claim_reprisal
from conduct.actions.steps import locked, take_step
from conduct.models import AllegationAnswer, Case, Response, ResponseDraft
from conduct.queries import consented, draft_of, may_respond
from conduct.rules.answering import Draft, mark_of, require_answered
from conduct.rules.fairness import require_full_time
from conduct.rules.independence import require_stranger
from conduct.workflow import Action, Status
from kernel import rulesets
from kernel.clocks import period_beginning_with, served_at, today
from kernel.errors import ActionRefused, ChangedMeanwhile
from kernel.history import acting, recorded
from kernel.models import User


class NotReadyToAsk(ActionRefused):
    """There is nothing to answer yet."""


@recorded()
def ask_for_response(*, case: Case, channel: str, by: User, at: datetime, seen: int | None = None) -> Case:
    """Serve the allegations on the manager, and open the window to answer them.

    The window is the rule set's `case_response_days`, beginning with the day of deemed service. Refuses a case
    without an allegation or a report, and e-mail to a person without an account.
    """
    held = locked(case=case, action=Action.ASK_FOR_RESPONSE, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    require_reachable(case=held, channel=channel)
    if not held.allegations.exists() or not held.reports.exists():
        raise NotReadyToAsk("Before you ask for a response, the case needs an allegation and the investigation report.")
    rules = rulesets.current(at)
    served = served_at(sent_at=at, channel=channel, days=rules.deemed_service_days)
    held.response_asked_at, held.rule_set_id = served, rules.pk
    held.response_due_at = period_beginning_with(day=today(served), days=rules.case_response_days)
    changed = ("response_asked_at", "response_due_at", "rule_set")
    take_step(case=held, action=Action.ASK_FOR_RESPONSE, by=by, at=at, reason=f"By {channel}", changed=changed)
    tell_manager(
        case=held,
        template="conduct_response_asked",
        subject="You are asked to respond",
        due_at=held.response_due_at,
    )
    return held


@recorded()
def respond(
    *, case: Case, by: User, at: datetime, text: str = "", draft: Draft | None = None, seen: str | None = None
) -> Response:
    """The manager's own answer, also beside one that staff entered; by them or whoever may answer for them. One that
    comes after the window counts too, until the window is closed; where staff entered one, until the window is over.

    What is sent is `text`, `draft`, or what this user kept, in the state that a page showed (`seen`, its mark): what
    was written since, in another window, is refused. A refusal says nothing of what the regulator has done since: a
    decision shows only once it is served. Drafts go.
    """
    held = held_by_manager(case=case, by=by, at=at)
    said = draft or Draft(text=text) if seen is None else draft_of(case=held, user=by)
    if not may_respond(case=held, at=at):
        raise NoLongerOpen("You can no longer respond to this case. Reload the page to see how it stands.")
    if seen is not None and mark_of(said) != seen:
        raise ChangedMeanwhile("More was written after you opened this page, so nothing was sent. Read it once more.")
    action = Action.RESPOND if held.status == Status.REPRESENTATIONS else Action.RESPOND_BESIDE
    numbered = {allegation.number: allegation for allegation in held.allegations.all()}
    require_answered(draft=said, numbers=numbered)
    sent = _answer(action, case=held, text=said.text, development=said.development, on_paper=False, by=by, at=at)
    AllegationAnswer.objects.bulk_create(
        AllegationAnswer(response=sent, allegation=numbered[number], stance=answer.stance, text=answer.text)
        for number, answer in sorted(said.answers.items())
    )
    if said.reprisal:
        claim_reprisal(held=held, text=said.reprisal, by=by, at=at)
    ResponseDraft.objects.filter(case=held).delete()
    tell_manager(case=held, template="conduct_response_received", subject="We have received what you sent")
    return sent


@recorded()
def enter_response(*, case: Case, text: str, by: User, at: datetime, seen: int | None = None) -> Response:
    """An answer on paper, entered by the caseworker. The manager's own may follow until their time is over."""
    held = locked(case=case, action=Action.ENTER_RESPONSE, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    return _answer(Action.ENTER_RESPONSE, case=held, text=text, on_paper=True, by=by, at=at)


@recorded()
def close_response_window(*, case: Case, by: User, at: datetime, seen: int | None = None) -> Case:
    """Go on without a response. Refuses before the window is over, unless the manager consented to less time."""
    held = locked(case=case, action=Action.CLOSE_RESPONSE_WINDOW, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    require_full_time(consented=consented(case=held), due_at=held.response_due_at, at=at)
    take_step(case=held, action=Action.CLOSE_RESPONSE_WINDOW, by=by, at=at)
    return held


def _answer(
    action: Action, *, case: Case, text: str, on_paper: bool, by: User, at: datetime, development: str = ""
) -> Response:
    with acting(on_behalf_of=case.person.user_id if by.pk != case.person.user_id else None):
        take_step(case=case, action=action, by=by, at=at)
        return case.responses.create(text=text, development=development, on_paper=on_paper, made_by=by, made_at=at)
