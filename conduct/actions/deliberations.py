"""The panel agrees to a determination before its chair records it."""

from collections.abc import Collection
from datetime import datetime

from conduct.actions.hearing_steps import locked_hearing, move_hearing, require_in_the_chair
from conduct.hearing_workflow import HearingAction
from conduct.models import Case, PanelAnswer, ProposedDetermination
from conduct.queries import consented, declared_by, like_cases
from conduct.queries.hearings import deliberation
from conduct.queries.likeness import Like
from conduct.rules.determining import Findings, content_of, findings_of, require_whole, to_the_point
from conduct.rules.fairness import require_declared, require_full_time
from conduct.rules.hearing import NoReasons
from conduct.rules.likeness import require_shown
from conduct.rules.panels import NotAgreed, NotOnThePanel, require_majority
from kernel import rulesets
from kernel.history import recorded
from kernel.models import User


@recorded()
def propose_determination(
    *,
    case: Case,
    findings: Findings,
    shown: Collection[int] | None = None,
    by: User,
    at: datetime,
    seen: int | None = None,
) -> ProposedDetermination:
    """Put a determination to the panel, by its chair; a later one takes its place, and everybody answers anew.

    Refuses a chair who did not declare that they have no conflict, findings that do not carry the outcome, and a
    decision before the manager's time to answer is over, unless they consented to less. `shown` are the like cases that
    the page showed (None: no page was involved), and others are refused.
    """
    held, hearing = locked_hearing(case=case, action=HearingAction.PROPOSE, at=at, seen=seen)
    require_in_the_chair(hearing=hearing, by=by)
    like = require_decidable(case=held, findings=findings, shown=shown, by=by, at=at)
    content = content_of(to_the_point(findings)) | {"like": [one.decision.pk for one in like]}
    move_hearing(hearing=hearing, action=HearingAction.PROPOSE, by=by, at=at)
    return hearing.proposals.create(content=content, by=by, at=at)


def require_decidable(
    *, case: Case, findings: Findings, shown: Collection[int] | None, by: User, at: datetime
) -> list[Like]:
    """The like cases, where a chair may decide so now."""
    require_declared(user_id=by.pk, declared=declared_by(case=case))
    require_full_time(consented=consented(case=case), due_at=case.response_due_at, at=at)
    like = like_cases(case=case, at=at)
    require_shown(shown=shown, like=[one.decision.pk for one in like])
    require_whole(
        findings=findings,
        numbers=case.allegations.values_list("number", flat=True),
        ever_registered=case.person.registration_number is not None,
        longest_months=rulesets.current(at).longest_restriction_months,
    )
    return like


@recorded()
def answer_proposal(
    *, case: Case, agree: bool, reasons: str = "", by: User, at: datetime, seen: int | None = None
) -> PanelAnswer:
    """Agree to what the chair proposed, or dissent with reasons. Once, by each other member of the panel.

    Refuses whoever did not declare before that they have no conflict.
    """
    held, hearing = locked_hearing(case=case, action=HearingAction.ANSWER, at=at, seen=seen)
    found = deliberation(hearing=hearing)
    if found.proposal is None or not found.may_answer(by.pk):
        raise NotOnThePanel("You have no answer to give: the chair has proposed nothing that you have not answered.")
    require_declared(user_id=by.pk, declared=declared_by(case=held))
    if not agree and not reasons.strip():
        raise NoReasons("Give the reasons for your dissent.")
    move_hearing(hearing=hearing, action=HearingAction.ANSWER, by=by, at=at)
    return found.proposal.answers.create(by=by, agrees=agree, reasons=reasons.strip(), at=at)


def agreed_by_panel(*, case: Case, by: User, at: datetime) -> tuple[Findings, list[int]]:
    """What the panel of a locked case's open hearing has agreed to, and the like cases that it was shown.

    Refuses anybody but the chair, a hearing that is not concluded, a panel that somebody has left, and what not most
    of it agreed to.
    """
    _, hearing = locked_hearing(case=case, action=HearingAction.DETERMINE, at=at, seen=None)
    require_in_the_chair(hearing=hearing, by=by)
    found = deliberation(hearing=hearing)
    if found.proposal is None:
        raise NotAgreed("Put a determination to the panel first.")
    agreed = sum(answer.agrees for answer in found.answers)
    require_majority(
        is_whole=found.is_whole,
        waiting=[user.name for user in found.waiting],
        agreed=1 + agreed,
        dissented=len(found.answers) - agreed,
    )
    return findings_of(found.proposal.content), found.proposal.content["like"]
