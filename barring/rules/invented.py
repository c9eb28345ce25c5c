"""Test identities: invented people, one for each outcome, for whoever tries a program out. Pure.

They are on no register and in no table. What is recorded of a person cannot be mixed with them, counted or published
with them: their numbers are kept from everybody else, and their dates of birth are of people long dead.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Final

from barring.rules.answers import CheckOutcome
from barring.rules.matching import Asked, Candidate
from register.rules import Grade, Kind, RegistrationStatus, Tier
from register.rules.names import normalise
from register.rules.numbers import is_reserved, reserved
from register.rules.standing import Facts, Order, RegistrationSpan

FAMILY_NAME: Final = "Testperson"
REGISTERED: Final = datetime(2026, 1, 5, tzinfo=UTC)
DECIDED: Final = datetime(2026, 5, 5, 9, tzinfo=UTC)
PROOF: Final = 1_000.0
"""Bits of evidence: nobody else is meant by these names and this date of birth."""
EVERY_TIER: Final = frozenset(tier.value for tier in Tier)


@dataclass(frozen=True, kw_only=True)
class Invented:
    """One of them. `person_id` is below nought, as nobody's on record is. `facts` None: the number is of nobody."""

    person_id: int
    outcome: CheckOutcome
    number: str
    given_names: str
    date_of_birth: date
    facts: Facts | None


def _registered(status: RegistrationStatus = RegistrationStatus.REGISTERED) -> RegistrationSpan:
    return RegistrationSpan(status=status, grade=Grade.FULL, begins=REGISTERED, ends=None)


def _under(kind: Kind, *, stayed: bool = False, classes: str = "all") -> Facts:
    order = Order(
        kind=kind,
        tiers=EVERY_TIER,
        organisation_classes=frozenset({classes}),
        begins=DECIDED,
        ends=None,
        served_at=DECIDED,
        stayed_from=DECIDED if stayed else None,
        under_appeal_from=DECIDED if stayed else None,
        source="TEST",
    )
    return Facts(orders=(order,), registrations=(_registered(),))


ALL_WELL: Final = Facts(registrations=(_registered(),))
RECORDED: Final[Mapping[CheckOutcome, Facts | None]] = {
    CheckOutcome.NO_BAR_RECORDED: ALL_WELL,
    CheckOutcome.NOT_BARRED_FROM_ROLE: _under(Kind.BAR, classes="health_board"),
    CheckOutcome.DECISION_NOT_IN_EFFECT: _under(Kind.SUSPENSION, stayed=True),
    CheckOutcome.RESTRICTED: _under(Kind.CONDITIONS),
    CheckOutcome.SUSPENDED: _under(Kind.SUSPENSION),
    CheckOutcome.REMOVED: _under(Kind.REMOVAL),
    CheckOutcome.BARRED: _under(Kind.BAR),
    CheckOutcome.NOT_REGISTERED: Facts(registrations=(_registered(RegistrationStatus.LAPSED),)),
    CheckOutcome.NO_ENTRY_MATCHED: None,
    CheckOutcome.NEEDS_REVIEW: ALL_WELL,
}


def _all() -> tuple[Invented, ...]:
    return tuple(
        Invented(
            person_id=-place,
            outcome=outcome,
            number=reserved(place),
            given_names=outcome.value.replace("_", " ").title(),
            date_of_birth=date(1890, place, 1),
            facts=facts,
        )
        for place, (outcome, facts) in enumerate(RECORDED.items(), 1)
    )


INVENTED: Final = _all()
_BY_NUMBER: Final = {one.number: one for one in INVENTED}
_BY_BIRTH: Final = {one.date_of_birth: one for one in INVENTED}


def invented_in(asked: Asked) -> Invented | None:
    """The test identity that a question is about: by its number, or by the whole of its name and date of birth."""
    if asked.number:
        return _BY_NUMBER.get(asked.number) if is_reserved(asked.number) else None
    one = _BY_BIRTH.get(asked.date_of_birth) if asked.date_of_birth else None
    if one is None or asked.family_key != normalise(FAMILY_NAME) or asked.given_key != normalise(one.given_names):
        return None
    return one


def candidates_for(one: Invented, *, asked: Asked, review: float) -> tuple[Candidate, ...]:
    """Whom the question may mean: the identity alone, or nobody. `review` is the least evidence of a doubt, in bits.

    Of the one that is to be reviewed nothing is recorded that agrees, and by name the evidence is no more than a doubt.
    """
    if one.facts is None:
        return ()
    is_doubtful = one.outcome is CheckOutcome.NEEDS_REVIEW
    recorded = Candidate(
        person_id=one.person_id,
        number=one.number,
        family_keys=frozenset() if is_doubtful else frozenset({normalise(FAMILY_NAME)}),
        dates_of_birth=frozenset() if is_doubtful else frozenset({one.date_of_birth}),
    )
    return (recorded if asked.number else replace(recorded, weight=review if is_doubtful else PROOF),)
