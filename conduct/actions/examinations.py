"""The two case examiners: appointed, each with an opinion of their own, and then a decision together."""

from datetime import datetime

from conduct.actions.interim_endings import end_with_case
from conduct.actions.notices import tell_manager
from conduct.actions.participants import join
from conduct.actions.steps import locked, take_step
from conduct.models import Case, ExaminerOpinion, ExaminersDecision, Participant
from conduct.queries import (
    consented,
    declared_by,
    examination,
    examiner_candidates,
    examiners_of,
    opinion_givers,
    people_involved,
)
from conduct.rules.examining import (
    AGREEING,
    EXAMINERS,
    Finding,
    NotAnExaminer,
    require_both_opinions,
    require_examiner,
    require_no_opinion_yet,
    require_other_examiner,
    require_room,
    require_unproposed,
)
from conduct.rules.fairness import require_declared, require_full_time
from conduct.rules.independence import Part, require_no_part, require_stranger
from conduct.workflow import Action
from kernel.history import recorded
from kernel.models import User


@recorded()
def appoint_examiner(*, case: Case, examiner: User, by: User, at: datetime, seen: int | None = None) -> Participant:
    """Appoint one of the two examiners of a case. Refuses whoever had any part in it, and a third."""
    held = locked(case=case, action=Action.APPOINT_EXAMINER, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    taken = set(examiners_of(case=held).values_list("place", flat=True))
    require_room(appointed=len(taken))
    require_no_part(name=examiner.name, user_id=examiner.pk, involved=people_involved(case=held))
    if not examiner_candidates(case=held).filter(pk=examiner.pk).exists():
        raise NotAnExaminer(f"{examiner.name} is not a case examiner. Choose somebody from the list.")
    place = next(place for place in range(1, EXAMINERS + 1) if place not in taken)
    appointed = join(case=held, user=examiner, part=Part.CASE_EXAMINER, at=at, place=place)
    take_step(case=held, action=Action.APPOINT_EXAMINER, by=by, at=at, assigned=examiner)
    return appointed


@recorded()
def give_opinion(
    *, case: Case, finding: Finding, reasons: str, by: User, at: datetime, seen: int | None = None
) -> ExaminerOpinion:
    """Record what one examiner thinks, before they may read the other's. Refuses anybody else, and a second one.

    Refuses, too, who did not declare that they have no conflict, and before the manager's time to answer is over.
    """
    held = locked(case=case, action=Action.GIVE_OPINION, at=at, seen=seen)
    require_examiner(user_id=by.pk, examiners=examination(case=held).examiners)
    require_no_opinion_yet(user_id=by.pk, given_by=opinion_givers(case=held))
    require_declared(user_id=by.pk, declared=declared_by(case=held))
    require_full_time(consented=consented(case=held), due_at=held.response_due_at, at=at)
    take_step(case=held, action=Action.GIVE_OPINION, by=by, at=at)
    return held.opinions.create(finding=finding, reasons=reasons, made_by=by, made_at=at)


@recorded()
def propose_decision(
    *, case: Case, finding: Finding, reasons: str, by: User, at: datetime, seen: int | None = None
) -> ExaminersDecision:
    """Propose what both examiners decide. Refuses before each has given an opinion, and a second proposal.

    What somebody proposed who has left the case since is no decision of its examiners: another proposal replaces it.
    """
    held = locked(case=case, action=Action.PROPOSE_DECISION, at=at, seen=seen)
    found = examination(case=held)
    require_examiner(user_id=by.pk, examiners=found.examiners)
    require_unproposed(is_proposed=found.is_proposed)
    require_both_opinions(examiners=found.examiners, given_by=found.given_by)
    take_step(case=held, action=Action.PROPOSE_DECISION, by=by, at=at, reason=finding.label)
    decision = found.decision or ExaminersDecision(case=held)
    decision.finding, decision.reasons, decision.proposed_by, decision.proposed_at = finding, reasons, by, at
    decision.save()
    return decision


@recorded()
def answer_decision(
    *, case: Case, agree: bool, reasons: str, by: User, at: datetime, seen: int | None = None
) -> ExaminersDecision:
    """Agree to what the other examiner proposed, or not; then a panel decides. Refuses who proposed it.

    No case to answer ends the case: the manager is told, and reads the reasons on their own page.
    """
    held = locked(case=case, action=Action.DISAGREE, at=at, seen=seen)
    found = examination(case=held)
    require_examiner(user_id=by.pk, examiners=found.examiners)
    decision = found.decision if found.is_proposed else None
    require_other_examiner(user_id=by.pk, proposed_by=decision.proposed_by_id if decision else None)
    require_both_opinions(examiners=found.examiners, given_by=found.given_by)
    assert decision is not None  # the rule before refuses where nothing is proposed
    action = AGREEING[decision.finding] if agree else Action.DISAGREE
    decision.answered_by, decision.answered_at, decision.is_agreed, decision.answer_reasons = by, at, agree, reasons
    decision.save(update_fields=["answered_by", "answered_at", "is_agreed", "answer_reasons"])
    if action == Action.AGREE_NO_CASE:
        end_with_case(case=held, by=by, at=at)
    take_step(case=held, action=action, by=by, at=at, reason=reasons)
    if action == Action.AGREE_NO_CASE:
        tell_manager(case=held, template="conduct_case_ended", subject="A case has ended")
    return decision
