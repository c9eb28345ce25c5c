"""Ending a case by consent: the regulator offers, the manager answers, and a panel makes it or not."""

from dataclasses import asdict
from datetime import datetime

from conduct.actions.drafts import NoLongerOpen
from conduct.actions.notices import tell_manager
from conduct.actions.steps import locked, take_step
from conduct.models import Case, ConsentOffer
from conduct.queries import open_offer
from conduct.rules.consenting import NoOffer, OfferOpen, require_in_time, require_offerable, require_second_reader
from conduct.rules.determining import Sanction, require_orderly, sanction_to_the_point
from conduct.rules.independence import require_stranger
from conduct.workflow import CASE, CONSENT, Action, OfferAction
from kernel import rulesets
from kernel.clocks import today
from kernel.deadlines import deadline
from kernel.errors import ChangedMeanwhile
from kernel.history import recorded
from kernel.models import User


@recorded()
def offer_consent(
    *, case: Case, sanction: Sanction, facts: str, by: User, at: datetime, seen: int | None = None
) -> ConsentOffer:
    """Offer the manager an outcome, with the facts that they would admit. They have as long as for a response.

    Refuses what cannot be ordered, or not by consent, and a second offer while one waits.
    """
    held = locked(case=case, action=Action.OFFER_CONSENT, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    require_offerable(outcome=sanction.outcome)
    rules = rulesets.row_in_force(at)
    require_orderly(
        sanction=sanction,
        ever_registered=held.person.registration_number is not None,
        longest_months=rules.parameters["longest_restriction_months"],
    )
    if open_offer(case=held) is not None:
        raise OfferOpen("An offer waits for the manager’s answer. Withdraw it before you make another.")
    due = deadline(rule_set=rules, parameter="case_response_days", beginning="the offer", begins_on=today(at))
    offer = ConsentOffer(case=held, facts=facts, offered_by=by, offered_at=at, due_at=due.ends_at)
    for name, value in asdict(sanction_to_the_point(sanction)).items():
        setattr(offer, name, list(value) if isinstance(value, tuple) else value)
    offer.save()
    take_step(case=held, action=Action.OFFER_CONSENT, by=by, at=at, reason=offer.get_outcome_display())
    tell_manager(
        case=held,
        template="conduct_consent_offered",
        subject="There is an offer for you to read",
        due_at=offer.due_at,
    )
    return offer


@recorded()
def answer_offer(
    *, case: Case, agree: bool, text: str, by: User, at: datetime, shown: int | None = None
) -> ConsentOffer:
    """The manager's own answer, in their words, to the offer that the page showed (None: no page was involved).

    Refuses anybody else, one after the time for it, and an answer to another offer than waits now. A refusal says
    nothing of what the panel has done since.
    """
    held = locked(case=case, action=None, at=at, seen=None)
    if held.person.user_id != by.pk:
        raise NoOffer("Only the manager answers an offer here.")
    if Action.ANSWER_OFFER not in CASE.allowed(held.status):
        raise NoLongerOpen("The offer can no longer be answered.")
    waiting = open_offer(case=held)
    if shown is not None and waiting is not None and waiting.pk != shown:
        raise ChangedMeanwhile("Another offer took the place of the one that you read, so nothing was saved.")
    action = OfferAction.AGREE if agree else OfferAction.DECLINE
    return _answer(held, action, Action.ANSWER_OFFER, text=text, by=by, at=at)


@recorded()
def enter_offer_answer(
    *, case: Case, agree: bool, text: str, by: User, at: datetime, seen: int | None = None
) -> ConsentOffer:
    """Enter what the manager wrote on paper about the offer, signed by them; an agreement, by another than offered."""
    held = locked(case=case, action=Action.ENTER_OFFER_ANSWER, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    if agree and (waiting := open_offer(case=held)) is not None:
        require_second_reader(user_id=by.pk, offered_by=waiting.offered_by_id)
    action = OfferAction.ENTER_AGREEMENT if agree else OfferAction.ENTER_REFUSAL
    return _answer(held, action, Action.ENTER_OFFER_ANSWER, text=text, by=by, at=at)


@recorded()
def withdraw_offer(*, case: Case, reason: str, by: User, at: datetime, seen: int | None = None) -> ConsentOffer:
    """Take back an offer that was not answered. The manager reads why."""
    held = locked(case=case, action=Action.WITHDRAW_OFFER, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    return _answer(held, OfferAction.WITHDRAW, Action.WITHDRAW_OFFER, text=reason, by=by, at=at)


def _answer(case: Case, action: OfferAction, step: Action, *, text: str, by: User, at: datetime) -> ConsentOffer:
    offer = open_offer(case=case)
    if offer is None:
        raise NoOffer("No offer waits for an answer. Reload the page to see what has changed.")
    if action in (OfferAction.AGREE, OfferAction.DECLINE):
        require_in_time(due_at=offer.due_at, at=at)
    offer.status = CONSENT.target(action, status=offer.status)
    offer.answer, offer.answered_by, offer.answered_at = text, by, at
    offer.on_paper = action in (OfferAction.ENTER_AGREEMENT, OfferAction.ENTER_REFUSAL)
    offer.save()
    take_step(case=case, action=step, by=by, at=at, reason=offer.get_status_display())
    return offer
