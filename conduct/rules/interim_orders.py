"""Interim orders: their own machine, the test that they must pass, and who may decide on them. Pure."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import TextChoices

from kernel.clocks import format_date, last_day_before, period_beginning_with, today
from kernel.errors import ActionRefused
from kernel.workflow import Move, Workflow, move
from register.rules import Kind

LEAST, MOST = 2, 3
"""How many decide together: two at least (Social Workers Regulations 2018, SI 2018/893, schedule 2), three at most."""
SOON: Final = timedelta(days=28)
"""How long before a review is due it waits as work."""


class InterimStatus(TextChoices):
    """How far an application has come, and then what has become of the order."""

    APPLIED = "APPLIED", "Applied for"
    NOTICE_GIVEN = "NOTICE_GIVEN", "Notice given"
    HEARD = "HEARD", "Heard"
    REFUSED = "REFUSED", "Refused"
    WITHDRAWN = "WITHDRAWN", "Application withdrawn"
    IN_FORCE = "IN_FORCE", "In force"
    UNDER_REVIEW = "UNDER_REVIEW", "In force, under review"
    REVOKED = "REVOKED", "Revoked"
    REPLACED = "REPLACED", "Replaced by another"
    QUASHED = "QUASHED", "Quashed by a court"
    EXPIRED = "EXPIRED", "Expired"
    ENDED = "ENDED", "Ended with the final outcome"


class InterimAction(TextChoices):
    """What somebody does to an interim order, or the clock. APPLY makes the row; it is no move of one that exists."""

    APPLY = "APPLY", "Apply for an interim order"
    BEGIN = "BEGIN", "Make it in the place of another"
    WITHDRAW = "WITHDRAW", "Withdraw the application"
    GIVE_NOTICE = "GIVE_NOTICE", "Give notice of the hearing"
    SAY = "SAY", "Say something for the hearing"
    ENTER_STATEMENT = "ENTER_STATEMENT", "Enter a statement received on paper"
    HEAR = "HEAR", "Record the hearing"
    MAKE = "MAKE", "Make the order"
    REFUSE = "REFUSE", "Refuse the order"
    GIVE_REVIEW_NOTICE = "GIVE_REVIEW_NOTICE", "Give notice of a review"
    HEAR_REVIEW = "HEAR_REVIEW", "Record the review hearing"
    CONTINUE = "CONTINUE", "Continue the order"
    VARY = "VARY", "Vary the order"
    REPLACE = "REPLACE", "Replace the order"
    REVOKE = "REVOKE", "Revoke the order"
    RECORD_CHALLENGE = "RECORD_CHALLENGE", "Record a challenge in court"
    UPHOLD = "UPHOLD", "Record that the court upheld it"
    COURT_VARIES = "COURT_VARIES", "Record that the court varied it"
    COURT_ENDS = "COURT_ENDS", "Record that the court ended it"
    QUASH = "QUASH", "Record that the court quashed it"
    END_CHALLENGE = "END_CHALLENGE", "Record that the challenge was withdrawn"
    EXTEND = "EXTEND", "Record that the court extended it"
    TIE = "TIE", "Set its end by the final outcome"
    EXPIRE = "EXPIRE", "It runs out"
    END = "END", "The final outcome takes effect"


S, A = InterimStatus, InterimAction
PENDING: Final = frozenset({S.APPLIED, S.NOTICE_GIVEN, S.HEARD})
RUNNING: Final = frozenset({S.IN_FORCE, S.UNDER_REVIEW})
BY_THE_CLOCK: Final = frozenset({A.EXPIRE, A.END})
NOTICED: Final = frozenset({S.NOTICE_GIVEN, S.UNDER_REVIEW})
BY_NOW_OVER: Final = frozenset({S.EXPIRED, S.ENDED, S.REVOKED})

INTERIM: Final = Workflow(
    noun="interim order",
    start=S.APPLIED,
    moves={
        A.WITHDRAW: move(PENDING, S.WITHDRAWN),
        # Again where the hearing is put off: the notice of the new one stands in the place of the old.
        A.GIVE_NOTICE: move({S.APPLIED, S.NOTICE_GIVEN}, S.NOTICE_GIVEN),
        A.SAY: Move(NOTICED),
        A.ENTER_STATEMENT: Move(NOTICED),
        A.HEAR: move({S.NOTICE_GIVEN}, S.HEARD),
        A.MAKE: move({S.HEARD}, S.IN_FORCE),
        A.REFUSE: move({S.HEARD}, S.REFUSED),
        A.GIVE_REVIEW_NOTICE: move(RUNNING, S.UNDER_REVIEW),
        A.HEAR_REVIEW: Move(frozenset({S.UNDER_REVIEW})),
        A.CONTINUE: move({S.UNDER_REVIEW}, S.IN_FORCE),
        A.VARY: move({S.UNDER_REVIEW}, S.IN_FORCE),
        A.REPLACE: move({S.UNDER_REVIEW}, S.REPLACED),
        A.REVOKE: move({S.UNDER_REVIEW}, S.REVOKED),
        A.RECORD_CHALLENGE: Move(RUNNING),
        # A court may decide on an order that is over by then; void from the beginning is also one that was.
        A.UPHOLD: Move(RUNNING | BY_NOW_OVER | {S.REPLACED}),
        A.COURT_VARIES: Move(RUNNING),
        A.COURT_ENDS: move(RUNNING, S.REVOKED),
        A.QUASH: move(RUNNING | BY_NOW_OVER, S.QUASHED),
        A.END_CHALLENGE: Move(RUNNING | BY_NOW_OVER | {S.REPLACED}),
        A.EXTEND: Move(RUNNING),
        A.TIE: Move(RUNNING),
        A.EXPIRE: move(RUNNING, S.EXPIRED),
        A.END: move(RUNNING, S.ENDED),
    },
)


class InterimKind(TextChoices):
    """What an order does, as the register says it."""

    SUSPENSION = Kind.INTERIM_SUSPENSION.value, "Interim suspension"
    CONDITIONS = Kind.INTERIM_CONDITIONS.value, "Interim conditions"


class Basis(TextChoices):
    """What an interim order is necessary for (Health Professions Order 2001, article 31; AAPA Order 2024)."""

    PROTECTION = "protection", "It is necessary for the protection of the public"
    PUBLIC_INTEREST = "public_interest", "It is otherwise in the public interest"
    OWN_INTERESTS = "own_interests", "It is in the manager’s own interests"


class Presence(TextChoices):
    """How the manager was heard."""

    IN_PERSON = "in_person", "They took part"
    REPRESENTED = "represented", "Somebody took part for them"
    IN_WRITING = "in_writing", "They wrote, and took no part"
    ABSENT = "absent", "They neither wrote nor took part"


class Purpose(TextChoices):
    """What a hearing is for."""

    FIRST = "first", "Whether to make the order"
    REVIEW = "review", "Review"


class Decision(TextChoices):
    """What deciders decide."""

    MAKE = "make", "Make the order"
    REFUSE = "refuse", "Make no order"
    CONTINUE = "continue", "Continue the order as it is"
    VARY = "vary", "Vary its conditions"
    REPLACE = "replace", "Replace it by another order"
    REVOKE = "revoke", "Revoke the order"


class CourtOutcome(TextChoices):
    """How a challenge in court ended (Health Professions Order 2001, article 31(12))."""

    UPHELD = "upheld", "The court upheld the order"
    VARIED = "varied", "The court varied the order"
    ENDED = "ended", "The court ended the order from now on"
    QUASHED = "quashed", "The court quashed the order: it is void from its beginning"
    WITHDRAWN = "withdrawn", "The challenge was withdrawn"


FIRST_DECISIONS: Final = {Decision.MAKE: A.MAKE, Decision.REFUSE: A.REFUSE}
REVIEW_DECISIONS: Final = {
    Decision.CONTINUE: A.CONTINUE,
    Decision.VARY: A.VARY,
    Decision.REPLACE: A.REPLACE,
    Decision.REVOKE: A.REVOKE,
}
COURT_OUTCOMES: Final = {
    CourtOutcome.UPHELD: A.UPHOLD,
    CourtOutcome.VARIED: A.COURT_VARIES,
    CourtOutcome.ENDED: A.COURT_ENDS,
    CourtOutcome.QUASHED: A.QUASH,
    CourtOutcome.WITHDRAWN: A.END_CHALLENGE,
}
NEEDS_TEST: Final = frozenset({Decision.MAKE, Decision.CONTINUE, Decision.VARY, Decision.REPLACE})


class InterimRefused(ActionRefused):
    """What is asked for cannot be made an interim order of."""


class TooLong(ActionRefused):
    """The order would last longer than all on the same facts may."""


class NoticeTooShort(ActionRefused):
    """The notice is shorter than the rules say, and nobody has said why."""


class NotADecider(ActionRefused):
    """The account does not decide on this, or may not."""


def status_at(*, status: str, ends_at: datetime | None, outcome_at: datetime | None, at: datetime) -> InterimStatus:
    """The status at an instant: that an order has run out, or ended with the final outcome, comes by the clock."""
    if status in RUNNING and outcome_at is not None and outcome_at <= at:
        return S.ENDED
    if status in RUNNING and ends_at is not None and ends_at <= at:
        return S.EXPIRED
    return InterimStatus(status)


def require_none_open_beside(*, orders: Collection[str]) -> None:
    """Refuse to close a case beside an interim order."""
    for reference in orders:
        raise InterimRefused(f"Interim order {reference} is applied for or in force. Wait until it ends, or revoke it.")


def require_test(*, basis: Collection[str], reasons: str) -> None:
    """Refuse an order without the test that it passes, and the reasons why."""
    if not basis:
        raise InterimRefused("Select what the order is necessary for. Without one of the three there can be no order.")
    if not reasons.strip():
        raise InterimRefused("Give reasons: what the risk is, and why nothing less meets it.")


def require_scope(*, kind: str, terms: str, tiers: Collection[str], classes: Collection[str]) -> None:
    """Refuse conditions without their words or their scope."""
    if kind == InterimKind.CONDITIONS and not (terms.strip() and tiers and classes):
        raise InterimRefused(
            "Write the conditions in full, and select the tiers of post and the kinds of organisation that they cover."
        )


def require_end(*, ends_at: datetime, begins_at: datetime, latest: datetime, words: str) -> None:
    """Refuse an end that has come, and one later than the longest time of all orders on the same facts."""
    if ends_at <= begins_at:
        raise TooLong("The order must end after it begins: choose a later last day.")
    if ends_at > latest:
        raise TooLong(
            f"The order can last until the end of {format_date(last_day_before(latest))} at the latest: {words}. "
            "Choose an earlier last day. Only a court can let it go on."
        )


def require_notice(*, served_at: datetime, heard_at: datetime, days: int, short_because: str) -> None:
    """Refuse a hearing before its notice counts as served, and one on short notice without the reason for that.

    So many days' notice beginning with service (Teachers' Disciplinary Regulations 2012, SI 2012/560). However short
    it is, the manager can be heard.
    """
    if heard_at <= served_at:
        raise NoticeTooShort("The hearing must come after the notice counts as served. Choose a later time.")
    ends = period_beginning_with(day=today(served_at), days=days)
    if heard_at < ends and not short_because.strip():
        raise NoticeTooShort(
            f"This is less than {days} days’ notice: the first day that needs no reason is {format_date(today(ends))}. "
            "Say why it cannot wait, or choose that day or a later one."
        )


def require_panel(*, deciders: Collection[int]) -> None:
    """Refuse one decider alone, more than three, and the same person twice."""
    if len(set(deciders)) != len(deciders) or not LEAST <= len(deciders) <= MOST:
        raise NotADecider(f"Choose {LEAST} or {MOST} different people to decide, the chair among them.")


def require_chair(*, user_id: int, chair_id: int | None) -> None:
    """Refuse anybody but the chair of the hearing as who records it and its decision."""
    if user_id != chair_id:
        raise NotADecider("Only the chair of this hearing records it and its decision.")


def require_heard(*, heard_at: datetime | None) -> None:
    """Refuse a decision before the hearing is recorded."""
    if heard_at is None:
        raise NotADecider("Record the hearing first: who took part, and what was said.")


def require_begun(*, heard_at: datetime, at: datetime) -> None:
    """Refuse to record a hearing before it was to begin: until then the manager may still send something."""
    if at < heard_at:
        raise NotADecider("The hearing has not begun. Until then the manager can send what they want to say.")


def require_extension(*, until_at: datetime, ends_at: datetime, latest: datetime, months: int) -> None:
    """Refuse an extension that ends no later than the order does, and one longer than a court may order at a time."""
    if until_at <= ends_at:
        last = format_date(last_day_before(ends_at))
        raise TooLong(
            f"The order lasts until the end of {last} as it is. Enter the later last day that the court gave."
        )
    if until_at > latest:
        raise TooLong(
            f"A court lets an order go on for {months} months at a time at most: until the end of "
            f"{format_date(last_day_before(latest))}. Check the court’s order, and enter its last day."
        )


def require_days_in_order(*, lodged_on: date, decided_on: date | None, on: date) -> None:
    """Refuse a day in court that has not come, and a decision before the challenge was lodged."""
    if lodged_on > on or (decided_on is not None and decided_on > on):
        raise InterimRefused("That day has not come. Enter the day on which it happened in court.")
    if decided_on is not None and decided_on < lodged_on:
        raise InterimRefused(f"The challenge was lodged on {format_date(lodged_on)}. The court decided on a later day.")
