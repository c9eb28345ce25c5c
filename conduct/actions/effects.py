"""What an order means on the register: brought there, put in another's place, or made void. In the caller's
transaction."""

from contextlib import suppress
from datetime import datetime
from typing import Final

from conduct.models import Case
from conduct.queries.published import decision_path
from conduct.rules.determining import RESTRICTING, Outcome, Sanction, ends_at
from kernel.models import User
from kernel.rulesets import Rules
from register import actions as register
from register.models import Annotation
from register.rules import ALL_CLASSES, Grade, Kind, Tier

NOTED: Final = {
    Outcome.WARNING: Annotation.Kind.WARNING,
    Outcome.UNDERTAKINGS: Annotation.Kind.UNDERTAKINGS,
}


def bring_to_register(
    *,
    case: Case,
    sanction: Sanction,
    begins: datetime,
    decided_at: datetime,
    served: datetime,
    rules: Rules,
    by: User,
    at: datetime,
) -> None:
    """Conditions, suspension and removal become restrictions; a warning and undertakings an annotation for their term,
    which began with service; a downgrade is the grade. Advice and no further action show nowhere."""
    if sanction.outcome in RESTRICTING:
        register.impose_restriction(
            person=case.person,
            kind=Kind(sanction.outcome),
            tiers=[Tier(tier) for tier in sanction.tiers] or list(Tier),
            organisation_classes=sanction.organisation_classes or [ALL_CLASSES],
            begins_at=begins,
            ends_at=ends_at(begins=begins, months=sanction.duration_months),
            source=case.reference,
            decided_at=decided_at,
            served_at=served,
            published_at=served,
            decision_path=decision_path(case=case),
            by=by,
            at=at,
        )
    elif sanction.outcome in NOTED:
        _note(case, sanction, begins=begins, served=served, rules=rules, by=by, at=at)
    elif sanction.outcome == Outcome.DOWNGRADE:
        _grade(case, Grade.ASSOCIATE, begins_at=begins, reason=case.reference, by=by, at=at)


def _note(
    case: Case, sanction: Sanction, *, begins: datetime, served: datetime, rules: Rules, by: User, at: datetime
) -> None:
    months = rules.warning_months if sanction.outcome == Outcome.WARNING else sanction.duration_months
    shown_until = ends_at(begins=served, months=months)
    if shown_until is None or begins >= shown_until:
        return
    register.annotate(
        person=case.person,
        text=sanction.terms,
        source=case.reference,
        begins_at=begins,
        ends_at=shown_until,
        published_at=served,
        kind=NOTED[Outcome(sanction.outcome)],
        decision_path=decision_path(case=case),
        by=by,
        at=at,
    )


def replace_on_register(
    *,
    case: Case,
    old: Sanction | None,
    new: Sanction,
    begins: datetime,
    rules: Rules,
    reason: str,
    by: User,
    at: datetime,
) -> None:
    """Another order in the place of the one by this case, from an instant, so that none lies between the two."""
    clear_from_register(case=case, sanction=old, ends_at=begins, reason=reason, by=by, at=at)
    bring_to_register(
        case=case, sanction=new, begins=begins, decided_at=begins, served=begins, rules=rules, by=by, at=at
    )


def clear_from_register(
    *, case: Case, sanction: Sanction | None, ends_at: datetime, reason: str, by: User, at: datetime
) -> None:
    """What is on the register by this case ends at an instant; where there is nothing, nothing does."""
    person, source = case.person, case.reference
    with suppress(register.NoSuchRestriction):
        register.end_restriction(person=person, source=source, ends_at=ends_at, reason=reason, by=by, at=at)
    register.end_notes(person=person, source=source, reason=reason, by=by, at=ends_at)
    if sanction is not None and sanction.outcome == Outcome.DOWNGRADE:
        _grade(case, Grade.FULL, begins_at=ends_at, reason=reason, by=by, at=at)


def void_on_register(
    *, case: Case, sanction: Sanction | None, since: datetime | None, reason: str, by: User, at: datetime
) -> None:
    """What is on the register by this case is void from its beginning; `since` is when it took effect."""
    register.quash_orders(person=case.person, source=case.reference, reason=reason, by=by, at=at)
    if sanction is not None and sanction.outcome == Outcome.DOWNGRADE and since is not None:
        register.undo_grade(person=case.person, since=since, reason=reason, by=by, at=at)


def stay_on_register(*, case: Case, sanction: Sanction | None, reason: str, by: User, at: datetime) -> None:
    """What is on the register by this case has no effect from now on."""
    register.stay_orders(person=case.person, source=case.reference, reason=reason, by=by, at=at)
    if sanction is not None and sanction.outcome == Outcome.DOWNGRADE:
        _grade(case, Grade.FULL, begins_at=at, reason=reason, by=by, at=at)


def _grade(case: Case, grade: Grade, *, begins_at: datetime, reason: str, by: User, at: datetime) -> None:
    register.change_grade(person=case.person, grade=grade, begins_at=begins_at, reason=reason, by=by, at=at)
