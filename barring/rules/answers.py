"""What an organisation is told, made from who was found and how they stand. Pure.

An answer says as little as it may: nothing of any candidate while a person has to choose between them, nothing of
a case or of a decision that was not served, and of a quashed order only that it was one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from barring.rules.matching import Certainty, Match
from kernel.clocks import instant, today
from register.rules import Employable, Grade, Outcome, RegistrationStatus
from register.rules.standing import Facts, ListedOrder, Order, PostAsked, Standing


class CheckOutcome(StrEnum):
    """Every outcome that an answer may have: how a person stands, or that no one person was found."""

    NO_BAR_RECORDED = "no_bar_recorded"
    NOT_BARRED_FROM_ROLE = "not_barred_from_role"
    DECISION_NOT_IN_EFFECT = "decision_not_in_effect"
    RESTRICTED = "restricted"
    SUSPENDED = "suspended"
    REMOVED = "removed"
    BARRED = "barred"
    NOT_REGISTERED = "not_registered"
    NO_ENTRY_MATCHED = "no_entry_matched"
    NEEDS_REVIEW = "needs_review"

    @property
    def words(self) -> str:
        match self:
            case CheckOutcome.NO_ENTRY_MATCHED:
                return "No entry matched"
            case CheckOutcome.NEEDS_REVIEW:
                return "Being reviewed"
        return Outcome(self.value).words


class Purpose(StrEnum):
    """Why an organisation asks."""

    PRE_APPOINTMENT = "pre_appointment"
    ANNUAL_FIT_AND_PROPER = "annual_fit_and_proper"
    IN_POST = "in_post"
    LEGAL = "legal"

    @property
    def words(self) -> str:
        return {
            Purpose.PRE_APPOINTMENT: "Before an appointment",
            Purpose.ANNUAL_FIT_AND_PROPER: "Annual fit and proper person test",
            Purpose.IN_POST: "While in post",
            Purpose.LEGAL: "Legal proceedings or advice",
        }[self]


NOT_AN_ASSESSMENT = (
    "This is not a fit-and-proper-person assessment. The appointing organisation makes that assessment itself."
)
A_TEST = "This is a test identity: nobody is meant, and nothing follows from this answer."
SENTENCES = {
    CheckOutcome.NO_BAR_RECORDED: "One person matched. Nothing is in force or pending against them at any tier.",
    CheckOutcome.NOT_BARRED_FROM_ROLE: "One person matched. Something is in force or pending, but not for this post.",
    CheckOutcome.DECISION_NOT_IN_EFFECT: (
        "One person matched. A decision that would bear on this post is not in effect: "
        "it waits for its appeal period to end, or is stayed."
    ),
    CheckOutcome.RESTRICTED: "One person matched. They may hold this post only under the conditions shown.",
    CheckOutcome.SUSPENDED: "One person matched. They are suspended.",
    CheckOutcome.REMOVED: "One person matched. They were removed from the register.",
    CheckOutcome.BARRED: "One person matched. They are barred from this post.",
    CheckOutcome.NOT_REGISTERED: (
        "One person matched. Nothing is in force or pending against them, and they are not registered."
    ),
    CheckOutcome.NO_ENTRY_MATCHED: (
        "No entry matches these particulars. This says nothing about whether the person is fit for the post."
    ),
    CheckOutcome.NEEDS_REVIEW: (
        "A member of the regulator’s staff will look at these particulars and answer. "
        "Being reviewed says nothing about the person."
    ),
}

EMPLOYABLE = {
    Employable.NOT_PREVENTED: "Nothing on the register prevents the appointment",
    Employable.CONDITIONAL: "Only under the conditions shown",
    Employable.PREVENTED: "No: the person is prevented by law from holding this post",
    Employable.CANNOT_SAY: "The register cannot say",
}


@dataclass(frozen=True, kw_only=True)
class Note:
    """A published annotation, which alters no outcome."""

    kind: str
    text: str
    source: str
    begins: datetime
    ends: datetime | None


@dataclass(frozen=True, kw_only=True)
class Found:
    """The one person meant: number, facts, standing and notes."""

    number: str | None
    facts: Facts
    standing: Standing
    notes: tuple[Note, ...] = ()


def outcome_of(*, match: Match, standing: Standing | None) -> tuple[CheckOutcome, Employable]:
    """The outcome, and what it means for the post. Whatever is not one person for certain cannot be said."""
    if match.certainty is Certainty.UNIQUE and standing is not None:
        return CheckOutcome(standing.outcome.value), standing.employable_in_role
    if match.certainty is Certainty.NONE:
        return CheckOutcome.NO_ENTRY_MATCHED, Employable.CANNOT_SAY
    return CheckOutcome.NEEDS_REVIEW, Employable.CANNOT_SAY


def is_guess(*, outcome: str, number: str | None) -> bool:
    """Whether an answer is of those that somebody gets who tries one particular after the other: see the budgets.

    No entry fits; or there is one with this number, and what else was given of the person is not so.
    """
    return outcome == CheckOutcome.NO_ENTRY_MATCHED or (outcome == CheckOutcome.NEEDS_REVIEW and number is not None)


def answer_of(
    *,
    match: Match,
    found: Found | None,
    post: PostAsked,
    as_of: datetime,
    known_at: datetime,
    answered_at: datetime,
    rule_set: str,
    base_url: str,
    is_test: bool = False,
) -> dict[str, Any]:
    """The answer in the shape that the API gives, but for what names the check itself (id, reference, review)."""
    outcome, employable = outcome_of(match=match, standing=found.standing if found else None)
    return {
        "outcome": outcome.value,
        "employable_in_role": employable.value,
        "match": {
            "certainty": match.certainty.value,
            "basis": match.basis.value if match.basis else None,
            "registration_number": found.number if found else None,
        },
        "role": {"tier": post.tier.value, "organisation": post.organisation},
        **(_about(found, post, as_of, base_url) if found else NOTHING_SAID),
        "statement": f"{A_TEST + ' ' if is_test else ''}{SENTENCES[outcome]} {NOT_AN_ASSESSMENT}",
        "as_of": instant(as_of),
        "known_at": instant(known_at),
        "answered_at": instant(answered_at),
        "rule_set": rule_set,
    }


NOTHING_SAID: Mapping[str, Any] = {
    "registration": None,
    "restrictions": [],
    "annotations": [],
    "permissions_to_act": [],
    "next_change": None,
}


def _about(found: Found, post: PostAsked, at: datetime, base_url: str) -> dict[str, Any]:
    standing = found.standing
    registration = standing.registration
    change = standing.next_change
    return {
        "registration": {
            "status": registration.status.value,
            "grade": registration.grade.value if registration.grade else None,
            "since": today(registration.since).isoformat() if registration.since else None,
        },
        "restrictions": [
            *(_restriction(listed, base_url) for listed in standing.orders),
            *({"kind": "quashed"} for _ in standing.quashed),
        ],
        "annotations": [_annotation(note) for note in _notes(found) if _holds(note.begins, note.ends, at)],
        "permissions_to_act": [
            {
                "tier": one.tier.value,
                "organisation": one.organisation,
                "in_force_from": instant(one.begins),
                "in_force_until": instant(one.ends) if one.ends else None,
            }
            for one in found.facts.permissions
            if (one.tier, one.organisation) == (post.tier, post.organisation) and _holds(one.begins, one.ends, at)
        ],
        "next_change": {"at": instant(change.at), "kind": change.kind} if change else None,
    }


def _restriction(listed: ListedOrder, base_url: str) -> dict[str, Any]:
    order = listed.order
    return {
        "kind": order.kind.value,
        "tiers": sorted(order.tiers),
        "organisation_classes": sorted(order.organisation_classes),
        "in_force_from": instant(order.begins),
        "in_force_until": instant(order.ends) if order.ends else None,
        "under_appeal": listed.under_appeal,
        "stayed": listed.stayed,
        "decision": f"{base_url}{order.decision_path}" if order.decision_path else None,
    }


def _notes(found: Found) -> tuple[Note, ...]:
    """The published notes, and the grade of an associate, which is one: it alters no outcome either."""
    associate = (
        Note(
            kind="associate",
            text="Registered as an associate.",
            source="register",
            begins=span.begins,
            ends=span.ends,
        )
        for span in found.facts.registrations
        if (span.status, span.grade) == (RegistrationStatus.REGISTERED, Grade.ASSOCIATE)
    )
    return (*found.notes, *associate)


def _annotation(note: Note) -> dict[str, Any]:
    return {
        "kind": note.kind,
        "text": note.text,
        "source": note.source,
        "in_force_from": instant(note.begins),
        "in_force_until": instant(note.ends) if note.ends else None,
    }


def _holds(begins: datetime, ends: datetime | None, at: datetime) -> bool:
    return begins <= at and (ends is None or at < ends)


def without(orders: Iterable[Order], quashed: Mapping[tuple[str, str, datetime | None], datetime]) -> tuple[Order, ...]:
    """The orders with those quashed since marked so: what was void from its beginning is not told of the past."""
    return tuple(
        replace(order, quashed_at=quashed.get((order.kind, order.source, order.served_at), order.quashed_at))
        for order in orders
    )
