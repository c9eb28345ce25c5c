"""Witnesses, their statements, what is asked for them, and what a court orders to be disclosed."""

from datetime import date, datetime

from django.db.models import Max

from conduct.actions.files import open_to_evidence
from conduct.actions.messages import tell_reporter
from conduct.actions.steps import locked
from conduct.models import (
    Case,
    CaseFile,
    Concern,
    ConcernMessage,
    CourtDisclosure,
    SpecialMeasure,
    Witness,
    WitnessStatement,
)
from conduct.queries import is_chair
from conduct.rules.evidence import CheckedAlready, OwnRedaction
from conduct.rules.panels import NotOnThePanel
from conduct.rules.witnesses import CONSENT_ASKED, Consent, Measure, MeasureAsked, NoConsent, RuledAlready
from kernel.history import recorded
from kernel.models import User


@recorded()
def ask_for_consent(*, case: Case, concern: Concern, by: User, at: datetime) -> ConcernMessage:
    """Ask whoever raised a concern of this case, in its mailbox, whether they would be a witness."""
    held = open_to_evidence(case=case, by=by, at=at)
    concern = Concern.objects.get(pk=concern.pk, case_concern__case=held)
    return tell_reporter(concern=concern, text=CONSENT_ASKED, by=by, at=at)


@recorded()
def add_witness(*, case: Case, name: str, role: str, by: User, at: datetime) -> Witness:
    """Add a witness who raised no concern with us."""
    held = open_to_evidence(case=case, by=by, at=at)
    return held.witnesses.create(number=_next(held), name=name, role=role, added_by=by, added_at=at)


@recorded()
def add_consenting_witness(
    *,
    case: Case,
    concern: Concern,
    name: str,
    role: str,
    message: ConcernMessage | None,
    exhibit: CaseFile | None,
    by: User,
    at: datetime,
) -> Witness:
    """Add whoever raised a concern, under the name they gave, once they agreed: by a message of theirs in its mailbox,
    or on paper, kept as an exhibit that is marked as one that could name them. Refuses without either, and opens
    nothing of what they sealed."""
    held = open_to_evidence(case=case, by=by, at=at)
    by_message = message is not None and message.concern_id == concern.pk and message.from_reporter
    on_paper = exhibit is not None and exhibit.case_id == held.pk and exhibit.may_name_reporter
    if (message is None) == (exhibit is None) or not (by_message or on_paper):
        raise NoConsent(
            "Whoever raised a concern is a witness only if they agreed: choose the message in which they say so, or "
            "the exhibit that they signed, marked as one that could name them."
        )
    if not held.case_concerns.filter(concern=concern).exists():
        raise NoConsent("The concern is no part of this case.")
    if Witness.objects.filter(concern=concern).exists():
        raise NoConsent("Whoever raised this concern is a witness already.")
    return held.witnesses.create(
        number=_next(held),
        name=name,
        role=role,
        concern=concern,
        consent=Consent.MAILBOX if message else Consent.PAPER,
        consent_message=message,
        consent_exhibit=exhibit,
        added_by=by,
        added_at=at,
    )


def _next(case: Case) -> int:
    return (case.witnesses.aggregate(last=Max("number"))["last"] or 0) + 1


@recorded()
def add_statement(
    *, witness: Witness, exhibit: CaseFile, signed_on: date | None, by: User, at: datetime
) -> WitnessStatement:
    """Say that an exhibit is the next version of a witness's statement, and when it was signed, if it is."""
    open_to_evidence(case=witness.case, by=by, at=at)
    last = witness.statements.aggregate(last=Max("number"))["last"] or 0
    return witness.statements.create(number=last + 1, exhibit=exhibit, signed_on=signed_on, added_by=by, added_at=at)


@recorded()
def ask_for_measure(*, witness: Witness, measure: Measure, reason: str, by: User, at: datetime) -> SpecialMeasure:
    """Ask the panel for a measure for a witness. Refuses while the same one waits."""
    open_to_evidence(case=witness.case, by=by, at=at)
    if witness.measures.filter(measure=measure, granted=None).exists():
        raise MeasureAsked("This measure was asked for already. The panel must rule on that first.")
    return witness.measures.create(measure=measure, reason=reason, asked_by=by, asked_at=at)


@recorded()
def rule_on_measure(
    *, measure: SpecialMeasure, granted: bool, ruling: str, known_as: str = "", by: User, at: datetime
) -> SpecialMeasure:
    """The panel's ruling, by the chair of the open hearing. Anonymity comes with what to say instead."""
    held = locked(case=measure.witness.case, action=None, at=at, seen=None)
    if not is_chair(case=held, user=by):
        raise NotOnThePanel("Only the chair of the hearing that is listed rules on this.")
    found = SpecialMeasure.objects.select_for_update().get(pk=measure.pk)
    if found.granted is not None:
        raise RuledAlready("The panel has ruled on this already.")
    found.granted, found.ruling, found.ruled_by, found.ruled_at = granted, ruling, by, at
    found.known_as = known_as if granted and found.measure == Measure.ANONYMITY else ""
    found.save(update_fields=["granted", "ruling", "ruled_by", "ruled_at", "known_as"])
    return found


@recorded()
def record_court_order(
    *,
    case: Case,
    court: str,
    order_reference: str,
    ordered_on: date,
    exhibit: CaseFile,
    what: str,
    to_whom: str,
    by: User,
    at: datetime,
) -> CourtDisclosure:
    """Write down what a court orders to be disclosed, with the order as an exhibit. A second person gives it."""
    held = open_to_evidence(case=case, by=by, at=at)
    return held.court_disclosures.create(
        court=court,
        order_reference=order_reference,
        ordered_on=ordered_on,
        exhibit=exhibit,
        what=what,
        to_whom=to_whom,
        recorded_by=by,
        recorded_at=at,
    )


@recorded()
def give_by_court_order(*, ordered: CourtDisclosure, words: str, by: User, at: datetime) -> CourtDisclosure:
    """Write down that what a court ordered was given, and how. Refuses who recorded the order, and a second time."""
    locked(case=ordered.case, action=None, at=at, seen=None)
    found = CourtDisclosure.objects.select_for_update().get(pk=ordered.pk)
    if found.given_at is not None:
        raise CheckedAlready("This was given already.")
    if found.recorded_by_id == by.pk:
        raise OwnRedaction("You recorded this order. A second person must compare it with what is given.")
    found.given_by, found.given_at, found.given_words = by, at, words
    found.save(update_fields=["given_by", "given_at", "given_words"])
    return found
