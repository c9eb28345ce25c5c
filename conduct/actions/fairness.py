"""Declaring whether one has a conflict, shortening the manager's time with their consent, and recommending changes."""

from datetime import date, datetime

from conduct.actions.participants import require_part_declared
from conduct.actions.recusals import hand_case_over, step_down
from conduct.actions.steps import locked
from conduct.models import Case, ConflictDeclaration, Recommendation, Recusal, TimeConsent
from conduct.queries import asked_at, consented, declared_by
from conduct.rules.fairness import Answer, AnsweredAlready, How, Theme, require_successor, require_time_to_shorten
from conduct.rules.independence import NotIndependent, require_stranger, require_unrecused
from conduct.workflow import Action
from kernel import rulesets
from kernel.clocks import period_beginning_with, today
from kernel.errors import ActionRefused
from kernel.history import recorded
from kernel.models import Organisation, User

CONFLICT = "Whoever held it declared a conflict of interest."


class GivenBeforeAsked(ActionRefused):
    """A consent of a day before there was anything to consent to."""


class GivenInFuture(ActionRefused):
    """A consent of a day that has not come yet."""


@recorded()
def declare_no_conflict(*, case: Case, by: User, at: datetime, seen: int | None = None) -> ConflictDeclaration:
    """Declare that one has no conflict of interest in a case. It is no part in the case; once is enough."""
    held = locked(case=case, action=None, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    require_unrecused(user_id=by.pk, recused=held.recusals.values_list("user", flat=True))
    if by.pk in declared_by(case=held):
        return held.declarations.get(user=by)
    return held.declarations.create(user=by, at=at)


@recorded()
def declare_conflict(
    *, case: Case, conflict: str, caseworker: User | None = None, by: User, at: datetime, seen: int | None = None
) -> Recusal:
    """Declare a conflict of interest, in words, and step down by it. Who holds the case hands it to `caseworker`.

    Refuses the holder without a successor. From then on the case is not there for them.
    """
    held = locked(case=case, action=Action.STEP_DOWN, at=at, seen=seen)
    require_successor(is_holder=held.caseworker_id == by.pk, has_successor=caseworker is not None)
    if held.caseworker_id == by.pk and caseworker is not None:
        hand_case_over(case=held, caseworker=caseworker, reason=CONFLICT, by=by, at=at)
    return step_down(case=held, reason=conflict, by=by, at=at)


@recorded()
def consent_to_less_time(*, case: Case, words: str, by: User, at: datetime) -> TimeConsent:
    """The manager's own consent that nobody waits for the rest of their time to respond."""
    held = locked(case=case, action=None, at=at, seen=None)
    if by.pk != held.person.user_id:
        raise NotIndependent("Only the manager this case is about can consent to less time.")
    return _consent(held, how=How.OWN_PAGE, words=words, given_on=today(at), by=by, at=at)


@recorded()
def enter_consent_to_less_time(
    *, case: Case, how: How, words: str, given_on: date, by: User, at: datetime, seen: int | None = None
) -> TimeConsent:
    """The same as staff heard or read it: when, how, and in the manager's words."""
    held = locked(case=case, action=None, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    if given_on > today(at):
        raise GivenInFuture("The day on which the manager consented must be today or in the past.")
    asked = asked_at(case=held)
    if asked is not None and given_on < today(asked):
        raise GivenBeforeAsked("The manager can consent only once the allegations were sent to them. Check the day.")
    return _consent(held, how=how, words=words, given_on=given_on, by=by, at=at)


@recorded()
def recommend(
    *,
    case: Case,
    organisation: Organisation,
    theme: Theme,
    text: str,
    by: User,
    at: datetime,
    seen: int | None = None,
) -> Recommendation:
    """Recommend a change to an organisation because of a wider cause. It has the rule set's time to answer."""
    held, rules = locked(case=case, action=None, at=at, seen=seen), rulesets.current(at)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    require_part_declared(case=held, by=by)
    return held.recommendations.create(
        organisation=organisation,
        theme=theme,
        text=text,
        made_by=by,
        made_at=at,
        rule_set_id=rules.pk,
        due_at=period_beginning_with(day=today(at), days=rules.recommendation_answer_days),
    )


@recorded()
def answer_recommendation(
    *, recommendation: Recommendation, answer: Answer, text: str, by: User, at: datetime, seen: int | None = None
) -> Recommendation:
    """Write down what the organisation answered, once."""
    held = Recommendation.objects.select_for_update(of=("self",)).select_related("case__person")
    found = held.get(pk=recommendation.pk)
    require_stranger(user_id=by.pk, subject=found.case.person.user_id)
    require_part_declared(case=found.case, by=by)
    if found.answer:
        raise AnsweredAlready("The answer to this recommendation is on record already.")
    found.answer, found.answer_text, found.answered_at, found.answered_by = answer, text, at, by
    found.save(update_fields=["answer", "answer_text", "answered_at", "answered_by"])
    return found


def _consent(case: Case, *, how: How, words: str, given_on: date, by: User, at: datetime) -> TimeConsent:
    require_part_declared(case=case, by=by)
    require_time_to_shorten(consented=consented(case=case), due_at=case.response_due_at, at=at)
    return TimeConsent.objects.create(
        case=case, how=how, words=words, given_on=given_on, recorded_by=by, recorded_at=at
    )
