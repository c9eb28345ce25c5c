"""Opening, withdrawing and closing a case."""

from datetime import date, datetime

from conduct.actions.concerns import locked_concern, take_concern_step
from conduct.actions.interim_endings import end_with_case
from conduct.actions.notices import tell_manager
from conduct.actions.participants import join
from conduct.actions.steps import locked, take_step
from conduct.models import Case, CaseConcern, Concern
from conduct.queries import open_appeal_extension, open_interim_orders
from conduct.rules.gates import require_none_running
from conduct.rules.independence import Part, require_stranger
from conduct.rules.interim_orders import require_none_open_beside
from conduct.workflow import Action, ConcernAction
from kernel.deadlines import require_none_open
from kernel.history import recorded
from kernel.models import User
from kernel.references import next_reference
from register.actions import add_person
from register.models import Person


@recorded()
def open_case(
    *, person: Person, by: User, at: datetime, concern: Concern | None = None, seen: int | None = None
) -> Case:
    """Open a case on a person, registered or not, from a concern or of the regulator's own motion.

    Who opens it is its caseworker. Refuses a case on oneself, and a concern that is not in triage.
    """
    require_stranger(user_id=by.pk, subject=person.user_id)
    if concern is not None:
        concern = locked_concern(concern=concern, seen=seen)
    case = Case.objects.create(
        reference=next_reference(prefix="CC", at=at),
        person=person,
        received_at=concern.received_at if concern else at,
        opened_by=by,
        opened_at=at,
        caseworker=by,
    )
    join(case=case, user=by, part=Part.CASEWORKER, at=at)
    case.steps.create(action=Action.OPEN, status=case.status, by=by, at=at, assigned=by)
    if concern is not None:
        take_concern_step(concern=concern, action=ConcernAction.OPEN_CASE, by=by, at=at, reason=case.reference)
        CaseConcern.objects.create(case=case, concern=concern)
    return case


@recorded()
def open_case_on_new_person(
    *,
    family_name: str,
    given_names: str,
    date_of_birth: date,
    email: str,
    by: User,
    at: datetime,
    concern: Concern | None = None,
    seen: int | None = None,
) -> Case:
    """Enter a person who is not on the register, without a registration, and open a case on them."""
    person = add_person(
        family_name=family_name,
        given_names=given_names,
        date_of_birth=date_of_birth,
        email=email or None,
        by=by,
        at=at,
    )
    return open_case(person=person, by=by, at=at, concern=concern, seen=seen)


@recorded()
def withdraw_case(*, case: Case, reason: str, by: User, at: datetime, seen: int | None = None) -> Case:
    """End a case that was wrongly opened, before it is determined. A manager who was asked to respond is told."""
    held = locked(case=case, action=Action.WITHDRAW, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    end_with_case(case=held, by=by, at=at)
    take_step(case=held, action=Action.WITHDRAW, by=by, at=at, reason=reason)
    if held.response_asked_at is not None:
        tell_manager(case=held, template="conduct_case_withdrawn", subject="A case has been withdrawn")
    return held


def _beside(case: Case, at: datetime) -> list[str]:
    """The interim orders that are applied for or in force beside a case."""
    return [order.reference for order in open_interim_orders(case=case, at=at)]


@recorded()
def close_case(*, case: Case, by: User, at: datetime, seen: int | None = None) -> Case:
    """Put away a case whose decision is final. Refuses while a request for more time to appeal waits, an interim
    order is applied for or in force, or the oversight body reviews it."""
    held = locked(case=case, action=Action.CLOSE, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    require_none_open(open_appeal_extension(case=held))
    require_none_open_beside(orders=_beside(held, at))
    require_none_running(tracks=held.tracks.filter(ended_at=None).values_list("track", flat=True))
    take_step(case=held, action=Action.CLOSE, by=by, at=at)
    return held
